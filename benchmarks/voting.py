"""5,000 households vote at once: through `casting.cast` and `Store.write`, against the same rows written bare.

    python -m benchmarks.voting [HOUSEHOLDS]

The floor is sqlite3 with ready-made rows of a ballot, its `voted`, its caster and its trace, 200 a commit. Each round
does the floor, a named poll and a secret one in turn; the first round does not count.
"""

import asyncio
import itertools
import sqlite3
import statistics
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from handlers.community import Community
from storage.records import Poll
from storage.store import Store
from tests.conftest import NOW
from tests.crash.voter import cast_all, opened, town

_HOUSEHOLDS, _ROUNDS, _EACH = 5_000, 3, 200
_TABLES = """
PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;
CREATE TABLE ballot (id INTEGER PRIMARY KEY AUTOINCREMENT, voter TEXT, actor TEXT, at INTEGER, choices TEXT, link TEXT);
CREATE INDEX ballot_voter ON ballot (voter, id);
CREATE TABLE voter (voter TEXT PRIMARY KEY, voted INTEGER);
CREATE TABLE caster (actor TEXT PRIMARY KEY, voter TEXT);
CREATE TABLE audit (seq INTEGER PRIMARY KEY, at INTEGER, actor TEXT, detail TEXT, hash TEXT);
"""


def floor(folder: Path, count: int) -> float:
    """Seconds for so many votes of ready-made rows."""
    with closing(sqlite3.connect(folder / "floor.db", isolation_level=None)) as connection:
        connection.executescript(_TABLES)
        connection.executemany("INSERT INTO voter VALUES (?, 0)", [(f"h{n}",) for n in range(count)])
        start = time.perf_counter()
        for first in range(0, count, _EACH):
            connection.execute("BEGIN IMMEDIATE")
            for n in range(first, min(count, first + _EACH)):
                row = (f"h{n}", f"p{n}", 0, "[1]", "0" * 64)
                connection.execute(
                    "INSERT INTO ballot (voter, actor, at, choices, link) VALUES (?, ?, ?, ?, ?)", row
                )
                connection.execute("UPDATE voter SET voted = 1 WHERE voter = ?", row[:1])
                connection.execute("INSERT INTO caster VALUES (?, ?)", (row[1], row[0]))
                connection.execute("INSERT INTO audit VALUES (?, ?, ?, ?, ?)", (n, 0, row[1], row[3], row[4]))
            connection.execute("COMMIT")
        return time.perf_counter() - start


async def _voting(folder: Path, community: Community, count: int) -> tuple[float, float]:
    """Seconds for so many votes in a named poll and in a secret one, 200 at once."""
    store = Store.open(f"sqlite:///{folder / 'votes.db'}", NOW)
    try:
        polls: list[Poll] = await store.write(lambda work: opened(work, community))
        people = [one.id for one in community.people if one.household is not None][:count]
        took = []
        for poll in polls:
            start = time.perf_counter()
            await cast_all(store, community, poll, people, _EACH)
            took.append(time.perf_counter() - start)
            assert await store.read(lambda work, one=poll: work.polls.turnout(one.id)) == count  # type: ignore[misc]
    finally:
        await store.close()
    return took[0], took[1]


def main() -> None:
    """Print milliseconds a vote, as multiples of the floor of the same run."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else _HOUSEHOLDS
    community = town(count)
    rounds = []
    for _ in itertools.repeat(None, _ROUNDS):
        with tempfile.TemporaryDirectory(prefix="gridbot-voting-") as name:
            bare = floor(Path(name), count)
            rounds.append((bare, *asyncio.run(_voting(Path(name), community, count))))
    for name, took in zip(("floor", "named", "secret"), zip(*rounds[1:], strict=True), strict=True):
        seconds = statistics.median(took)
        ratio = statistics.median(one / base for one, (base, *_) in zip(took, rounds[1:], strict=True))
        print(f"{name:8}{seconds:8.2f} s{seconds / count * 1000:8.3f} ms a vote{ratio:8.1f} x the floor")


if __name__ == "__main__":
    main()
