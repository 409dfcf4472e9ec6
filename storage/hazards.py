"""Hazards (隐患) and their re-inspections (复查)."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select, update

from storage.care_records import Inspection
from storage.care_tables import inspection
from storage.records import Request, RequestStatus
from storage.requests import request_of
from storage.tables import request


class Hazards:
    """SQL about hazards; the rules are in handlers/hazards."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def begin(
        self, request_id: int, rectified_by: str, rectified_at: datetime, inspector: str, due_at: datetime
    ) -> Inspection:
        """Somebody is to look whether it is gone."""
        values = {
            "request_id": request_id,
            "rectified_by": rectified_by,
            "rectified_at": rectified_at,
            "inspector": inspector,
            "due_at": due_at,
        }
        new_id = self._connection.execute(
            insert(inspection).values(**values).returning(inspection.c.id)
        ).scalar_one()
        return Inspection(new_id, **values)  # type: ignore[arg-type]

    def save(self, changed: Inspection) -> None:
        """Write all fields of an inspection back."""
        values = asdict(changed)
        row = inspection.c.id == values.pop("id")
        self._connection.execute(update(inspection).where(row).values(**values))

    def waiting(self, request_id: int) -> Inspection | None:
        """The inspection of a request that nobody has made yet."""
        found = self._found(
            select(inspection).where(inspection.c.request_id == request_id, inspection.c.passed.is_(None))
        )
        return found[-1] if found else None

    def given_to(self, person: str) -> list[Inspection]:
        """What somebody is still to look at, oldest first."""
        return self._found(
            select(inspection).where(inspection.c.inspector == person, inspection.c.passed.is_(None))
        )

    def listed(
        self, nodes: Collection[str], intent: str, statuses: Collection[RequestStatus], limit: int
    ) -> tuple[int, list[Request]]:
        """The requests of an intent at these nodes in these states: how many, and the oldest `limit`."""
        which = (
            request.c.status.in_(list(statuses)),
            request.c.intent == intent,
            request.c.node.in_(list(nodes)),
        )
        count = self._connection.execute(select(func.count()).select_from(request).where(*which)).scalar_one()
        rows = self._connection.execute(select(request).where(*which).order_by(request.c.id).limit(limit))
        return count, [request_of(row._mapping) for row in rows]

    def _found(self, statement: Select[Any]) -> list[Inspection]:
        rows = self._connection.execute(statement.order_by(inspection.c.id))
        return [Inspection(**row._mapping) for row in rows]
