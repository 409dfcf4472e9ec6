"""Which request, and which member, somebody means."""

import re
from collections.abc import Collection, Sequence

from handlers.arguments import Arguments
from handlers.chat import Chat
from handlers.community import Community, Permission, Person
from handlers.errors import UserError
from handlers.requests.rules import FROM, Step, is_private
from handlers.requests.wording import subject
from handlers.texts import text
from storage.records import Request, RequestStatus

_LISTED = 3  # lines of a list, so that the whole reply has four
_CODE = re.compile(r"(?<!\d)\d{4}(?!\d)")
HELD = (RequestStatus.DISPATCHED, RequestStatus.ACCEPTED, RequestStatus.IN_HAND)


def by_code(chat: Chat, code: str) -> Request:
    """
    Raises:
        UserError: there is none.
    """
    request = chat.turn.store.requests.by_code(code)
    if request is None:
        raise UserError("requests.unknown_code", code=code)
    return request


def may_see(chat: Chat, request: Request) -> bool:
    """Those it concerns: who reported it or is affected, who has it, who stands above; and in the group where it was
    said openly, everybody."""
    person = chat.person
    if chat.speaker == request.reporter or chat.speaker in chat.turn.store.requests.parties(request.id):
        return True
    if chat.room is not None and request.room == chat.room.id and not is_private(request):
        return True
    if person is None:
        return False
    community = chat.turn.community
    return person.id == request.assignee or any(
        community.may(person, permission, request.node, request.category)
        for permission in (Permission.DISPATCH, Permission.HANDLE)
    )


def held_request(chat: Chat, arguments: Arguments, step: Step, example: str) -> Request:
    """The request that a member means with a command: by its code, by what they quote, or the only one that this
    step leads on from.

    Raises:
        UserError: none, or more than one.
    """
    code = arguments.code or (chat.quoted.about if chat.quoted else None)
    if code is not None and not code.startswith("V"):
        return by_code(chat, code)
    if chat.person is None:
        raise UserError("common.not_allowed")
    held = chat.turn.store.requests.assigned_to(chat.person.id, HELD)
    return only(chat, [request for request in held if request.status in FROM[step]], example)


def own_request(chat: Chat, code: str | None, statuses: Collection[RequestStatus], example: str) -> Request:
    """The request of their own that a resident means: by its code, by what they quote, or the only one.

    Raises:
        UserError: none, or more than one.
    """
    code = code or (chat.quoted.about if chat.quoted else None)
    if code is not None and not code.startswith("V"):
        request = by_code(chat, code)
        if not may_see(chat, request):
            raise UserError("requests.not_your_request", code=request.code)
        return request
    return only(chat, chat.turn.store.requests.reported_by(chat.speaker, statuses), example)


def only(chat: Chat, found: Sequence[Request], example: str) -> Request:
    """The one that there is.

    Raises:
        UserError: there is none, or more than one.
    """
    if not found:
        raise UserError("requests.no_request", example=example)
    if len(found) > 1:
        lines = [text("requests.which_line", code=r.code, subject=shown(chat, r)) for r in found[:_LISTED]]
        raise UserError("requests.which_request", example=example, first=found[0].code, list="\n".join(lines))
    return found[0]


def shown(chat: Chat, request: Request) -> str:
    """What a request is about, as far as it may be said here."""
    return "" if hidden(chat, request) else subject(request)


def hidden(chat: Chat, request: Request) -> bool:
    """Whether nothing of it may be said here: a private matter, or what was told privately, in a group."""
    return not chat.private and (is_private(request) or request.room is None)


def member_named(community: Community, name: str, code: str) -> Person:
    """The member who is meant by a name.

    Raises:
        UserError: no name, nobody of that name who holds a post, or several.
    """
    if not name:
        raise UserError("requests.name_wanted", code=code)
    found = [person for person in community.find_people(name) if person.posts]
    if not found:
        raise UserError("requests.no_member", name=name[:16])
    if len(found) > 1:
        raise UserError(
            "requests.which_member", name=name[:16], list="、".join(person.name for person in found[:5])
        )
    return found[0]


def mentioned(chat: Chat) -> Request | None:
    """The request whose code stands in the message, or in the message of the bot that it quotes."""
    about = chat.quoted.about if chat.quoted else None
    for code in (*_CODE.findall(chat.words), *([about] if about else [])):
        request = chat.turn.store.requests.by_code(code)
        if request is not None and may_see(chat, request):
            return request
    return None
