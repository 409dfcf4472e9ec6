"""Repositories of a few lines each: contacts, counters, open questions, files."""

import hashlib
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select, update

from storage.records import Blob, Question
from storage.tables import blob, contact, counter, question
from storage.upsert import insert_new, insert_or_replace
from storage.vault import Vault

_NAME = select(contact.c.name).where(contact.c.id == bindparam("id"))
_OF_GUEST = select(contact.c.id).where(contact.c.guest == bindparam("guest"))
GUEST = "g-"
"""What the id of a guest begins with, and that of nobody else."""

_PENDING = select(question).where(
    question.c.conversation == bindparam("conversation"),
    question.c.actor == bindparam("actor"),
    question.c.expires_at > bindparam("now"),
)
_ASKED = (
    select(question)
    .where(question.c.actor.in_(bindparam("actors", expanding=True)))
    .order_by(question.c.asked_at)
)


class Contacts:
    """What people who spoke to the bot are called, and who a guest is: somebody in no roster.

    A guest goes by an id that only this table leads back to a contact: without its row it says nothing.
    """

    def __init__(self, connection: Connection, vault: Vault) -> None:
        self._connection = connection
        self._vault = vault

    def guest(self, contact_id: str) -> str:
        """The id that a contact in no roster goes by; always the same."""
        return f"{GUEST}{self._vault.mark('guest', contact_id)[:20]}"

    def remember(self, contact_id: str, name: str, at: datetime) -> None:
        """Keep what a contact is called now."""
        values = {"id": contact_id, "name": name, "seen_at": at, "guest": self.guest(contact_id)}
        insert_or_replace(self._connection, contact, values)

    def note(self, contact_id: str, at: datetime) -> None:
        """Keep that there is such a contact, whatever it is called."""
        values = {"id": contact_id, "name": "", "seen_at": at, "guest": self.guest(contact_id)}
        insert_new(self._connection, contact, values)

    def name(self, contact_id: str) -> str | None:
        """The name last seen."""
        return self._connection.execute(_NAME, {"id": contact_id}).scalar()

    def called(self, name: str) -> list[str]:
        """The contacts that go by this name."""
        return list(self._connection.execute(select(contact.c.id).where(contact.c.name == name)).scalars())

    def of_guest(self, guest: str) -> str | None:
        """The contact that goes by this guest id."""
        if not guest.startswith(GUEST):
            return None
        return self._connection.execute(_OF_GUEST, {"guest": guest}).scalar()

    def fill_guest(self, contact_id: str) -> None:
        """Add the guest id to a row that was kept before there were any."""
        row = update(contact).where(contact.c.id == contact_id)
        self._connection.execute(row.values(guest=self.guest(contact_id)))

    def forget(self, contact_id: str) -> None:
        """Nothing is known of this contact any more."""
        self._connection.execute(delete(contact).where(contact.c.id == contact_id))


class Counters:
    """Numbers that only go up."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def next(self, name: str) -> int:
        """The next number of `name`, from 1."""
        insert_new(self._connection, counter, {"name": name, "value": 0})
        value: int = self._connection.execute(
            update(counter)
            .where(counter.c.name == name)
            .values(value=counter.c.value + 1)
            .returning(counter.c.value)
        ).scalar_one()
        return value

    def raise_to(self, name: str, value: int) -> None:
        """`name` is at least `value` from now on."""
        insert_new(self._connection, counter, {"name": name, "value": value})
        lower = (counter.c.name == name, counter.c.value < value)
        self._connection.execute(update(counter).where(*lower).values(value=value))

    def value(self, name: str) -> int:
        """What `name` has come to; 0 if it never was."""
        found = self._connection.execute(select(counter.c.value).where(counter.c.name == name)).scalar()
        return found or 0


class Questions:
    """What the bot asked and waits to hear: at most one for each person in each conversation."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def ask(self, asked: Question) -> None:
        """Wait for an answer; a question asked before in the same place is forgotten."""
        values = {name: getattr(asked, name) for name in asked.__slots__}
        insert_or_replace(self._connection, question, values)

    def pending(self, conversation: str, actor: str, now: datetime) -> Question | None:
        """The question that is open there, unless its time has passed."""
        values = {"conversation": conversation, "actor": actor, "now": now}
        row = self._connection.execute(_PENDING, values).first()
        return None if row is None else Question(**row._mapping)

    def of(self, actors: Collection[str]) -> list[Question]:
        """All that somebody was asked and has not answered, oldest first."""
        found = self._connection.execute(_ASKED, {"actors": list(actors)})
        return [Question(**row._mapping) for row in found]

    def settle(self, conversation: str, actor: str) -> None:
        """It was answered, or no longer matters."""
        self._connection.execute(
            delete(question).where(question.c.conversation == conversation, question.c.actor == actor)
        )

    def forget_before(self, moment: datetime) -> int:
        """Drop what expired before; how many."""
        return self._connection.execute(delete(question).where(question.c.expires_at < moment)).rowcount


class Blobs:
    """Files by their SHA-256: the same picture sent twice is kept once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, name: str, media_type: str, data: bytes) -> str:
        """Keep a file; its digest."""
        digest = hashlib.sha256(data).hexdigest()
        values = {"digest": digest, "name": name, "media_type": media_type, "data": data}
        insert_new(self._connection, blob, values)
        return digest

    def get(self, digest: str) -> Blob | None:
        row = self._connection.execute(select(blob).where(blob.c.digest == digest)).first()
        return None if row is None else Blob(**row._mapping)
