"""Which of the requests in hand a member means, by the words alone."""

from collections.abc import Collection

from handlers.arguments import read_arguments, starts_with_code
from handlers.chat import Chat, register_of
from handlers.community import RoomMode
from handlers.requests import find
from handlers.requests.access import holds
from handlers.understanding import contradicts, find_place, things
from handlers.understanding.normal import normalise
from storage.records import Request, RequestStatus


def named(chat: Chat) -> bool:
    """Whether a code leads, or a message of the bot about a request is quoted."""
    return starts_with_code(chat.words) or bool(chat.quoted and chat.quoted.about)


def meant(chat: Chat, statuses: Collection[RequestStatus], example: str) -> Request | None:
    """The request with the code, the quoted one, the only one in hand, or the one whose thing or place is named. In a
    group, what is not said to the bot can be about nothing but what was reported there. None: it is about none.

    Raises:
        UserError: there are several, and it was said to the bot; the answer lists their codes.
    """
    if named(chat):
        request = _named(chat)
        fits = request is not None and request.status in statuses and holds(chat.turn, request)
        return request if fits else None
    if not chat.called and chat.mode is not RoomMode.ACTIVE:
        return None
    held = [
        request for request in find.given(chat, statuses) if chat.called or request.room == chat.inbound.room
    ]
    fitting = _narrowed(chat, held) if len(held) > 1 else held
    if len(fitting) > 1 and chat.called:
        return find.only(chat, fitting, example)
    return fitting[0] if len(fitting) == 1 else None


def narrowed_to_one(chat: Chat, held: list[Request]) -> Request | None:
    """The only one, or the only one that the words can be about."""
    found = _narrowed(chat, held) if len(held) > 1 else held
    return found[0] if len(found) == 1 else None


def _named(chat: Chat) -> Request | None:
    code = read_arguments(chat.words).code if starts_with_code(chat.words) else None
    code = code or (chat.quoted.about if chat.quoted else None)
    request = chat.turn.store.requests.by_code(code) if code else None
    return request if request is not None and find.may_see(chat, request) else None


def _narrowed(chat: Chat, held: list[Request]) -> list[Request]:
    """Those whose category, or else whose place, is named; all of them if that tells nothing."""
    community = chat.turn.community
    topics = things(chat.words, community.lexicon)
    found = [request for request in held if request.category in topics] or held
    register = register_of(community)
    place = find_place(normalise(chat.words), register)
    if place is None:
        return found
    near = [request for request in found if request.place and not contradicts(request.place, place, register)]
    return near or found
