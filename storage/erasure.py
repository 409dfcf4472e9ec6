"""Taking somebody out of all tables: what is theirs goes, what must stay loses its words.

The one place that knows every column in which there are words of people, or a way back to one of them. What a person's
id stands for elsewhere is in storage/actors.py.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Text,
    and_,
    delete,
    false,
    func,
    or_,
    select,
    type_coerce,
    update,
)

from storage.records import Delivery
from storage.tables import (
    attempt,
    audit,
    blob,
    canonical,
    chain,
    chain_line,
    claim,
    contact,
    held_picture,
    metadata,
    outbox,
    person,
    question,
    request,
    request_word,
    ticket,
    timer,
    weak_signal_off,
    whistle,
)

_WORDS: tuple[Column[Any], ...] = (
    request.c.text,
    request.c.outcome,
    request_word.c.text,
    whistle.c.words,
    whistle.c.answer,
    outbox.c.text,
    chain.c.title,
    chain.c.example,
    chain_line.c.name,
    chain_line.c.note,
    chain_line.c.before,
)
"""Where words of people are kept as text."""

_OVER = outbox.c.status.not_in([Delivery.WAITING, Delivery.SENDING])
_KEPT = or_(
    and_(audit.c.subject.like("V%"), audit.c.action.in_(["open", "close", "cancel", "relabelled"])),
    audit.c.action.in_(["mode", "erased", "retention"]),
)
"""What the audit trail must go on saying: the course of a poll, the mode of a group, that something was deleted."""


@dataclass(frozen=True, slots=True)
class Traces:
    """What somebody can be found by: ids they acted under, accounts, the name in the roster if nobody else has it, what
    they are called in chains, their requests as (code, full number, when)."""

    actors: tuple[str, ...]
    contacts: tuple[str, ...] = ()
    name: str | None = None
    called: tuple[str, ...] = ()
    requests: tuple[tuple[str, str, datetime], ...] = field(default=())


class Erasure:
    """SQL over all tables; who may ask for it and what must stay is decided in handlers/privacy."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def request_words(self, traces: Traces) -> set[str]:
        """Delete what somebody said about any request, words and pictures; the digests of the pictures."""
        theirs = request_word.c.actor.in_(traces.actors)
        found = select(request_word.c.file).where(theirs, request_word.c.file.is_not(None))
        digests = set(self._connection.execute(found).scalars())
        self._connection.execute(delete(request_word).where(theirs))
        return digests

    def chain_lines(self, traces: Traces) -> int:
        """Delete the lines that somebody wrote or that bear their name, and what the bot said about these chains."""
        theirs = or_(
            chain_line.c.author.in_(traces.actors),
            chain_line.c.name.in_(traces.called),
            chain_line.c.name.contains(traces.name, autoescape=True) if traces.name else false(),
        )
        chains = select(chain.c.code).join(chain_line, chain_line.c.chain_id == chain.c.id).where(theirs)
        codes = list(self._connection.execute(chains.distinct()).scalars())
        self._blank(and_(outbox.c.about.in_(codes), _OVER))
        return self._connection.execute(delete(chain_line).where(theirs)).rowcount

    def posts(self, traces: Traces) -> set[str]:
        """Take the words out of what was said to somebody or about their requests, and them out of what is still to be
        said; the digests of the files that went with it."""
        about = [and_(outbox.c.about == code, outbox.c.at >= since) for code, _, since in traces.requests]
        theirs = or_(outbox.c.contact.in_(traces.contacts), *about)
        found = select(outbox.c.file).where(theirs, outbox.c.file.is_not(None))
        digests = set(self._connection.execute(found).scalars())
        unsent = and_(theirs, outbox.c.status == Delivery.WAITING)
        self._connection.execute(update(outbox).where(unsent).values(status=Delivery.SKIPPED))
        self._blank(and_(theirs, _OVER))
        for contact_id in traces.contacts:
            called = _holds(outbox.c.mentions, contact_id)
            self._blank(and_(called, _OVER))
            self._unmention(and_(called, outbox.c.status == Delivery.WAITING), contact_id)
        return digests

    def rows(self, traces: Traces) -> None:
        """Delete the small rows that are about somebody: questions, contacts, codes, attempts, settings, due times."""
        ids = (*traces.actors, *traces.contacts)
        for column in (question.c.payload, timer.c.payload):
            self._connection.execute(delete(column.table).where(or_(*(_holds(column, one) for one in ids))))
        if traces.name:
            self._connection.execute(delete(question).where(_says(question.c.payload, traces.name)))
        named = [*traces.actors, *traces.contacts, *(f"person:{actor}" for actor in traces.actors)]
        for column in (
            question.c.actor,
            contact.c.guest,
            weak_signal_off.c.person,
            attempt.c.actor,
            claim.c.actor,
            ticket.c.subject,
            timer.c.subject,
            held_picture.c.actor,
        ):
            self._connection.execute(delete(column.table).where(column.in_(named)))
        self._connection.execute(delete(contact).where(contact.c.id.in_(traces.contacts)))
        for column in (person.c.stand_in, person.c.guardian):
            mine = update(person).where(column.in_(traces.actors))
            self._connection.execute(mine.values({column.name: None}))

    def name(self, traces: Traces, instead: str) -> None:
        """Put something else in the place of a name wherever others said it."""
        if not traces.name:
            return
        for column in _WORDS:
            said = column.contains(traces.name, autoescape=True)
            other = func.replace(column, traces.name, instead)
            self._connection.execute(update(column.table).where(said).values({column.name: other}))

    def audit_rows(self, traces: Traces) -> list[int]:
        """The rows of the trail whose details lead to somebody or hold their words: to be stripped."""
        numbers = [number for _, number, _ in traces.requests]
        ids = (*traces.actors, *traces.contacts)
        theirs = or_(
            audit.c.actor.in_(traces.actors),
            audit.c.subject.in_([*numbers, *(f"person:{actor}" for actor in traces.actors)]),
            *(_holds(audit.c.detail, one) for one in ids),
            _says(audit.c.detail, traces.name) if traces.name else false(),
        )
        found = select(audit.c.seq).where(theirs, ~_KEPT)
        return list(self._connection.execute(found).scalars())

    def blobs(self, digests: Iterable[str]) -> int:
        """Delete those of these files that nothing refers to any more; how many."""
        return unreferenced(self._connection, list(digests))

    def _blank(self, which: ColumnElement[bool]) -> None:
        blank = update(outbox).where(which)
        self._connection.execute(
            blank.values(text="", mentions=[], contact=None, about=None, file=None, file_name=None, note=None)
        )

    def _unmention(self, which: ColumnElement[bool], contact_id: str) -> None:
        for row in self._connection.execute(select(outbox).where(which)).all():
            words = row.text
            for called, name in row.mentions:
                words = words.replace(f"@{name} ", "") if called == contact_id else words
            left = [pair for pair in row.mentions if pair[0] != contact_id]
            changed = update(outbox).where(outbox.c.id == row.id)
            self._connection.execute(changed.values(text=words, mentions=left))


def unreferenced(connection: Connection, digests: Collection[str]) -> int:
    """Delete those of these files that no row of any table refers to; how many."""
    gone = delete(blob).where(blob.c.digest.in_(list(digests)))
    for table in metadata.tables.values():
        for column in table.columns:
            if any(key.column is blob.c.digest for key in column.foreign_keys):
                gone = gone.where(blob.c.digest.not_in(select(column).where(column.is_not(None))))
    return connection.execute(gone).rowcount


def _holds(column: Column[Any], value: str) -> ColumnElement[bool]:
    """Whether a JSON column has this text as a value. Not as a key: an account may be called "household"."""
    return or_(*(_says(column, canonical(value) + end) for end in ",]}"))


def _says(column: Column[Any], words: str) -> ColumnElement[bool]:
    """Whether a JSON column has these words in it."""
    return type_coerce(column, Text).contains(words, autoescape=True)
