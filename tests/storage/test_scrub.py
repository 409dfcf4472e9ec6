"""What was deleted leaves the files of the database, also while somebody reads."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from storage.engines import Scrub
from storage.store import Store
from storage.unit_of_work import UnitOfWork
from tests.conftest import NOW

SECRET = "墙角那只绿漆桶"
MANY = 3000


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "test.db"


@pytest.fixture
async def store(place: Path) -> AsyncIterator[Store]:
    """Many rows that came in no order, so that pages were split."""

    def keep(work: UnitOfWork) -> None:
        for n in range(MANY):
            work.contacts.remember(f"c{n * 7919 % MANY:05}", f"{SECRET}{n}", NOW)

    opened = Store.open(f"sqlite:///{place}", NOW)
    await opened.write(keep)
    yield opened
    await opened.close()


def left(place: Path) -> int:
    """How often the secret stands in the file and what lies beside it."""
    return sum(one.read_bytes().count(SECRET.encode()) for one in place.parent.glob(f"{place.name}*"))


def sizes(place: Path) -> dict[str, int]:
    return {one.name: one.stat().st_size for one in place.parent.iterdir()}


def forget(store: UnitOfWork, how: Scrub) -> None:
    for n in range(MANY):
        store.contacts.forget(f"c{n:05}")
    store.scrub(how)


async def test_nothing_is_left(store: Store, place: Path) -> None:
    assert left(place) >= MANY
    await store.write(partial(forget, how=Scrub.WHOLE))
    assert left(place) == 0
    assert sizes(place)["test.db-wal"] == 0


async def test_without_it_the_log_still_has_it(store: Store, place: Path) -> None:
    await store.write(partial(forget, how=Scrub.NOTHING))
    assert left(place) > 0


async def test_somebody_who_reads_is_waited_for(store: Store, place: Path) -> None:
    """No writer is held up by it, and what could not be done at once is done soon after."""
    with closing(sqlite3.connect(place, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        assert reader.execute("SELECT count(*) FROM contact").fetchone() == (MANY,)
        await store.write(partial(forget, how=Scrub.WHOLE))
        await store.write(lambda work: work.contacts.remember("new", "new", NOW))
        assert left(place) > 0
        reader.execute("COMMIT")
    await store.write(lambda work: work.contacts.remember("newer", "newer", NOW))
    assert left(place) == 0


async def test_the_rest_of_the_database_is_as_it_was(store: Store) -> None:
    await store.write(lambda work: work.contacts.remember("stays", "Anna", NOW))
    await store.write(partial(forget, how=Scrub.WHOLE))
    assert await store.read(lambda work: work.contacts.name("stays")) == "Anna"


async def test_a_unit_that_failed_scrubs_nothing(store: Store, place: Path) -> None:
    def fail(work: UnitOfWork) -> None:
        forget(work, Scrub.WHOLE)
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011
        await store.write(fail)
    assert left(place) >= MANY
