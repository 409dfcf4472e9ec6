"""Whole messages through the dispatcher, from delivery to durable, against the least that an async bot does.

    python -m benchmarks.messages [REQUESTS]

The floor is one asyncio task a message that looks up its first word in a dict and calls a function that does nothing:
no bot of this kind does less. Then the same messages with 1,000 and with REQUESTS (100,000) requests in the database,
each with its traces; the ratio of the two is what growth costs.
"""

import argparse
import asyncio
import itertools
import time
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Table, insert

from benchmarks import Contestant, compete, folders, show
from bot.app import House, build
from bot.channels.base import Receive
from bot.clock import VirtualClock
from bot.config import demo_config
from handlers.community import Community
from handlers.messages import Inbound, Outgoing
from handlers.polls.actions import open_poll
from handlers.polls.rules import Draft
from handlers.turn import Turn
from handlers.understanding import CATEGORIES
from storage import tables
from storage.records import Delivery, Lane, RequestStatus, TimerState, Unit
from storage.store import Store
from storage.unit_of_work import UnitOfWork

_NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
_FEW, _MANY = 1_000, 100_000
_TOGETHER = 100  # messages that are delivered at once
_ROUNDS = 7
_RECENT = 10_000
_PART = 10_000  # requests that are made in one transaction
_FLATS = [f"{b}号楼{u}单元{f}0{n}" for f in range(1, 7) for n in (1, 2) for u in (1, 2) for b in range(1, 7)]
_TROUBLES = (
    "漏水",
    "停电了",
    "暖气不热",
    "下水道堵了",
    "门禁坏了",
    "没有网",
    "窗户掉了",
    "楼上太吵",
    "煤气灶打不着",
    "墙皮掉了",
)
_CATEGORIES = tuple(CATEGORIES)
_VOTERS = ("u-wang", "u-tang", "u-liu", "u-gao", "u-li")


class Nowhere:
    """A channel on which nothing goes out: what is measured is the way in."""

    name = "nowhere"

    async def start(self, receive: Receive) -> None:
        """The benchmark delivers."""

    async def stop(self) -> None:
        """Nothing to stop."""

    def health(self) -> str:
        return "nowhere"

    async def send(self, message: Outgoing) -> str | None:
        return None


