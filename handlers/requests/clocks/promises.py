"""A date that was said for a request: what an errand was promised for (代办), by when a hazard must be gone (整改).

It is the end of the clock for closing; the member is reminded on the day before and on the day itself.
"""

from dataclasses import replace
from datetime import datetime, time, timedelta

from handlers.community import Community
from handlers.errors import UserError
from handlers.requests.standing import ASKED, RESUME
from handlers.turn import Turn
from handlers.understanding import find_due
from handlers.understanding.normal import normalise
from storage.records import Request

MOST = timedelta(days=60)
_REMIND, _LATE = "request.close_remind", "request.close_late"
_LONGEST = 200


def end_said(turn: Turn, words: str) -> datetime | None:
    """周五前, 下周一, 明天下午3点: by when; the end of office hours of a day that is said alone. None: no date."""
    due = find_due(normalise(words[:_LONGEST]), turn.local, turn.community.calendar, loose_days=True)
    if due is None or due.kind == "recurrence":
        return None
    value = due.value.split("/")[-1]
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    if "T" not in value:
        end: time = turn.community.rules.working_hours[-1][1]
        moment = datetime.combine(moment.date(), end)
    return moment.replace(tzinfo=turn.community.zone)


def checked(turn: Turn, request: Request, until: datetime) -> datetime:
    """
    Raises:
        UserError: the date is past, or too far away.
    """
    if until <= turn.now:
        raise UserError("requests.promise_past", code=request.code)
    if until > turn.now + MOST:
        raise UserError("requests.promise_far", code=request.code, days=MOST.days)
    return until


def promise(turn: Turn, request: Request, until: datetime) -> Request:
    """The request with that date; its clock for closing and its reminders are set anew, and nothing stands still."""
    changed = replace(request, close_by=until, promised_by=until)
    turn.store.requests.save(changed)
    turn.store.timers.cancel(changed.number, (_REMIND, _LATE, RESUME, ASKED))
    for moment in reminders(turn.community, until):
        if moment > turn.now:
            turn.store.timers.set(_REMIND, changed.number, moment, {"id": changed.id})
    turn.store.timers.set(_LATE, changed.number, until, {"id": changed.id})
    return changed


def reminders(community: Community, until: datetime) -> tuple[datetime, ...]:
    """The mornings of the day before and of the day itself, when the office opens."""
    begin: time = community.rules.working_hours[0][0]
    day = until.astimezone(community.zone).date()
    mornings = (datetime.combine(one, begin, community.zone) for one in (day - timedelta(days=1), day))
    return tuple(moment for moment in mornings if moment < until)


def is_promised(request: Request) -> bool:
    """Whether the end of its clock is the date that was said."""
    return request.promised_by is not None and request.promised_by == request.close_by
