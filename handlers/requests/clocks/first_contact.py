"""The clock for the first word with the resident (首次联系): from 接单 on, until the member has told or asked them
something, called at their home, paused or closed. Whatever the member does for the resident to hear ends it."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from handlers.requests import rules
from handlers.requests.clocks.follow_up import escalate, remind, requests
from handlers.turn import Turn
from storage.records import Request, RequestStatus, Timer

REMIND, LATE = "request.contact_remind", "request.contact_late"
CONTACTING = (REMIND, LATE)
_TOO_LATE_TO_REMIND = timedelta(hours=2)


def start(turn: Turn, request: Request) -> None:
    """It was accepted just now: the clock begins."""
    by, moments = rules.contact_clock(turn.community, request.urgency, turn.now)
    timers = turn.store.timers
    for moment in moments:
        timers.set(REMIND, request.number, moment, {"id": request.id})
    timers.set(LATE, request.number, by, {"id": request.id})


def end(turn: Turn, request: Request) -> None:
    """The member speaks to the resident: nothing of this clock is left."""
    turn.store.timers.cancel(request.number, CONTACTING)


def note_visits(turn: Turn, homes: Collection[str], at: datetime) -> None:
    """The acting member was let in at these flats (走访): who lives there was spoken to about what the member has of
    theirs."""
    for request in turn.store.requests.assigned_to(turn.actor, (RequestStatus.ACCEPTED,)):
        since = request.accepted_at or at
        if request.contacted_at is None and at >= since and _is_of(turn, request, homes):
            end(turn, request)
            turn.store.requests.save(rules.contact(request, at))
            turn.audit("visited", request.number)


def take_back_visits(turn: Turn, homes: Collection[str], at: datetime) -> None:
    """They were not there at that time after all: the clock begins again."""
    for request in turn.store.requests.assigned_to(turn.actor, (RequestStatus.ACCEPTED,)):
        if request.contacted_at == at and _is_of(turn, request, homes):
            changed = replace(request, contacted_at=None)
            turn.store.requests.save(changed)
            start(turn, changed)
            turn.audit("not_visited", request.number)


def _is_of(turn: Turn, request: Request, homes: Collection[str]) -> bool:
    reporter = turn.community.person(request.reporter)
    return reporter is not None and reporter.household in homes


@requests.timer(REMIND, late=_TOO_LATE_TO_REMIND)
def remind_to_contact(turn: Turn, timer: Timer) -> str | None:
    """A part of the time is over."""
    request = _waits(turn, timer)
    if request is None:
        return "the resident was spoken to"
    late = turn.store.timers.of_subject(request.number, LATE)
    if not late:
        return "late already"
    return remind(turn, request, "requests.remind_contact", late[0].due_at)


@requests.timer(LATE)
def escalate_contact(turn: Turn, timer: Timer) -> str | None:
    """Nobody has spoken to the resident: one rung up."""
    request = _waits(turn, timer)
    if request is None:
        return "the resident was spoken to"
    return escalate(turn, timer, request, "requests.not_contacted")


def _waits(turn: Turn, timer: Timer) -> Request | None:
    request = turn.store.requests.get(timer.payload["id"])
    waits = request is not None and request.status is RequestStatus.ACCEPTED and request.contacted_at is None
    return request if waits else None
