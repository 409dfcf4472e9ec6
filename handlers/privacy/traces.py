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
    present = dict.fromkeys([*person.contacts, *own])
    # An account that was ended may have been a stranger's, and what it does since is not this person's.
    guests = tuple(turn.store.contacts.guest(contact) for contact in present)
    return Subject((actor, *guests), tuple(dict.fromkeys([*present, *bound])), person)


def requests_of(turn: Turn, subject: Subject) -> list[Request]:
    """Everything that somebody reported, newest first."""
    return [
        request
        for actor in subject.actors
        for request in turn.store.requests.reported_by(actor, tuple(RequestStatus))
    ]


def _is_others(turn: Turn, subject: Subject, name: str) -> bool:
    """Whether somebody else of the roster is called so."""
    same = fold(name)
    return any(fold(one.name) == same for one in turn.community.people if one.id != subject.id)


def traces_of(turn: Turn, subject: Subject) -> Traces:
    """What to look for in the tables."""
    person = subject.person
    own = person.name if person is not None else None
    shared = own is not None and _is_others(turn, subject, own)
    # Anybody may call themselves as they like: by the name of somebody else nothing is found.
    names = {
        name
        for contact in subject.contacts
        if (name := turn.store.contacts.name(contact))
        and not _is_others(turn, subject, name)
        and not set(turn.store.contacts.called(name)) - set(subject.contacts)
    }
    return Traces(
        actors=subject.actors,
        contacts=subject.contacts,
        name=None if shared else own,
        called=tuple(sorted(names | ({own} if own and not shared else set()))),
        requests=tuple((one.code, one.number, one.created_at) for one in requests_of(turn, subject)),
    )
