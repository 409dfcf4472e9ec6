"""The audit chain: append-only rows, each holding the hash of the one before."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, insert, or_, select, update

from storage.prepared import Prepared
from storage.records import AuditRow
from storage.tables import Instant, audit, canonical
from storage.vault import Vault

GENESIS = "0" * 64
_instant = Instant()

_LAST = Prepared(select(audit.c.seq, audit.c.hash).order_by(audit.c.seq.desc()).limit(1))
_INSERT = Prepared(insert(audit).inline())
_ABOUT = select(audit).where(audit.c.subject == bindparam("subject")).order_by(audit.c.seq)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows are looked for; what is empty does not matter. `subjects` are whole subjects, `kinds` LIKE patterns of
    them, `actions` the only ones, `not_actions` those left out; `since` is in, `until` is not; `before` a row's number,
    which is not."""

    actors: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    not_actions: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """As SQL."""
        found: list[ColumnElement[bool]] = []
        if self.actors:
            found.append(audit.c.actor.in_(self.actors))
        if self.subjects:
            found.append(audit.c.subject.in_(self.subjects))
        if self.kinds:
            found.append(or_(*(audit.c.subject.like(kind) for kind in self.kinds)))
        if self.actions:
            found.append(audit.c.action.in_(self.actions))
        if self.not_actions:
            found.append(audit.c.action.not_in(self.not_actions))
        if self.since is not None:
            found.append(audit.c.at >= self.since)
        if self.until is not None:
            found.append(audit.c.at < self.until)
        if self.before is not None:
            found.append(audit.c.seq < self.before)
        return found


def link_hash(row: AuditRow) -> str:
    """The hash that a row must carry: SHA-256 over the canonical JSON of everything else in it."""
    at = _instant.process_bind_param(row.at, None)  # type: ignore[arg-type]
    detail = dict(row.detail) if row.digest is None else row.digest
    fields = [row.seq, at, row.actor, row.action, row.subject, detail, row.prev]
    return hashlib.sha256(canonical(fields).encode()).hexdigest()


def detail_digest(detail: Mapping[str, Any], salt: str) -> str:
    """What stands for a row's detail in its hash. Without the salt nobody can try what the detail may have been."""
    return hashlib.sha256(f"{salt}\x00{canonical(dict(detail))}".encode()).hexdigest()


class Audit:
    """Who did what when. Rows are only ever added; of a row only the detail can be taken out, and that shows."""

    def __init__(self, connection: Connection, vault: Vault) -> None:
        self._connection = connection
        self._vault = vault

    def append(self, at: datetime, actor: str, action: str, subject: str, detail: Mapping[str, Any]) -> None:
        """Add a link. `actor` is a person, a contact or "clock"; `subject` a code such as 0712 or V3."""
        last = _LAST.first(self._connection, {})
        seq, prev = (last[0] + 1, last[1]) if last else (1, GENESIS)
        salt = self._vault.mark("salt", f"{seq}:{prev}")
        bare = AuditRow(seq, at, actor, action, subject, detail, prev, "", salt, detail_digest(detail, salt))
        values = {name: getattr(bare, name) for name in bare.__slots__} | {"hash": link_hash(bare)}
        _INSERT.first(self._connection, values)

    def rows(self) -> Iterator[AuditRow]:
        """Every row in order, read as a stream."""
        result = self._connection.execute(
            select(audit).order_by(audit.c.seq).execution_options(yield_per=1000)
        )
        for row in result:
            yield AuditRow(**row._mapping)

    def about(self, subject: str) -> list[AuditRow]:
        """The history of one request or poll, oldest first."""
        found = self._connection.execute(_ABOUT, {"subject": subject})
        return [AuditRow(**row._mapping) for row in found]

    def newest(self, wanted: Wanted, limit: int) -> list[AuditRow]:
        """The newest rows that are wanted, newest first."""
        found = select(audit).where(*wanted.conditions()).order_by(audit.c.seq.desc()).limit(limit)
        return [AuditRow(**row._mapping) for row in self._connection.execute(found)]

    def oldest(self, wanted: Wanted) -> Iterator[AuditRow]:
        """The rows that are wanted, oldest first, read as a stream."""
        found = select(audit).where(*wanted.conditions()).order_by(audit.c.seq)
        for row in self._connection.execute(found.execution_options(yield_per=1000)):
            yield AuditRow(**row._mapping)

    def row(self, seq: int) -> AuditRow | None:
        """The row of this number."""
        row = self._connection.execute(select(audit).where(audit.c.seq == seq)).first()
        return None if row is None else AuditRow(**row._mapping)

    def head(self) -> str:
        """The hash of the last row: whoever knows it can tell if any row before was changed."""
        found = self._connection.execute(select(audit.c.hash).order_by(audit.c.seq.desc()).limit(1)).scalar()
        return found or GENESIS

    def strip(self, seqs: Iterable[int]) -> None:
        """Take the details out of these rows, for good: the chain goes on fitting. Rows of old keep theirs."""
        gone = update(audit).where(audit.c.seq.in_(list(seqs)), audit.c.digest.is_not(None))
        self._connection.execute(gone.values(detail={}, salt=None))

    def last_moment(self) -> datetime | None:
        """When the last row was written."""
        return self._connection.execute(select(audit.c.at).order_by(audit.c.seq.desc()).limit(1)).scalar()

    def first_broken(self) -> int | None:
        """The number of the first row that does not fit the chain; None when all fit."""
        prev, expected = GENESIS, 1
        try:
            for row in self.rows():
                if row.seq != expected or row.prev != prev or row.hash != link_hash(row) or not _fits(row):
                    return expected
                prev, expected = row.hash, expected + 1
        except (ValueError, TypeError, OverflowError):  # what stands there cannot even be read
            return expected
        return None


def _fits(row: AuditRow) -> bool:
    """Whether the detail is the one that was hashed, or was taken out."""
    if row.digest is None:
        return True
    if row.salt is None:
        return not row.detail
    return detail_digest(row.detail, row.salt) == row.digest
