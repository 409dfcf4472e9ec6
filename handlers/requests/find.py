"""Which request, and which member, somebody means."""

import re
from collections.abc import Collection, Sequence

from handlers.arguments import Arguments
from handlers.chat import Chat
from handlers.community import Community, Permission, Person
from handlers.errors import UserError
from handlers.requests.access import may_be_given
from handlers.requests.access import may_see as may_see
from handlers.requests.mistyped import no_such_code
from handlers.requests.rules import FROM, Step, is_confided
from handlers.requests.wording import subject
from handlers.texts import text
from storage.records import Request, RequestStatus

_LISTED = 3  # lines of a list, so that the whole reply has four
_REASON = re.compile(  # looked for at the beginning of a row of commas and spaces only: a message may be full of them
    r"(?:(?<![\s，,。；;])[\s，,。；;]*(?:原因|理由|因为)(?:是)?[\s:：]*|(?<!\s)\s*[，,；;]\s*)(?P<why>\S.*)",
    re.S,
)
_CODE = re.compile(r"(?<!\d)\d{4}(?!\d)")
HELD = (RequestStatus.DISPATCHED, RequestStatus.ACCEPTED, RequestStatus.IN_HAND)


def by_code(chat: Chat, code: str) -> Request:
    """The request of this code, if the speaker may see it. Whether there is one that they may not see is not told.

    Raises:
        UserError: there is none for them.
    """
    request = chat.turn.store.requests.by_code(code)
    if request is None or not may_see(chat, request):
        raise no_such_code(chat, code)
    return request


def is_known(chat: Chat, code: str) -> bool:
    """Whether there is a request of this code that the speaker may see."""
    request = chat.turn.store.requests.by_code(code)
    return request is not None and may_see(chat, request)


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
    held = given(chat, HELD)
    fits = [request for request in held if request.status in FROM[step]]
    return only(chat, fits or held[: len(held) == 1], example)  # the only one: the step says how it stands


def given(chat: Chat, statuses: Collection[RequestStatus]) -> list[Request]:
    """What was given to the speaker, or to those they stand in for, in these states, newest first."""
    person, store = chat.person, chat.turn.store.requests
    if person is None or not chat.works:
        return []
    people = (person, *chat.turn.community.stood_in_for(person))
    found = [request for one in people for request in store.assigned_to(one.id, statuses)]
    return sorted(found, key=lambda request: -request.id)


def own_request(chat: Chat, code: str | None, statuses: Collection[RequestStatus], example: str) -> Request:
    """The request that a resident means, mostly their own: by its code, by what they quote, or the only one; who
    reported none, the only one that they are affected by.

    Raises:
        UserError: none, or more than one.
    """
    code = code or (chat.quoted.about if chat.quoted else None)
    if code is not None and not code.startswith("V"):
        return by_code(chat, code)
    store = chat.turn.store.requests
    own = store.reported_by(chat.speaker, statuses)
    return only(chat, own or store.concerning(chat.speaker, statuses), example)


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
    return not chat.private and (is_confided(request) or request.room is None)


def name_and_reason(words: str) -> tuple[str, str]:
    """李伟 原因：要专业的人, 李伟，他在附近: the name, and why, or ""."""
    found = _REASON.search(words)
    return (words[: found.start()].strip(), found["why"].strip()) if found else (words, "")


def member_named(community: Community, name: str, code: str) -> Person:
    """The member who is meant by a name; of somebody who is away, the stand-in.

    Raises:
        UserError: no name, nobody of that name to whom requests are given, several, or they are away.
    """
    if not name:
        raise UserError("requests.name_wanted", code=code)
    found = [
        person for person in community.find_people(name) if community.may_somewhere(person, Permission.WORK)
    ]
    if not found:  # 党员接单: who holds no post is given something only by name
        found = [person for person in community.find_people(name) if may_be_given(community, person)]
    if not found:
        raise UserError("requests.no_member", name=name[:16])
    if len(found) > 1:
        raise UserError(
            "requests.which_member", name=name[:16], list="、".join(person.name for person in found[:5])
        )
    acting = community.acting_for(found[0].id)
    if acting is None or acting.away:
        raise UserError("requests.member_away", member=found[0].name, code=code)
    return acting


def mentioned(chat: Chat) -> Request | None:
    """The request whose code stands in the message, or in the message of the bot that it quotes."""
    about = chat.quoted.about if chat.quoted else None
    for code in (*_CODE.findall(chat.words), *([about] if about else [])):
        request = chat.turn.store.requests.by_code(code)
        if request is not None and may_see(chat, request):
            return request
    return None
