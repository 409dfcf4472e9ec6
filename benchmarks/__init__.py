"""What the bot costs, as ratios: against a floor, a limit or a peer that is measured in the same run.

Absolute figures of one machine say little about another. The contestants take turns, round by round, so that
whatever else the machine does falls on all of them alike; medians are compared. Nothing here is a gate.
"""

import statistics
import tempfile
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

Contestant = Callable[[], Awaitable[float]]
"""Runs one round; the seconds that one item took."""

_MEMORY = Path("/dev/shm")


async def compete(contestants: Mapping[str, Contestant], rounds: int) -> dict[str, float]:
    """The median seconds an item of each contestant, after a first round that does not count."""
    taken: dict[str, list[float]] = {name: [] for name in contestants}
    for number in range(rounds + 1):
        for name, contestant in contestants.items():
            seconds = await contestant()
            if number:
                taken[name].append(seconds)
    return {name: statistics.median(found) for name, found in taken.items()}


@contextmanager
def folders() -> Iterator[dict[str, Path]]:
    """An empty folder on the disk and, where there is one, one in memory, where an fsync costs nothing."""
    with tempfile.TemporaryDirectory(prefix="gridbot-bench-") as disk:
        if not _MEMORY.is_dir():
            yield {"disk": Path(disk)}
            return
        with tempfile.TemporaryDirectory(prefix="gridbot-bench-", dir=_MEMORY) as memory:
            yield {"disk": Path(disk), "memory": Path(memory)}


def show(title: str, seconds: Mapping[str, float], against: str) -> None:
    """Print a table: what an item takes, and how many times that of `against`."""
    print(title)
    for name, taken in seconds.items():
        print(f"  {name:44} {taken * 1e6:10.1f} µs {taken / seconds[against]:9.2f} ×")
