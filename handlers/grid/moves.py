"""Who moves in and out, what kind of member somebody is, and 双报到. Whoever leaves hands over; nothing is orphaned."""

from collections.abc import Iterable
from dataclasses import replace

from handlers.community import Community, NodeKind, Permission, Person, Role
from handlers.directory import kept_from
from handlers.errors import UserError
from handlers.grid import posts
from handlers.grid.base import change, rank_at, refreshed, require_to_keep
from handlers.grid.handover import Passed
from handlers.grid.move_words import HOME_KINDS, MEMBER_KINDS, ReportIn
from handlers.identity.actions import unbind
from handlers.names import clean, fold
from handlers.people import Kind
from handlers.turn import Turn
from handlers.understanding import mask
from storage.records import RequestStatus
from storage.requests import OPEN
from storage.roster_records import KeptPerson

_COUNTER = "person"


def move_out(turn: Turn, person: Person) -> Passed:
    """Somebody has moved away: no home, no post, no account any more; what they had in hand goes on, what they
    reported themselves stays theirs until it is closed.

    Raises:
        UserError: not the acting person's to do, or they are the last admin.
    """
    check_move_out(turn, person)
    before = turn.community
    keep_own_requests(turn, person)
    kept = kept_from(person, before)
    gone = replace(
        kept, household=None, posts=(), title="", away=False, stand_in=None, guardian=None, left_at=turn.now
    )
    turn.store.roster.put_people(gone)
    unbind(turn, person, person.contacts)
    turn.audit("move_out", f"person:{person.id}", household=person.household, posts=len(person.posts))
    after = refreshed(turn)
    for ward in [one for one in after.community.people if one.guardian == person.id]:
        after = change(after, ward, guardian=None)
    return posts.released(after, person, before)


def check_move_out(turn: Turn, person: Person) -> None:
    """
    Raises:
        UserError: as `move_out`.
    """
    admins = [one for one in turn.community.people for held in one.posts if held.role is Role.ADMIN]
    if admins == [person]:
        raise UserError("grid.last_admin", name=person.name)
    require_to_keep(turn, person)


def keep_own_requests(turn: Turn, person: Person) -> None:
    """What somebody reported and is not over stays theirs although they are in no roster any more: it goes by the
    guest that their account is from now on."""
    if not person.contacts:
        return
    contact = person.contacts[0]
    guest = turn.store.contacts.guest(contact)
    turn.store.contacts.note(contact, turn.now)
    for request in turn.store.requests.reported_by(person.id, (*OPEN, RequestStatus.TO_RATE)):
        turn.store.requests.save(replace(request, reporter=guest))
        turn.store.requests.rename_party(request.id, person.id, guest)


def move_to(turn: Turn, person: Person, flat: str) -> Turn:
    """Somebody moved to another flat of the community. Posts stay where they are.

    Raises:
        UserError: not the acting person's to do, there or here.
    """
    require_to_keep(turn, person)
    _require_at(turn, flat)
    if person.household == flat:
        raise UserError("grid.lives_there", name=person.name, flat=flat)
    after = change(turn, person, household=flat)
    turn.audit("move", f"person:{person.id}", before=person.household, after=flat)
    return after


def move_in(turn: Turn, flat: str, name: str, kinds: Iterable[Kind | None]) -> Person:
    """Somebody new lives in a flat; how they bind their account is the office's to say.

    Raises:
        UserError: not the acting person's to do there, no name, or they are known there.
    """
    _require_at(turn, flat)
    called = clean(name, 16)
    if not fold(called):
        raise UserError("grid.name_wanted")
    community = turn.community
    if any(one.household == flat and fold(one.name) == fold(called) for one in community.people):
        raise UserError("grid.lives_there", name=called, flat=flat)
    person_id = _new_id(turn)
    chosen = frozenset(kind for kind in kinds if kind is not None)
    kept = KeptPerson(
        id=person_id,
        name=called,
        household=flat,
        party=bool(chosen & MEMBER_KINDS),
        kinds=tuple(sorted(kind.value for kind in chosen)),
    )
    turn.store.roster.put_people(kept)
    turn.audit("move_in", f"person:{person_id}", household=flat, kinds=list(kept.kinds))
    found = refreshed(turn).community.person(person_id)
    assert found is not None  # just kept
    return found


