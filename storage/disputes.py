"""Disputes (矛盾纠纷): the other side and the mediator's record. The words are sealed."""

from collections.abc import Collection
from dataclasses import asdict, replace
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from storage.care_records import Dispute, DisputeNote
from storage.care_tables import dispute, dispute_note
from storage.vault import Vault


class Disputes:
    """SQL about disputes; the rules are in handlers/disputes."""

    def __init__(self, connection: Connection, vault: Vault) -> None:
        self._connection = connection
        self._vault = vault

    def of(self, request_id: int) -> Dispute:
        """What is kept of a request that is a dispute; without a row, nothing is known of the other side yet."""
        row = self._connection.execute(select(dispute).where(dispute.c.request_id == request_id)).first()
        if row is None:
            return Dispute(request_id)
        found = Dispute(**row._mapping)
        words = found.other_words
        return replace(found, other_words=self._vault.unseal(words) if words is not None else None)

    def save(self, changed: Dispute) -> None:
        """Keep it whole."""
        values = asdict(changed)
        if changed.other_words is not None:
            values["other_words"] = self._vault.seal(changed.other_words)
        row = dispute.c.request_id == changed.request_id
        if self._connection.execute(update(dispute).where(row).values(**values)).rowcount == 0:
            self._connection.execute(insert(dispute).values(**values))

    def add_note(self, request_id: int, at: datetime, actor: str, words: str) -> None:
        """One more line of the record."""
        values = {"request_id": request_id, "at": at, "actor": actor, "words": self._vault.seal(words)}
        self._connection.execute(insert(dispute_note).values(**values))

    def notes(self, request_id: int) -> list[DisputeNote]:
        """The record, oldest first."""
        rows = self._connection.execute(
            select(dispute_note).where(dispute_note.c.request_id == request_id).order_by(dispute_note.c.id)
        )
        return [DisputeNote(row.at, row.actor, self._vault.unseal(row.words)) for row in rows]

    def against(self, actors: Collection[str]) -> list[int]:
        """The requests in which somebody is the other side."""
        found = select(dispute.c.request_id).where(dispute.c.other.in_(list(actors)))
        return list(self._connection.execute(found.order_by(dispute.c.request_id)).scalars())

    def forget_words(self, request_ids: Collection[int]) -> None:
        """See `forget_records`."""
        forget_records(self._connection, request_ids)

    def forget_side(self, actors: Collection[str]) -> None:
        """Delete what somebody said as the other side, and that they were."""
        ids = list(actors)
        self._connection.execute(delete(dispute_note).where(dispute_note.c.actor.in_(ids)))
        theirs = update(dispute).where(dispute.c.other.in_(ids))
        self._connection.execute(theirs.values(other=None, other_words=None))


def forget_records(connection: Connection, request_ids: Collection[int]) -> None:
    """Delete the record of these disputes and who the other side was; that and how they ended stays."""
    ids = list(request_ids)
    connection.execute(delete(dispute_note).where(dispute_note.c.request_id.in_(ids)))
    blank = update(dispute).where(dispute.c.request_id.in_(ids))
    connection.execute(blank.values(other=None, other_words=None))
