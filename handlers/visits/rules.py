"""Visits and patrols (R10) as pure functions: who may note them, what is overdue, who did how much."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.community import Community, Household, Kind, Node, NodeKind, Permission, Person
from handlers.texts import text
from storage.visits import HomeContact, Visit, VisitKind

UNDONE_WITHIN = timedelta(days=1)
"""So long may a visit be taken back by whoever noted it."""

_MEMBERS = frozenset(kind for kind in Kind if kind.value.endswith("党员"))
_MONDAY = 0
_SPANS = re.compile(
    r"(?P<day>今天|今日|当天)|(?P<last_week>上周|上星期)|(?P<last_month>上个?月)|(?P<month>本月|这个?月|当月)"
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A flat that was not visited for long. `last`: when somebody was last met there, None: never."""

    home: Household
    last: datetime | None


@dataclass(frozen=True, slots=True)
class Tally:
    """What one member did: how many visits, how many patrols."""

    actor: str
    visits: int
    patrols: int


@dataclass(frozen=True, slots=True)
class Period:
    """From `since` to before `until`; `name` as it is said."""

    name: str
    since: datetime
    until: datetime


def is_party(person: Person) -> bool:
    """Whether somebody is a member of the party, of any kind."""
    return person.party or bool(person.kinds & _MEMBERS)


def may_visit(community: Community, person: Person, home: Household, contact: HomeContact | None) -> bool:
    """Whether somebody may note a visit to a flat: who handles things there, who keeps in touch with it, and a member
    of the party in their own building."""
    if community.may(person, Permission.HANDLE, home.node):
        return True
    if contact is not None and contact.person == person.id:
        return True
    own = community.household(person.household) if person.household else None
    return is_party(person) and own is not None and own.building == home.building


def may_patrol(community: Community, person: Person, node_id: str) -> bool:
    """Whether somebody may note a patrol of a place: who handles things there, and a member of the party in their own
    building."""
    if community.may(person, Permission.HANDLE, node_id):
        return True
    own = community.household(person.household) if person.household else None
    building = building_of(community, node_id)
    return is_party(person) and own is not None and building == building_of(community, own.node) is not None


def may_read(community: Community, person: Person, home: Household, contact: HomeContact | None) -> bool:
    """Whether somebody may read what was noted of a flat: who reads the ledgers there, who keeps in touch with it."""
    if community.may(person, Permission.READ, home.node):
        return True
    return contact is not None and contact.person == person.id


def building_of(community: Community, node_id: str) -> Node | None:
    """The building that a node is or lies in."""
    return next((node for node in community.chain(node_id) if node.kind is NodeKind.BUILDING), None)


def flat_words(home: Household) -> str:
    """3号楼2单元501"""
    return stairwell_words(home) + home.room


def stairwell_words(home: Household) -> str:
    """3号楼2单元: as fine as it is said in a group."""
    label = home.building
    building = text("visits.block" if label.isalpha() else "visits.building", label=label)
    return building + text("visits.unit", unit=home.unit)


def stairwells(homes: Iterable[Household]) -> str:
    """Every stairwell once: 3号楼2单元、4号楼1单元."""
    return "、".join(dict.fromkeys(stairwell_words(home) for home in homes))


def lived_in(community: Community, node_id: str, contacts: Mapping[str, HomeContact]) -> list[Household]:
    """The flats at a node where somebody is known to live, or that have a contact member."""
    known = {person.household for person in community.people} | set(contacts)
    return [home for home in community.households_in(node_id) if home.id in known]


def overdue(
    homes: Iterable[Household], met: Mapping[str, datetime], since: Mapping[str, datetime], limit: datetime
) -> list[Waiting]:
    """The flats where nobody was met since `limit`; never visited first, then the longest ago. `since`: from when a
    flat that was never visited counts; without it, always."""
    found = []
    for home in homes:
        last = met.get(home.id)
        begun = last or since.get(home.id)
        if begun is None or begun < limit:
            found.append(Waiting(home, last))
    return sorted(found, key=lambda one: (one.last is not None, one.last or limit, one.home.id))


def tallies(visits: Iterable[Visit]) -> list[Tally]:
    """Everybody's share, who did most first."""
    counts: dict[str, list[int]] = {}
    for visit in visits:
        counts.setdefault(visit.actor, [0, 0])[visit.kind is VisitKind.PATROL] += 1
    found = [Tally(actor, *both) for actor, both in counts.items()]
    return sorted(found, key=lambda one: (-one.visits - one.patrols, one.actor))


def period(words: str, local: datetime) -> Period:
    """The days that are meant: 今天, 上周, 本月, 上月; 本周 if none is said. `local`: now, as the wall clock has it."""
    today = local.replace(hour=0, minute=0, second=0, microsecond=0)
    week = today - timedelta(days=today.weekday() - _MONDAY)
    month = today.replace(day=1)
    tomorrow = today + timedelta(days=1)
    found = _SPANS.search(words)
    kind = found.lastgroup if found is not None else "week"
    since, until = {
        "day": (today, tomorrow),
        "last_week": (week - timedelta(days=7), week),
        "last_month": ((month - timedelta(days=1)).replace(day=1), month),
        "month": (month, tomorrow),
        "week": (week, tomorrow),
    }[str(kind)]
    return Period(text(f"visits.period.{kind}"), since, until)


def listed(words: Sequence[str], most: int) -> str:
    """The first few, and how many there are."""
    head = "、".join(words[:most])
    return head if len(words) <= most else text("visits.and_more", list=head, count=len(words))
