"""What the two engines do not share: how a connection is opened and how a transaction begins.

Parameters are hidden everywhere: an error must not carry what residents wrote into a log.
"""

import sqlite3
from enum import IntEnum
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, StaticPool, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

# One number that all processes of one PostgreSQL database agree on: whoever holds it is the writer.
_WRITER_LOCK = 0x677269646262
_BUSY_SECONDS = 5
_SCRUB_WAITS = 100  # milliseconds for readers to end


DatabaseFault = DBAPIError
"""What a unit of work meets when the database itself fails: not for a unit to handle."""


class StorageError(Exception):
    """The database cannot be used; the message says why in one line a person can act on."""


def read_url(text: str) -> URL:
    """The database that a settings text names: `sqlite:///path`, `sqlite://` (memory) or `postgresql://…`.

    Raises:
        StorageError: it is no database URL, or of another engine.
    """
    try:
        url = make_url(text)
    except Exception as error:
        raise StorageError("not a database URL; write sqlite:///data/gridbot.db or postgresql://…") from error
    backend = url.get_backend_name()
    if backend not in ("sqlite", "postgresql"):
        raise StorageError(f"{backend} is not supported; use sqlite or postgresql")
    return url


def sqlite_file(url: URL) -> Path | None:
    """The file of an SQLite database; None in memory and on PostgreSQL."""
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        return None
    return Path(str(url.database))


def is_memory(url: URL) -> bool:
    """True for an SQLite database that lives and dies with its one connection."""
    return url.get_backend_name() == "sqlite" and sqlite_file(url) is None


def writing_engine(url: URL) -> Engine:
    """An engine for the one connection that writes (and, on SQLite, makes the checkpoints)."""
    if url.get_backend_name() == "postgresql":
        engine = create_engine(
            url.set(drivername="postgresql+psycopg"), pool_size=1, max_overflow=0, hide_parameters=True
        )
        event.listen(engine, "begin", _take_writer_lock)
        return engine
    memory = {"poolclass": StaticPool} if is_memory(url) else {}
    engine = create_engine(
        url.set(drivername="sqlite"),
        connect_args={"check_same_thread": False, "timeout": _BUSY_SECONDS},
        hide_parameters=True,
        **memory,
    )
    event.listen(engine, "connect", _prepare_sqlite_writer)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def reading_engine(url: URL) -> AsyncEngine:
    """An asynchronous engine that can only read."""
    if url.get_backend_name() == "postgresql":
        return create_async_engine(
            url.set(drivername="postgresql+psycopg"),
            isolation_level="REPEATABLE READ",
            connect_args={"options": "-c default_transaction_read_only=on"},
            hide_parameters=True,
        )
    engine = create_async_engine(url.set(drivername="sqlite+aiosqlite"), hide_parameters=True)
    event.listen(engine.sync_engine, "connect", _prepare_sqlite_reader)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def snapshot_engine(url: URL) -> Engine:
    """A synchronous engine whose transactions see one moment of the database and change nothing."""
    if url.get_backend_name() == "postgresql":
        return create_engine(
            url.set(drivername="postgresql+psycopg"),
            isolation_level="REPEATABLE READ",
            connect_args={"options": "-c default_transaction_read_only=on"},
            hide_parameters=True,
        )
    engine = create_engine(url.set(drivername="sqlite"), hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite_reader)
    event.listen(engine, "begin", _begin)
    return engine


def _take_writer_lock(connection: Connection) -> None:
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER_LOCK})")


def _prepare_sqlite_writer(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",  # what is deleted is overwritten (docs/decisions/privacy.md)
        f"busy_timeout={_BUSY_SECONDS * 1000}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _prepare_sqlite_reader(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    # A reader that never checkpoints cannot meet the WAL-reset bug of SQLite before 3.51.3.
    for pragma in ("query_only=ON", "wal_autocheckpoint=0", f"busy_timeout={_BUSY_SECONDS * 1000}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


class Scrub(IntEnum):
    """How thoroughly the files are rid of what was deleted."""

    NOTHING = 0
    LOG = 1  # the write-ahead log; cheap. The pages themselves are overwritten by secure_delete
    WHOLE = 2  # the file is written anew; 100 MB take two seconds


def scrub(connection: Connection, how: Scrub) -> Scrub:
    """Leave nothing of what was deleted in the files of an SQLite database; on PostgreSQL its own VACUUM sees to it.

    To be called outside a transaction. What is still to do, since somebody is reading what there was before.
    """
    if connection.dialect.name != "sqlite":
        return Scrub.NOTHING
    driver: Any = connection.connection.dbapi_connection
    if how is Scrub.WHOLE:
        # A page that was split may hold copies of rows beside its live ones, which secure_delete does not reach.
        driver.execute("VACUUM")
    driver.execute(f"PRAGMA busy_timeout={_SCRUB_WAITS}")
    busy = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    driver.execute(f"PRAGMA busy_timeout={_BUSY_SECONDS * 1000}")
    return Scrub.LOG if busy else Scrub.NOTHING
