"""Imports of the roster: every row that one writes is kept as it was before, so that all of it can be put back."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, select, update

from storage.roster import Roster
from storage.roster_records import ImportBatch, KeptHousehold, KeptNode, KeptPerson, Secrets
from storage.tables import (
    Instant,
    canonical,
    grid_node,
    household,
    import_change,
    person,
    person_secret,
    roster_import,
)
from storage.upsert import insert_or_replace_all
from storage.vault import Vault

_TABLES: dict[str, Table] = {one.name: one for one in (grid_node, household, person, person_secret)}
"""In the order in which they are written."""

_SEALED = ("phone", "identity")  # sealed anew each time; their marks say whether the number is the same
_instant = Instant()
_PART = 500  # keys in one statement
Row = dict[str, Any]


class Imports:
    """Bulk writing with a journal. SQL only; what may be written is decided in handlers/roster."""

    def __init__(self, connection: Connection, vault: Vault) -> None:
        self._connection = connection
        self._vault = vault

    def get(self, number: int) -> ImportBatch | None:
        """An import by its number."""
        found = select(roster_import).where(roster_import.c.number == number)
        row = self._connection.execute(found).first()
        return None if row is None else ImportBatch(**row._mapping)

    def begin(self, batch: ImportBatch) -> None:
        """Keep that there was an import; then `write` what it brings."""
        values = {field.name: getattr(batch, field.name) for field in fields(batch)}
        self._connection.execute(insert(roster_import), values)

    def write_nodes(self, number: int, kept: Iterable[KeptNode]) -> None:
        self._write(number, grid_node, [_values(one) for one in kept])

    def write_households(self, number: int, kept: Iterable[KeptHousehold]) -> None:
        self._write(number, household, [_values(one) for one in kept])

    def write_people(self, number: int, kept: Iterable[KeptPerson]) -> None:
        self._write(number, person, [_values(one) for one in kept])

    def write_numbers(self, number: int, numbers: Mapping[str, Secrets]) -> None:
        """Seal people's numbers; one that is None stays as it is."""
        there = self._rows(person_secret, numbers)
        blank = dict.fromkeys(column.name for column in person_secret.columns)
        rows = []
        for person_id, secrets in numbers.items():
            values = {**blank, **there.get(person_id, {}), "person": person_id}
            for name in _SEALED:
                if value := getattr(secrets, name):
                    values |= {name: self._vault.seal(value), f"{name}_mark": self._vault.mark(name, value)}
            rows.append(values)
        self._write(number, person_secret, rows)

    def changed_since(self, number: int) -> list[tuple[str, str]]:
        """What an import wrote and is not as it left it any more, as (table, key)."""
        found = []
        for table, changes in self._journal(number).items():
            there = self._rows(_TABLES[table], changes)
            found += [
                (table, key)
                for key, (_, mark) in changes.items()
                if key not in there or self._mark(there[key]) != mark
            ]
        return found

    def put_back(self, number: int, at: datetime) -> dict[str, list[str]]:
        """Everything that an import wrote is as it was before; the keys of what is gone again, by table."""
        gone: dict[str, list[str]] = {}
        for name, changes in self._journal(number).items():
            table = _TABLES[name]
            key = next(iter(table.primary_key))
            gone[name] = [one for one, (before, _) in changes.items() if before is None]
            for part in _parts(gone[name]):
                self._connection.execute(delete(table).where(key.in_(part)))
            rows = [_decoded(table, before) for before, _ in changes.values() if before is not None]
            insert_or_replace_all(self._connection, table, rows)
        self._forget(import_change.c.import_number == number)
        done = update(roster_import).where(roster_import.c.number == number)
        self._connection.execute(done.values(undone_at=at))
        Roster(self._connection, self._vault).touch()
        return gone

    def size(self, number: int) -> int:
        """How many rows an import wrote, as long as it is known how they were before; then 0."""
        found = select(func.count()).where(import_change.c.import_number == number)
        return self._connection.execute(found).scalar_one()

    def forget_before(self, moment: datetime) -> None:
        """Imports from before that moment cannot be put back any more."""
        old = select(roster_import.c.number).where(roster_import.c.at < moment).scalar_subquery()
        self._forget(import_change.c.import_number.in_(old))

    def _write(self, number: int, table: Table, rows: list[Row]) -> None:
        if not rows:
            return
        key = next(iter(table.primary_key)).name
        before = self._rows(table, [row[key] for row in rows])
        insert_or_replace_all(self._connection, table, rows)
        journal = [
            {
                "import_number": number,
                "table_name": table.name,
                "key": row[key],
                "before": _encoded(table, before[row[key]]) if row[key] in before else None,
                "after_mark": self._mark(row),
            }
            for row in rows
        ]
        self._connection.execute(insert(import_change), journal)
        Roster(self._connection, self._vault).touch()

    def _journal(self, number: int) -> dict[str, dict[str, tuple[Row | None, str]]]:
        """What an import wrote, by table in the order of putting back."""
        rows = self._connection.execute(select(import_change).where(import_change.c.import_number == number))
        found: dict[str, dict[str, tuple[Row | None, str]]] = {name: {} for name in reversed(_TABLES)}
        for row in rows:
            found[row.table_name][row.key] = (row.before, row.after_mark)
        return found

    def _rows(self, table: Table, keys: Collection[str]) -> dict[str, Row]:
        column = next(iter(table.primary_key))
        found = {}
        for part in _parts(list(keys)):
            for row in self._connection.execute(select(table).where(column.in_(part))):
                found[str(row._mapping[column])] = dict(row._mapping)
        return found

    def _mark(self, row: Row) -> str:
        """Says whether a row is the same, and nothing of what is in it."""
        plain = {name: value for name, value in row.items() if name not in _SEALED or "phone_mark" not in row}
        plain |= {name: value.isoformat() for name, value in plain.items() if isinstance(value, datetime)}
        return self._vault.mark("import", canonical(plain))

    def _forget(self, condition: Any) -> None:
        self._connection.execute(delete(import_change).where(condition))


def _parts(keys: list[str]) -> list[list[str]]:
    return [keys[start : start + _PART] for start in range(0, len(keys), _PART)]


def _values(record: Any) -> Row:
    return {field.name: getattr(record, field.name) for field in fields(record)}


def _encoded(table: Table, row: Row) -> Row:
    return {
        name: _instant.process_bind_param(value, None) if isinstance(table.c[name].type, Instant) else value  # type: ignore[arg-type]
        for name, value in row.items()
    }


def _decoded(table: Table, row: Row) -> Row:
    return {
        name: _instant.process_result_value(value, None) if isinstance(table.c[name].type, Instant) else value  # type: ignore[arg-type]
        for name, value in row.items()
    }
