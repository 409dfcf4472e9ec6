"""Which part of the ledger somebody may find: where they read, what they handle, what they have, what is their own."""

from handlers.audit.scope import nodes_where
from handlers.community import Community, Permission, Person
from handlers.people import ALLOWS, BY_TOPIC
from handlers.requests.private.restricted import Kind
from storage.ledger import Reach, Scope

_NOT_OF_PERSONS = frozenset(Kind) - {Kind.PERSON}


def scope_of(community: Community, actor: str, person: Person | None) -> Scope:
    """All that somebody may find; of private matters, what they handle or dispatch, and their own."""
    if person is None:
        return Scope(own=actor)
    members = frozenset((person.id, *(absent.id for absent in community.stood_in_for(person))))
    works = community.may_somewhere(person, Permission.WORK)
    return Scope(
        reaches=tuple(_reaches(community, person)),
        members=members if works else frozenset(),
        own=actor,
        viewer=person.id,
    )


def reading(community: Community, person: Person) -> Scope:
    """Where somebody reads the ledger, private matters among it: their rows say no more than a building."""
    return Scope((Reach(nodes_where(community, person, Permission.READ), private=None),), viewer=person.id)


def leading(community: Community, person: Person) -> Scope:
    """Where somebody reads the ledger and may search it by words: of restricted matters, what they dispatch."""
    return Scope(tuple(_by_place(community, person)), viewer=person.id)


def below(community: Community, node_id: str) -> frozenset[str]:
    """A place and all places in it."""
    return frozenset(node.id for node in community.nodes if community.is_within(node.id, node_id))


def _reaches(community: Community, person: Person) -> list[Reach]:
    """As may_see asks of one request (handlers/requests/access.py), for a whole list."""
    found = _by_place(community, person)
    for post in community.posts_of(person):
        if Permission.HANDLE not in ALLOWS[post.role]:
            continue
        if post.role not in BY_TOPIC:
            found.append(Reach(below(community, post.node)))
        elif post.categories:
            found.append(Reach(below(community, post.node), post.categories, _NOT_OF_PERSONS))
    return found


def _by_place(community: Community, person: Person) -> list[Reach]:
    found = []
    reads = nodes_where(community, person, Permission.READ)
    if reads:
        found.append(Reach(reads))
    dispatches = nodes_where(community, person, Permission.DISPATCH)
    if dispatches:
        found.append(Reach(dispatches, private=None))
    return found
