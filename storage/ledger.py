"""The ledger (台账): requests as somebody may find them, by place, words, person, state and time; whole, in pieces."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Text,
    and_,
    false,
    func,
    or_,
    select,
    true,
    type_coerce,
)

from storage.columns import canonical
from storage.records import Request, RequestStatus
from storage.requests import OPEN, request_of
from storage.tables import request, request_party

_PIECE = 1_000  # rows in memory at once


@dataclass(frozen=True, slots=True)
class Reach:
    """Requests at these nodes, None: everywhere; with `topics`, only of these categories and intents; of restricted
    matters those of the kinds in `private`, None: of every kind."""

    nodes: frozenset[str] | None
    topics: frozenset[str] = frozenset()
    private: frozenset[str] | None = frozenset()


@dataclass(frozen=True, slots=True)
class Scope:
    """What somebody may find: what one of `reaches` holds, what was given to `members`, what concerns `own` (an
    actor); but of others nothing that `viewer` (a person's id) must never learn of."""

    reaches: tuple[Reach, ...] = ()
    members: frozenset[str] = frozenset()
    own: str | None = None
    viewer: str | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; nothing said means anything. All of it must hold.

    `words`: of each group, one spelling must stand in the words, place, category, intent or outcome; `nodes` and
    `place` (part of the place in words); `people`: who reported it, is affected or has it (`given`: has it,
    `reported`: reported it or is affected, both None: any of these); `since` and `until`: when it was registered, the
    end not included; `overdue_at`: what should have been accepted or closed by then and is open; `rated`: at most.
    """

    words: tuple[tuple[str, ...], ...] = ()
    nodes: frozenset[str] | None = None
    place: str = ""
    people: frozenset[str] = frozenset()
    given: bool = True
    reported: bool = True
    statuses: tuple[RequestStatus, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    overdue_at: datetime | None = None
    rated: int | None = None


EVERYTHING = Scope((Reach(None, private=None),))
"""For who stands at the machine."""


class Ledger:
    """SQL only: who may find what is decided in handlers/ledger."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def page(
        self, scope: Scope, wanted: Wanted, limit: int, before: int | None = None, offset: int = 0
    ) -> list[Request]:
        """What is found, newest first, without the first `offset`; only with a lower id than `before`."""
        found = _where(select(request), scope, wanted).order_by(request.c.id.desc())
        statement = found.limit(limit).offset(offset)
        return self._found(statement if before is None else statement.where(request.c.id < before))

    def count(self, scope: Scope, wanted: Wanted, before: int | None = None) -> int:
        """How many are found; only with a lower id than `before`."""
        statement = _where(select(func.count()).select_from(request), scope, wanted)
        if before is not None:
            statement = statement.where(request.c.id < before)
        found: int = self._connection.execute(statement).scalar_one()
        return found

    def by_member(self, scope: Scope, wanted: Wanted) -> dict[str, int]:
        """How many of what is found each person has; what nobody has under ""."""
        member = func.coalesce(request.c.assignee, "")
        statement = select(member, func.count()).where(_within(scope), *_said(wanted)).group_by(member)
        return {row[0]: row[1] for row in self._connection.execute(statement)}

    def piece(self, scope: Scope, wanted: Wanted, after: int, limit: int = _PIECE) -> list[Request]:
        """What is found, oldest first; only with a higher id than `after`."""
        statement = _where(select(request), scope, wanted).where(request.c.id > after)
        return self._found(statement.order_by(request.c.id).limit(limit))

    def every(self, scope: Scope, wanted: Wanted) -> Iterator[list[Request]]:
        """Everything that is found, oldest first, in pieces: a million rows are never in memory together."""
        last = 0
        while rows := self.piece(scope, wanted, last):
            yield rows
            last = rows[-1].id

    def moving(self, nodes: Collection[str], since: datetime, until: datetime) -> list[Request]:
        """What a report on a time counts: registered in it, closed in it, or registered before its end and still
        open, oldest first."""
        return self._found(
            select(request)
            .where(request.c.node.in_(list(nodes)), _moves(since, until))
            .order_by(request.c.id)
        )

    def of_member(self, person: str, since: datetime, until: datetime) -> list[Request]:
        """As `moving`, of what somebody has or had last."""
        mine = select(request).where(request.c.assignee == person, _moves(since, until))
        return self._found(mine.order_by(request.c.id))

    def _found(self, statement: Select[Any]) -> list[Request]:
        return [request_of(row._mapping) for row in self._connection.execute(statement)]


