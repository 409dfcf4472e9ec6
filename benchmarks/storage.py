"""Votes through the store, against raw sqlite3 that writes the same rows.

    python -m benchmarks.storage

A vote is four rows (inbox, ballot, audit, outbox). The limit is sqlite3 alone, 200 votes a commit, with ready-made
rows: nothing is read, no chain is hashed. The usual way is sqlite3 with one commit a vote.
"""

import asyncio
import itertools
import sqlite3
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from benchmarks import compete, folders, show
from storage.records import Ballot, Lane, PollKind, PollStatus, Unit
from storage.store import Store
from storage.unit_of_work import UnitOfWork

_NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
_CALLERS = 200
_VOTES = 1000  # a round, in company
_ALONE = 100  # a round, one after the other
_ROUNDS = 3
_MILLISECONDS = int(_NOW.timestamp() * 1000)
_ROWS = (
    "INSERT INTO inbox (message, at) VALUES (?, ?)",
    "INSERT INTO ballot (poll_id, voter, option, actor, at) VALUES (1, ?, 1, ?, ?)",
    "INSERT INTO audit (seq, at, actor, action, subject, detail, prev, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    "INSERT INTO outbox (at, due_at, lane, contact, text, mentions, status, attempts) "
    "VALUES (?, ?, ?, ?, ?, '[]', ?, 0)",
)
_DETAIL = '{"changed":false,"option":1,"voter":"3-2-501"}'
_TEXT = "已记下您的一票"


class Raw:
    """A database of our schema, written by sqlite3 itself; the same settings as the store's."""

    def __init__(self, file: Path, numbers: Iterator[int]) -> None:
        self._numbers = numbers
        self._connection = sqlite3.connect(file, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            self._connection.execute(f"PRAGMA {pragma}")

    def vote(self) -> None:
        number = next(self._numbers)
        voter, link, at = f"h{number}", "0" * 64, _MILLISECONDS
        execute = self._connection.execute
        execute(_ROWS[0], (f"m{number}", at))
        execute(_ROWS[1], (voter, voter, at))
        execute(_ROWS[2], (number, at, voter, "ballot", "V1", _DETAIL, link, link))
        execute(_ROWS[3], (at, at, "reply", voter, _TEXT, "waiting"))

    def commit_by(self, votes: int, each: int) -> float:
        """Write `votes` in commits of `each`; seconds a vote."""
        start = time.perf_counter()
        for _ in range(votes // each):
            self._connection.execute("BEGIN IMMEDIATE")
            for _ in range(each):
                self.vote()
            self._connection.execute("COMMIT")
        return (time.perf_counter() - start) / votes

    def close(self) -> None:
        self._connection.close()


async def make(file: Path) -> Store:
    """A new database in which one poll is open."""
    store = Store.open(f"sqlite:///{file}", _NOW)
    values = {
        "code": "V1", "title": "是否加装充电桩", "kind": PollKind.OPINION, "status": PollStatus.OPEN,
        "options": ["同意", "反对"], "choose": 1, "secret": False, "unit": Unit.HOUSEHOLD, "room": "r-3",
        "rooms": ["r-3"], "node": "b3", "electorate": {}, "eligible": 0, "eligible_area": None, "rule": {},
        "rule_text": "", "show_counts": False, "opened_by": "u-he", "opened_at": _NOW, "opens_at": _NOW,
        "deadline": _NOW, "zone": "Asia/Shanghai", "public_days": 5, "replaces": None, "result": None,
        "public_until": None,
    }  # fmt: skip
    await store.write(lambda unit: unit.polls.add(values, []))
    return store


def _vote(unit: UnitOfWork, number: int) -> None:
    voter = f"h{number}"
    unit.inbox.add(f"m{number}", _NOW)
    unit.polls.cast(1, Ballot(voter, (1,), voter, _NOW))
    unit.audit.append(_NOW, voter, "ballot", "V1", {"voter": voter, "changed": False, "option": 1})
    unit.outbox.put(_NOW, Lane.REPLY, None, voter, _TEXT)


async def _store_votes(store: Store, numbers: Iterator[int], callers: int, votes: int) -> float:
    async def vote() -> None:
        for _ in range(votes // callers):
            await store.write(partial(_vote, number=next(numbers)))

    start = time.perf_counter()
    await asyncio.gather(*(vote() for _ in range(callers)))
    return (time.perf_counter() - start) / votes


async def _measure(folder: Path) -> dict[str, float]:
    numbers = itertools.count(2)
    for name in ("limit.db", "usual.db"):
        await (await make(folder / name)).close()
    store = await make(folder / "store.db")
    limit, usual = Raw(folder / "limit.db", numbers), Raw(folder / "usual.db", numbers)

    async def limit_200() -> float:
        return limit.commit_by(_VOTES, _CALLERS)

    async def usual_1() -> float:
        return usual.commit_by(_ALONE, 1)

    async def company() -> float:
        return await _store_votes(store, numbers, _CALLERS, _VOTES)

    async def alone() -> float:
        return await _store_votes(store, numbers, 1, _ALONE)

    try:
        return await compete(
            {
                "sqlite3, 200 votes a commit: the limit": limit_200,
                f"the store, {_CALLERS} voters at once": company,
                "sqlite3, a commit a vote": usual_1,
                "the store, a lone voter": alone,
            },
            _ROUNDS,
        )
    finally:
        await store.close()
        limit.close()
        usual.close()


async def _run() -> None:
    with folders() as places:
        for name, folder in places.items():
            found = await _measure(folder)
            limit, company, usual, alone = found.values()
            show(f"a vote, {name}", found, next(iter(found)))
            print(
                f"  {1 / company:.0f} votes a second: {limit / company:.2f} of the limit,"
                f" {usual / company:.2f} × as many as with a commit a vote; alone {alone / usual:.2f} × a raw commit"
            )


def main() -> None:
    """Print both tables."""
    asyncio.run(_run())


if __name__ == "__main__":
    main()
