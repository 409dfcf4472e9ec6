"""What is open turns out to be more pressing than it was reported: no second request, but its clocks start anew."""

from dataclasses import replace

from handlers.chat import Chat
from handlers.requests import find, rules, standing
from handlers.requests.clocks import first_contact, follow_up
from handlers.requests.dispatch.dispatching import alarm_superiors
from handlers.requests.intake import called_for
from handlers.requests.steps import dispatcher_of, save, tell_member
from handlers.requests.wording import excerpt, subject, when, who
from handlers.texts import text
from handlers.turn import Turn
from storage.records import Lane, Request, RequestStatus

_RANKS = ("normal", "urgent", "emergency")


def is_more(urgency: str, before: str) -> bool:
    """Whether an urgency is higher than another one."""
    ranks = [_RANKS.index(one) if one in _RANKS else 0 for one in (urgency, before)]
    return ranks[0] > ranks[1]


def raise_urgency(turn: Turn, request: Request, urgency: str, words: str) -> Request:
    """It is `urgency` from now on, for these `words`: each clock runs anew where that ends earlier, nothing stands
    still any more, and whoever has it, or must give it to somebody, is told; of an emergency those above, too."""
    request = standing.running(turn, request)
    times = rules.clocks(turn.community, urgency, turn.now, turn.now)
    changed = rules.lift_urgency(request, urgency, times)
    names = {
        "before": text(f"requests.ledger.{request.urgency}"),
        "after": text(f"requests.ledger.{urgency}"),
    }
    save(turn, changed, "raise", **names)
    _restart(turn, changed, times)
    key, lane = "requests.raised", Lane.NOTICE
    if urgency == "emergency":
        key, lane = "requests.raised_emergency", Lane.ALARM
    said = text("requests.said_by", who=turn.name_of(turn.actor), words=excerpt(words))
    shown = {"words": said, "by": when(changed.close_by, turn.now, turn.community)}
    member = turn.community.acting_for(changed.assignee)
    if member is not None:
        tell_member(turn, changed, key, lane=lane, **shown)
    elif urgency != "emergency":
        _tell_dispatcher(turn, changed, key, lane, shown)
    if urgency == "emergency":
        alarm_superiors(turn, changed, member or follow_up.NOBODY, said)
    return changed


def tell_raised(chat: Chat, request: Request) -> None:
    """The receipt for whoever said so."""
    code, about = request.code, find.shown(chat, request)
    if request.urgency == "emergency":
        called = called_for(chat, request)
        message = text("requests.registered_emergency", code=code, subject=about, called=called)
        chat.say(message, about=code, lane=Lane.ALARM)
        return
    member = who(chat.turn.community, request.assignee)
    by = when(request.close_by, chat.turn.now, chat.turn.community)
    key = "raised_by_you" if request.reporter == chat.speaker else "joined_raised"
    chat.reply(f"requests.{key}", code=code, subject=about, member=member, by=by, about=code)


def _restart(turn: Turn, request: Request, times: rules.Clocks) -> None:
    kinds = (*follow_up.ACCEPTING, *standing.CLOSING, standing.RESUME, standing.ASKED)
    turn.store.timers.cancel(request.number, kinds)
    by = request.accept_by or times.accept_by
    soon = tuple(moment for moment in times.accept_remind if moment < by)
    follow_up.start_clocks(turn, request, replace(times, accept_by=by, accept_remind=soon))
    if request.status is RequestStatus.ACCEPTED and request.contacted_at is None:
        first_contact.end(turn, request)
        first_contact.start(turn, request)


def _tell_dispatcher(turn: Turn, request: Request, key: str, lane: Lane, shown: dict[str, str]) -> None:
    dispatcher = dispatcher_of(turn.community, request)
    if dispatcher is not None:
        message = text(key, code=request.code, subject=subject(request), **shown)
        turn.to_person(dispatcher, message, lane=lane, about=request.code)
