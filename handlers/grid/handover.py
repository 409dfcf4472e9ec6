"""Handing over: what somebody had in hand goes on to whoever answers for it now, and nothing is left with nobody."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from handlers.community import Community, Permission, Person
from handlers.requests import rules, standing
from handlers.requests.clocks import follow_up
from handlers.requests.dispatch.new_hands import tell_residents
from handlers.requests.dispatch.whose import was_given_by_name
from handlers.requests.private.confiding import member_of
from handlers.requests.steps import dispatcher_of, settle_dispatch
from handlers.requests.wording import subject
from handlers.texts import text
from handlers.turn import Turn
from storage.records import Lane, Request, RequestStatus
from storage.requests import OPEN

_LISTED = 3
REOPENED = "reopened"
"""Why something was passed on: it was opened again, and who had it is there no more."""
HELD = (*OPEN, RequestStatus.TO_RATE)
"""What is not over for whoever has it: after a bad rating it comes back to them."""

Passed = tuple[tuple[Request, Person | None], ...]
"""Each request with who has it now; None: it waits for a dispatcher."""


def list_of(requests: Sequence[Request]) -> str:
    """A few of them in words: 0712 3号楼 电梯（已接）；…"""
    lines = [
        text("grid.item", code=one.code, subject=subject(one), state=one.status.value)
        for one in requests[:_LISTED]
    ]
    more = text("grid.and_more", count=len(requests) - _LISTED) if len(requests) > _LISTED else ""
    return "；".join(lines) + more


def is_orphan(turn: Turn, request: Request) -> bool:
    """Whether a request lies with somebody who has left, or holds nothing (no post, nobody's stead) and did not come
    by it as a party member or volunteer (党员接单)."""
    person = next((one for one in turn.community.people if one.id == request.assignee), None)
    if request.assignee is None or (person and turn.community.may_somewhere(person, Permission.WORK)):
        return False
    return person is None or not (person.volunteers and was_given_by_name(turn, request))


def rescue(turn: Turn) -> Passed:
    """Pass on what lies with nobody, whatever happened: a new configuration, an import, somebody erased."""
    held = [one for one in turn.store.requests.in_states(HELD) if is_orphan(turn, one)]
    return pass_on(turn, held, None, "orphan")


def settle(turn: Turn, person: Person, before: Community, to: Person | None = None) -> Passed:
    """After a change of somebody's posts: what they had by those they lost goes to `to`, or to who answers for it.

    `turn` knows the community after the change, `before` is the one before it.
    """
    after = turn.community
    lost = [
        request
        for request in turn.store.requests.assigned_to(person.id, HELD)
        if is_orphan(turn, request)
        or (before.may(person, Permission.WORK, request.node) and not _may(after, person.id, request.node))
    ]
    return pass_on(turn, lost, to, "posts")


def pass_on_unreachable(turn: Turn, person: Person) -> Passed:
    """Somebody has no account any more: what they have in hand goes to somebody else who answers for it."""
    held = turn.store.requests.assigned_to(person.id, HELD)
    return pass_on(turn, held, None, "unreachable", but=person.id)


def pass_on(
    turn: Turn, requests: Iterable[Request], to: Person | None, why: str, *, but: str | None = None
) -> Passed:
    """Give requests to `to`, or each to who answers for it, not to `but`; everybody who gets some is told in one
    message, and so are those who wait for them."""
    passed = tuple((_given(turn, request, to, why, but)) for request in requests)
    for receiver in {one.id: one for _, one in passed if one is not None}.values():
        _tell(turn, receiver, [request for request, one in passed if one is receiver])
    waiting: dict[str, list[Request]] = {}
    for request, one in passed:
        above = dispatcher_of(turn.community, request) if one is None else None
        if above is not None:
            waiting.setdefault(above.id, []).append(request)
    for person_id, left in waiting.items():
        turn.to_actor(person_id, text("grid.to_dispatch", count=len(left), list=list_of(left)))
    if why != REOPENED:  # there the resident was just answered
        tell_residents(turn, passed)
    return passed


def _given(
    turn: Turn, request: Request, to: Person | None, why: str, but: str | None
) -> tuple[Request, Person | None]:
    community = turn.community
    choice = member_of(turn, request, but=but)
    target = to if to is not None and to.id not in request.kept_from else choice.person if choice else None
    old = request.assignee
    if request.status is RequestStatus.TO_RATE:
        changed = replace(request, assignee=target.id if target else None)
    elif target is None:
        changed = rules.recall(standing.end(turn, request))
        turn.store.timers.cancel(changed.number, follow_up.ACCEPTING)
    else:
        times = rules.clocks(community, request.urgency, request.created_at, turn.now)
        changed = rules.dispatch(standing.running(turn, request), target.id, times)
        turn.store.timers.cancel(changed.number)
        follow_up.start_clocks(turn, changed, times)
    turn.store.requests.save(changed)
    turn.audit(
        "hand_over",
        changed.number,
        status=changed.status.value,
        member=changed.assignee,
        before=old,
        why=why,
    )
    settle_dispatch(turn, changed)
    return changed, target


def _tell(turn: Turn, person: Person, requests: Sequence[Request]) -> None:
    open_ones = [one for one in requests if one.status is not RequestStatus.TO_RATE]
    if not open_ones:
        return
    pressing = any(one.urgency == "emergency" for one in open_ones)
    message = text(
        "grid.handed_to_you", count=len(open_ones), list=list_of(open_ones), code=open_ones[0].code
    )
    turn.to_person(person, message, lane=Lane.ALARM if pressing else Lane.NOTICE, about=open_ones[0].code)


def _may(community: Community, person_id: str, node: str) -> bool:
    person = community.person(person_id)
    return person is not None and community.may(person, Permission.WORK, node)
