"""The clock for closing stands still for a while, and runs again: what a pause and a question to the resident share."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from handlers.requests import rules
from handlers.turn import Turn
from handlers.worktime import add_working_days, add_working_minutes, working_minutes
from storage.records import Request, Timer

RESUME, ASKED = "request.resume", "request.asked"
"""While one of these is set, the clock stands still: a member waits for something, or the resident was asked."""
CLOSING = ("request.close_remind", "request.close_late", "request.half")


def hold(turn: Turn, request: Request, kind: str, until: datetime) -> Request:
    """Let the clock stand still until then at most: the request with its end moved, not yet saved. What made it stand
    still before is over."""
    rung = _level(turn, request)
    before = running(turn, request).close_by or _usual_end(turn, request)
    turn.store.timers.cancel(request.number, (*CLOSING, RESUME, ASKED))
    kept = {"id": request.id, "level": rung, "at": turn.now.isoformat(), "before": before.isoformat()}
    turn.store.timers.set(kind, request.number, until, kept)
    return replace(request, close_by=_moved(turn, request, turn.now, until, before))


def running(turn: Turn, request: Request) -> Request:
    """The request as it would be, did its clock run again from now on."""
    timer = still(turn, request, RESUME) or still(turn, request, ASKED)
    if timer is None or "before" not in timer.payload:
        return request
    began, before = (datetime.fromisoformat(timer.payload[key]) for key in ("at", "before"))
    return replace(request, close_by=_moved(turn, request, began, turn.now, before))


def go_on(turn: Turn, request: Request) -> None:
    """Let the clock of a request that is saved as `running` run again, with its reminders."""
    rung = _level(turn, request)
    turn.store.timers.cancel(request.number, (*CLOSING, RESUME, ASKED))
    start(turn, request, rung)


def end(turn: Turn, request: Request) -> Request:
    """Whoever made it stand still has it no more: the request, saved, with its clock running again."""
    if not any(still(turn, request, kind) for kind in (RESUME, ASKED)):
        return request
    changed = running(turn, request)
    turn.store.requests.save(changed)
    go_on(turn, changed)
    return changed


def still(turn: Turn, request: Request, kind: str) -> Timer | None:
    """What makes it stand still, if it is of this kind."""
    return next(iter(turn.store.timers.of_subject(request.number, kind)), None)


def start(turn: Turn, request: Request, rung: int) -> None:
    """The reminders and the end of the clock, counted from now; its lateness was told up to this rung."""
    timers, community = turn.store.timers, turn.community
    end = max(request.close_by or _usual_end(turn, request), turn.now)
    for moment in _moments(turn, request, end, community.rules.remind):
        if turn.now < moment < end:
            timers.set("request.close_remind", request.number, moment, {"id": request.id})
    if rules.is_long(community, request.urgency):
        for moment in _moments(turn, request, end, (0.5,)):
            timers.set("request.half", request.number, moment, {"id": request.id})
    timers.set("request.close_late", request.number, end, {"id": request.id, "level": rung})


def _level(turn: Turn, request: Request) -> int:
    """How far up the ladder its lateness was told already."""
    for kind in (RESUME, ASKED, "request.close_late"):
        for timer in turn.store.timers.of_subject(request.number, kind):
            return int(timer.payload.get("level", 0))
    return 0


def _moved(turn: Turn, request: Request, begin: datetime, until: datetime, end: datetime) -> datetime:
    """The end of a clock that stands still from `begin` to `until`; working days are moved as days."""
    community = turn.community
    if community.rules.clock(request.urgency).close.days:
        first, last = (moment.astimezone(community.zone).date() for moment in (begin, until))
        days = (first + timedelta(days=n + 1) for n in range((last - first).days))
        still = sum(community.calendar.is_working_day(day) for day in days)
        hours = (community.rules.working_hours, community.calendar, community.zone)
        return add_working_days(max(begin, end), still, *hours) if still else max(end, until)
    if end <= begin:
        return until
    if not _counts_working(turn, request):
        return until + (end - begin)
    around = (turn.community.rules.working_hours, turn.community.calendar, turn.community.zone)
    return add_working_minutes(until, working_minutes(begin, end, *around), *around)


def _usual_end(turn: Turn, request: Request) -> datetime:
    """When it must be closed by the clock alone."""
    return rules.clocks(turn.community, request.urgency, request.created_at, turn.now).close_by


def _moments(turn: Turn, request: Request, end: datetime, parts: Iterable[float]) -> list[datetime]:
    if _counts_working(turn, request):
        around = (turn.community.rules.working_hours, turn.community.calendar, turn.community.zone)
        total = working_minutes(turn.now, end, *around)
        return [add_working_minutes(turn.now, part * total, *around) for part in parts]
    return [turn.now + part * (end - turn.now) for part in parts]


def _counts_working(turn: Turn, request: Request) -> bool:
    span = turn.community.rules.clock(request.urgency).close
    return bool(span.days or span.working)