def set_kinds(turn: Turn, person: Person, said: Iterable[Kind | None]) -> tuple[Kind, ...]:
    """What kind of member somebody is: how they live here and as what they are in the party, one of each; None (群众)
    is no member.

    Raises:
        UserError: not the acting person's to say.
    """
    require_to_keep(turn, person)
    kinds = set(person.kinds)
    party = person.party
    for kind in said:
        group = HOME_KINDS if kind in HOME_KINDS else MEMBER_KINDS
        kinds -= group
        if kind is not None:
            kinds.add(kind)
        if group is MEMBER_KINDS:
            party = kind is not None
    chosen = tuple(kind for kind in Kind if kind in kinds)
    change(turn, person, kinds=tuple(sorted(chosen)), party=party)
    turn.audit(
        "kind",
        f"person:{person.id}",
        before=sorted(person.kinds),
        after=sorted(chosen),
    )
    return chosen


def report_in(turn: Turn, person: Person, report: ReportIn) -> Turn:
    """A member who works elsewhere reports in where they live (双报到): the unit, and what they can do. Who the roster
    does not know as a member is none by saying so: the secretary, who hears of it, says it (王桂兰 是 在职党员)."""
    known = person.party or not MEMBER_KINDS.isdisjoint(person.kinds)
    kinds = (set(person.kinds) - MEMBER_KINDS) | {Kind.EMPLOYED_MEMBER} if known else set(person.kinds)
    after = change(
        turn,
        person,
        kinds=tuple(sorted(kinds)),
        employer=clean(mask(report.employer), 24),
        skills=tuple(clean(mask(skill), 12) for skill in report.skills),
    )
    # What somebody wrote of themselves is theirs to have deleted: it is not in the audit chain.
    turn.audit("report_in", f"person:{person.id}", skills=len(report.skills))
    return after


def secretary_of(community: Community, person: Person) -> Person | None:
    """Who leads the grid where somebody lives, or serves; else who leads the community."""
    home = community.household(person.household) if person.household else None
    nodes = [home.node] if home else [post.node for post in person.posts]
    for role, kind in ((Role.SECRETARY, NodeKind.GRID), (Role.ADMIN, NodeKind.COMMUNITY)):
        for start in nodes:
            for node in community.chain(start):
                found = community.holders(node.id, role) if node.kind is kind else ()
                if found:
                    return found[0]
    return None


def with_skill(turn: Turn, skill: str) -> list[Person]:
    """The members who can do something, as far as the acting person's part of the tree reaches."""
    wanted, community, actor = fold(skill), turn.community, turn.person
    if actor is None or not wanted:
        return []
    return [
        person
        for person in community.people
        if any(wanted in fold(one) or fold(one) in wanted for one in person.skills if fold(one))
        and any(
            community.may(actor, permission, node)
            for permission in (Permission.ROSTER, Permission.HANDLE)
            for node in _homes(community, person)
        )
    ]


def _homes(community: Community, person: Person) -> list[str]:
    home = community.household(person.household) if person.household else None
    return [home.node] if home else [post.node for post in person.posts]


def _require_at(turn: Turn, flat: str) -> None:
    home = turn.community.household(flat)
    if home is None:
        raise UserError("grid.no_such_flat", flat=flat[:16])
    reach = max(rank_at(turn, one, home.node) for one in (Permission.ROSTER, Permission.VOUCH))
    if not reach:
        raise UserError("grid.not_your_place", place=flat)


def _new_id(turn: Turn) -> str:
    while True:
        person_id = f"p-{turn.store.counters.next(_COUNTER)}"
        if turn.store.roster.person(person_id) is None and turn.community.person(person_id) is None:
            return person_id
