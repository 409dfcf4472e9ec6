"""The resident of a long job hears unasked, at half of the time, how it stands (进度). Once, and only if they heard
nothing lately."""

from datetime import timedelta

from handlers.requests.clocks.follow_up import requests, tell_reporter
from handlers.requests.rules import is_confided
from handlers.requests.wording import excerpt, when, who
from handlers.texts import text
from handlers.turn import Turn
from storage.records import Request, RequestStatus, Timer
from storage.requests import OPEN

HALF = "request.half"
_LATELY = timedelta(hours=12)
_NEWEST = 1000  # messages: more than an account may send in twelve hours


@requests.timer(HALF, late=timedelta(days=1))
def tell_how_it_stands(turn: Turn, timer: Timer) -> str | None:
    """Half of the time for closing is over."""
    request = turn.store.requests.get(timer.payload["id"])
    if request is None or request.status not in OPEN:
        return "no longer open"
    if turn.awake > turn.now:
        turn.store.timers.set(HALF, request.number, turn.awake, timer.payload)
        return "quiet hours, put off to the morning"
    if any(row.action == "half_time" for row in turn.store.audit.about(request.number)):
        return "told before"
    if _told_lately(turn, request):
        return "the resident heard of it lately"
    turn.audit("half_time", request.number)
    tell_reporter(turn, request, "requests.half_time", state=_state(turn, request))
    return None


def _told_lately(turn: Turn, request: Request) -> bool:
    """Whether the resident, or the group where it was reported, was told something of it."""
    since, contact = turn.now - _LATELY, turn.contact_of(request.reporter)
    return any(
        post.about == request.code
        and post.at >= since
        and (post.room == request.room if post.room is not None else post.contact == contact)
        for post in turn.store.outbox.newest(_NEWEST)
    )


def _state(turn: Turn, request: Request) -> str:
    by = when(request.close_by, turn.now, turn.community)
    if request.assignee is None:
        return text("requests.half.waiting")
    if request.status is not RequestStatus.IN_HAND:
        return text("requests.half.given", member=who(turn.community, request.assignee), by=by)
    rows = [row for row in turn.store.audit.about(request.number) if row.action == "progress"]
    said = excerpt(str(rows[-1].detail.get("note", ""))) if rows and not is_confided(request) else ""
    key = "in_hand" if said else "given"
    return text(f"requests.half.{key}", member=who(turn.community, request.assignee), by=by, said=said)
