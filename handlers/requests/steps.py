"""What every step of a request does: ask who may, keep what changed, tell whom it concerns."""

from datetime import datetime, timedelta

from handlers.community import Community, Permission, Person, Role
from handlers.errors import UserError
from handlers.people import ALLOWS
from handlers.requests.access import helps, holds, is_given_to, may_dispatch
from handlers.requests.clocks import follow_up
from handlers.requests.private.confiding import around, superiors
from handlers.requests.wording import subject, who
from handlers.texts import text
from handlers.turn import Turn
from storage.records import Lane, Request, RequestStatus

WAITING_LIST, CALL_END = "request.waiting_list", "request.call_end"
LEFT = (RequestStatus.WAITING, RequestStatus.RETURNED)
"""What nobody has, and somebody must be given it."""
_DISPATCH = tuple(role for role in Role if Permission.DISPATCH in ALLOWS[role])


def require_hold(turn: Turn, request: Request) -> Person:
    """The acting person, if they may take steps with the request (access.py). Who helps with it (协办) leaves them to
    whoever has it, or stops helping first.

    Raises:
        UserError: it is somebody else's.
    """
    person, member = turn.person, who(turn.community, request.assignee)
    if only_helps(turn, request):
        raise UserError("requests.helps_only", code=request.code, member=member)
    if person is None or not holds(turn, request):
        raise UserError("requests.not_yours", code=request.code, member=member)
    return person


def only_helps(turn: Turn, request: Request) -> bool:
    """Whether the acting person helps somebody with it (协办), and neither has it nor dispatches there."""
    person = turn.person
    if person is None or request.assignee is None or is_given_to(turn, request):
        return False
    return helps(turn, request) and not may_dispatch(turn.community, person, request)


def dispatcher_of(community: Community, request: Request) -> Person | None:
    """Who must give a request to somebody, while nobody has it: the nearest who may."""
    ladder = superiors(community, request, follow_up.NOBODY)
    return next((person for person in ladder if may_dispatch(community, person, request)), None)


def save(turn: Turn, request: Request, action: str, **detail: object) -> Request:
    """Keep what changed, with its trace; what follows from that for everybody is done here, too."""
    turn.store.requests.save(request)
    turn.audit(action, request.number, status=request.status.value, **detail)
    settle_dispatch(turn, request)
    return request


def settle_dispatch(turn: Turn, request: Request) -> None:
    """What somebody has, or is over, is called out no more (抢单); who has it helps with it no more; what nobody has
    comes to the morning's list."""
    if request.assignee is None and request.status in LEFT:
        note_waiting(turn, request.node)
        return
    if turn.store.calls.end(request.id, turn.now, request.assignee):
        turn.store.timers.cancel(request.number, (CALL_END,))
    if request.assignee is not None:
        turn.store.helpers.remove(request.id, request.assignee)


def branch_of(community: Community, node: str) -> str | None:
    """The nearest node, from here up, where somebody dispatches (支部)."""
    return next(
        (
            one.id
            for one in community.chain(node)
            if any(community.holders(one.id, role) for role in _DISPATCH)
        ),
        None,
    )


def note_waiting(turn: Turn, node: str) -> None:
    """Those who dispatch at a place hear on the next working morning what nobody has (waiting.py); once a morning."""
    branch = branch_of(turn.community, node)
    if branch is None or turn.store.timers.of_subject(f"node:{branch}", WAITING_LIST):
        return
    turn.store.timers.set(WAITING_LIST, f"node:{branch}", next_morning(turn))


def next_morning(turn: Turn) -> datetime:
    """When the office opens on the next working day."""
    rules, calendar, zone = turn.community.rules, turn.community.calendar, turn.community.zone
    day = turn.local.date() + timedelta(days=1)
    while not calendar.is_working_day(day):
        day += timedelta(days=1)
    return datetime.combine(day, rules.working_hours[0][0], zone)


def tell_member(
    turn: Turn, request: Request, key: str, *, lane: Lane | None = None, **params: object
) -> None:
    """Tell whoever has it, or stands in for them; of an emergency also at night, unless another `lane` is given."""
    member = around(turn.community, request).acting_for(request.assignee)
    if member is not None and member.id != turn.actor:
        message = text(key, code=request.code, subject=subject(request), **params)
        turn.to_person(member, message, lane=lane or follow_up.lane_of(request), about=request.code)


def tell_reporter(turn: Turn, request: Request, key: str, **params: object) -> None:
    """Tell who reported it what a member did; of an emergency also at night."""
    follow_up.tell_reporter(turn, request, f"requests.{key}", lane=follow_up.lane_of(request), **params)


def tell_affected(turn: Turn, request: Request, key: str, *, member: str) -> None:
    """Tell everybody affected what a `member` did; of an emergency also at night."""
    follow_up.tell_affected(turn, request, f"requests.{key}", lane=follow_up.lane_of(request), member=member)
