"""A database of an earlier release goes on working: what was kept then is there after the steps to today."""

from pathlib import Path

import pytest
from sqlalchemy import insert

from storage import migrate
from storage.engines import read_url, writing_engine
from storage.store import Store
from storage.tables import request
from tests.conftest import NOW
from tests.storage.test_repositories import a_request


async def test_a_request_of_the_first_release_is_read_and_changed(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # where the copy of before goes
    engine = writing_engine(read_url(database))
    with engine.begin() as connection:
        migrate.migrate(connection, "0001")
        values = {name: value for name, value in a_request().items() if name != "inferred"}
        connection.execute(insert(request).values(**values))
    engine.dispose()
    store = Store.open(database, NOW)
    try:
        found = await store.read(lambda work: work.requests.by_number("20261123-0001"))
        assert found is not None
        assert (found.place, found.inferred) == ("3号楼", None)
        await store.write(lambda work: work.requests.save(found))
        assert await store.read(lambda work: work.requests.registered_with(found)) == [found]
    finally:
        await store.close()
