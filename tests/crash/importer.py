"""Imports again and again while killing the process that does it, and says whether ever half of one was there.

Run in a process of its own: it reads the workbook once and forks a child for each life.
"""

import asyncio
import json
import os
import random
import secrets
import signal
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.messy import make
from bot.config import demo_config
from bot.imports import workbooks
from handlers.directory import assemble
from handlers.roster import actions
from handlers.roster.plan import Plan
from handlers.turn import OFFICE, Turn
from storage.store import Store, snapshot
from storage.unit_of_work import UnitOfWork

_BASE = demo_config().community
_TABLES = ("grid_node", "household", "person", "person_secret", "import_change", "audit")


def counts(work: UnitOfWork) -> tuple[int, ...]:
    """How many rows there are in every table that an import writes."""
    assert work.audit.first_broken() is None
    found = (work.connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar_one() for name in _TABLES)
    return tuple(found)


async def _open(database: str) -> None:
    store = Store.open(database, datetime.now(UTC))
    await store.close()


async def _apply(database: str, plan: Plan, begun: Callable[[], None]) -> None:
    store = Store.open(database, datetime.now(UTC))
    begun()  # from here on death may come
    await store.write(
        lambda work: actions.apply(Turn(work, datetime.now(UTC), assemble(_BASE, work), OFFICE), plan)
    )
    await store.close()


def life(database: str, plan: Plan, folder: Path, after: float | None) -> None:
    """Import in a child that is killed so many seconds after it began to write."""
    told = folder / "told"
    told.unlink(missing_ok=True)
    child = os.fork()
    if child == 0:
        asyncio.run(_apply(database, plan, told.touch))
        os._exit(0)
    if after is not None:
        while not told.exists():
            time.sleep(0.0005)
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def main() -> None:
    """Arguments: folder, number of deaths, seed. Prints one JSON object."""
    folder, deaths, chance = Path(sys.argv[1]), int(sys.argv[2]), random.Random(int(sys.argv[3]))
    make(folder / "messy.xlsx", 100, 250)
    sheets = workbooks.read(folder / "messy.xlsx").sheets
    outcomes: dict[str, int] = {"before": 0, "after": 0, "half": 0}
    longest = 0.0
    whole: tuple[int, ...] = ()
    for number in range(deaths + 1):
        database = f"sqlite:///{folder / f'{number}.db'}"
        asyncio.run(_open(database))
        before = snapshot(database, counts)
        plan = snapshot(
            database, lambda work: actions.look(work, _BASE, sheets, lambda: secrets.token_hex(8))
        )
        start = time.monotonic()
        life(database, plan, folder, None if number == 0 else chance.random() * longest)
        found = snapshot(database, counts)
        if number == 0:
            longest, whole = time.monotonic() - start, found
        else:
            outcomes["before" if found == before else "after" if found == whole else "half"] += 1
    sys.stdout.write(json.dumps(outcomes | {"rows": sum(whole)}))


if __name__ == "__main__":
    main()
