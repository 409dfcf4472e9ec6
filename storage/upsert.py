"""INSERT … ON CONFLICT: both engines have it, each in a dialect of its own.

Statements are built once for a table and engine: building one costs more than running it (measured).
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

from storage.prepared import Prepared


@cache
def _new(table: Table) -> Prepared:
    # RETURNING tells on both engines whether there was a row; a row count does not.
    key = table.primary_key.columns.values()[0]
    return Prepared(lambda dialect: _insert(table, dialect).on_conflict_do_nothing().returning(key))


@cache
def _replacing(table: Table, dialect: str) -> Any:
    keys = [column.name for column in table.primary_key]
    statement = _insert(table, dialect)
    rest = {
        column.name: statement.excluded[column.name] for column in table.columns if column.name not in keys
    }
    return statement.on_conflict_do_update(index_elements=keys, set_=rest)


def _insert(table: Table, dialect: str) -> Any:
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


def insert_new(connection: Connection, table: Table, values: Mapping[str, Any]) -> bool:
    """Insert a row unless its key is taken; was it new?"""
    return _new(table).first(connection, values) is not None


def insert_or_replace(connection: Connection, table: Table, values: Mapping[str, Any]) -> None:
    """Insert a whole row, or write it over the one with the same primary key."""
    connection.execute(_replacing(table, connection.dialect.name), dict(values))


def insert_or_replace_all(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """As `insert_or_replace`, many rows of the same columns at once."""
    if rows:
        connection.execute(_replacing(table, connection.dialect.name), [dict(row) for row in rows])
