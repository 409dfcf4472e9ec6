"""Before a mediation (约谈) both sides and the mediator are reminded, each by itself: on the evening before, and an
hour before."""

from datetime import datetime, time, timedelta

from handlers.chat import ask
from handlers.requests.wording import when, who
from handlers.texts import text
from handlers.turn import Turn
from storage.records import Request, Timer
from storage.requests import OPEN

REMIND, MEETING = "dispute.remind", "dispute.meeting"
REPORTER, OTHER = "reporter", "other"
_EVENING = time(18)
_SOON = timedelta(hours=1)


def remember(turn: Turn, request: Request, at: datetime, place: str) -> None:
    """Set the reminders of a meeting; those of an earlier one are over."""
    zone = turn.community.zone
    day_before = at.astimezone(zone).date() - timedelta(days=1)
    turn.store.timers.cancel(request.number, (REMIND,))
    for moment in (datetime.combine(day_before, _EVENING, zone), at - _SOON):
        if moment > turn.now:
            payload = {"id": request.id, "at": at.isoformat(), "place": place, "absent": []}
            turn.store.timers.set(REMIND, request.number, moment, payload)


def note_answer(turn: Turn, request: Request, side: str, comes: bool) -> None:
    """Whoever said that they cannot come is not reminded."""
    timers = turn.store.timers.of_subject(request.number, REMIND)
    turn.store.timers.cancel(request.number, (REMIND,))
    for timer in timers:
        absent = [one for one in timer.payload["absent"] if one != side] + ([] if comes else [side])
        turn.store.timers.set(REMIND, timer.subject, timer.due_at, {**timer.payload, "absent": absent})


def remind(turn: Turn, timer: Timer) -> str | None:
    """The evening before, or an hour before; not at night, and not when it has begun."""
    request = turn.store.requests.get(timer.payload["id"])
    at = datetime.fromisoformat(timer.payload["at"])
    if request is None or request.status not in OPEN:
        return "no longer open"
    if turn.awake >= at:
        return "it has begun, or would have before anybody is awake"
    mediator = turn.community.acting_for(request.assignee)
    shown = {
        "at": when(at, turn.now, turn.community),
        "place": timer.payload["place"],
        "mediator": who(turn.community, mediator.id if mediator else None),
    }
    _remind(turn, request, request.reporter, REPORTER, timer, shown)
    other = turn.store.disputes.of(request.id).other
    if other is not None:
        _remind(turn, request, other, OTHER, timer, shown)
    if mediator is not None:
        message = text("disputes.remind_mediator", code=request.code, **shown)
        turn.to_person(mediator, message, about=request.code)
    return None


def _remind(turn: Turn, request: Request, actor: str, side: str, timer: Timer, shown: dict[str, str]) -> None:
    """To the other side it bears no code: they may not find the request by it."""
    if side in timer.payload["absent"]:
        return
    at = datetime.fromisoformat(timer.payload["at"])
    ask(turn, "private", actor, MEETING, {"id": request.id, "side": side}, at)
    own = side == REPORTER
    message = text("disputes.remind" if own else "disputes.remind_too", code=request.code, **shown)
    turn.to_actor(actor, message, about=request.code if own else None)
