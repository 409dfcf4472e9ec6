"""What every step of a request does: ask who may, keep what changed, tell whom it concerns."""

from handlers.community import Community, Person
from handlers.errors import UserError
from handlers.requests import follow_up
from handlers.requests.access import holds, may_dispatch
from handlers.requests.wording import subject, who
from handlers.texts import text
from handlers.turn import Turn
from storage.records import Lane, Request


def require_hold(turn: Turn, request: Request) -> Person:
    """The acting person, if they may take steps with the request (access.py).

    Raises:
        UserError: it is somebody else's.
    """
    person = turn.person
    if person is None or not holds(turn, request):
        raise UserError("requests.not_yours", code=request.code, member=who(turn.community, request.assignee))
    return person


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
    """Tell whoever has it, or stands in for them; of an emergency also at night, unless another `lane` is given."""
    member = turn.community.acting_for(request.assignee)
    if member is not None and member.id != turn.actor:
        message = text(key, code=request.code, subject=subject(request), **params)
        turn.to_person(member, message, lane=lane or follow_up.lane_of(request), about=request.code)


def tell_reporter(turn: Turn, request: Request, key: str, **params: object) -> None:
    """Tell who reported it what a member did; of an emergency also at night."""
    follow_up.tell_reporter(turn, request, f"requests.{key}", lane=follow_up.lane_of(request), **params)


def tell_affected(turn: Turn, request: Request, key: str, *, member: str) -> None:
    """Tell everybody affected what a `member` did; of an emergency also at night."""
    follow_up.tell_affected(turn, request, f"requests.{key}", lane=follow_up.lane_of(request), member=member)
