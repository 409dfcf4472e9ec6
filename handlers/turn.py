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


@dataclass(frozen=True)
class Turn:
    """`now` is aware; `actor` is a person's id, the contact id of somebody in no roster, or CLOCK."""

    store: UnitOfWork
    now: datetime
    community: Community
    actor: str

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
        """Leave a trace: who did what to which request or poll."""
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

    def name_of(self, contact: str) -> str:
        """What somebody is called: as in the roster, else as they call themselves."""
        person = self.community.person_of(contact)
        return person.name if person else self.store.contacts.name(contact) or text("common.neighbour")

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
        """Say something in a group. `mention`: contacts to call by name; `file`: (digest, file name)."""
        # WeChat shows a mention only under the name that the person goes by in the group.
        mentions = [(contact, name) for contact in mention if (name := self._called(contact))]
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

    def to_person(
        self, person: Person, message: str, *, lane: Lane = Lane.NOTICE, about: str | None = None
    ) -> None:
        """Say something privately to somebody of the roster, on the account named first."""
        if person.contacts:
            self.to_contact(person.contacts[0], message, lane=lane, about=about)

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
