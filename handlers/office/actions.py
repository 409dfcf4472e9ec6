"""What is done for the office pages: a one-time code to sign in with, the way in and out, numbers shown, codes issued.

The page of a browser is no place to know somebody by; their account is. So the way in leads through the chat.
"""

from datetime import datetime, timedelta

from handlers.community import Community, Permission, Person
from handlers.errors import UserError
from handlers.people import ALLOWS
from handlers.privacy import numbers
from handlers.turn import Turn
from storage.roster_records import Secrets
from storage.unit_of_work import UnitOfWork

SIGN_IN = "sign_in"
CODE_LASTS = timedelta(minutes=5)
OPENS = frozenset({Permission.READ, Permission.ROSTER, Permission.ADMIN})
"""Whoever may do any of this somewhere has something to do on the pages."""


def may_enter(community: Community, person: Person | None) -> bool:
    """Whether the office pages are for somebody: they have an account, and a post that opens them."""
    return (
        person is not None
        and bool(person.contacts)
        and any(OPENS & ALLOWS[post.role] for post in community.posts_of(person))
    )


def offer_code(turn: Turn) -> str:
    """A code for the acting person to sign in with, once, within `CODE_LASTS`. An earlier one is no longer good.

    It is the account's that asked: a code that an account got before it was taken away opens nothing.

    Raises:
        UserError: the pages are not for them.
    """
    person = turn.person
    if person is None or turn.contact is None or not may_enter(turn.community, person):
        raise UserError("common.not_allowed")
    turn.audit("sign_in_code", f"person:{person.id}")
    return turn.store.tickets.issue(SIGN_IN, turn.contact, person.id, turn.now, turn.now + CODE_LASTS)


def owner_of_code(store: UnitOfWork, community: Community, code: str, now: datetime) -> Person | None:
    """Who may come in with a code; None if it is none, was used, is too old, or its account or post is gone."""
    ticket = store.tickets.find(code, now)
    if ticket is None or ticket.kind != SIGN_IN:
        return None
    person = community.person_of(ticket.subject)
    if person is None or person.id != ticket.issued_by or not may_enter(community, person):
        return None
    return person


def sign_in(turn: Turn, code: str) -> bool:
    """The acting person comes in with their code, which is then used up; False if it is no longer good."""
    owner = owner_of_code(turn.store, turn.community, code, turn.now)
    if owner is None or owner.id != turn.actor:
        return False
    turn.store.tickets.use(code, turn.now)
    turn.audit("sign_in", f"person:{turn.actor}")
    return True


def sign_out(turn: Turn) -> None:
    """The acting person leaves."""
    turn.audit("sign_out", f"person:{turn.actor}")


def reveal(turn: Turn, person: Person) -> Secrets:
    """The whole numbers of somebody, to who may ask for them in the chat (handlers/privacy); each is written down.

    Raises:
        UserError: not theirs to see.
    """
    numbers.require_admin_of(turn, person)
    for kind in (numbers.PHONE, numbers.IDENTITY):
        numbers.unmask(turn, person, kind)
    return turn.store.roster.secrets(person.id)


def may_reveal(turn: Turn, person: Person) -> bool:
    """Whether `reveal` would show somebody's numbers."""
    try:
        numbers.require_admin_of(turn, person)
    except UserError:
        return False
    return True


def note_export(turn: Turn, rows: int) -> None:
    """The acting person took rows of the trail out of the house."""
    turn.audit("export_audit", "audit", rows=rows)


def somebody(turn: Turn, person_id: str) -> Person:
    """
    Raises:
        UserError: there is no such person here.
    """
    person = turn.community.person(person_id)
    if person is None:
        raise UserError("common.not_allowed")
    return person
