"""Whose data it is: all ids, accounts and names that lead to somebody."""

from dataclasses import dataclass

from handlers.community import Person
from handlers.names import fold
from handlers.turn import Turn
from storage.erasure import Traces
from storage.records import Request, RequestStatus


@dataclass(frozen=True, slots=True)
class Subject:
    """Somebody about whom something is kept. `person` is None for a guest; `actors` the ids that they acted under, the
    present one first; `contacts` every account that is or was theirs."""

    actors: tuple[str, ...]
    contacts: tuple[str, ...]
    person: Person | None

    @property
    def id(self) -> str:
        return self.actors[0]


def subject_of(turn: Turn, actor: str) -> Subject:
    """All that leads to a person of the roster, or to a guest."""
    person = turn.community.person(actor)
    if person is None:
        contact = turn.contact_of(actor)
        return Subject((actor,), (contact,) if contact else (), None)
    bound = [one.contact for one in turn.store.roster.accounts() if one.person == actor]
    own = [turn.contact] if turn.actor == actor and turn.contact else []
    contacts = tuple(dict.fromkeys([*person.contacts, *bound, *own]))
    guests = tuple(turn.store.contacts.guest(contact) for contact in contacts)
    return Subject((actor, *guests), contacts, person)


def requests_of(turn: Turn, subject: Subject) -> list[Request]:
    """Everything that somebody reported, newest first."""
    return [
        request
        for actor in subject.actors
        for request in turn.store.requests.reported_by(actor, tuple(RequestStatus))
    ]


def traces_of(turn: Turn, subject: Subject) -> Traces:
    """What to look for in the tables."""
    person = subject.person
    names = {name for contact in subject.contacts if (name := turn.store.contacts.name(contact))}
    own = person.name if person is not None else None
    shared = own is not None and any(
        fold(other.name) == fold(own) for other in turn.community.people if other.id != subject.id
    )
    return Traces(
        actors=subject.actors,
        contacts=subject.contacts,
        name=None if shared else own,
        called=tuple(sorted(names | ({own} if own else set()))),
        requests=tuple((one.code, one.number, one.created_at) for one in requests_of(turn, subject)),
    )
