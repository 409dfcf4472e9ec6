"""Who may do what with a request: asked at its node, and of its member. Every step and every answer asks here."""

from handlers.chat import Chat
from handlers.community import Community, Permission, Person, Role
from handlers.people import ALLOWS, BY_TOPIC
from handlers.requests.private.confiding import around, topics_of
from handlers.requests.private.restricted import Kind
from handlers.requests.rules import is_confided, is_private
from handlers.turn import Turn
from storage.records import Request

THEIRS = (Permission.WORK, Permission.HANDLE)
"""What it takes to take steps with a request: it was given to them, or they handle such things at its place."""


def is_given_to(turn: Turn, request: Request) -> bool:
    """Whether the acting person works on it (WORK): it was given to them, or to somebody they stand in for."""
    person, community = turn.person, turn.community
    if person is None or request.assignee is None or not may_be_given(community, person):
        return False
    if person.id in request.kept_from:
        return False
    return request.assignee in {person.id, *(absent.id for absent in community.stood_in_for(person))}


def may_be_given(community: Community, person: Person) -> bool:
    """Whether requests are given to somebody: by a post, or as a party member or volunteer (党员接单)."""
    return person.volunteers or community.may_somewhere(person, Permission.WORK)


def helps(turn: Turn, request: Request) -> bool:
    """Whether the acting person helps the one who has it (协办)."""
    person = turn.person
    if person is None or not may_be_given(turn.community, person):
        return False
    return any(one.person == person.id for one in turn.store.helpers.of(request.id))


def handles(turn: Turn, request: Request) -> bool:
    """Whether the acting person handles what is of this kind at this place (HANDLE), whoever has it."""
    return turn.person is not None and may_handle(turn.community, turn.person, request)


def may_handle(community: Community, person: Person, request: Request) -> bool:
    """As `handles`, of anybody. What is restricted is no matter for all who answer for the place: only for those whose
    post names such things, and who dispatches there; but where somebody's life is in danger."""
    community = around(community, request)
    person = community.person(person.id) or person
    topics = topics_of(request)
    if not is_private(request) or request.urgency == "emergency":
        return any(community.may(person, Permission.HANDLE, request.node, topic) for topic in topics)
    if may_dispatch(community, person, request):
        return True
    return request.restricted != Kind.PERSON and any(
        post.role in BY_TOPIC
        and Permission.HANDLE in ALLOWS[post.role]
        and community.is_within(request.node, post.node)
        and not post.categories.isdisjoint(topics)
        for post in community.posts_of(person)
    )


def may_know(community: Community, person: Person | None, request: Request) -> bool:
    """Whether somebody may read all of a restricted request, by their office: it is theirs, or they may act on it."""
    if person is None or person.id in request.kept_from:
        return False
    return person.id == request.assignee or may_handle(community, person, request)


def holds(turn: Turn, request: Request) -> bool:
    """Whether the acting person may take steps with it: it was given to them, they dispatch there, or they handle such
    things there and nobody who dispatches has taken it into hand."""
    person, community = turn.person, turn.community
    if person is None:
        return False
    if is_given_to(turn, request) or may_dispatch(community, person, request):
        return True
    holder = community.acting_for(request.assignee)
    taken_above = holder is not None and may_dispatch(community, holder, request)
    return handles(turn, request) and not taken_above


def may_dispatch(community: Community, person: Person, request: Request) -> bool:
    """Whether somebody may give a request to a member: who dispatches at its place, and of whom it does not speak."""
    if person.id in request.kept_from:
        return False
    return around(community, request).may(person, Permission.DISPATCH, request.node)


def may_see(chat: Chat, request: Request) -> bool:
    """Those it concerns, its member, and who handles such things or reads the ledgers at its place."""
    person = chat.person
    if person is not None and person.id in request.kept_from:
        return False
    needed = Permission.DISPATCH if is_private(request) else Permission.READ
    reads = person is not None and around(chat.turn.community, request).may(person, needed, request.node)
    return reads or may_join_in(chat, request)


def may_join_in(chat: Chat, request: Request) -> bool:
    """Who may also say something to it: push, add a word or a picture. Whoever only reads may not."""
    turn = chat.turn
    if turn.actor in request.kept_from:
        return False
    return (
        concerns(chat, request)
        or is_given_to(turn, request)
        or handles(turn, request)
        or helps(turn, request)
    )


def may_share(chat: Chat, request: Request) -> bool:
    """Who may say that they are affected too: nobody by a private matter."""
    return not is_private(request) and may_join_in(chat, request)


def concerns(chat: Chat, request: Request) -> bool:
    """Who reported it or is affected; in the group where it was said openly, every neighbour: not the 物业, which is
    shown nothing but what was given to it, nor who is there to watch."""
    if chat.speaker == request.reporter or chat.speaker in chat.turn.store.requests.parties(request.id):
        return True
    openly = chat.room is not None and request.room == chat.room.id and not is_confided(request)
    return openly and is_neighbour(chat)


def is_neighbour(chat: Chat) -> bool:
    """Whether the speaker is one of those who live there, as far as is known: not the 物业, nor who only watches."""
    person = chat.person
    roles = {post.role for post in chat.turn.community.posts_of(person)} if person is not None else set()
    watches = Role.AUDITOR in roles and person is not None and person.household is None
    return Role.PROPERTY not in roles and not watches
