"""An open call (抢单, 党员接单): a request is called out in the group of the place, whoever answers first has it."""

from datetime import timedelta

from handlers.community import Community, Permission, Person, Room
from handlers.errors import UserError
from handlers.requests import rules
from handlers.requests.access import handles
from handlers.requests.clocks import first_contact, follow_up
from handlers.requests.clocks.follow_up import requests
from handlers.requests.steps import CALL_END, LEFT, dispatcher_of, save, tell_affected, tell_member
from handlers.requests.wording import excerpt, subject, when, who
from handlers.texts import text
from handlers.turn import CLOCK, Turn
from storage.records import OpenCall, Request, RequestStatus, Timer

_STILL_HEARD = timedelta(hours=2)
_LATE = "call_late"


def call_out(turn: Turn, request: Request, by: str) -> Request:
    """Call a request out; `by` a dispatcher, or CLOCK: the rule did it. Who had it and has not accepted it yet has it
    no more.

    Raises:
        UserError: it is nothing for everybody's ears, somebody works on it, or there is no group.
    """
    room = check(turn.community, request)
    if request.assignee is not None:
        tell_member(turn, request, "requests.called_away")
        request = save(turn, rules.recall(request), "recall")
        turn.store.timers.cancel(request.number, follow_up.ACCEPTING)
    # Who is asleep is not asked: the time for answers begins in the morning.
    until = turn.awake + timedelta(minutes=turn.community.rules.calls.minutes)
    turn.store.timers.cancel(request.number, (CALL_END,))
    turn.store.calls.put(OpenCall(request.id, room.id, by, turn.now, until))
    turn.store.timers.set(CALL_END, request.number, until, {"id": request.id})
    turn.audit("call_out", request.number, room=room.id)
    turn.to_room(room, text("requests.call", code=request.code, subject=subject(request)), about=request.code)
    return request


def check(community: Community, request: Request) -> Room:
    """The group in which a request can be called out: the nearest, from its place up.

    Raises:
        UserError: see `call_out`.
    """
    rules.check(request, rules.Step.DISPATCH)
    obstacle, room = _obstacle(request), _room_of(community, request)
    if obstacle is not None or room is None:
        member = who(community, request.assignee)
        raise UserError(f"requests.call_{obstacle or 'no_room'}", code=request.code, member=member)
    return room


def _obstacle(request: Request) -> str | None:
    if rules.is_private(request) or request.room is None:
        return "private"
    if request.urgency == "emergency":
        return "emergency"
    return None if request.status in (*LEFT, RequestStatus.DISPATCHED) else "taken_already"


def _room_of(community: Community, request: Request) -> Room | None:
    return next(
        (room for node in community.chain(request.node) for room in community.rooms_of(node.id)), None
    )


def is_called_by_rule(community: Community, request: Request, *, responsible: bool) -> bool:
    """Whether a new request is called out at once, where it does not press: its category is one of those in the
    setting, or nobody is responsible and there are volunteers about."""
    room = _room_of(community, request)
    if room is None or request.urgency != "normal" or _obstacle(request) is not None:
        return False
    if request.category in community.rules.calls.categories:
        return True
    return not responsible and _has_volunteers(community, room.node)


def may_answer(turn: Turn, request: Request, room_id: str) -> bool:
    """Whether the acting person may take what was called out in a group: the party members and volunteers of the
    group's place, and who handles such things there."""
    person, community = turn.person, turn.community
    room = community.room(room_id)
    node = room.node if room is not None else request.node
    if person is None:
        return False
    return handles(turn, request) or (person.volunteers and _belongs(community, person, node))


def take(turn: Turn, request: Request) -> Request:
    """The first who answers has it, and has accepted it."""
    times = rules.clocks(turn.community, request.urgency, request.created_at, turn.now)
    given = rules.dispatch(request, turn.actor, times)
    changed = save(turn, rules.accept(given, turn.actor, turn.now), "take_call")
    turn.store.timers.cancel(changed.number)
    follow_up.start_clocks(turn, changed, times)
    first_contact.start(turn, changed)
    tell_affected(turn, changed, "accepted", member=who(turn.community, turn.actor))
    message = text(
        "requests.call_yours",
        code=changed.code,
        subject=subject(changed),
        reporter=turn.name_of(changed.reporter),
        words=excerpt(changed.text),
        by=when(changed.close_by, turn.now, turn.community),
    )
    turn.to_actor(turn.actor, message, about=changed.code)
    return changed


def lately_taken(turn: Turn, room_id: str) -> list[OpenCall]:
    """The calls of a group that somebody else answered a moment ago, the last one last."""
    taken = turn.store.calls.taken_in(room_id, turn.now - _STILL_HEARD)
    return [call for call in taken if call.taken_by != turn.actor]


def tell_late(turn: Turn, request: Request) -> bool:
    """Who answers too late is told privately who has it, once; False: was told before."""
    rows = turn.store.audit.about(request.number)
    if any(row.action == _LATE and row.actor == turn.actor for row in rows):
        return False
    turn.audit(_LATE, request.number)
    member = who(turn.community, request.assignee)
    turn.to_actor(turn.actor, text("requests.call_too_late", code=request.code, member=member))
    return True


@requests.timer(CALL_END)
def end_call(turn: Turn, timer: Timer) -> str | None:
    """Nobody came: back to who called, or dispatches there."""
    request = turn.store.requests.get(timer.payload["id"])
    call = turn.store.calls.get(timer.payload["id"])
    if request is None or call is None or request.status not in LEFT:
        return "taken already"
    if not turn.store.calls.end(request.id, turn.now, None):
        return "over already"
    turn.audit("call_unheard", request.number)
    caller = None if call.called_by == CLOCK else turn.community.person(call.called_by)
    if caller is None or not turn.community.may(caller, Permission.DISPATCH, request.node):
        caller = dispatcher_of(turn.community, request)
    if caller is not None:
        minutes = turn.community.rules.calls.minutes
        message = text("requests.call_unheard", code=request.code, subject=subject(request), minutes=minutes)
        turn.to_person(caller, message, about=request.code)
    return None


def _has_volunteers(community: Community, node: str) -> bool:
    return any(
        person.volunteers and person.contacts and not person.away for person in community.residents_in(node)
    )


def _belongs(community: Community, person: Person, node: str) -> bool:
    """Whether somebody lives, or holds a post, at a node or below it."""
    home = community.household(person.household) if person.household else None
    places = [post.node for post in person.posts] + ([home.node] if home else [])
    return any(community.is_within(place, node) for place in places)
