"""Polls (表决): their frozen electorate and every ballot ever cast."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, insert, select, update

from storage.prepared import Prepared
from storage.records import Ballot, Poll, PollStatus
from storage.tables import ballot, poll, poll_voter

# Built once: a vote is the hottest path, and building a statement costs more than running it (measured).
_ALL = select(poll).order_by(poll.c.id)
_BY_ID = select(poll).where(poll.c.id == bindparam("id"))
_BY_CODE = select(poll).where(poll.c.code == bindparam("code"))
_OPEN = _ALL.where(poll.c.status == PollStatus.OPEN)
_OPEN_IN_ROOM = _OPEN.where(poll.c.room == bindparam("room"))
_IS_VOTER = select(poll_voter.c.voter).where(
    poll_voter.c.poll_id == bindparam("poll"), poll_voter.c.voter == bindparam("voter")
)
_CAST = Prepared(insert(ballot).inline())
_BALLOT_OF = (
    select(ballot)
    .where(ballot.c.poll_id == bindparam("poll"), ballot.c.voter == bindparam("voter"))
    .order_by(ballot.c.id.desc())
    .limit(1)
)


class Polls:
    """SQL about polls; the rules are in handlers/polls."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, values: Mapping[str, Any], voters: Iterable[str]) -> Poll:
        """Keep a new poll with its electorate; `values` holds every field but the id."""
        values = dict(values, options=list(values["options"]))
        new_id = self._connection.execute(insert(poll).values(**values).returning(poll.c.id)).scalar_one()
        rows = [{"poll_id": new_id, "voter": voter} for voter in voters]
        if rows:
            self._connection.execute(insert(poll_voter), rows)
        return _poll(values | {"id": new_id})

    def get(self, poll_id: int) -> Poll | None:
        return self._first(_BY_ID, id=poll_id)

    def by_code(self, code: str) -> Poll | None:
        return self._first(_BY_CODE, code=code)

    def open_in_room(self, room: str) -> list[Poll]:
        """Open polls of a room, oldest first."""
        return self._all(_OPEN_IN_ROOM, room=room)

    def open(self) -> list[Poll]:
        """All open polls, oldest first."""
        return self._all(_OPEN)

    def all(self) -> list[Poll]:
        """Every poll, oldest first."""
        return self._all(_ALL)

    def close(self, poll_id: int, status: PollStatus, result: Mapping[str, Any] | None) -> None:
        """End a poll, with its result."""
        self._connection.execute(
            update(poll).where(poll.c.id == poll_id).values(status=status, result=result)
        )

    def is_voter(self, poll_id: int, voter: str) -> bool:
        """Is this household or person in the electorate?"""
        key = {"poll": poll_id, "voter": voter}
        return self._connection.execute(_IS_VOTER, key).first() is not None

    def electorate_size(self, poll_id: int) -> int:
        """How many may vote."""
        voters = select(func.count()).where(poll_voter.c.poll_id == poll_id)
        return self._connection.execute(voters).scalar_one()

    def cast(self, poll_id: int, cast: Ballot) -> None:
        """Keep a ballot; from now on it is the one that counts for its voter."""
        values = {"poll_id": poll_id, "voter": cast.voter, "option": cast.option}
        _CAST.first(self._connection, values | {"actor": cast.actor, "at": cast.at})

    def ballot_of(self, poll_id: int, voter: str) -> Ballot | None:
        """The ballot that counts for a voter."""
        row = self._connection.execute(_BALLOT_OF, {"poll": poll_id, "voter": voter}).first()
        return None if row is None else Ballot(row.voter, row.option, row.actor, row.at)

    def cast_by(self, actors: Collection[str]) -> list[tuple[Poll, Ballot]]:
        """Every ballot that somebody cast themselves, oldest first, with its poll."""
        mine = select(ballot).where(ballot.c.actor.in_(list(actors))).order_by(ballot.c.id)
        rows = self._connection.execute(mine).all()
        polls = {one.id: one for one in self.all()} if rows else {}
        return [(polls[r.poll_id], Ballot(r.voter, r.option, r.actor, r.at)) for r in rows]

    def ballots(self, poll_id: int) -> list[Ballot]:
        """The ballots that count, by voter."""
        last = select(func.max(ballot.c.id)).where(ballot.c.poll_id == poll_id).group_by(ballot.c.voter)
        found = self._connection.execute(select(ballot).where(ballot.c.id.in_(last)).order_by(ballot.c.voter))
        return [Ballot(r.voter, r.option, r.actor, r.at) for r in found]

    def turnout(self, poll_id: int) -> int:
        """How many voters have a ballot."""
        voters = func.count(ballot.c.voter.distinct())
        return self._connection.execute(select(voters).where(ballot.c.poll_id == poll_id)).scalar_one()

    def _first(self, statement: Select[Any], **values: object) -> Poll | None:
        row = self._connection.execute(statement, values).first()
        return None if row is None else _poll(row._mapping)

    def _all(self, statement: Select[Any], **values: object) -> list[Poll]:
        return [_poll(row._mapping) for row in self._connection.execute(statement, values)]


def _poll(row: Any) -> Poll:
    values = dict(row)
    values["status"] = PollStatus(values["status"])
    values["options"] = tuple(values["options"])
    return Poll(**values)
