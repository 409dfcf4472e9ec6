"""Order a conversation, many conversations at once, a bound on what is under way."""

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.channels.base import Receive
from bot.channels.ending import end
from bot.channels.wire import LinkError
from handlers.messages import Inbound

_log = logging.getLogger(__name__)
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Work:
    """One event of the wire: the lane (conversation) it belongs to and how to get what it holds."""

    lane: str
    fill: Callable[[], Awaitable[Sequence[Inbound]]]


Find = Callable[[], Awaitable[Work | None]]
"""Looks up which lane an event belongs to; None if it is none of ours."""


class Lanes:
    """Takes events in the order of the wire and hands them to `receive` in the order of each conversation.

    An event whose conversation has to be looked up first holds the others back for at most `patience`
    seconds; after that it is handed over when it is found, and only its own place in the order is lost.
    """

    def __init__(
        self,
        receive: Receive,
        *,
        limit: int = 256,
        at_once: int = 16,
        patience: float = 5.0,
        pauses: Sequence[float] = (0.3, 1.0, 3.0),
    ) -> None:
        """`limit` events may be under way, `at_once` look-ups run; `pauses` (seconds) lie between the
        attempts."""
        self._receive = receive
        self._patience = patience
        self._pauses = tuple(pauses)
        self._free = asyncio.Semaphore(limit)
        self._lookups = asyncio.Semaphore(at_once)
        self._line: asyncio.Queue[asyncio.Task[Work | None]] = asyncio.Queue()
        self._lanes: dict[str, deque[Work]] = {}
        self._tasks: set[asyncio.Task[object]] = set()
        self._under_way = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self._sequencer = asyncio.create_task(self._sequence())

    async def put(self, name: str, find: Find) -> None:
        """Take the event called `name` (for the log); waits while too many are under way."""
        await self._free.acquire()
        self._under_way += 1
        self._idle.clear()
        self._line.put_nowait(self._spawn(self._look_up(name, find)))

    async def close(self, grace: float) -> int:
        """Finish what was taken, for at most `grace` seconds; the number of events given up."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._idle.wait(), grace)
        lost = self._under_way
        await end(self._sequencer)
        await end(*self._tasks)
        return lost

    async def _sequence(self) -> None:
        while True:
            found = await self._line.get()
            await asyncio.wait({found}, timeout=self._patience)
            if found.done():
                self._enter(found)
            else:
                found.add_done_callback(self._enter)

    async def _look_up(self, name: str, find: Find) -> Work | None:
        async def once() -> Work | None:
            async with self._lookups:
                return await find()

        return await self._persist(f"event {name!r} not fetched", once)

    def _enter(self, found: asyncio.Task[Work | None]) -> None:
        work = None if found.cancelled() else found.result()
        if work is None:
            self._release()
        elif work.lane in self._lanes:
            self._lanes[work.lane].append(work)
        else:
            self._lanes[work.lane] = deque([work])
            self._spawn(self._drain(work.lane))

    async def _drain(self, name: str) -> None:
        lane = self._lanes[name]
        while lane:
            work = lane.popleft()
            for inbound in await self._persist(f"event of {name!r} not read", work.fill) or ():
                await self._hand_over(inbound)
            self._release()
        del self._lanes[name]

    async def _hand_over(self, inbound: Inbound) -> None:
        async def once() -> None:
            await self._receive(inbound)

        await self._persist(f"event {inbound.id!r} not received", once)

    async def _persist(self, failure: str, attempt: Callable[[], Awaitable[_T]]) -> _T | None:
        """The result of the first attempt that works; None after the last one, which is logged as an
        error."""
        for pause in (*self._pauses, None):
            try:
                return await attempt()
            except Exception as error:
                if pause is None:
                    tries, trace = len(self._pauses) + 1, not isinstance(error, LinkError)
                    _log.error("%s after %d attempts, given up: %s", failure, tries, error, exc_info=trace)
                    return None
                _log.warning("%s, again in %s s: %s", failure, pause, error)
            await asyncio.sleep(pause)
        return None

    def _release(self) -> None:
        self._under_way -= 1
        self._free.release()
        if self._under_way == 0:
            self._idle.set()

    def _spawn(self, work: Coroutine[None, None, _T]) -> asyncio.Task[_T]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task
