"""Phone and identity numbers: corrected by whose they are, seen only by who may and with a trace of it."""

from dataclasses import replace

from handlers.audit.scope import places_of
from handlers.community import Person
from handlers.errors import UserError
from handlers.people import Permission
from handlers.privacy.rules import masked_phone
from handlers.requests.access import handles, is_given_to
from handlers.sealed import sealed
from handlers.turn import Turn
from storage.records import Request
from storage.requests import OPEN

PHONE, IDENTITY = "phone", "identity"


def correct_phone(turn: Turn, number: str) -> str:
    """Keep the acting person's phone number, sealed; it as it may be shown.

    Raises:
        UserError: they are in no roster.
    """
    person = turn.person
    if person is None:
        raise UserError("privacy.not_in_roster")
    kept = turn.store.roster.secrets(person.id)
    turn.store.roster.put_secrets(person.id, replace(kept, phone=number))
    turn.audit("number", f"person:{person.id}", kind=PHONE)
    return masked_phone(number)


def unmask(turn: Turn, person: Person, kind: str, about: str | None = None) -> str | None:
    """A number of somebody's, sealed for the way to who asked for it; None if none is kept. It leaves a trace on the
    person, who finds it in the copy of their data. Whether it is allowed was asked before."""
    kept = turn.store.roster.secrets(person.id)
    number = kept.phone if kind == PHONE else kept.identity
    if number is None:
        return None
    turn.audit("unmask", f"person:{person.id}", kind=kind, request=about)
    return sealed(turn.store.vault, number)


def require_reporter(turn: Turn, request: Request) -> None:
    """
    Raises:
        UserError: the actor is no admin there, and has not got the request as an emergency; or is of the 物业.
    """
    person = turn.person
    if person is None:
        raise UserError("common.not_allowed")
    community = turn.community
    if community.may(person, Permission.ADMIN, request.node):
        return
    mine = is_given_to(turn, request) and request.status in OPEN
    if not (mine and request.urgency == "emergency"):
        raise UserError("privacy.may_not_look")
    if not handles(turn, request):  # 物业 works on what it was given, and gets no numbers with it
        raise UserError("privacy.not_for_property")


def require_admin_of(turn: Turn, person: Person) -> None:
    """
    Raises:
        UserError: the actor is no admin where the person lives or serves (or at the top, of who does neither).
    """
    top = next(node.id for node in turn.community.nodes if node.parent is None)
    for node in places_of(turn.community, person) or (top,):
        turn.require(Permission.ADMIN, node)
