"""Two small repositories of privacy: what people were told of their data, and pictures that wait for their words."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from storage.records import Consent, HeldPicture
from storage.tables import consent, held_picture
from storage.upsert import insert_new

_TOLD = select(consent.c.at).where(
    consent.c.actor == bindparam("actor"), consent.c.version == bindparam("version")
)


class Consents:
    """Who was told what is kept of them: each version of the text once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def told(self, actor: str, version: str) -> bool:
        """Whether somebody was shown this version of the text."""
        return self._connection.execute(_TOLD, {"actor": actor, "version": version}).first() is not None

    def keep(self, actor: str, version: str, at: datetime, how: str) -> None:
        """They were shown it now."""
        values: Mapping[str, object] = {"actor": actor, "version": version, "at": at, "how": how}
        insert_new(self._connection, consent, values)

    def of(self, actor: str) -> list[Consent]:
        """All that somebody was shown, oldest first."""
        found = self._connection.execute(
            select(consent).where(consent.c.actor == actor).order_by(consent.c.at, consent.c.version)
        )
        return [Consent(**row._mapping) for row in found]

    def forget(self, actor: str) -> None:
        """Nothing was shown to them, as far as is known."""
        self._connection.execute(delete(consent).where(consent.c.actor == actor))


class HeldPictures:
    """Pictures for a few minutes, until their words come or do not come."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def hold(
        self,
        actor: str,
        conversation: str,
        until: datetime,
        name: str,
        media_type: str,
        data: bytes,
    ) -> None:
        """Keep a picture until then at most."""
        values = {
            "actor": actor,
            "conversation": conversation,
            "until": until,
            "name": name,
            "media_type": media_type,
            "data": data,
        }
        self._connection.execute(insert(held_picture), values)

    def count(self, actor: str, conversation: str | None = None) -> int:
        """How many are held of somebody, in this conversation or at all."""
        found = select(func.count()).where(held_picture.c.actor == actor)
        if conversation is not None:
            found = found.where(held_picture.c.conversation == conversation)
        return self._connection.execute(found).scalar_one()

    def take(self, actor: str, conversation: str, now: datetime) -> list[HeldPicture]:
        """Those that somebody sent in a conversation and that are still held, oldest first; they are held no more."""
        there = (held_picture.c.actor == actor, held_picture.c.conversation == conversation)
        if not self.count(actor, conversation):
            return []
        kept = select(held_picture).where(*there, held_picture.c.until >= now).order_by(held_picture.c.id)
        found = [HeldPicture(row.name, row.media_type, row.data) for row in self._connection.execute(kept)]
        self._connection.execute(delete(held_picture).where(*there))
        return found

    def prolong(self, actor: str, conversation: str, now: datetime, until: datetime) -> bool:
        """Hold them until then, as the question whether to register is open; False if there are none."""
        longer = update(held_picture).where(
            held_picture.c.actor == actor,
            held_picture.c.conversation == conversation,
            held_picture.c.until >= now,
        )
        return self._connection.execute(longer.values(until=until)).rowcount > 0

    def drop(self, actor: str, conversation: str | None = None) -> int:
        """Delete those of somebody, in this conversation or at all; how many."""
        gone = delete(held_picture).where(held_picture.c.actor == actor)
        if conversation is not None:
            gone = gone.where(held_picture.c.conversation == conversation)
        return self._connection.execute(gone).rowcount

    def forget_before(self, moment: datetime) -> int:
        """Delete what is held no longer; how many."""
        return self._connection.execute(delete(held_picture).where(held_picture.c.until < moment)).rowcount
