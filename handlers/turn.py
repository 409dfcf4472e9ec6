"""One transaction's turn: what an action needs to do its work and to say what must be said."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from handlers.community import Community, Permission, Person, Room
from handlers.errors import UserError
from handlers.texts import text
from handlers.worktime import next_awake
from storage.records import Lane
from storage.unit_of_work import UnitOfWork

CLOCK = "clock"
"""The actor of what nobody did: a due time."""
OFFICE = "office"
"""The actor of what was done at the machine, on the command line."""


def contact_of(store: UnitOfWork, community: Community, actor: str) -> str | None:
    """The account of a person of the roster, or of a guest; None if there is none, or none is known any more."""
    person = community.person(actor)
    if person is not None:
        return person.contacts[0] if person.contacts else None
    return store.contacts.of_guest(actor)


@dataclass(frozen=True)
class Turn:
    """`now` is aware; `actor` is a person's id, the id of a guest (somebody in no roster; storage/small.py), or CLOCK.

    `contact`: the account that the actor writes under, if this turn comes from a message.
    """

    store: UnitOfWork
    now: datetime
    community: Community
    actor: str
    contact: str | None = None

    @classmethod
    def by_contact(cls, store: UnitOfWork, now: datetime, community: Community, contact: str) -> "Turn":
        """The turn of whoever writes under a contact."""
        person = community.person_of(contact)
        actor = person.id if person is not None else store.contacts.guest(contact)
        return cls(store, now, community, actor, contact)

    @property
    def local(self) -> datetime:
        """`now` on the wall clock of the community."""
        return self.now.astimezone(self.community.zone)

    @property
    def awake(self) -> datetime:
        """`now`, or the end of the quiet hours: when somebody may first be bothered unasked."""
        return next_awake(self.now, self.community.rules.quiet, self.community.zone)

    @property
    def person(self) -> Person | None:
        """The acting person, if in the roster."""
        return self.community.person(self.actor)

    def audit(self, action: str, subject: str, **detail: object) -> None:
        """Leave a trace: who did what to which request or poll. A guest who left one can be written to later."""
        if self.contact is not None and self.person is None:
            self.store.contacts.note(self.contact, self.now)
        self.store.audit.append(self.now, self.actor, action, subject, detail)

    def require(self, permission: Permission, node: str) -> Person:
        """The acting person, if allowed to do this at this node.

        Raises:
            UserError: not allowed.
        """
        person = self.person
        if person is None or not self.community.may(person, permission, node):
            raise UserError("common.not_allowed")
        return person

    def contact_of(self, actor: str) -> str | None:
        """The account to write to an actor on: the one they used last, as far as is known."""
        if actor == self.actor and self.contact is not None:
            return self.contact
        return contact_of(self.store, self.community, actor)

    def name_of(self, actor: str) -> str:
        """What somebody is called: as in the roster, else as they call themselves, which proves nothing."""
        person = self.community.person(actor)
        if person is not None:
            return person.name
        contact = self.contact_of(actor)
        name = self.store.contacts.name(contact) if contact else None
        if name and self.community.find_people(name):  # anybody may call themselves 周敏
            return text("common.unconfirmed", name=name)
        return name or text("common.neighbour")

    def to_room(
        self,
        room: Room | str,
        message: str,
        *,
        lane: Lane = Lane.NOTICE,
        mention: Iterable[str] = (),
        about: str | None = None,
        file: tuple[str, str] | None = None,
        expires_at: datetime | None = None,
    ) -> None:
        """Say something in a group. `mention`: actors to call by name; `file`: (digest, file name)."""
        # WeChat shows a mention only under the name that the person goes by in the group.
        contacts = [contact for actor in mention if (contact := self.contact_of(actor))]
        mentions = [(contact, name) for contact in contacts if (name := self._called(contact))]
        called = "".join(f"@{name} " for _, name in mentions)
        room_id = room if isinstance(room, str) else room.id
        self._put(lane, room_id, None, called + message, mentions, about, file, expires_at)

    def _called(self, contact: str) -> str | None:
        person = self.community.person_of(contact)
        return self.store.contacts.name(contact) or (person.name if person else None)

    def to_contact(
        self,
        contact: str,
        message: str,
        *,
        lane: Lane = Lane.NOTICE,
        about: str | None = None,
        file: tuple[str, str] | None = None,
        expires_at: datetime | None = None,
    ) -> None:
        """Say something privately to a contact."""
        self._put(lane, None, contact, message, [], about, file, expires_at)

    def to_actor(
        self,
        actor: str,
        message: str,
        *,
        lane: Lane = Lane.NOTICE,
        about: str | None = None,
        file: tuple[str, str] | None = None,
    ) -> None:
        """Say something privately to a person of the roster or a guest, if there is an account to write to."""
        contact = self.contact_of(actor)
        if contact is not None:
            self.to_contact(contact, message, lane=lane, about=about, file=file)

    def to_person(
        self, person: Person, message: str, *, lane: Lane = Lane.NOTICE, about: str | None = None
    ) -> None:
        """Say something privately to somebody of the roster."""
        self.to_actor(person.id, message, lane=lane, about=about)

    def _put(
        self,
        lane: Lane,
        room: str | None,
        contact: str | None,
        message: str,
        mentions: list[tuple[str, str]],
        about: str | None,
        file: tuple[str, str] | None,
        expires_at: datetime | None,
    ) -> None:
        digest, name = file or (None, None)
        self.store.outbox.put(
            self.now,
            lane,
            room,
            contact,
            message,
            due_at=self.awake if lane is Lane.NOTICE else self.now,
            mentions=mentions,
            file=digest,
            file_name=name,
            about=about,
            expires_at=expires_at,
        )
