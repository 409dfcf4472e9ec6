"""Weak signals in the database: counted, told once, forgotten; no column for a text or a person who spoke."""

import asyncio
from datetime import date, timedelta
from pathlib import Path

import pytest

from storage import migrate
from storage.engines import read_url, writing_engine
from storage.records import Signal
from storage.store import Store
from storage.tables import weak_signal, weak_signal_off
from storage.unit_of_work import UnitOfWork
from tests.conftest import NOW

DAY = date(2026, 11, 23)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def count(work: UnitOfWork, minutes: float = 0, day: date = DAY, place: str = "3号楼2单元") -> Signal:
    now = NOW + minutes * MINUTE
    return work.signals.count(day, "b3", "漏水", place, now, now - HOUR, 3)


async def test_a_count_goes_up_and_keeps_the_last_moments_of_an_hour(store: Store) -> None:
    first = await store.write(count)
    assert first == Signal(DAY, "b3", "漏水", "3号楼2单元", 1, NOW, (NOW,), False)
    await store.write(lambda work: count(work, 30))
    third = await store.write(lambda work: count(work, 61))
    assert (third.count, third.recent) == (3, (NOW + 30 * MINUTE, NOW + 61 * MINUTE))
    for minutes in (62, 63, 64):
        last = await store.write(lambda work, at=minutes: count(work, at))  # type: ignore[misc]
    assert (last.count, len(last.recent)) == (6, 3)
    assert await store.read(lambda work: work.signals.of_day(DAY)) == [last]


async def test_other_places_are_counted_apart(store: Store) -> None:
    def unit(work: UnitOfWork) -> list[Signal]:
        count(work, place="3号楼")
        count(work)
        count(work, 1)
        return work.signals.of_day(DAY)

    found = await store.write(unit)
    assert [(signal.place, signal.count) for signal in found] == [("3号楼", 1), ("3号楼2单元", 2)]
    assert await store.read(lambda work: work.signals.of_day(DAY + timedelta(days=1))) == []


async def test_an_hour_and_what_was_told_go_over_the_end_of_a_day(store: Store) -> None:
    tomorrow = DAY + timedelta(days=1)

    def unit(work: UnitOfWork) -> Signal:
        work.signals.mark_told(count(work))
        return count(work, 10, tomorrow)

    signal = await store.write(unit)
    assert (signal.day, signal.count, len(signal.recent), signal.told) == (tomorrow, 1, 2, True)
    later = await store.write(lambda work: count(work, 75, tomorrow + timedelta(days=1)))
    assert (len(later.recent), later.told) == (1, False)


async def test_counts_and_moments_are_forgotten(store: Store) -> None:
    await store.write(count)
    await store.write(lambda work: count(work, 1, DAY + timedelta(days=1), "3号楼"))
    await store.write(lambda work: work.signals.forget_moments(NOW + MINUTE))
    assert [s.recent for s in await store.read(lambda work: work.signals.of_day(DAY))] == [()]
    assert await store.write(lambda work: work.signals.forget_before(DAY)) == 0
    assert await store.write(lambda work: work.signals.forget_before(DAY + timedelta(days=1))) == 1
    assert await store.read(lambda work: work.signals.of_day(DAY)) == []
    [kept] = await store.read(lambda work: work.signals.of_day(DAY + timedelta(days=1)))
    assert kept.recent == (NOW + MINUTE,)


async def test_a_member_turns_the_list_off_and_on(store: Store) -> None:
    def unit(work: UnitOfWork) -> list[bool]:
        states = [work.signals.is_off("u-li")]
        work.signals.turn_off("u-li")
        work.signals.turn_off("u-li")
        states += [work.signals.is_off("u-li"), work.signals.is_off("u-sun1")]
        work.signals.turn_on("u-li")
        return [*states, work.signals.is_off("u-li")]

    assert await store.write(unit) == [False, True, False, False]


def test_the_tables_have_no_room_for_a_text_or_a_speaker() -> None:
    assert set(weak_signal.c.keys()) == {
        "day", "node", "category", "place", "count", "last_at", "recent", "told",
    }  # fmt: skip
    assert set(weak_signal_off.c.keys()) == {"person"}


def test_a_database_of_the_first_release_keeps_what_it_has(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    engine = writing_engine(read_url(database))
    with engine.begin() as connection:
        migrate.migrate(connection, "0001")
        connection.exec_driver_sql("INSERT INTO counter (name, value) VALUES ('request', 7)")
    engine.dispose()

    async def go_on() -> tuple[int, int]:
        store = Store.open(database, NOW)
        try:
            number = await store.write(lambda work: work.counters.next("request"))
            return number, (await store.write(count)).count
        finally:
            await store.close()

    assert asyncio.run(go_on()) == (8, 1)
