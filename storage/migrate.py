"""Bring a database to today's schema: make it, migrate it after a copy, or refuse one that is newer than we are."""

from functools import cache
from pathlib import Path

from sqlalchemy import Column, Connection, MetaData, String, Table, inspect, make_url, select
from sqlalchemy.schema import CreateIndex, CreateTable, DDLElement

from storage.engines import StorageError
from storage.migrations import HEAD
from storage.tables import metadata

_HERE = Path(__file__).parent / "migrations"
_version = Table("alembic_version", MetaData(), Column("version_num", String(32), primary_key=True))


def version(connection: Connection) -> str | None:
    """The step that a database stands at; None if it is empty."""
    if not inspect(connection).has_table(_version.name):
        return None
    return connection.execute(select(_version.c.version_num)).scalar()


def create(connection: Connection) -> None:
    """Make the tables in an empty database."""
    for statement in _statements(connection.dialect.name):
        connection.exec_driver_sql(statement)
    connection.execute(_version.insert(), {"version_num": HEAD})


@cache
def _statements(dialect: str) -> tuple[str, ...]:
    """What makes the tables and their indexes; worked out once, since tests make thousands of databases."""
    kind = make_url(f"{dialect}://").get_dialect()()
    tables = (*metadata.sorted_tables, _version)
    indexes = (index for table in tables for index in sorted(table.indexes, key=lambda one: str(one.name)))
    statements: list[DDLElement] = [*map(CreateTable, tables), *map(CreateIndex, indexes)]
    return tuple(str(statement.compile(dialect=kind)) for statement in statements)


def drop(connection: Connection) -> None:
    """Take away all tables."""
    there = MetaData()
    there.reflect(connection)
    there.drop_all(connection)


def check(connection: Connection) -> bool:
    """Is a migration needed?

    Raises:
        StorageError: the database is newer than this program, or not ours.
    """
    at = version(connection)
    if at == HEAD:
        return False
    if at is None:
        if inspect(connection).get_table_names():
            raise StorageError("this database has tables of another program; name an empty one")
        return False
    if at not in steps():
        raise StorageError(
            f"the database is newer than this program (it stands at step {at}); update gridbot"
        )
    return True


def steps() -> list[str]:
    """Every step this program knows, oldest first."""
    from alembic.script import ScriptDirectory

    return [script.revision for script in ScriptDirectory(str(_HERE)).walk_revisions()][::-1]


def migrate(connection: Connection, to: str = "head") -> None:
    """Walk the steps up to `to`, in the caller's transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, to)
