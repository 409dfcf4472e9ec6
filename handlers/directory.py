"""The community as it is now: the configuration, and on top of it what was imported, bound and said since.

The configuration is what the office wrote by hand, so a later change of it goes before what is kept: an entry of the
roster that was changed in the database holds only as long as its line in the file is still the one it was changed from.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import time
from typing import Any

from handlers.community import Community, Household, Node, NodeKind, Room
from handlers.people import Kind, Person, Post, Role
from storage.roster import read_person
from storage.roster_records import Account, KeptPerson
from storage.tables import canonical
from storage.unit_of_work import UnitOfWork


class Directory:
    """Knows the community of any moment. One for a running bot; `of` may be called from any thread."""

    def __init__(self, base: Community) -> None:
        """`base`: the community as configured."""
        self.base = base
        self._known: tuple[str | None, Community] = (None, base)

    @property
    def latest(self) -> Community:
        """The community as it was last seen: for names on a page, not for what somebody may do."""
        return self._known[1]

    def of(self, store: UnitOfWork) -> Community:
        """The community as this transaction finds it; ask at its beginning, before anything was changed."""
        token = store.roster.token()
        known, community = self._known
        if token != known:
            community = assemble(self.base, store)
            self._known = (token, community)
        return community


def assemble(base: Community, store: UnitOfWork) -> Community:
    """The configured community with what is kept."""
    roster = store.roster
    nodes = base.nodes + tuple(
        Node(kept.id, NodeKind(kept.kind), kept.name, kept.parent)
        for kept in roster.nodes()
        if base.node(kept.id) is None
    )
    homes = {home.id: home for home in base.households}
    homes |= {
        kept.id: Household(kept.id, kept.node, kept.building, kept.unit, kept.room)
        for kept in roster.households()
    }
    rooms = base.rooms + tuple(
        Room(bound.id, bound.name, bound.node) for bound in roster.rooms() if base.room(bound.id) is None
    )
    people, former = _people(base, roster.people_rows(), roster.accounts())
    return replace(
        base,
        nodes=nodes,
        rooms=rooms,
        households=tuple(homes.values()),
        people=people,
        former=former,
        origin=base,
    )


def kept_from(person: Person, community: Community) -> KeptPerson:
    """A person as it is kept, to be changed; an entry of the configuration with the fingerprint of its line."""
    configured = community.configured.person(person.id)
    return KeptPerson(
        id=person.id,
        name=person.name,
        title=person.title,
        household=person.household,
        party=person.party,
        posts=tuple(_kept_post(post) for post in person.posts),
        kinds=tuple(sorted(kind.value for kind in person.kinds)),
        employer=person.employer,
        skills=person.skills,
        away=person.away,
        stand_in=person.stand_in,
        guardian=person.guardian,
        owns=person.owns,
        configured=fingerprint(configured) if configured else None,
    )


def fingerprint(person: Person) -> str:
    """Changes whenever anything in somebody's line of the configuration changes."""
    posts = [*map(_kept_post, person.posts)]
    plain: list[object] = [person.name, person.title, person.household, person.party, posts]
    plain += [list(person.owns)] if person.owns else []
    return hashlib.sha256(canonical(plain).encode()).hexdigest()[:16]


_Row = tuple[Any, ...]


class _Read:
    """The people of the last look at any roster, by what is kept of them: most are the same at the next look, and to
    read 12,000 anew takes most of a second. Whoever is in no roster any more is not here either."""

    known: Mapping[_Row, tuple[KeptPerson, Person]] = {}


def _read(
    rows: Iterable[_Row], contacts: Mapping[str, tuple[str, ...]]
) -> Iterable[tuple[KeptPerson, Person]]:
    known, found = _Read.known, {}
    for row in rows:
        key = (*row, contacts.get(row[0], ()))
        entry = known.get(key)
        if entry is None:
            kept = read_person(row)
            entry = (kept, _person(kept, key[-1]))
        found[key] = entry
    _Read.known = found
    return found.values()


def _people(
    base: Community, rows: Iterable[_Row], accounts: Iterable[Account]
) -> tuple[tuple[Person, ...], tuple[Person, ...]]:
    """Everybody, and those who have left."""
    contacts = _contacts(base, accounts)
    entries: dict[str, tuple[KeptPerson, Person] | None] = dict.fromkeys(person.id for person in base.people)
    for kept, person in _read(rows, contacts):
        configured = base.person(kept.id)
        if configured is None or kept.configured == fingerprint(configured):
            entries[kept.id] = (kept, person)
    people, former = [], []
    for person_id, entry in entries.items():
        if entry is None:
            configured = base.person(person_id)
            assert configured is not None  # it is there because the configuration has it
            people.append(replace(configured, contacts=contacts.get(person_id, ())))
        elif entry[0].left_at is None:
            people.append(entry[1])
        else:
            former.append(Person(person_id, entry[0].name, ()))
    return tuple(people), tuple(former)


def _contacts(base: Community, accounts: Iterable[Account]) -> Mapping[str, tuple[str, ...]]:
    """Whose each contact is: what was bound last goes before what is configured; what has ended is nobody's."""
    found: dict[str, tuple[str, ...]] = {}
    settled = set()
    for account in accounts:
        settled.add(account.contact)
        if account.ended_at is None:
            found[account.person] = (*found.get(account.person, ()), account.contact)
    for person in base.people:
        own = tuple(contact for contact in person.contacts if contact not in settled)
        found[person.id] = found.get(person.id, ()) + own
    return found


def _person(kept: KeptPerson, contacts: tuple[str, ...]) -> Person:
    return Person(
        id=kept.id,
        name=kept.name,
        contacts=contacts,
        title=kept.title,
        household=kept.household,
        party=kept.party,
        posts=tuple(_post(post) for post in kept.posts),
        kinds=frozenset(Kind(kind) for kind in kept.kinds),
        employer=kept.employer,
        skills=kept.skills,
        away=kept.away,
        stand_in=kept.stand_in,
        guardian=kept.guardian,
        owns=kept.owns,
    )


def _kept_post(post: Post) -> dict[str, object]:
    return {
        "node": post.node,
        "role": post.role.value,
        "categories": sorted(post.categories),
        "hours": [[f"{begin:%H:%M}", f"{end:%H:%M}"] for begin, end in post.hours],
    }


def _post(kept: Mapping[str, object]) -> Post:
    hours, categories = kept["hours"], kept["categories"]
    assert isinstance(hours, list)
    assert isinstance(categories, list)
    return Post(
        node=str(kept["node"]),
        role=Role(str(kept["role"])),
        categories=frozenset(map(str, categories)),
        hours=tuple((time.fromisoformat(begin), time.fromisoformat(end)) for begin, end in hours),
    )
