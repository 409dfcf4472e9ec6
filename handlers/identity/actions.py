"""What can be done with accounts: hand out codes, bind a contact to a person, end a binding.

Called by chat, page and command line alike. `turn.community` is as of the beginning: what is bound here shows with the
next message.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from handlers.community import Person
from handlers.errors import UserError
from handlers.feature import Feature
from handlers.grid.handover import pass_on_unreachable
from handlers.identity import rules
from handlers.texts import text
from handlers.turn import OFFICE, Turn
from storage.records import Lane, Timer
from storage.roster_records import Account, Ticket

identity = Feature("identity")

PERSON, FIXED, ROOM = "person", "rebind", "room"
"""The kinds of tickets: a code that the office or a head hands out, the one that everybody keeps for themselves, and
the one that is said in a group to bind it (handlers/grid/binding.py)."""
HIDE = "identity.hide"
_HIDE_AFTER = timedelta(hours=1)
_TELL_WITHIN = timedelta(days=1)
_MOST_TRIES = 24


def issue_codes(turn: Turn, people: Iterable[Person]) -> list[tuple[Person, str]]:
    """A binding code for each of these people, good for a week; the earlier one of the same person is no longer.

    Raises:
        UserError: one of them is not the actor's to keep (the office may keep everybody).
    """
    found = []
    for person in people:
        require_keep(turn, person)
        until = turn.now + rules.CODE_LASTS
        found.append((person, turn.store.tickets.issue(PERSON, person.id, turn.actor, turn.now, until)))
        turn.audit("code", f"person:{person.id}")
    return found


def issue_own(turn: Turn, person: Person) -> str:
    """A binding code for another phone of the acting person."""
    until = turn.now + rules.CODE_LASTS
    code = turn.store.tickets.issue(PERSON, person.id, turn.actor, turn.now, until)
    turn.audit("code", f"person:{person.id}")
    return code


def issue_fixed(turn: Turn, person: Person) -> str:
    """The code that a person keeps, as it is written for people: K7QX2-M4T9P. The one before is no longer good."""
    until = turn.now + rules.FIXED_LASTS
    code = turn.store.tickets.issue(FIXED, person.id, person.id, turn.now, until, rules.FIXED_LENGTH)
    return f"{code[: len(code) // 2]}-{code[len(code) // 2 :]}"


def require_keep(turn: Turn, person: Person) -> None:
    """
    Raises:
        UserError: the actor may not hand out or end accounts of this person.
    """
    if turn.actor != OFFICE and not rules.may_keep(turn.community, turn.person, person):
        raise UserError("identity.not_yours")


def bind(turn: Turn, contact: str, person: Person, how: str) -> str:
    """The contact is this person's from now on, beside the earlier ones, and so is what it did as a guest; the
    earlier accounts are told. The code that the person keeps for the next time.

    Raises:
        UserError: the person has too many accounts.
    """
    if len(person.contacts) >= rules.MOST_ACCOUNTS:
        raise UserError("identity.too_many", name=person.name, most=rules.MOST_ACCOUNTS)
    for earlier in person.contacts:
        _tell_soon(turn, earlier, text("identity.added", name=person.name))
    return _bound(turn, contact, person, how)


def bind_again(turn: Turn, contact: str, person: Person) -> str:
    """The contact takes the place of all earlier ones, which are dead (WeChat was logged in anew); they are told all
    the same. The code that the person keeps for the next time."""
    for earlier in person.contacts:
        _tell_soon(turn, earlier, text("identity.moved", name=person.name))
        _end(turn, earlier, person)
    return _bound(turn, contact, person, "code")


def unbind(turn: Turn, person: Person, contacts: Iterable[str]) -> int:
    """These contacts are no longer the person's, and no code is good any more; how many they were."""
    ended = list(contacts)
    for contact in ended:
        _end(turn, contact, person)
    for kind in (PERSON, FIXED):
        turn.store.tickets.revoke(kind, person.id)
    turn.audit("unbind", f"person:{person.id}", accounts=len(ended))
    return len(ended)


def unbind_all(turn: Turn, person: Person) -> int:
    """Somebody who keeps the roster ends all accounts of a person, who is told; how many they were.

    Raises:
        UserError: not the actor's to keep, or there are none.
    """
    require_keep(turn, person)
    if not person.contacts:
        raise UserError("identity.no_account", name=person.name)
    for contact in person.contacts:
        _tell_soon(turn, contact, text("identity.unbound_by", name=person.name))
    count = unbind(turn, person, person.contacts)
    pass_on_unreachable(turn, person)
    return count


def revoke(turn: Turn, ticket: Ticket) -> None:
    """A code that others have seen is not good any more."""
    turn.store.tickets.revoke(ticket.kind, ticket.subject)
    whose = ticket.subject if ticket.kind in (PERSON, FIXED) else ticket.issued_by
    turn.audit("code_revoked", f"person:{whose}", kind=ticket.kind)


def say_code(turn: Turn, contact: str, message: str) -> None:
    """Say privately what holds a code. Once it is delivered, what is kept of the message is without it."""
    asked = contact == turn.contact
    turn.to_contact(contact, message, lane=Lane.REPLY if asked else Lane.NOTICE)
    post = turn.store.outbox.newest(1)[0]
    turn.store.timers.set(HIDE, f"post:{post.id}", turn.now + _HIDE_AFTER, {"tries": 1})


@identity.timer(HIDE)
def hide_code(turn: Turn, timer: Timer) -> str | None:
    """The database keeps no code that can be read."""
    post_id, tries = int(timer.subject.removeprefix("post:")), int(timer.payload["tries"])
    if turn.store.outbox.hide(post_id, text("identity.hidden")):
        return None
    if tries < _MOST_TRIES:  # it is still to be sent
        turn.store.timers.set(HIDE, timer.subject, turn.now + _HIDE_AFTER, {"tries": tries + 1})
    return "not yet sent"


def _bound(turn: Turn, contact: str, person: Person, how: str) -> str:
    store, guest = turn.store, turn.store.contacts.guest(contact)
    store.roster.bind(Account(contact, person.id, how, turn.actor, turn.now))
    store.actors.rename(guest, person.id)
    for claim in store.claims.of_actor(guest):
        drop_claim(turn, claim.id)
    turn.audit("bind", f"person:{person.id}", how=how, guest=guest)
    return issue_fixed(turn, person)


def drop_claim(turn: Turn, claim_id: int) -> None:
    """A claim is answered, or no longer matters."""
    turn.store.claims.drop(claim_id)
    turn.store.timers.cancel(f"claim:{claim_id}")


def _end(turn: Turn, contact: str, person: Person) -> None:
    """Also takes away a contact that stands in the configuration."""
    kept = turn.store.roster.account(contact)
    if kept is None or kept.person != person.id:
        kept = Account(contact, person.id, "office", OFFICE, turn.now)
    turn.store.roster.bind(replace(kept, ended_at=turn.now))


def _tell_soon(turn: Turn, contact: str, message: str) -> None:
    """The contact may be dead: nobody tries for long."""
    turn.to_contact(contact, message, expires_at=turn.awake + _TELL_WITHIN)
