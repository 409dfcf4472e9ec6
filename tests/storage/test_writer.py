"""The promises of the one writer, on both engines."""

import asyncio
import contextlib
import random
from collections.abc import Callable

import pytest

from storage.engines import StorageError
from storage.store import Store
from storage.unit_of_work import UnitOfWork
from tests.conftest import NOW


def add(name: str) -> "Add":
    return Add(name)


class Add:
    """A unit of work that adds one message id, and says so."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, store: UnitOfWork) -> str:
        store.inbox.add(self.name, NOW)
        return self.name


def ids(store: UnitOfWork) -> set[str]:
    return set(store.connection.exec_driver_sql("SELECT message FROM inbox").scalars())


async def test_what_was_acknowledged_is_there(store: Store) -> None:
    names = [f"m{number}" for number in range(1200)]  # more than one commit takes
    assert await asyncio.gather(*(store.write(add(name)) for name in names)) == names
    assert await store.read(ids) == set(names)


async def test_units_run_in_the_order_of_their_calls(store: Store) -> None:
    seen: list[int] = []

    def unit(number: int) -> Callable[[UnitOfWork], None]:
        return lambda _: seen.append(number)

    await asyncio.gather(*(store.write(unit(n)) for n in range(300)))
    assert seen == list(range(300))


async def test_a_bad_unit_does_not_harm_its_neighbours(store: Store) -> None:
    def bad(unit: UnitOfWork) -> None:
        unit.inbox.add("half", NOW)
        raise LookupError("on purpose")

    def refused(unit: UnitOfWork) -> None:
        unit.inbox.add("refused", NOW)
        unit.connection.exec_driver_sql("SELECT no_such_column FROM inbox")

    results = await asyncio.gather(
        store.write(add("a")),
        store.write(bad),
        store.write(refused),
        store.write(add("b")),
        return_exceptions=True,
    )
    assert isinstance(results[1], LookupError)
    assert isinstance(results[2], Exception)
    assert await store.read(ids) == {"a", "b"}


async def test_cancelled_callers_leave_nothing_half_done(store: Store) -> None:
    """Two rows a unit, every second caller cancelled: both rows or none, and all that was acknowledged."""
    chance = random.Random(7)
    acknowledged: set[str] = set()

    async def call(number: int) -> None:
        def unit(work: UnitOfWork) -> None:
            work.inbox.add(f"{number}-first", NOW)
            work.inbox.add(f"{number}-second", NOW)

        await store.write(unit)
        acknowledged.add(str(number))

    tasks = [asyncio.create_task(call(number)) for number in range(1000)]
    for task in chance.sample(tasks, 500):
        asyncio.get_running_loop().call_later(chance.random() * 0.05, task.cancel)
    await asyncio.gather(*tasks, return_exceptions=True)
    await store.write(lambda work: None)  # behind all that still waited
    kept = await store.read(ids)
    firsts = {name.split("-")[0] for name in kept if name.endswith("first")}
    seconds = {name.split("-")[0] for name in kept if name.endswith("second")}
    assert firsts == seconds
    assert acknowledged <= firsts


async def test_a_part_can_be_taken_back(store: Store) -> None:
    def unit(work: UnitOfWork) -> None:
        work.inbox.add("kept", NOW)
        with contextlib.suppress(LookupError), work.savepoint():
            work.inbox.add("lost", NOW)
            raise LookupError

    await store.write(unit)
    assert await store.read(ids) == {"kept"}


async def test_readers_cannot_write(store: Store) -> None:
    with pytest.raises(StorageError):
        await store.read(add("sneaked in"))
    assert await store.read(ids) == set()


async def test_a_read_sees_one_moment(store: Store) -> None:
    await store.write(add("before"))

    def look(work: UnitOfWork) -> tuple[set[str], set[str]]:
        return ids(work), ids(work)

    first, second = await store.read(look)
    assert first == second == {"before"}


async def test_closing_commits_what_waits(database: str) -> None:
    store = Store.open(database, NOW)
    waiting = [asyncio.create_task(store.write(add(f"m{number}"))) for number in range(50)]
    await asyncio.sleep(0)
    await store.close()
    await asyncio.gather(*waiting)
    with pytest.raises(StorageError):
        await store.write(add("too late"))
    again = Store.open(database, NOW)
    assert len(await again.read(ids)) == 50
    await again.close()
