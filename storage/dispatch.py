"""Who helps with a request (协办), which one is called out to all (抢单), and how much somebody has in hand."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, func, select, update

from storage.dispatch_tables import open_call, request_helper
from storage.records import Helper, OpenCall, Request, RequestStatus
from storage.requests import OPEN, request_of
from storage.tables import request
from storage.upsert import insert_new, insert_or_replace


class Helpers:
    """SQL about those who help the one who has a request; the rules are in handlers/requests/dispatch/helping.py."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, request_id: int, person: str, asked_by: str, at: datetime) -> bool:
        """One more who helps; False if they do so already."""
        values = {"request_id": request_id, "person": person, "asked_by": asked_by, "at": at}
        return insert_new(self._connection, request_helper, values)

    def remove(self, request_id: int, person: str) -> bool:
        """They help no more; False if they did not."""
        row = (request_helper.c.request_id == request_id) & (request_helper.c.person == person)
        return bool(self._connection.execute(delete(request_helper).where(row)).rowcount)

    def forget(self, people: Collection[str]) -> None:
        """These people help with nothing any more."""
        self._connection.execute(delete(request_helper).where(request_helper.c.person.in_(list(people))))

    def of(self, request_id: int) -> list[Helper]:
        """Who helps with a request, the first who was asked first."""
        found = self._connection.execute(
            select(request_helper)
            .where(request_helper.c.request_id == request_id)
            .order_by(request_helper.c.at, request_helper.c.person)
        )
        return [Helper(row.request_id, row.person, row.asked_by, row.at) for row in found]

    def by(self, person: str) -> list[tuple[Request, datetime]]:
        """The requests that somebody helps with, newest first, each with since when."""
        found = self._connection.execute(
            select(request, request_helper.c.at.label("since"))
            .join(request_helper, request_helper.c.request_id == request.c.id)
            .where(request_helper.c.person == person)
            .order_by(request.c.id.desc())
        )
        rows = [dict(row._mapping) for row in found]
        return [(request_of({k: v for k, v in row.items() if k != "since"}), row["since"]) for row in rows]


class Calls:
    """SQL about open calls; the rules are in handlers/requests/dispatch/calling.py."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, call: OpenCall) -> None:
        """Keep a call; an earlier one for the same request is no more."""
        insert_or_replace(self._connection, open_call, asdict(call))

    def get(self, request_id: int) -> OpenCall | None:
        """The last call for a request."""
        found = self._found(open_call.c.request_id == request_id)
        return found[0] if found else None

    def running_in(self, room: str) -> list[OpenCall]:
        """The calls in a group that nobody has answered yet, the oldest first."""
        return self._found(open_call.c.room == room, open_call.c.ended_at.is_(None))

    def taken_in(self, room: str, since: datetime) -> list[OpenCall]:
        """The calls in a group that somebody answered since, the oldest first."""
        return self._found(
            open_call.c.room == room, open_call.c.taken_by.is_not(None), open_call.c.ended_at >= since
        )

    def end(self, request_id: int, at: datetime, taken_by: str | None) -> bool:
        """The call for a request is over, for somebody took it or nobody will; False if none was running."""
        running = (open_call.c.request_id == request_id) & open_call.c.ended_at.is_(None)
        ended = update(open_call).where(running).values(ended_at=at, taken_by=taken_by)
        return bool(self._connection.execute(ended).rowcount)

    def _found(self, *conditions: ColumnElement[bool]) -> list[OpenCall]:
        found = self._connection.execute(
            select(open_call).where(*conditions).order_by(open_call.c.called_at, open_call.c.request_id)
        )
        return [OpenCall(**row._mapping) for row in found]


class Loads:
    """How much members have in hand, and what nobody has."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, person: str) -> tuple[int, datetime | None]:
        """How many open requests somebody has, and when they were last given one."""
        c = request.c
        count = select(func.count()).where(c.assignee == person, c.status.in_(OPEN))
        last = select(func.max(c.given_at)).where(c.assignee == person)
        return (
            self._connection.execute(count).scalar_one(),
            self._connection.execute(last).scalar(),
        )

    def nobodys(self) -> list[Request]:
        """What nobody has, and somebody must be given it: oldest first."""
        left = (RequestStatus.WAITING, RequestStatus.RETURNED)
        found = self._connection.execute(
            select(request)
            .where(request.c.assignee.is_(None), request.c.status.in_(left))
            .order_by(request.c.created_at, request.c.id)
        )
        return [request_of(row._mapping) for row in found]
