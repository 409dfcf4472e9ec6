"""Who may do what with a request: asked at its node, and of its member. Every step and every answer asks here."""

from handlers.chat import Chat
from handlers.community import Community, Permission, Person, Role
from handlers.requests.rules import is_private
from handlers.turn import Turn
from storage.records import Request

THEIRS = (Permission.WORK, Permission.HANDLE)
"""What it takes to take steps with a request: it was given to them, or they handle such things at its place."""


def is_given_to(turn: Turn, request: Request) -> bool:
    """Whether the acting person works on it (WORK): it was given to them, or to somebody they stand in for."""
    person, community = turn.person, turn.community
    if person is None or request.assignee is None or not community.may_somewhere(person, Permission.WORK):
        return False
    return request.assignee in {person.id, *(absent.id for absent in community.stood_in_for(person))}


def handles(turn: Turn, request: Request) -> bool:
    """Whether the acting person handles what is of this kind at this place (HANDLE), whoever has it."""
    person, community = turn.person, turn.community
    return person is not None and any(
        community.may(person, Permission.HANDLE, request.node, topic)
        for topic in (request.category, request.intent)
    )


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
    return community.may(person, Permission.DISPATCH, request.node)


def may_see(chat: Chat, request: Request) -> bool:
    """Those it concerns, its member, and who handles such things or reads the ledgers at its place."""
    person = chat.person
    reads = person is not None and chat.turn.community.may(person, Permission.READ, request.node)
    return reads or may_join_in(chat, request)


def may_join_in(chat: Chat, request: Request) -> bool:
    """Who may also say something to it: push, add a word or a picture. Whoever only reads may not."""
    return concerns(chat, request) or is_given_to(chat.turn, request) or handles(chat.turn, request)


def may_share(chat: Chat, request: Request) -> bool:
    """Who may say that they are affected too: nobody by a private matter."""
    return not is_private(request) and may_join_in(chat, request)


def concerns(chat: Chat, request: Request) -> bool:
    """Who reported it or is affected; in the group where it was said openly, every neighbour: not the 物业, which is
    shown nothing but what was given to it, nor who is there to watch."""
    if chat.speaker == request.reporter or chat.speaker in chat.turn.store.requests.parties(request.id):
        return True
    openly = chat.room is not None and request.room == chat.room.id and not is_private(request)
    return openly and is_neighbour(chat)


def is_neighbour(chat: Chat) -> bool:
    """Whether the speaker is one of those who live there, as far as is known: not the 物业, nor who only watches."""
    person = chat.person
    roles = {post.role for post in chat.turn.community.posts_of(person)} if person is not None else set()
    watches = Role.AUDITOR in roles and person is not None and person.household is None
    return Role.PROPERTY not in roles and not watches
