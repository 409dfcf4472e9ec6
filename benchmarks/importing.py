"""An import of a messy workbook, against reading the cells of the same file with the same library and nothing else.

    python -m benchmarks.importing [HOUSEHOLDS PEOPLE]

By default 5,000 households and 12,000 people with three rows wrong in a hundred, all of whose places are known.
"""

import asyncio
import secrets
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from python_calamine import CalamineWorkbook

from benchmarks.messy import make
from bot.config import demo_config
from bot.imports import workbooks
from handlers.directory import assemble
from handlers.roster import actions
from handlers.roster.plan import Plan
from handlers.turn import OFFICE, Turn
from storage.store import Store
from storage.unit_of_work import UnitOfWork

_BASE = demo_config().community


def _floor(file: Path) -> float:
    """Seconds to read every cell and do nothing with it."""
    start = time.perf_counter()
    book = CalamineWorkbook.from_path(file)
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python()
    return time.perf_counter() - start


async def _import(file: Path, folder: Path) -> tuple[Plan, dict[str, float]]:
    """The plan of an import into an empty database on the disk, and what each step took."""
    taken = {}
    start = time.perf_counter()
    book = workbooks.read(file)
    taken["reading, in a process of its own"] = time.perf_counter() - start
    store = Store.open(f"sqlite:///{folder / 'import.db'}", datetime.now(UTC))

    def look(work: UnitOfWork) -> Plan:
        return actions.look(work, _BASE, book.sheets, lambda: secrets.token_hex(8))

    def turn(work: UnitOfWork) -> Turn:
        return Turn(work, datetime.now(UTC), assemble(_BASE, work), OFFICE)

    try:
        start = time.perf_counter()
        plan = await store.write(look)
        taken["the dry run"] = time.perf_counter() - start
        start = time.perf_counter()
        await store.write(lambda work: actions.apply(turn(work), plan))
        taken["writing, sealing, the journal"] = time.perf_counter() - start
        start = time.perf_counter()
        await store.write(lambda work: actions.undo(turn(work), 1))
        taken["putting it back"] = time.perf_counter() - start
    finally:
        await store.close()
    return plan, taken


def main(arguments: list[str] | None = None) -> None:
    """Print the table."""
    sizes = [int(argument) for argument in (sys.argv[1:] if arguments is None else arguments)]
    with TemporaryDirectory(prefix="gridbot-bench-") as name:
        folder = Path(name)
        file = folder / "messy.xlsx"
        messy = make(file, *sizes)
        floor = min(_floor(file) for _ in range(3))
        plan, taken = asyncio.run(_import(file, folder))
    found = {(remark.sheet, remark.line.row) for remark in plan.bad if remark.line}
    done = sum(list(taken.values())[:3])
    print(f"an import of {plan.rows} rows: {done:.1f} s, {plan.rows / done:.0f} rows a second")
    for step, seconds in {"reading the cells, nothing else": floor, **taken}.items():
        print(f"  {step:44} {seconds:8.2f} s {seconds / floor:9.1f} ×")
    missed, wrongly = len(messy.bad - found), len(found - messy.bad)
    print(f"  bad rows: {len(messy.bad)}, not named: {missed}, good rows refused: {wrongly}")


if __name__ == "__main__":
    main()
