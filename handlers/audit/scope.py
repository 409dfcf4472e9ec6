"""Which rows of the audit trail somebody may see, and how much of them."""

from collections.abc import Callable, Iterable
from functools import cached_property

from handlers.audit.words import Reader, code_of_number, is_secret_ballot
from handlers.community import Community, Permission, Person
from handlers.people import ALLOWS
from handlers.requests.access import may_know
from handlers.requests.rules import is_private
from storage.records import AuditRow, Request
from storage.unit_of_work import UnitOfWork


class Sight:
    """What a member may see of the trail: what belongs to a place where they may read, and what they did themselves.

    What belongs to no place (a backup that was put back) is for those who read at the top.
    """

    def __init__(self, store: UnitOfWork, community: Community, person: Person) -> None:
        self._store = store
        self._community = community
        self._person = person
        self._requests: dict[str, Request | None] = {}
        self._nodes: dict[str, tuple[str, ...]] = {}

    @cached_property
    def nodes(self) -> frozenset[str]:
        """Every place where they may read."""
        return nodes_where(self._community, self._person, Permission.READ)

    @cached_property
    def whole(self) -> bool:
        """Whether they read at the top, and so everything."""
        return any(node.parent is None and node.id in self.nodes for node in self._community.nodes)

    def only(self, rows: Iterable[AuditRow]) -> list[AuditRow]:
        """Those that they may see."""
        found = list(rows)
        self._learn(found)
        return [row for row in found if self.sees(row)]

    def sees(self, row: AuditRow) -> bool:
        """Whether they may see a row. A secret ballot is not shown to who cast it either: a screen has more eyes."""
        request = self._request(row.subject)
        if request is not None and self._person.id in request.kept_from:
            return False
        if self.whole or any(node in self.nodes for node in self.nodes_of(row.subject)):
            return True
        return row.actor == self._person.id and not is_secret_ballot(row)

    def reader(self, row: AuditRow) -> Reader:
        """How a row may be told them: of disputes and health, the words only to those who handle such matters there."""
        request = self._request(row.subject)
        words = request is None or not is_private(request) or may_know(self._community, self._person, request)
        return Reader(self._community, guest_names(self._store), words=words)

    def nodes_of(self, subject: str) -> tuple[str, ...]:
        """The places that a row's subject belongs to."""
        if subject not in self._nodes:
            self._nodes[subject] = self._find_nodes(subject)
        return self._nodes[subject]

    def _find_nodes(self, subject: str) -> tuple[str, ...]:
        kind, _, name = subject.partition(":")
        request = self._request(subject)
        if request is not None:
            return (request.node,)
        if subject[:1] == "V":
            return tuple(node for node in (self._polls.get(subject),) if node)
        if kind == "person":
            person = self._community.person(name)
            return () if person is None else places_of(self._community, person)
        if kind == "room":
            room = self._community.room(name)
            return (room.node,) if room else ()
        return (name,) if kind == "node" else ()

    @cached_property
    def _polls(self) -> dict[str, str]:
        return {poll.code: poll.node for poll in self._store.polls.all()}

    def _request(self, subject: str) -> Request | None:
        if subject not in self._requests:
            known = code_of_number(subject) is not None
            self._requests[subject] = self._store.requests.by_number(subject) if known else None
        return self._requests[subject]

    def _learn(self, rows: Iterable[AuditRow]) -> None:
        """Look up all requests of many rows at once."""
        numbers = {row.subject for row in rows if code_of_number(row.subject)} - self._requests.keys()
        if numbers:
            found = {request.number: request for request in self._store.requests.by_numbers(numbers)}
            self._requests |= {number: found.get(number) for number in numbers}


def nodes_where(community: Community, person: Person, permission: Permission) -> frozenset[str]:
    """Every place at which somebody may do something."""
    tops = {post.node for post in community.posts_of(person) if permission in ALLOWS[post.role]}
    return frozenset(
        node.id for node in community.nodes if any(above.id in tops for above in community.chain(node.id))
    )


def places_of(community: Community, person: Person) -> tuple[str, ...]:
    """Where somebody lives and where they hold posts."""
    home = community.household(person.household) if person.household else None
    return (*(post.node for post in person.posts), *([home.node] if home else []))


def guest_names(store: UnitOfWork) -> Callable[[str], str | None]:
    """What guests are called."""

    def name(actor: str) -> str | None:
        contact = store.contacts.of_guest(actor)
        return store.contacts.name(contact) if contact else None

    return name
