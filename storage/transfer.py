"""Copy a whole database, table by table: backups, restores and the copy before a migration are all this.

A backup is an SQLite file whatever the engine, so an office can move from one engine to the other with it.
"""

import os
import shutil
import sqlite3
import tempfile
from contextlib import closing, suppress
from pathlib import Path

from sqlalchemy import URL, Connection, MetaData, func, insert, make_url, select
from sqlalchemy.exc import DBAPIError

from storage import migrate
from storage.engines import StorageError, snapshot_engine, writing_engine
from storage.tables import metadata, poll_key
from storage.unit_of_work import UnitOfWork

_ROWS = 1000
_NOT_COPIED = frozenset({poll_key.name})
"""What is in no copy: with the key of a secret poll, an old backup would tell who cast what."""


def copy_rows(source: Connection, target: Connection, tables: MetaData) -> None:
    """Copy every row of `tables`; the target's tables exist and are empty. The rows go by their keys, so that the copy
    does not show in which order PostgreSQL got them: of secret ballots nobody is to know."""
    for table in tables.sorted_tables:
        if table.name in _NOT_COPIED:
            continue
        ordered = select(table).order_by(*table.primary_key.columns)
        rows = source.execute(ordered.execution_options(yield_per=_ROWS))
        for part in rows.mappings().partitions(_ROWS):
            target.execute(insert(table), [dict(row) for row in part])
    if target.dialect.name == "postgresql":
        _advance_sequences(target, tables)


def _advance_sequences(target: Connection, tables: MetaData) -> None:
    """Rows came with their ids; new ids must start behind them."""
    for table in tables.sorted_tables:
        if "id" not in table.c:
            continue
        sequence = target.execute(select(func.pg_get_serial_sequence(table.name, "id"))).scalar()
        highest = target.execute(select(func.max(table.c.id))).scalar()
        if sequence and highest:
            target.execute(select(func.setval(sequence, highest)))


def write_backup(source: Connection, file: Path) -> str:
    """Write what `source` sees to a new file, safe on disk when it returns; the head of its audit chain.

    Raises:
        StorageError: the file cannot be written.
    """
    if file.is_dir() or not file.parent.is_dir():
        there = "a folder is there" if file.is_dir() else f"there is no folder {file.parent}"
        raise StorageError(f"cannot write {file}: {there}")
    part = file.with_name(file.name + ".part")
    try:
        _remove(part)
        _write_file(source, part)
        _sync(part)
        part.replace(file)
        _sync(file.parent)
    except OSError as error:
        raise StorageError(f"cannot write {file}: {error.strerror or error}") from error
    except DBAPIError as error:
        raise StorageError(f"cannot write {file}: {error.orig}") from error
    finally:
        with suppress(OSError):  # on a disk that cannot be written nothing was left
            _remove(part)
    return UnitOfWork(source).audit.head()


def _remove(part: Path) -> None:
    """Take away an unfinished file, with what SQLite keeps beside it."""
    for ending in ("", "-wal", "-shm"):
        part.with_name(part.name + ending).unlink(missing_ok=True)


def _write_file(source: Connection, part: Path) -> None:
    engine = writing_engine(make_url("sqlite://").set(database=str(part)))
    tables = MetaData()
    tables.reflect(source)
    for table in tables.sorted_tables:
        for column in table.columns:
            column.server_default = column.identity = None  # PostgreSQL's sequences mean nothing in a file
            column.type = column.type.as_generic()
    try:
        with engine.begin() as target:
            tables.create_all(target)
            copy_rows(source, target, tables)
    finally:
        engine.dispose()
    with closing(sqlite3.connect(part)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it


def read_backup(file: Path, work: Path) -> str:
    """Check a backup on a copy of it at `work`, brought to today's schema; the head of its audit chain.

    Raises:
        StorageError: no such file, damaged, of another program, newer than we are, or its chain does not fit.
    """
    if not file.is_file():
        raise StorageError(f"{file}: no such file")
    try:
        shutil.copyfile(file, work)
        engine = writing_engine(make_url("sqlite://").set(database=str(work)))
        with engine.begin() as connection:
            if connection.exec_driver_sql("PRAGMA integrity_check").scalar() != "ok":
                raise StorageError(f"{file}: the file is damaged")
            if migrate.version(connection) is None:
                raise StorageError(f"{file}: not a backup of gridbot")
            if migrate.check(connection):
                migrate.migrate(connection)
            audit = UnitOfWork(connection).audit
            broken = audit.first_broken()
            if broken is not None:
                raise StorageError(f"{file}: the audit chain does not fit at row {broken}")
            head = audit.head()
        engine.dispose()
    except DBAPIError as error:
        raise StorageError(f"{file}: not a backup of gridbot, or damaged") from error
    return head


def restore(file: Path, url: URL, keep: Path | None) -> str:
    """Put a backup in the place of a database, in one transaction; the head of its audit chain.

    What was there is first written to `keep`. The caller sees to it that no bot runs on the database.

    Raises:
        StorageError: the backup is not sound, or the database does not take it; it is then as it was.
    """
    with tempfile.TemporaryDirectory(prefix="gridbot-restore-") as folder:
        work = Path(folder) / "backup.db"
        head = read_backup(file, work)
        source_engine = snapshot_engine(make_url("sqlite://").set(database=str(work)))
        target_engine = writing_engine(url)
        try:
            with source_engine.connect() as source, target_engine.begin() as target:
                if migrate.version(target) is None:
                    migrate.check(target)  # empty, or another program's
                elif keep is not None:
                    write_backup(target, keep)
                migrate.drop(target)
                migrate.create(target)
                copy_rows(source, target, metadata)
        except DBAPIError as error:
            raise StorageError(f"the database did not take the backup: {error.orig}") from error
        finally:
            source_engine.dispose()
            target_engine.dispose()
    return head


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
