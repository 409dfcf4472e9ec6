"""Requests (诉求), what was said about them, and who else is affected."""

from collections.abc import Collection, Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, bindparam, delete, func, insert, or_, select, update

from storage.records import Party, Request, RequestStatus, Word
from storage.tables import request, request_party, request_word
from storage.upsert import insert_new


class PlaceCount(NamedTuple):
    """How many requests name a place, and the newest of them."""

    place: str
    node: str
    times: int
    newest: int


OPEN = (
    RequestStatus.WAITING,
    RequestStatus.DISPATCHED,
    RequestStatus.ACCEPTED,
    RequestStatus.IN_HAND,
    RequestStatus.RETURNED,
)
"""What somebody still has to do something about."""


_ADD = insert(request).returning(request.c.id)
_SAVE = update(request).where(request.c.id == bindparam("this"))
_NEWEST = select(request).order_by(request.c.id.desc())
_IN_STATES = _NEWEST.where(request.c.status.in_(bindparam("statuses", expanding=True)))
_REPORTED_BY = _IN_STATES.where(request.c.reporter == bindparam("actor"))
_MINE = select(request_party.c.request_id).where(request_party.c.actor == bindparam("actor"))
_CONCERNING = _IN_STATES.where(or_(request.c.reporter == bindparam("actor"), request.c.id.in_(_MINE)))
_JOINED_SINCE = _IN_STATES.where(
    request.c.reporter != bindparam("actor"),
    request.c.id.in_(_MINE.where(request_party.c.at >= bindparam("since"))),
)
_ALIKE = _IN_STATES.where(
    request.c.category == bindparam("category"),
    request.c.node.in_(bindparam("nodes", expanding=True)),
    request.c.created_at >= bindparam("since"),
).limit(300)
_PLACED = (
    _ALIKE.where(request.c.restricted.is_(None), request.c.place.is_not(None))
    .with_only_columns(request.c.id, request.c.node, request.c.place)
    .subquery()
)
_PLACES = select(_PLACED.c.place, _PLACED.c.node, func.count(), func.max(_PLACED.c.id)).group_by(
    _PLACED.c.place, _PLACED.c.node
)
_ASSIGNED_TO = _IN_STATES.where(request.c.assignee == bindparam("person"))
_RECENT_IN_ROOM = _NEWEST.where(
    request.c.room == bindparam("room"), request.c.created_at >= bindparam("since")
)
_BY_NUMBERS = _NEWEST.where(request.c.number.in_(bindparam("numbers", expanding=True)))
_CALLED_ANY = _IN_STATES.where(request.c.code.in_(bindparam("codes", expanding=True)))
_BY_ID = _NEWEST.where(request.c.id == bindparam("this")).limit(1)
_BY_NUMBER = _NEWEST.where(request.c.number == bindparam("number")).limit(1)
_CODES_TAKEN = select(request.c.code).where(
    request.c.code.in_(bindparam("codes", expanding=True)),
    request.c.status.in_((*OPEN, RequestStatus.TO_RATE)),
)
_BY_CODE = _NEWEST.where(request.c.code == bindparam("code")).limit(1)


