"""Who somebody in no roster says they are (a claim), and what was tried lately (attempts)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from storage.roster_records import Claim
from storage.tables import attempt, claim

_KEPT = timedelta(days=7)


class Attempts:
    """How often somebody did lately what must not be done too often. What is older than a week is dropped."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, kind: str, actor: str, at: datetime) -> None:
        """One more."""
        self._connection.execute(delete(attempt).where(attempt.c.kind == kind, attempt.c.at < at - _KEPT))
        self._connection.execute(insert(attempt).values(kind=kind, actor=actor, at=at))

    def count(self, kind: str, since: datetime, actor: str | None = None) -> int:
        """How many after that moment, by an actor or by all."""
        found = select(func.count()).where(attempt.c.kind == kind, attempt.c.at > since)
        if actor is not None:
            found = found.where(attempt.c.actor == actor)
        return self._connection.execute(found).scalar_one()

    def last(self, kind: str, actor: str) -> datetime | None:
        """When an actor last did it, within a week."""
        found = select(func.max(attempt.c.at)).where(attempt.c.kind == kind, attempt.c.actor == actor)
        return self._connection.execute(found).scalar()

    def forget(self, actor: str) -> None:
        """Nothing is known of this actor's attempts any more."""
        self._connection.execute(delete(attempt).where(attempt.c.actor == actor))


class Claims:
    """The claims that wait for a member's word."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, values: Mapping[str, Any]) -> Claim:
        """Keep a new claim; `values` holds every field but the id."""
        made = insert(claim).values(**values).returning(claim.c.id)
        return Claim(id=self._connection.execute(made).scalar_one(), **values)

    def get(self, claim_id: int) -> Claim | None:
        row = self._connection.execute(select(claim).where(claim.c.id == claim_id)).first()
        return None if row is None else Claim(**row._mapping)

    def waiting_for(self, person: str) -> list[Claim]:
        """The claims that a member was asked about, oldest first."""
        return self._all(claim.c.asked == person)

    def of_actor(self, actor: str) -> list[Claim]:
        """The claims of a guest, oldest first."""
        return self._all(claim.c.actor == actor)

    def hand_to(self, claim_id: int, person: str) -> None:
        """Another member was asked."""
        self._connection.execute(update(claim).where(claim.c.id == claim_id).values(asked=person))

    def drop(self, claim_id: int) -> None:
        """It was answered, or is too old."""
        self._connection.execute(delete(claim).where(claim.c.id == claim_id))

    def _all(self, condition: Any) -> list[Claim]:
        found = self._connection.execute(select(claim).where(condition).order_by(claim.c.id))
        return [Claim(**row._mapping) for row in found]