def _moves(since: datetime, until: datetime) -> ColumnElement[bool]:
    return or_(
        and_(request.c.created_at >= since, request.c.created_at < until),
        and_(request.c.closed_at >= since, request.c.closed_at < until),
        and_(request.c.status.in_(OPEN), request.c.created_at < until),
    )


def _where(statement: Select[Any], scope: Scope, wanted: Wanted) -> Select[Any]:
    return statement.where(_within(scope), *_said(wanted))


def _within(scope: Scope) -> ColumnElement[bool]:
    parts = [_reached(reach) for reach in scope.reaches]
    if scope.members:
        parts.append(request.c.assignee.in_(list(scope.members)))
    if scope.viewer is not None:
        kept = func.coalesce(type_coerce(request.c.kept_from, Text), "")
        parts = [and_(~kept.contains(canonical(scope.viewer), autoescape=True), or_(false(), *parts))]
    if scope.own is not None:
        parts.append(_concerns([scope.own]))
    return or_(false(), *parts)


def _reached(reach: Reach) -> ColumnElement[bool]:
    parts: list[ColumnElement[bool]] = [true()]
    if reach.nodes is not None:
        parts.append(request.c.node.in_(list(reach.nodes)))
    if reach.topics:
        parts.append(
            or_(request.c.category.in_(list(reach.topics)), request.c.intent.in_(list(reach.topics)))
        )
    if reach.private is not None:
        openly = request.c.restricted.is_(None)
        parts.append(or_(openly, request.c.restricted.in_(list(reach.private))) if reach.private else openly)
    return and_(*parts)


def _concerns(actors: Collection[str]) -> ColumnElement[bool]:
    affected = select(request_party.c.request_id).where(request_party.c.actor.in_(list(actors)))
    return or_(request.c.reporter.in_(list(actors)), request.c.id.in_(affected))


def _holds(column: ColumnElement[str | None], word: str) -> ColumnElement[bool]:
    """Whether a word stands in a column, in any case; where it has no case it is not folded, which takes half the time
    of a search (measured on 100,000 requests)."""
    cased = word.lower() != word.upper()
    return column.icontains(word, autoescape=True) if cased else column.contains(word, autoescape=True)


def _said(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    columns = (request.c.text, request.c.place, request.c.category, request.c.intent, request.c.outcome)
    for spellings in wanted.words:
        yield or_(*(_holds(column, word) for word in spellings for column in columns))
    if wanted.nodes is not None:
        yield request.c.node.in_(list(wanted.nodes))
    if wanted.place:
        yield request.c.place.contains(wanted.place, autoescape=True)
    if wanted.people:
        given = [request.c.assignee.in_(list(wanted.people))] if wanted.given else []
        yield or_(*given, *([_concerns(wanted.people)] if wanted.reported else []))
    if wanted.statuses:
        yield request.c.status.in_(wanted.statuses)
    if wanted.since is not None:
        yield request.c.created_at >= wanted.since
    if wanted.until is not None:
        yield request.c.created_at < wanted.until
    if wanted.rated is not None:
        yield request.c.rating <= wanted.rated
    if wanted.overdue_at is not None:
        to_accept = request.c.status == RequestStatus.DISPATCHED
        yield request.c.status.in_(OPEN)
        yield or_(
            and_(to_accept, request.c.accept_by < wanted.overdue_at),
            and_(~to_accept, request.c.close_by < wanted.overdue_at),
        )
