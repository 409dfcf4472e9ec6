"""The clock's part: what is due is handled, each due time in the transaction that ends it.

APScheduler only ticks; due times live in our tables, never in a job store (docs/decisions/timers.md).
"""

import asyncio
import logging
from datetime import datetime

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_EXECUTED, EVENT_JOB_SUBMITTED
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import Clock
from bot.faults import outline
from handlers.directory import Directory
from handlers.errors import UserError
from handlers.router import Router
from handlers.turn import CLOCK, Turn
from storage.engines import DatabaseFault, StorageError
from storage.records import Timer, TimerState
from storage.store import Store
from storage.unit_of_work import UnitOfWork

_log = logging.getLogger(__name__)

_BATCH = 100
_TICK_SECONDS = 1
_FAILED = "failed: "


class Clockwork:
    """Handles due times: by `sweep` when asked, or by itself between `start` and `stop`."""

    def __init__(self, store: Store, directory: Directory, router: Router, clock: Clock) -> None:
        self._store = store
        self._directory = directory
        self._router = router
        self._clock = clock
        self._scheduler: AsyncIOScheduler | None = None
        self._idle = asyncio.Event()
        self._idle.set()

    def now(self) -> datetime:
        """What the clock says."""
        return self._clock.now()

    async def sweep(self) -> int:
        """Handle everything that is due, earliest first; how many. What came due while the bot was down is handled
        now, or skipped with a note, as its kind demands."""
        total = 0
        while done := await self._store.write(self._sweep_some):
            total += done
        return total

    def start(self) -> None:
        """Begin to tick."""
        scheduler = AsyncIOScheduler(timezone=self._directory.base.zone)
        # However late a tick is, it is to be run: APScheduler would drop it after a second.
        always = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        scheduler.add_job(self._tick, "interval", seconds=_TICK_SECONDS, **always)
        scheduler.add_listener(lambda _: self._idle.clear(), EVENT_JOB_SUBMITTED)
        scheduler.add_listener(lambda _: self._idle.set(), EVENT_JOB_EXECUTED | EVENT_JOB_ERROR)
        scheduler.start()
        self._scheduler = scheduler

    async def stop(self) -> None:
        """No tick after this; one that is under way ends first: APScheduler would cut it off."""
        if self._scheduler is None:
            return
        self._scheduler.pause()
        try:
            await self._idle.wait()
        finally:
            self._scheduler.shutdown(wait=False)
            self._scheduler = None

    async def keep(self) -> None:
        """Set the due times of what happens again and again, where they are not set."""
        await self._store.write(lambda store: self._router.keep(self._turn(store)))

    async def _tick(self) -> None:
        try:
            await self.sweep()
        except StorageError as error:
            _log.error("due times could not be handled, trying again: %s", error)

    def _sweep_some(self, store: UnitOfWork) -> int:
        now = self._clock.now()
        due = store.timers.due(now, _BATCH)
        for timer in due:
            note = self._handle(store, timer)
            store.timers.finish(timer.id, TimerState.SKIPPED if note else TimerState.DONE, now, note)
            if note is not None and note.startswith(_FAILED):
                self._router.keep(self._turn(store))
        return len(due)

    def _handle(self, store: UnitOfWork, timer: Timer) -> str | None:
        try:
            with store.savepoint():
                return self._router.due(self._turn(store), timer)
        except DatabaseFault:
            raise
        except UserError as error:
            return f"refused: {error.key}"
        except Exception as error:
            _log.error(
                "due time %d (%s of %s) could not be handled: %s",
                timer.id,
                timer.kind,
                timer.subject,
                outline(error),
            )
            return f"{_FAILED}{type(error).__name__}"

    def _turn(self, store: UnitOfWork) -> Turn:
        return Turn(store, self._clock.now(), self._directory.of(store), CLOCK)