class Requests:
    """SQL about requests; the rules are in handlers/requests."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, values: Mapping[str, Any]) -> Request:
        """Keep a new request; `values` holds every field but the id."""
        new_id = self._connection.execute(_ADD, values).scalar_one()
        return Request(id=new_id, **values)

    def save(self, changed: Request) -> None:
        """Write all fields of a request back."""
        values = {field.name: getattr(changed, field.name) for field in fields(Request) if field.name != "id"}
        self._connection.execute(_SAVE, values | {"this": changed.id})

    def get(self, request_id: int) -> Request | None:
        return self._first(_BY_ID, this=request_id)

    def by_code(self, code: str) -> Request | None:
        """The newest request that people call by this code; of one that was merged, the one that it lives on in."""
        found = self.called(code)
        return None if found is None else self.survivor(found)

    def called(self, code: str) -> Request | None:
        """As `by_code`, the very request: also one that was merged."""
        return self._first(_BY_CODE, code=code)

    def called_any(self, codes: Collection[str], statuses: Collection[RequestStatus]) -> list[Request]:
        """The requests in these states that people call by any of these codes, newest first."""
        return self._found(_CALLED_ANY, codes=list(codes), statuses=list(statuses))

    def survivor(self, one: Request) -> Request:
        """The request that this one lives on in; itself, if it was not merged."""
        while one.merged_into is not None:
            into = self.get(one.merged_into)
            if into is None:
                break
            one = into
        return one

    def codes_taken(self, codes: Collection[str]) -> set[str]:
        """Those of the codes by which people call an unfinished request."""
        return set(self._connection.execute(_CODES_TAKEN, {"codes": list(codes)}).scalars())

    def reported_by(self, actor: str, statuses: Collection[RequestStatus]) -> list[Request]:
        """Somebody's own requests in these states, newest first."""
        return self._found(_REPORTED_BY, actor=actor, statuses=list(statuses))

    def concerning(self, actor: str, statuses: Collection[RequestStatus]) -> list[Request]:
        """What somebody reported or is affected by, in these states, newest first."""
        return self._found(_CONCERNING, actor=actor, statuses=list(statuses))

    def joined_since(self, actor: str, since: datetime) -> list[Request]:
        """The open requests of others that somebody has said since to be affected by, newest first."""
        return self._found(_JOINED_SINCE, actor=actor, since=since, statuses=list(OPEN))

    def alike(
        self, category: str, nodes: Collection[str], since: datetime, statuses: Collection[RequestStatus]
    ) -> list[Request]:
        """What was reported of a category at these nodes since, in these states, newest first; the newest few hundred
        only, so that a message never costs more than that."""
        values = {"category": category, "nodes": list(nodes), "since": since, "statuses": list(statuses)}
        return self._found(_ALIKE, **values)

    def places(
        self, category: str, nodes: Collection[str], since: datetime, statuses: Collection[RequestStatus]
    ) -> list[PlaceCount]:
        """As `alike`, counted by place; without what is private, and what has no place."""
        values = {"category": category, "nodes": list(nodes), "since": since, "statuses": list(statuses)}
        return [PlaceCount(*row) for row in self._connection.execute(_PLACES, values)]

    def assigned_to(self, person: str, statuses: Collection[RequestStatus]) -> list[Request]:
        """A member's requests in these states, newest first."""
        return self._found(_ASSIGNED_TO, person=person, statuses=list(statuses))

    def in_states(self, statuses: Collection[RequestStatus]) -> list[Request]:
        """Everybody's requests in these states, newest first."""
        return self._found(_IN_STATES, statuses=list(statuses))

    def registered_with(self, one: Request) -> list[Request]:
        """What the same message reported, in the order in which it was registered."""
        found = self._connection.execute(
            select(request)
            .where(request.c.reporter == one.reporter, request.c.created_at == one.created_at)
            .order_by(request.c.id)
        )
        return [request_of(row._mapping) for row in found]

    def by_number(self, number: str) -> Request | None:
        """A request by its full number, which is its own for ever."""
        return self._first(_BY_NUMBER, number=number)

    def by_numbers(self, numbers: Collection[str]) -> list[Request]:
        """The requests with these full numbers, newest first."""
        return self._found(_BY_NUMBERS, numbers=list(numbers))

    def recent_in_room(self, room: str, since: datetime) -> list[Request]:
        """What was reported in a room lately, newest first."""
        return self._found(_RECENT_IN_ROOM, room=room, since=since)

    def newest(self, limit: int) -> list[Request]:
        """The newest requests, newest first."""
        return self._found(_NEWEST.limit(limit))

    def add_word(self, request_id: int, at: datetime, actor: str, text: str, file: str | None) -> None:
        """Keep what was said, or a picture."""
        values = {"request_id": request_id, "at": at, "actor": actor, "text": text, "file": file}
        self._connection.execute(insert(request_word), values)

    def words(self, request_id: int) -> list[Word]:
        """What was said about a request, oldest first."""
        found = self._connection.execute(
            select(request_word).where(request_word.c.request_id == request_id).order_by(request_word.c.id)
        )
        return [Word(r.request_id, r.at, r.actor, r.text, r.file) for r in found]

    def words_by(self, actors: Collection[str]) -> list[tuple[str, Word]]:
        """What somebody said about requests, oldest first, each with the request's full number."""
        found = self._connection.execute(
            select(request.c.number, request_word)
            .join(request, request.c.id == request_word.c.request_id)
            .where(request_word.c.actor.in_(list(actors)))
            .order_by(request_word.c.id)
        )
        return [(r.number, Word(r.request_id, r.at, r.actor, r.text, r.file)) for r in found]

    def joined_by(self, actors: Collection[str]) -> list[tuple[str, str, datetime]]:
        """The requests of others by which somebody is affected: full number, category, since when."""
        party, mine = request_party.c, list(actors)
        found = self._connection.execute(
            select(request.c.number, request.c.category, party.at)
            .join(request, request.c.id == party.request_id)
            .where(party.actor.in_(mine), request.c.reporter.not_in(mine))
            .order_by(party.at, request.c.id)
        )
        return [(row.number, row.category, row.at) for row in found]

    def add_party(self, request_id: int, actor: str, at: datetime, room: str | None = None) -> bool:
        """One more who is affected, and said so in this group, None: privately; False if known already."""
        values = {"request_id": request_id, "actor": actor, "at": at, "room": room}
        return insert_new(self._connection, request_party, values)

    def remove_party(self, request_id: int, actor: str) -> None:
        """Somebody is not affected after all."""
        row = (request_party.c.request_id == request_id) & (request_party.c.actor == actor)
        self._connection.execute(delete(request_party).where(row))

    def affected_by(self, request_id: int) -> list[Party]:
        """Everyone affected, the reporter first, with where and when they said so."""
        found = self._connection.execute(
            select(request_party)
            .where(request_party.c.request_id == request_id)
            .order_by(request_party.c.at, request_party.c.actor)
        )
        return [Party(row.actor, row.at, row.room) for row in found]

    def rename_party(self, request_id: int, old: str, new: str) -> None:
        """Who is affected by this request goes by another id from now on."""
        party = request_party.c
        row = (party.request_id == request_id) & (party.actor == old)
        if new in self.parties(request_id):
            self._connection.execute(delete(request_party).where(row))
        else:
            self._connection.execute(update(request_party).where(row).values(actor=new))

    def parties(self, request_id: int) -> list[str]:
        """Everyone affected, the reporter first."""
        found = self._connection.execute(
            select(request_party.c.actor)
            .where(request_party.c.request_id == request_id)
            .order_by(request_party.c.at, request_party.c.actor)
        )
        return list(found.scalars())

    def affected(self, request_ids: Collection[int]) -> dict[int, int]:
        """How many are affected by each of these requests."""
        found = self._connection.execute(
            select(request_party.c.request_id, func.count())
            .where(request_party.c.request_id.in_(list(request_ids)))
            .group_by(request_party.c.request_id)
        )
        return {row[0]: row[1] for row in found}

    def _first(self, statement: Select[Any], **values: object) -> Request | None:
        row = self._connection.execute(statement, values).first()
        return None if row is None else request_of(row._mapping)

    def _found(self, statement: Select[Any], **values: object) -> list[Request]:
        return [request_of(row._mapping) for row in self._connection.execute(statement, values)]


def request_of(row: Any) -> Request:
    """A row of the table as a record."""
    values = dict(row)
    values["status"] = RequestStatus(values["status"])
    values["kept_from"] = tuple(values["kept_from"] or ())
    return Request(**values)
