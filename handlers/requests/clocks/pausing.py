"""The clock for closing stands still while a member waits for something (暂停), with a reason and until a day."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from handlers.community import Person
from handlers.errors import UserError
from handlers.feature import Feature
from handlers.requests import rules, standing
from handlers.requests.access import may_dispatch
from handlers.requests.clocks import first_contact, follow_up
from handlers.requests.private.confiding import superiors
from handlers.requests.rules import Step
from handlers.requests.standing import RESUME
from handlers.requests.steps import require_hold, save, tell_reporter
from handlers.requests.wording import excerpt, subject, when, who
from handlers.texts import text
from handlers.turn import Turn
from handlers.understanding import find_due
from handlers.understanding.normal import normalise
from storage.records import Request, Timer
from storage.requests import OPEN

MOST = timedelta(days=30)
"""The clock stands still at most so long after the first pause."""
_AFTERNOON = frozenset({"下午", "傍晚", "晚上", "晚"})


def day_said(turn: Turn, words: str) -> datetime | None:
    """周五, 11月27日下午: the moment from which the clock shall run again; None if no day is said."""
    due = find_due(normalise(words), turn.local, turn.community.calendar, loose_days=True)
    if due is None or due.kind == "recurrence":
        return None
    value = due.value.split("/")[-1]
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    if "T" not in value:
        hours = turn.community.rules.working_hours
        begin: time = hours[-1 if due.part in _AFTERNOON else 0][0]
        moment = datetime.combine(moment.date(), begin)
    return moment.replace(tzinfo=turn.community.zone)


def check(turn: Turn, request: Request, until: datetime | None) -> datetime:
    """Until when it may pause, if it may.

    Raises:
        UserError: it was not accepted, it is an emergency, no day was said, or it is too far away.
    """
    rules.check(request, Step.PAUSE)
    if request.urgency == "emergency":
        raise UserError("requests.pause_never", code=request.code)
    if until is None or until <= turn.now:
        raise UserError("requests.pause_when", code=request.code)
    last = _first_pause(turn, request) + MOST
    if until > last:
        raise UserError("requests.pause_most", code=request.code, until=when(last, turn.now, turn.community))
    return until


def pause(
    turn: Turn, request: Request, reason: str, until: datetime | None, *, told: bool = False
) -> Request:
    """Its clock for closing stops until then (暂停); who stands above hears of it, and the resident unless `told`.

    Raises:
        UserError: not theirs, no reason, or as `check`.
    """
    member = require_hold(turn, request)
    until = check(turn, request, until)
    if not reason:
        raise UserError("requests.pause_why", code=request.code)
    first_contact.end(turn, request)
    changed = save(
        turn,
        standing.hold(turn, rules.progress(request, turn.now), RESUME, until),
        "pause",
        reason=reason,
        until=until.isoformat(),
    )
    shown = {"reason": excerpt(reason), "until": when(until, turn.now, turn.community)}
    if not told:
        tell_reporter(turn, changed, "paused", **shown)
    _tell_above(turn, changed, member, shown)
    return changed


def resume(turn: Turn, request: Request) -> Request:
    """It goes on before the day (恢复).

    Raises:
        UserError: not theirs, or it does not pause.
    """
    require_hold(turn, request)
    if _waiting(turn, request) is None:
        raise UserError("requests.not_paused", code=request.code)
    changed = save(turn, standing.running(turn, request), "resume")
    standing.go_on(turn, changed)
    return changed


def lift(turn: Turn, request: Request) -> Request:
    """As `resume`, if it pauses, for a step that ends a pause by itself."""
    return resume(turn, request) if _waiting(turn, request) is not None else request


def is_paused(turn: Turn, request: Request) -> bool:
    return request.status in OPEN and _waiting(turn, request) is not None


def state(turn: Turn, request: Request) -> str | None:
    """Until when it pauses, and why, for who asks how it stands; None if it does not."""
    timer = _waiting(turn, request) if request.status in rules.FROM[Step.PAUSE] else None
    if timer is None:
        return None
    rows = [row for row in turn.store.audit.about(request.number) if row.action == "pause"]
    return text(
        "requests.state.paused",
        member=who(turn.community, request.assignee),
        reason=excerpt(str(rows[-1].detail.get("reason", ""))) if rows else "",
        until=when(timer.due_at, turn.now, turn.community),
        by=when(request.close_by, turn.now, turn.community),
    )


def on_time(turn: Turn, timer: Timer) -> str | None:
    """The day has come: the clock runs again, with its reminders, and the member hears of it."""
    request = turn.store.requests.get(timer.payload["id"])
    if request is None or request.status not in OPEN:
        return "no longer open"
    turn.audit("resume", request.number, status=request.status.value)
    standing.start(turn, request, int(timer.payload.get("level", 0)))
    member = turn.community.acting_for(request.assignee)
    if member is not None:
        by = when(request.close_by, turn.now, turn.community)
        message = text("requests.pause_over", code=request.code, subject=subject(request), by=by)
        turn.to_person(member, message, about=request.code)
    return None


def register(feature: Feature) -> None:
    """Let the feature run the clock again."""
    feature.timer(RESUME)(on_time)


def _tell_above(turn: Turn, request: Request, member: Person, shown: Mapping[str, str]) -> None:
    """The nearest who dispatches there sees that it pauses, and can say no."""
    ladder = superiors(turn.community, request, member)
    above = next((one for one in ladder if may_dispatch(turn.community, one, request)), None)
    if above is not None and above.id != turn.actor:
        message = text(
            "requests.paused_to_superior",
            code=request.code,
            subject=subject(request),
            member=who(turn.community, request.assignee),
            by=when(request.close_by, turn.now, turn.community),
            **shown,
        )
        turn.to_person(above, message, about=request.code)


def _waiting(turn: Turn, request: Request) -> Timer | None:
    return standing.still(turn, request, RESUME)


def _first_pause(turn: Turn, request: Request) -> datetime:
    """When it first paused since it was last given to its member or opened again; now, if it never did."""
    first = None
    for row in turn.store.audit.about(request.number):
        if row.action in ("reopen", "rate", "partly"):
            first = None
        elif row.action == "pause" and first is None:
            first = row.at
    return first or turn.now


register(follow_up.requests)
