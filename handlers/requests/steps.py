"""What every step of a request does: ask who may, keep what changed, tell whom it concerns."""

from handlers.community import Community, Permission, Person
from handlers.errors import UserError
from handlers.requests import follow_up
from handlers.requests.wording import subject, who
from handlers.texts import text
from handlers.turn import Turn
from storage.records import Lane, Request


def require_hold(turn: Turn, request: Request) -> Person:
    """The acting person, if the request is theirs or they stand above who has it.

    Raises:
        UserError: it is somebody else's.
    """
    person = turn.person
    if person is None or not holds(turn, request):
        raise UserError("requests.not_yours", code=request.code, member=who(turn.community, request.assignee))
    return person


def holds(turn: Turn, request: Request) -> bool:
    """Whether the request is the acting person's, or they stand above who has it."""
    person = turn.person
    if person is None:
        return False
    if person.id == request.assignee or may_dispatch(turn.community, person, request):
        return True
    holder = turn.community.person(request.assignee) if request.assignee else None
    return holder is not None and person in turn.community.superiors(holder, request.node)


def may_dispatch(community: Community, person: Person, request: Request) -> bool:
    return community.may(person, Permission.DISPATCH, request.node)


def dispatcher_of(community: Community, request: Request) -> Person | None:
    """Who must give a request to somebody, while nobody has it: the nearest who may."""
    ladder = community.superiors(follow_up.NOBODY, request.node)
    return next((person for person in ladder if may_dispatch(community, person, request)), None)


def save(turn: Turn, request: Request, action: str, **detail: object) -> Request:
    turn.store.requests.save(request)
    turn.audit(action, request.number, status=request.status.value, **detail)
    return request


def tell_member(
    turn: Turn, request: Request, key: str, *, lane: Lane | None = None, **params: object
) -> None:
    """Tell whoever has it; of an emergency also at night, unless another `lane` is given."""
    member = turn.community.person(request.assignee) if request.assignee else None
    if member is not None and member.id != turn.actor:
        message = text(key, code=request.code, subject=subject(request), **params)
        turn.to_person(member, message, lane=lane or follow_up.lane_of(request), about=request.code)


def tell_reporter(turn: Turn, request: Request, key: str, **params: object) -> None:
    """Tell who reported it what a member did; of an emergency also at night."""
    follow_up.tell_reporter(turn, request, f"requests.{key}", lane=follow_up.lane_of(request), **params)
