"""The schema and how it got there."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import MetaData, inspect

from storage import migrate
from storage.engines import StorageError, read_url, writing_engine
from storage.migrations import HEAD
from storage.store import Store, snapshot
from storage.tables import metadata
from tests.conftest import NOW


def described(database: str, build: Any) -> dict[str, Any]:
    """What the engine says of every table after `build` made the schema."""
    engine = writing_engine(read_url(database))
    with engine.begin() as connection:
        build(connection)
        found = inspect(connection)
        result = {
            name: (
                [(c["name"], str(c["type"]), c["nullable"]) for c in found.get_columns(name)],
                found.get_pk_constraint(name)["constrained_columns"],
                sorted((str(i["name"]), i["column_names"], i["unique"]) for i in found.get_indexes(name)),
                sorted((f["constrained_columns"], f["referred_table"]) for f in found.get_foreign_keys(name)),
                sorted(u["column_names"] for u in found.get_unique_constraints(name)),
            )
            for name in sorted(found.get_table_names())
        }
        migrate.drop(connection)
    engine.dispose()
    return result


def test_a_fresh_schema_is_the_migrated_one(database: str) -> None:
    fresh = described(database, migrate.create)
    migrated = described(database, migrate.migrate)
    assert set(fresh) == set(metadata.tables) | {"alembic_version"}
    assert fresh == migrated


def test_the_steps_lead_to_the_tables(database: str) -> None:
    engine = writing_engine(read_url(database))
    with engine.begin() as connection:
        migrate.migrate(connection)
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        assert migrate.version(connection) == HEAD == migrate.steps()[-1]
    engine.dispose()


def test_a_newer_database_is_refused(database: str) -> None:
    asyncio.run(_open_and_close(database))
    _set_version(database, "9999")
    with pytest.raises(StorageError, match="newer than this program"):
        Store.open(database, NOW)
    with pytest.raises(StorageError, match="newer than this program"):
        snapshot(database, lambda store: None)


def test_a_foreign_database_is_refused(database: str) -> None:
    engine = writing_engine(read_url(database))
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE recipes (name TEXT)")
    engine.dispose()
    with pytest.raises(StorageError, match="another program"):
        Store.open(database, NOW)


def test_a_copy_is_made_before_migrating(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An old database is copied to a file with everything in it, then migrated."""
    monkeypatch.chdir(tmp_path)
    asyncio.run(_open_and_close(database, message="m1"))
    _set_version(database, "0000")
    migrated: list[str] = []
    monkeypatch.setattr(migrate, "steps", lambda: ["0000", HEAD])
    monkeypatch.setattr(migrate, "migrate", lambda connection: migrated.append("yes"))
    asyncio.run(_open_and_close(database))
    assert migrated == ["yes"]
    copies = list(tmp_path.glob("*before-migration*.db"))
    assert len(copies) == 1
    engine = writing_engine(read_url(f"sqlite:///{copies[0]}"))
    with engine.begin() as connection:
        assert connection.exec_driver_sql("SELECT message FROM inbox").scalars().all() == ["m1"]
        there = MetaData()
        there.reflect(connection)
        assert set(there.tables) == set(metadata.tables) | {"alembic_version"}
    engine.dispose()


def test_two_bots_cannot_write_to_one_file(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'one.db'}"

    async def both() -> None:
        first = Store.open(database, NOW)
        with pytest.raises(StorageError, match="another gridbot is running"):
            Store.open(database, NOW)
        await first.close()

    asyncio.run(both())
    asyncio.run(_open_and_close(database))


@pytest.mark.parametrize("url", ["", "mysql://localhost/x", "no url", "sqlite:////proc/nowhere/x.db"])
def test_what_is_no_database_is_said_in_one_line(url: str) -> None:
    with pytest.raises(StorageError) as raised:
        Store.open(url, NOW)
    assert "\n" not in str(raised.value)


async def _open_and_close(database: str, message: str | None = None) -> None:
    store = Store.open(database, NOW)
    if message:
        await store.write(lambda work: work.inbox.add(message, NOW))
    await store.close()


def _set_version(database: str, step: str) -> None:
    engine = writing_engine(read_url(database))
    with engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{step}'")
    engine.dispose()
