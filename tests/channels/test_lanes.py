"""Order, fairness and bounds of what is under way, without a gateway."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

from bot.channels.ending import end
from bot.channels.lanes import Find, Lanes, Work
from handlers.messages import Inbound
from tests.channels.rig import until

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


def event(lane: str, text: str, *, after: asyncio.Event | None = None) -> Find:
    async def fill() -> Sequence[Inbound]:
        return [Inbound(text, NOW, lane, None, text)]

    async def find() -> Work:
        if after:
            await after.wait()
        return Work(lane, fill)

    return find


async def test_a_late_lookup_keeps_its_place_within_the_patience() -> None:
    got: list[str] = []
    found = asyncio.Event()

    async def receive(inbound: Inbound) -> None:
        got.append(inbound.text)

    lanes = Lanes(receive, patience=30)
    await lanes.put("a", event("x", "一", after=found))
    await lanes.put("b", event("x", "二"))
    await lanes.put("c", event("y", "三"))
    for _ in range(20):
        await asyncio.sleep(0)
    assert got == []
    found.set()
    await until(lambda: len(got) == 3, "all three")
    assert got.index("一") < got.index("二")
    assert await lanes.close(1) == 0


async def test_the_bound() -> None:
    """The third event has to wait for a place until one of the first two is received."""
    go = asyncio.Event()

    async def receive(_inbound: Inbound) -> None:
        await go.wait()

    lanes = Lanes(receive, limit=2)
    await lanes.put("a", event("x", "一"))
    await lanes.put("b", event("y", "二"))
    third = asyncio.create_task(lanes.put("c", event("z", "三")))
    for _ in range(20):
        await asyncio.sleep(0)
    assert not third.done()
    go.set()
    await third
    assert await lanes.close(1) == 0


async def test_what_is_not_finished_in_time_is_counted() -> None:
    async def receive(_inbound: Inbound) -> None:
        await asyncio.Event().wait()

    lanes = Lanes(receive)
    await lanes.put("a", event("x", "一"))
    await lanes.put("b", event("x", "二"))
    await lanes.put("c", event("y", "三", after=asyncio.Event()))
    assert await lanes.close(0.05) == 3
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_an_event_of_nobody_frees_its_place() -> None:
    async def receive(_inbound: Inbound) -> None:
        raise AssertionError("there is nothing to receive")

    async def nothing() -> None:
        return None

    lanes = Lanes(receive, limit=1)
    for name in ("a", "b", "c"):
        await lanes.put(name, nothing)
    assert await lanes.close(1) == 0


async def test_a_cancellation_that_is_swallowed_once_is_asked_for_again() -> None:
    """As grpclib does when the connection is lost at the same moment."""
    swallowed = asyncio.Event()

    async def stubborn() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            swallowed.set()
        await asyncio.Event().wait()

    async def quick() -> None:
        raise OSError

    tasks = [asyncio.create_task(stubborn()), asyncio.create_task(quick())]
    await asyncio.sleep(0)
    await asyncio.wait_for(end(*tasks), 5)

    assert swallowed.is_set()
    assert [task.done() for task in tasks] == [True, True]
