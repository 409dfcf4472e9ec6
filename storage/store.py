"""The asynchronous shell around the database: open it, read, write, close."""

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from filelock import FileLock, Timeout
from sqlalchemy import URL, Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from storage import migrate, transfer
from storage.engines import (
    StorageError,
    is_memory,
    read_url,
    reading_engine,
    snapshot_engine,
    sqlite_file,
    writing_engine,
)
from storage.unit_of_work import UnitOfWork
from storage.vault import PRACTICE, Vault
from storage.writer import Writer

T = TypeVar("T")
Unit = Callable[[UnitOfWork], T]


class Store:
    """A database that is open for reading and writing.

    Both take a synchronous function of a `UnitOfWork`. Units that write run one after the other, in the order of
    their calls; reads run beside them, on connections of their own that cannot write.
    """

    def __init__(
        self, writer: Writer, readers: AsyncEngine | None, lock: FileLock | None, vault: Vault
    ) -> None:
        self._writer = writer
        self._readers = readers
        self._lock = lock
        self._vault = vault

    @classmethod
    def open(
        cls, database: str, now: datetime, vault: Vault = PRACTICE, copies: Path | None = None
    ) -> "Store":
        """Open the database that `database` names, bringing its schema up to date; `now` names the copy made before.
        `vault` seals what must not be readable in it; `copies` is the folder for that copy of a database that is no
        file, None: the one that the program was started in.

        Raises:
            StorageError: it cannot be opened, is newer than this program, was sealed with another key, or another bot
                is using it.
        """
        url = read_url(database)
        lock = take_lock(url)
        try:
            engine = writing_engine(url)
            with engine.begin() as connection:
                _bring_up_to_date(connection, url, now, copies)
                UnitOfWork(connection, vault).roster.check_key()
        except DBAPIError as error:
            _release(lock)
            raise StorageError(f"cannot open the database: {_first_line(error)}") from error
        except Exception:
            _release(lock)
            raise
        writer = Writer(engine, vault)
        writer.start()
        return cls(writer, None if is_memory(url) else reading_engine(url), lock, vault)

    async def write(self, unit: Unit[T]) -> T:
        """Run `unit` as one transaction; returns when it is durable. See `Writer.run` for what it raises."""
        return await self._writer.run(unit)

    async def read(self, unit: Unit[T]) -> T:
        """Run `unit` on a snapshot of the database.

        Raises:
            StorageError: the database cannot be read now.
        """
        if self._readers is None:  # in memory there is only the one connection
            return await self._writer.run(unit)
        try:
            async with self._readers.connect() as connection:
                return await connection.run_sync(lambda plain: unit(UnitOfWork(plain, self._vault)))
        except DBAPIError as error:
            raise StorageError(f"cannot read the database: {_first_line(error)}") from error

    async def close(self) -> None:
        """Commit what waits and let go of everything."""
        await self._writer.stop()
        if self._readers is not None:
            await self._readers.dispose()
        _release(self._lock)


def take_lock(url: URL) -> FileLock | None:
    """Make sure that no other process writes to an SQLite file (PostgreSQL has its own lock).

    Raises:
        StorageError: another one does, or the folder cannot be written.
    """
    file = sqlite_file(url)
    if file is None:
        return None
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(f"{file}.lock")
        lock.acquire(timeout=0)
    except Timeout as error:
        raise StorageError(f"another gridbot is running on {file}; stop it first") from error
    except OSError as error:
        raise StorageError(f"cannot write beside {file}: {error.strerror}") from error
    return lock


def snapshot(database: str, unit: Unit[T], vault: Vault = PRACTICE) -> T:
    """Read one moment of a database, also while a bot runs on it. `vault` is only needed for what is sealed.

    Raises:
        StorageError: there is none, or it stands at another schema than this program.
    """
    url = read_url(database)
    file = sqlite_file(url)
    if file is not None and not file.is_file():
        raise StorageError(f"{file}: no such file")
    engine = snapshot_engine(url)
    try:
        with engine.begin() as connection:
            if migrate.version(connection) is None or migrate.check(connection):
                raise StorageError(
                    "the database was not yet opened by this version of gridbot; start it once"
                )
            return unit(UnitOfWork(connection, vault))
    except DBAPIError as error:
        raise StorageError(f"cannot read the database: {_first_line(error)}") from error
    finally:
        engine.dispose()


def try_out(database: str) -> None:
    """Could this database be opened? Nothing is changed.

    Raises:
        StorageError: no, and why.
    """
    url = read_url(database)
    file = sqlite_file(url)
    if file is not None and not file.is_file():
        folder = next(parent for parent in file.absolute().parents if parent.exists())
        if not os.access(folder, os.W_OK):
            raise StorageError(f"cannot write in {folder}")
        return
    engine = snapshot_engine(url)
    try:
        with engine.begin() as connection:
            migrate.check(connection)
    except DBAPIError as error:
        raise StorageError(f"cannot open the database: {_first_line(error)}") from error
    finally:
        engine.dispose()


def _bring_up_to_date(connection: Connection, url: URL, now: datetime, copies: Path | None) -> None:
    if migrate.version(connection) is None:
        migrate.check(connection)
        migrate.create(connection)
    elif migrate.check(connection):
        file = sqlite_file(url)
        folder = file.parent if file is not None else copies or Path.cwd()
        name = file.stem if file is not None else str(url.database)
        transfer.write_backup(connection, folder / f"{name}-before-migration-{now:%Y%m%d-%H%M%S}.db")
        migrate.migrate(connection)


def _release(lock: FileLock | None) -> None:
    if lock is not None:
        lock.release()


def _first_line(error: DBAPIError) -> str:
    return str(error.orig).strip().partition("\n")[0]
