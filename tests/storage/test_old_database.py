"""A database of an earlier release goes on working: what was kept then is there after the steps to today."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import insert

from handlers.community import Community
from handlers.settling import settle
from handlers.turn import contact_of
from storage import migrate
from storage.engines import read_url, writing_engine
from storage.store import Store
from storage.tables import request
from storage.unit_of_work import UnitOfWork
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


async def test_whoever_was_kept_by_their_contact_is_named_by_who_they_are(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, community: Community
) -> None:
    """Until step 0005 a contact stood where there is an actor now: own requests must stay their own."""
    monkeypatch.chdir(tmp_path)
    wang = community.person("u-wang")
    assert wang is not None
    moved = replace(wang, contacts=("a-wang",))  # and somebody else writes under u-wang
    people = tuple(moved if one.id == "u-wang" else one for one in community.people)
    community = replace(community, people=people)
    engine = writing_engine(read_url(database))
    with engine.begin() as connection:
        migrate.migrate(connection, "0004")
        reported = (("20261123-0001", "a-wang"), ("20261123-0002", "wx-guest"), ("20261123-0003", "u-wang"))
        for number, contact in reported:
            values = a_request() | {"number": number, "reporter": contact, "assignee": "u-wang"}
            connection.execute(insert(request).values(**values))
    engine.dispose()
    store = Store.open(database, NOW)
    try:
        for _ in range(2):
            await store.write(lambda work: settle(work, community, NOW))

        def check(work: UnitOfWork) -> None:
            guest, other = work.contacts.guest("wx-guest"), work.contacts.guest("u-wang")
            reporters = {one.number[-1]: one.reporter for one in work.requests.newest(9)}
            assert reporters == {"1": "u-wang", "2": guest, "3": other}
            assert {one.assignee for one in work.requests.newest(9)} == {"u-wang"}
            assert contact_of(work, community, guest) == "wx-guest"
            assert contact_of(work, community, "u-wang") == "a-wang"

        await store.read(check)
    finally:
        await store.close()
