"""The clock for closing stands still while a member waits for something (暂停), with a reason and until a day."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta

from handlers.community import Person
from handlers.errors import UserError
from handlers.feature import Feature
from handlers.requests import follow_up, rules
from handlers.requests.access import may_dispatch
from handlers.requests.rules import Step
from handlers.requests.steps import require_hold, save, tell_reporter
from handlers.requests.wording import excerpt, subject, when, who
from handlers.texts import text
from handlers.turn import Turn
from handlers.understanding import find_due
from handlers.understanding.normal import normalise
from handlers.worktime import add_working_days, add_working_minutes, working_minutes
from storage.records import Request, Timer
from storage.requests import OPEN

RESUME = "request.resume"
MOST = timedelta(days=30)
"""The clock stands still at most so long after the first pause."""
_AFTERNOON = frozenset({"下午", "傍晚", "晚上", "晚"})
_CLOSING = ("request.close_remind", "request.close_late")


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
    level = _level(turn, request)
    before = _running(turn, request).close_by or _usual_end(turn, request)
    close_by = _moved(turn, request, turn.now, until, before)
    changed = save(
        turn,
        replace(rules.progress(request), close_by=close_by),
        "pause",
        reason=reason,
        until=until.isoformat(),
    )
    turn.store.timers.cancel(changed.number, (*_CLOSING, RESUME))
    kept = {"id": changed.id, "level": level, "at": turn.now.isoformat(), "before": before.isoformat()}
    turn.store.timers.set(RESUME, changed.number, until, kept)
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
    level = _level(turn, request)
    changed = save(turn, _running(turn, request), "resume")
    turn.store.timers.cancel(changed.number, (*_CLOSING, RESUME))
    _start(turn, changed, level)
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
    _start(turn, request, int(timer.payload.get("level", 0)))
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
    ladder = turn.community.superiors(member, request.node)
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


def _start(turn: Turn, request: Request, level: int) -> None:
    """The reminders and the end of the clock, counted from now."""
    timers, community = turn.store.timers, turn.community
    end = max(request.close_by or _usual_end(turn, request), turn.now)
    for moment in _reminders(turn, request, end, community.rules.remind):
        if turn.now < moment < end:
            timers.set("request.close_remind", request.number, moment, {"id": request.id})
    timers.set("request.close_late", request.number, end, {"id": request.id, "level": level})


def _reminders(turn: Turn, request: Request, end: datetime, parts: Iterable[float]) -> list[datetime]:
    if _counts_working(turn, request):
        around = (turn.community.rules.working_hours, turn.community.calendar, turn.community.zone)
        total = working_minutes(turn.now, end, *around)
        return [add_working_minutes(turn.now, part * total, *around) for part in parts]
    return [turn.now + part * (end - turn.now) for part in parts]


def _moved(turn: Turn, request: Request, start: datetime, until: datetime, end: datetime) -> datetime:
    """The end of a clock that stands still from `start` to `until`; working days are moved as days."""
    community = turn.community
    if community.rules.clock(request.urgency).close.days:
        first, last = (moment.astimezone(community.zone).date() for moment in (start, until))
        days = (first + timedelta(days=n + 1) for n in range((last - first).days))
        still = sum(community.calendar.is_working_day(day) for day in days)
        hours = (community.rules.working_hours, community.calendar, community.zone)
        return add_working_days(max(start, end), still, *hours) if still else max(end, until)
    if end <= start:
        return until
    if not _counts_working(turn, request):
        return until + (end - start)
    around = (turn.community.rules.working_hours, turn.community.calendar, turn.community.zone)
    return add_working_minutes(until, working_minutes(start, end, *around), *around)


def _running(turn: Turn, request: Request) -> Request:
    """The request as it would be, had its pause ended now."""
    timer = _waiting(turn, request)
    if timer is None or "before" not in timer.payload:
        return request
    began, before = (datetime.fromisoformat(timer.payload[key]) for key in ("at", "before"))
    return replace(request, close_by=_moved(turn, request, began, turn.now, before))


def _counts_working(turn: Turn, request: Request) -> bool:
    span = turn.community.rules.clock(request.urgency).close
    return bool(span.days or span.working)


def _usual_end(turn: Turn, request: Request) -> datetime:
    return rules.clocks(turn.community, request.urgency, request.created_at, turn.now).close_by


def _waiting(turn: Turn, request: Request) -> Timer | None:
    return next(iter(turn.store.timers.of_subject(request.number, RESUME)), None)


def _level(turn: Turn, request: Request) -> int:
    """How far up the ladder its lateness was told already."""
    for kind in (RESUME, "request.close_late"):
        for timer in turn.store.timers.of_subject(request.number, kind):
            return int(timer.payload.get("level", 0))
    return 0


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
