"""A code that somebody sends: whose contact it makes this, or why not. Nothing of it says whether a code exists."""

from datetime import datetime

from handlers.chat import Chat
from handlers.community import Person
from handlers.identity import rules
from handlers.identity.actions import (
    FIXED,
    PERSON,
    ROOM,
    bind,
    bind_again,
    issue_fixed,
    issue_own,
    revoke,
    say_code,
)
from handlers.identity.rules import Code
from handlers.identity.wording import bound_words
from handlers.texts import text
from handlers.turn import OFFICE
from storage.roster_records import Ticket

_WRONG, _TOLD = "code", "code_wait"


def take_code(chat: Chat, code: Code) -> bool:
    """Bind who sent it, privately; whether the message was taken: a word that only looks like a code may be one."""
    if not chat.private:
        return _said_openly(chat, code)
    if _locked(chat, code):
        return _tell_once(chat, code)
    ticket = _ticket(chat, code)
    owner = chat.turn.community.person(ticket.subject) if ticket else None
    if ticket is None or owner is None or _left(chat, owner) or not _holds_good(chat, ticket, owner):
        _count(chat)
        if code.sure:
            chat.reply("identity.wrong_code" if chat.person is None else "identity.bound_already")
        return code.sure
    if chat.person is not None:
        return _already_bound(chat, owner)
    _bind(chat, ticket, code, owner)
    return True


def renew_fixed(chat: Chat, person: Person) -> None:
    """Somebody lost the code they keep: a new one, on the account they write under."""
    fixed = issue_fixed(chat.turn, person)
    chat.turn.audit("fixed_code", f"person:{person.id}")
    say_code(chat.turn, chat.inbound.sender, text("identity.keep_code", code=fixed))


def send_own(chat: Chat, person: Person) -> None:
    """A code for another phone of the speaker."""
    code = issue_own(chat.turn, person)
    say_code(chat.turn, chat.inbound.sender, text("identity.own_code", code=code))


def _bind(chat: Chat, ticket: Ticket, code: Code, owner: Person) -> None:
    chat.turn.store.tickets.use(code.code, chat.turn.now)
    if ticket.kind == FIXED:
        fixed = bind_again(chat.turn, chat.inbound.sender, owner)
    else:
        fixed = bind(chat.turn, chat.inbound.sender, owner, "code")
    if chat.inbound.name:
        chat.turn.store.contacts.remember(chat.inbound.sender, chat.inbound.name, chat.turn.now)
    words = bound_words(owner, fixed, again=ticket.kind == FIXED)
    say_code(chat.turn, chat.inbound.sender, words)


def _already_bound(chat: Chat, owner: Person) -> bool:
    """The contact is somebody's: a code never makes it somebody else's, and nothing says whose code it was."""
    if owner != chat.person:
        _count(chat)
    chat.reply("identity.bound_already")
    return True


def _said_openly(chat: Chat, code: Code) -> bool:
    """Everybody in the group has read it: it is good for nobody any more."""
    if _locked(chat, code):
        return code.named
    ticket = chat.turn.store.tickets.find(code.code, chat.turn.now)
    if ticket is not None and ticket.kind == ROOM:
        return False  # the code of a group is said in the group
    if ticket is None and not code.named:
        return False
    if ticket is None:
        _count(chat)
    else:
        revoke(chat.turn, ticket)
    if (
        chat.person is not None
        and ticket is not None
        and (ticket.kind, ticket.subject) == (FIXED, chat.person.id)
    ):
        renew_fixed(chat, chat.person)
    else:
        chat.whisper("identity.not_openly")
    return True


def _ticket(chat: Chat, code: Code) -> Ticket | None:
    ticket = chat.turn.store.tickets.find(code.code, chat.turn.now)
    return ticket if ticket is not None and ticket.kind in (PERSON, FIXED) else None


def _holds_good(chat: Chat, ticket: Ticket, owner: Person) -> bool:
    """Whether who issued it could issue it now: they may hold no post any more, or the person a higher one."""
    community, by = chat.turn.community, ticket.issued_by
    return by in (OFFICE, owner.id) or rules.may_keep(community, community.person(by), owner)


def _left(chat: Chat, owner: Person) -> bool:
    """Whether somebody has moved away since: what they did is kept, but nobody becomes them."""
    return owner in chat.turn.community.former


def _count(chat: Chat) -> None:
    chat.turn.store.attempts.add(_WRONG, chat.turn.store.contacts.guest(chat.inbound.sender), chat.turn.now)


def _since(chat: Chat) -> datetime:
    return chat.turn.now - rules.WRONG_WITHIN


def _locked(chat: Chat, code: Code) -> bool:
    """Whether so much was tried that no code is looked at for a while. A long one is guessed by nobody: who has theirs
    comes in although others try codes."""
    attempts, guest = chat.turn.store.attempts, chat.turn.store.contacts.guest(chat.inbound.sender)
    if attempts.count(_WRONG, _since(chat), guest) >= rules.WRONG_EACH:
        return True
    short = len(code.code) < rules.FIXED_LENGTH
    return short and attempts.count(_WRONG, _since(chat)) >= rules.WRONG_ALL


def _tell_once(chat: Chat, code: Code) -> bool:
    """Who tries on hears once that they must wait, and then nothing."""
    if not code.sure:
        return False
    guest = chat.turn.store.contacts.guest(chat.inbound.sender)
    if chat.turn.store.attempts.count(_TOLD, _since(chat), guest) == 0:
        chat.turn.store.attempts.add(_TOLD, guest, chat.turn.now)
        chat.turn.audit("code_wait", "codes")
        chat.reply("identity.wait")
    return True
