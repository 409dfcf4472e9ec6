"""Departments that were called in for a request (吹哨), and what they said."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from storage.records import Whistle
from storage.tables import whistle


class Whistles:
    """SQL about whistles; the rules are in handlers/requests."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self, request_id: int, department: str, at: datetime, called_by: str, words: str, report_by: datetime
    ) -> Whistle:
        """Keep a new one."""
        values: dict[str, Any] = {
            "request_id": request_id,
            "department": department,
            "at": at,
            "called_by": called_by,
            "words": words,
            "report_by": report_by,
        }
        new_id = self._connection.execute(
            insert(whistle).values(**values).returning(whistle.c.id)
        ).scalar_one()
        return Whistle(id=new_id, **values)

    def get(self, whistle_id: int) -> Whistle | None:
        row = self._connection.execute(select(whistle).where(whistle.c.id == whistle_id)).first()
        return None if row is None else Whistle(**row._mapping)

    def of_request(self, request_id: int) -> list[Whistle]:
        """Those of one request, oldest first."""
        return self.of_requests([request_id])

    def of_requests(self, request_ids: Collection[int]) -> list[Whistle]:
        """Those of these requests, oldest first."""
        found = self._connection.execute(
            select(whistle).where(whistle.c.request_id.in_(list(request_ids))).order_by(whistle.c.id)
        )
        return [Whistle(**row._mapping) for row in found]

    def report(self, whistle_id: int, at: datetime, by: str) -> None:
        """The department is there (报到)."""
        self._change(whistle_id, reported_at=at, reported_by=by)

    def answer(self, whistle_id: int, at: datetime, words: str) -> None:
        """The department has answered (答复)."""
        self._change(whistle_id, answered_at=at, answer=words)

    def _change(self, whistle_id: int, **values: object) -> None:
        self._connection.execute(update(whistle).where(whistle.c.id == whistle_id).values(**values))