def _old(first: int, count: int, all_of_them: int) -> list[tuple[Table, list[dict[str, Any]]]]:
    """Requests of the years before, each with who reported it, its due time, its receipt, its message and its trace; of
    the newest ten thousand, one in ten is still open."""
    rows: dict[Table, list[dict[str, Any]]] = {}

    def add(table: Table, **values: Any) -> None:
        rows.setdefault(table, []).append(values)

    for n in range(first, first + count):
        age = all_of_them - n
        at, contact, room = _NOW - timedelta(minutes=10 * age), f"u-{n % 5000}", f"r-{n % 6 + 1}"
        status = RequestStatus.DISPATCHED if age < _RECENT and n % 10 == 0 else RequestStatus.CLOSED
        add(tables.request, id=n + 1, code=f"{n % 9999 + 1:04}", number=f"old-{n}", status=status, intent="报修",
            category=_CATEGORIES[n // 7 % len(_CATEGORIES)], urgency="normal", place=f"{n % 6 + 1}号楼",
            node=f"b{n % 6 + 1}", text="坏了",
            room=room, reporter=contact, assignee="u-wu", level=0, created_at=at, accepted_at=at, closed_at=at,
            accept_by=at, close_by=at, rating=5, reopened=0, outcome="换了门机", inferred=None)  # fmt: skip
        add(tables.request_party, request_id=n + 1, actor=contact, at=at)
        add(tables.timer, kind="request.accept_late", subject=f"old-{n}", due_at=at, payload={},
            state=TimerState.DONE, done_at=at)  # fmt: skip
        add(tables.inbox, message=f"old-{n}", at=at)
        add(tables.audit, seq=n + 1, at=at, actor=contact, action="register", subject=f"old-{n}", detail={},
            prev="0" * 64, hash="0" * 64)  # fmt: skip
        add(tables.outbox, at=at, due_at=at, lane=Lane.REPLY, room=room, text="已登记", mentions=[],
            status=Delivery.SENT, attempts=1, sent_at=at, wire_id=f"old-{n}")  # fmt: skip
    return list(rows.items())


def _grow(unit: UnitOfWork, first: int, count: int, all_of_them: int) -> None:
    for table, rows in _old(first, count, all_of_them):
        unit.connection.execute(insert(table), rows)


def _open_poll(unit: UnitOfWork, community: Community) -> None:
    until, options = _NOW + timedelta(days=3), ("同意", "反对", "弃权")
    draft = Draft("是否加装充电桩", options, False, Unit.HOUSEHOLD, "r-3", "b3", until)
    open_poll(Turn(unit, _NOW, community, "u-he"), draft)


async def _furnish(file: Path, requests: int) -> House:
    """A house on a new database that holds so many requests."""
    community = demo_config().community
    store = Store.open(f"sqlite:///{file}", _NOW)
    for first in range(0, requests, _PART):
        await store.write(
            partial(_grow, first=first, count=min(_PART, requests - first), all_of_them=requests)
        )
    await store.write(partial(_open_poll, community=community))
    return build(store, community, Nowhere(), community.rules.pace, VirtualClock(_NOW))


def _messages(kind: str, numbers: Iterator[int]) -> list[Inbound]:
    """What is delivered in a round. Each request is of somebody else, for who reports much has much to look through."""
    found = []
    for number in itertools.islice(numbers, _TOGETHER):
        sender, text = {
            "chatter": ("u-wang", "今天天气真好，出去走走"),
            "request": (f"u-new-{number}", _problem(number)),
            "ballot": (_VOTERS[number % len(_VOTERS)], str(number % 2 + 1)),
        }[kind]
        found.append(Inbound(f"{kind}-{number}", _NOW, sender, "r-3", text))
    return found


def _problem(number: int) -> str:
    """Another one each time: what is reported twice is joined, which costs something else."""
    trouble, flat = divmod(number, len(_FLATS))
    return f"@小应 {_FLATS[flat]}{_TROUBLES[trouble % len(_TROUBLES)]}"


async def _deliver(house: House, kind: str, numbers: Iterator[int]) -> float:
    messages = _messages(kind, numbers)
    start = time.perf_counter()
    await asyncio.gather(*(house.dispatcher.receive(message) for message in messages))
    return (time.perf_counter() - start) / len(messages)


async def _floor(numbers: Iterator[int]) -> float:
    """A task a message, a dict, a handler that does nothing."""
    messages = _messages("chatter", numbers)
    handlers = {f"command{n}": _nothing for n in range(29)} | {messages[0].text.split()[0]: _nothing}

    async def handle(message: Inbound) -> None:
        await handlers[message.text.split()[0]](message)

    start = time.perf_counter()
    await asyncio.gather(*(asyncio.create_task(handle(message)) for message in messages))
    return (time.perf_counter() - start) / len(messages)


async def _nothing(message: Inbound) -> None:
    """What a handler costs that does nothing."""


async def _check(house: House, requests: int) -> None:
    """What was measured did happen: a request a message, and ballots."""

    def look(unit: UnitOfWork) -> tuple[int, int]:
        return unit.requests.newest(1)[0].id, unit.polls.turnout(1)

    newest, turnout = await house.store.read(look)
    assert newest == requests + _TOGETHER * (_ROUNDS + 1)
    assert turnout == len(_VOTERS)


async def _run(many: int) -> None:
    async with AsyncExitStack() as stack:
        name, folder = stack.enter_context(folders()).popitem()  # memory, where there is one
        houses = {}
        for requests in (_FEW, many):
            houses[requests] = await _furnish(folder / f"{requests}.db", requests)
            stack.push_async_callback(houses[requests].store.close)
        contestants: dict[str, Contestant] = {
            "a task and a dict: the floor": partial(_floor, itertools.count())
        }
        for kind, requests in itertools.product(("chatter", "ballot", "request"), houses):
            contestants[f"{kind}, {requests:,} requests"] = partial(
                _deliver, houses[requests], kind, itertools.count()
            )
        found = await compete(contestants, _ROUNDS)
        show(f"a message, {_TOGETHER} at once, {name}", found, next(iter(found)))
        for kind in ("chatter", "ballot", "request"):
            few, more = (found[f"{kind}, {requests:,} requests"] for requests in houses)
            print(f"  {kind}: {1 / few:.0f} a second; with {many:,} requests {more / few:.2f} × the cost")
        for requests, house in houses.items():
            await _check(house, requests)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table and what growth costs."""
    parser = argparse.ArgumentParser(prog="benchmarks.messages", description="what a whole message costs")
    parser.add_argument("requests", nargs="?", type=int, default=_MANY, help="in the large database (100000)")
    asyncio.run(_run(parser.parse_args(arguments).requests))


if __name__ == "__main__":
    main()
