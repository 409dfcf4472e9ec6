"""A sweep over due times, against the same number of bare updates of a row.

    python -m benchmarks.timers

The handler does nothing, so what is measured is finding, calling and ending. Both commit after every hundred.
"""

import asyncio
import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert

from benchmarks import compete, folders, show
from bot.clock import VirtualClock
from bot.clockwork import Clockwork
from bot.config import demo_config
from handlers.directory import Directory
from handlers.feature import DueRule, Feature
from handlers.router import Router
from storage.records import TimerState
from storage.store import Store
from storage.tables import timer
from storage.unit_of_work import UnitOfWork

_NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
_DUE = 10_000
_BATCH = 100
_ROUNDS = 3
_UPDATE = "UPDATE timer SET state = 'done', done_at = ?, note = NULL WHERE id = ?"


def _fill(unit: UnitOfWork) -> None:
    rows = [
        {"kind": "bench", "subject": f"s{number}", "due_at": _NOW - timedelta(seconds=number % 600), "payload": {},
         "state": TimerState.WAITING}
        for number in range(_DUE)
    ]  # fmt: skip
    unit.connection.execute(insert(timer), rows)


def _bare(file: Path) -> float:
    """End every waiting row by its id; seconds a row."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous=FULL")
        ids = [row[0] for row in connection.execute("SELECT id FROM timer WHERE state = 'waiting'")]
        start = time.perf_counter()
        for first in range(0, len(ids), _BATCH):
            connection.execute("BEGIN IMMEDIATE")
            for row_id in ids[first : first + _BATCH]:
                connection.execute(_UPDATE, (0, row_id))
            connection.execute("COMMIT")
        return (time.perf_counter() - start) / len(ids)


async def _measure(folder: Path) -> dict[str, float]:
    swept = Store.open(f"sqlite:///{folder / 'swept.db'}", _NOW)
    feature = Feature("bench", timers={"bench": DueRule(lambda turn, due: None, None)})
    clockwork = Clockwork(swept, Directory(demo_config().community), Router([feature]), VirtualClock(_NOW))
    bare = folder / "bare.db"

    async def sweep() -> float:
        await swept.write(_fill)
        start = time.perf_counter()
        done = await clockwork.sweep()
        assert done == _DUE
        return (time.perf_counter() - start) / done

    async def update() -> float:
        store = Store.open(f"sqlite:///{bare}", _NOW)
        await store.write(_fill)
        await store.close()
        return _bare(bare)

    try:
        return await compete({"a bare update of a row": update, "a sweep": sweep}, _ROUNDS)
    finally:
        await swept.close()


async def _run() -> None:
    with folders() as places:
        name, folder = places.popitem()  # memory, where there is one: the statements count here, not the disk
        show(f"a due time of {_DUE:,}, {name}", await _measure(folder), "a bare update of a row")


def main() -> None:
    """Print the table."""
    asyncio.run(_run())


if __name__ == "__main__":
    main()
