"""Polls (表决): their frozen electorate and what was cast."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, insert, select, update

from storage.poll_records import Ballot, How, Late, Poll, PollKind, PollStatus, Unit, Voter
from storage.prepared import Prepared
from storage.tables import Instant, ballot, late_ballot, poll, poll_caster, poll_flat, poll_voter
from storage.upsert import insert_new

# Built once: a vote is the hottest path, and building a statement costs more than running it (measured).
_ALL = select(poll).order_by(poll.c.id)
_BY_ID = select(poll).where(poll.c.id == bindparam("id"))
_BY_CODE = select(poll).where(poll.c.code == bindparam("code"))
_OPEN = _ALL.where(poll.c.status == PollStatus.OPEN)
_ON_ROLL = (poll_voter.c.poll_id == bindparam("of_poll"), poll_voter.c.voter == bindparam("of_voter"))
_VOTER = Prepared(
    select(poll_voter.c.label, poll_voter.c.node, poll_voter.c.area, poll_voter.c.voted).where(*_ON_ROLL)
)
_VOTED = Prepared(
    update(poll_voter).where(*_ON_ROLL).values(voted=bindparam("has_voted", type_=poll_voter.c.voted.type))
)
_CASTER = Prepared(
    select(poll_caster.c.voter).where(
        poll_caster.c.poll_id == bindparam("poll"), poll_caster.c.actor == bindparam("actor")
    )
)
_INSTANT = Instant()
_CAST = Prepared(insert(ballot).inline())
_HEAD = Prepared(
    select(poll_flat.c.voter).where(
        poll_flat.c.poll_id == bindparam("poll"), poll_flat.c.flat == bindparam("flat")
    )
)
_BALLOT_OF = Prepared(
    select(*(ballot.c[name] for name in ("choices", "actor", "at", "how", "witness", "file", "n", "link")))
    .where(ballot.c.poll_id == bindparam("poll"), ballot.c.voter == bindparam("voter"))
    .order_by(ballot.c.id.desc())
    .limit(1)
)
_LAST = Prepared(
    select(ballot.c.n, ballot.c.link)
    .where(ballot.c.poll_id == bindparam("poll"))
    .order_by(ballot.c.id.desc())
    .limit(1)
)


class Polls:
    """SQL about polls; the rules are in handlers/polls. Secret ballots: storage/secret_ballots.py."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, values: Mapping[str, Any], voters: Iterable[Voter]) -> Poll:
        """Keep a new poll with its electorate; `values` holds every field but the id."""
        values = dict(values, **{name: list(values[name]) for name in ("options", "rooms")})
        new_id = self._connection.execute(insert(poll).values(**values).returning(poll.c.id)).scalar_one()
        rows = [{"poll_id": new_id} | asdict(voter) for voter in voters]
        flats = [
            {"poll_id": new_id, "flat": flat, "voter": row["voter"]}
            for row in rows
            for flat in row.pop("flats")
        ]
        for table, kept in ((poll_voter, rows), (poll_flat, flats)):
            if kept:
                self._connection.execute(insert(table), kept)
        return _poll(values | {"id": new_id})

    def get(self, poll_id: int) -> Poll | None:
        return self._first(_BY_ID, id=poll_id)

    def by_code(self, code: str) -> Poll | None:
        return self._first(_BY_CODE, code=code)

    def open_in_room(self, room: str) -> list[Poll]:
        """Open polls that are told in a room, oldest first."""
        return [one for one in self.open() if room in one.rooms]

    def open(self) -> list[Poll]:
        """All open polls, oldest first."""
        return self._all(_OPEN)

    def all(self) -> list[Poll]:
        """Every poll, oldest first."""
        return self._all(_ALL)

    def close(
        self,
        poll_id: int,
        status: PollStatus,
        result: Mapping[str, Any] | None,
        public_until: datetime | None = None,
    ) -> None:
        """End a poll, with its result."""
        ended = update(poll).where(poll.c.id == poll_id)
        self._connection.execute(ended.values(status=status, result=result, public_until=public_until))

    def voter(self, poll_id: int, voter: str) -> Voter | None:
        """The line of the electorate; None if this household, person or head has no vote."""
        row = _VOTER.first(self._connection, {"of_poll": poll_id, "of_voter": voter})
        return None if row is None else Voter(voter, row[0], row[1], row[2], voted=bool(row[3]))

    def is_voter(self, poll_id: int, voter: str) -> bool:
        """Is this household, person or head in the electorate?"""
        return self.voter(poll_id, voter) is not None

    def head_of(self, poll_id: int, flat: str) -> str | None:
        """The head to which a flat belongs in a poll by owners."""
        row = _HEAD.first(self._connection, {"poll": poll_id, "flat": flat})
        return None if row is None else str(row[0])

    def flats_of(self, poll_id: int, voter: str) -> tuple[str, ...]:
        """The flats of a head."""
        found = select(poll_flat.c.flat).where(poll_flat.c.poll_id == poll_id, poll_flat.c.voter == voter)
        return tuple(sorted(self._connection.execute(found).scalars()))

    def electorate(self, poll_id: int) -> list[Voter]:
        """The whole electorate, by voter; without the flats of heads."""
        rows = select(poll_voter).where(poll_voter.c.poll_id == poll_id).order_by(poll_voter.c.voter)
        return [
            Voter(row.voter, row.label, row.node, row.area, voted=row.voted)
            for row in self._connection.execute(rows)
        ]

    def rename_voter(self, poll_id: int, voter: str, new: str, label: str) -> None:
        """A voter goes by another id, and is published under another name."""
        for table in (poll_voter, ballot, late_ballot, poll_caster):
            mine = update(table).where(table.c.poll_id == poll_id, table.c.voter == voter)
            self._connection.execute(mine.values(voter=new))
        mine = update(poll_voter).where(poll_voter.c.poll_id == poll_id, poll_voter.c.voter == new)
        self._connection.execute(mine.values(label=label))

    def voting(self, voter: str) -> list[Poll]:
        """The polls in which a person, a household or a head has a vote, oldest first."""
        mine = select(poll_voter.c.poll_id).where(poll_voter.c.voter == voter)
        return self._all(_ALL.where(poll.c.id.in_(mine)))

    def turnout(self, poll_id: int) -> int:
        """How many voters have a ballot."""
        return self._turnout(poll_id, func.count())

    def turnout_area(self, poll_id: int) -> int:
        """How much area the voters have who have a ballot."""
        return self._turnout(poll_id, func.coalesce(func.sum(poll_voter.c.area), 0))

    def voted(self, poll_id: int, voter: str, *, voted: bool = True) -> None:
        """There is a ballot of this voter; or there is none any more."""
        _VOTED.first(self._connection, {"of_poll": poll_id, "of_voter": voter, "has_voted": voted})

    def voted_for(self, poll_id: int, actor: str) -> str | None:
        """The household or head for which an actor cast a ballot."""
        row = _CASTER.first(self._connection, {"poll": poll_id, "actor": actor})
        return None if row is None else str(row[0])

    def note_caster(self, poll_id: int, actor: str, voter: str) -> None:
        """From now on this actor votes for this household or head only."""
        insert_new(self._connection, poll_caster, {"poll_id": poll_id, "actor": actor, "voter": voter})

    def cast(self, poll_id: int, cast: Ballot) -> None:
        """Keep a ballot; from now on it is the one that counts for its voter. Without choices it withdraws theirs."""
        values = {name: getattr(cast, name) for name in cast.__slots__}
        _CAST.first(self._connection, values | {"poll_id": poll_id, "choices": list(cast.choices)})

    def ballot_of(self, poll_id: int, voter: str) -> Ballot | None:
        """The ballot that counts for a voter, in a named poll; None: none was cast, or it was withdrawn."""
        row = _BALLOT_OF.first(self._connection, {"poll": poll_id, "voter": voter})
        if row is None:
            return None
        choices, actor, at, how, *rest = row
        chosen = tuple(json.loads(choices))
        cast_at = _INSTANT.process_result_value(at, self._connection.dialect)
        assert cast_at is not None
        return Ballot(voter, chosen, actor, cast_at, How(how), *rest) if chosen else None

    def last_link(self, poll_id: int) -> tuple[int | None, str | None] | None:
        """`n` and `link` of the ballot that was cast last; None if there is none."""
        row = _LAST.first(self._connection, {"poll": poll_id})
        return None if row is None else (row[0], row[1])

    def relink(self, poll_id: int, links: Iterable[str]) -> None:
        """Give every ballot ever cast, oldest first, its line anew."""
        ids = self._connection.execute(_cast_in(poll_id).with_only_columns(ballot.c.id)).scalars().all()
        for place, (row, link) in enumerate(zip(ids, links, strict=True)):
            self._connection.execute(update(ballot).where(ballot.c.id == row).values(n=place + 2, link=link))

    def cast_by(self, actors: Collection[str]) -> list[tuple[Poll, Ballot]]:
        """Every ballot of a named poll that somebody cast themselves, oldest first, with its poll."""
        mine = select(ballot).where(ballot.c.actor.in_(list(actors))).order_by(ballot.c.id)
        rows = self._connection.execute(mine).all()
        polls = {one.id: one for one in self.all()} if rows else {}
        return [(polls[row.poll_id], _ballot(row)) for row in rows]

    def ballots(self, poll_id: int) -> list[Ballot]:
        """The ballots that count in a named poll, by voter."""
        last = select(func.max(ballot.c.id)).where(ballot.c.poll_id == poll_id).group_by(ballot.c.voter)
        found = self._connection.execute(select(ballot).where(ballot.c.id.in_(last)).order_by(ballot.c.voter))
        return [_ballot(row) for row in found if row.choices]

    def all_ballots(self, poll_id: int) -> list[Ballot]:
        """Every ballot ever cast in a named poll, in the order cast, and what withdrew one."""
        return [_ballot(row) for row in self._connection.execute(_cast_in(poll_id))]

    def add_late(self, poll_id: int, voter: str, at: datetime) -> bool:
        """Somebody came too late; False if that is known of them already."""
        values = {"poll_id": poll_id, "voter": voter, "at": at}
        return insert_new(self._connection, late_ballot, values)

    def late(self, poll_id: int) -> list[Late]:
        """Who came too late, in their order."""
        found = select(late_ballot).where(late_ballot.c.poll_id == poll_id).order_by(late_ballot.c.id)
        return [Late(row.voter, row.at) for row in self._connection.execute(found)]

    def _turnout(self, poll_id: int, what: Any) -> int:
        cast = select(what).where(poll_voter.c.poll_id == poll_id, poll_voter.c.voted)
        return int(self._connection.execute(cast).scalar_one())

    def _first(self, statement: Select[Any], **values: object) -> Poll | None:
        row = self._connection.execute(statement, values).first()
        return None if row is None else _poll(row._mapping)

    def _all(self, statement: Select[Any], **values: object) -> list[Poll]:
        return [_poll(row._mapping) for row in self._connection.execute(statement, values)]


def _cast_in(poll_id: int) -> Select[Any]:
    return select(ballot).where(ballot.c.poll_id == poll_id).order_by(ballot.c.id)


def _poll(row: Any) -> Poll:
    values = dict(row)
    values["status"], values["kind"] = PollStatus(values["status"]), PollKind(values["kind"])
    values["unit"] = Unit(values["unit"])
    values["options"], values["rooms"] = tuple(values["options"]), tuple(values["rooms"])
    return Poll(**values)


def _ballot(row: Any) -> Ballot:
    return Ballot(
        row.voter, tuple(row.choices), row.actor, row.at, How(row.how), row.witness, row.file, row.n, row.link
    )
