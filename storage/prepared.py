"""Statements of the hottest path: compiled once an engine, then run on the driver itself.

SQLAlchemy's execution of a statement costs four times what SQLite takes for it (benchmarks/storage.py), and a vote is
five statements. Only what is written with every message is prepared like this.
"""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.expression import Executable

Bind = tuple[str, Any, Callable[[Any], Any] | None]
"""A parameter: its name, its value where the statement has one of its own (LIMIT 1), how the engine wants it."""


class Prepared:
    """One statement with named parameters. Rows come as plain tuples, as the driver gives them."""

    def __init__(self, statement: Callable[[str], Executable] | Executable) -> None:
        """`statement`: itself, or made for a dialect's name."""
        self._statement = statement
        self._compiled: dict[str, tuple[str, list[Bind], bool]] = {}

    def first(self, connection: Connection, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """Run it; its first row, if it has any. `values` always has the same keys.

        Raises:
            DBAPIError: as SQLAlchemy would, without the parameters.
        """
        made = self._compiled.get(connection.dialect.name) or self._compile(connection, values)
        sql, binds, positional = made
        pairs = []
        for key, own, process in binds:
            value = values.get(key, own)
            pairs.append((key, value if process is None else process(value)))
        driver: Any = connection.connection.dbapi_connection
        try:
            cursor = driver.execute(sql, [value for _, value in pairs] if positional else dict(pairs))
            row: tuple[Any, ...] | None = cursor.fetchone() if cursor.description else None
            cursor.close()
        except connection.dialect.loaded_dbapi.Error as error:
            raise DBAPIError(sql, None, error, hide_parameters=True) from error
        return row

    def _compile(self, connection: Connection, values: Mapping[str, Any]) -> tuple[str, list[Bind], bool]:
        dialect = connection.dialect
        statement = self._statement(dialect.name) if callable(self._statement) else self._statement
        compiled: Any = statement.compile(dialect=dialect, column_keys=list(values))  # type: ignore[attr-defined]
        binds: list[Bind] = []
        for name in compiled.positiontup or compiled.binds:
            kind = compiled.binds[name].type.dialect_impl(dialect)
            binds.append((name, compiled.params.get(name), kind.bind_processor(dialect)))
        made = (str(compiled), binds, compiled.positiontup is not None)
        self._compiled[dialect.name] = made
        return made
