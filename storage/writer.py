"""The one writer: a thread that owns the writing connection and runs whole transactions on it.

It takes every unit of work that waits, gives each a SAVEPOINT, commits once, and only then tells the callers. So an
fsync is shared by all who came together, a bad unit cannot harm its neighbours, nobody can be cancelled halfway
through a transaction, and what was acknowledged is durable. There is no linger timer: a lone unit is committed at once.
"""

import asyncio
import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, text

from storage.engines import Scrub, StorageError, scrub
from storage.prepared import Prepared
from storage.unit_of_work import UnitOfWork
from storage.vault import PRACTICE, Vault

T = TypeVar("T")
Unit = Callable[[UnitOfWork], T]

# On the driver: SQLAlchemy's own nested transactions cost many times as much (measured).
_SAVEPOINT = Prepared(text("SAVEPOINT unit"))
_ROLLBACK = Prepared(text("ROLLBACK TO SAVEPOINT unit"))
_RELEASE = Prepared(text("RELEASE SAVEPOINT unit"))
_MOST = 500  # units in a commit; more gain nothing (measured) and make the first one wait
_SCRUB_AGAIN = 1.0  # seconds, while a reader holds on to what there was before
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Job:
    unit: Unit[Any]
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]
    result: Any = None
    error: BaseException | None = None

    def tell(self) -> None:
        """On the loop: hand over the outcome, unless the caller has gone away."""
        if self.future.done():
            return
        if self.error is None:
            self.future.set_result(self.result)
        else:
            self.future.set_exception(self.error)


class Writer:
    """Runs units of work one after the other on its own thread, many to a commit."""

    def __init__(self, engine: Engine, vault: Vault = PRACTICE) -> None:
        self._engine = engine
        self._vault = vault
        self._waiting: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._connection: Connection | None = None
        self._thread = threading.Thread(target=self._work, name="writer")
        self._stopped = False
        self._to_scrub = Scrub.NOTHING

    def start(self) -> None:
        self._thread.start()

    async def run(self, unit: Unit[T]) -> T:
        """Run `unit` in a transaction; returns when it is durable.

        Units run in the order of their calls. A caller that is cancelled has not undone its unit: it may be
        committed all the same.

        Raises:
            StorageError: the database did not take it; nothing of it was kept, as far as the database can tell.
            Exception: what `unit` itself raised; its changes were rolled back.
        """
        if self._stopped:
            raise StorageError("the store is closed")
        loop = asyncio.get_running_loop()
        job = _Job(unit, loop, loop.create_future())
        self._waiting.put(job)
        return await job.future  # type: ignore[no-any-return]

    async def stop(self) -> None:
        """Finish what waits, then end the thread."""
        self._stopped = True
        self._waiting.put(None)
        await asyncio.to_thread(self._thread.join)

    def _work(self) -> None:
        last = False
        while not last:
            jobs: list[_Job] = []
            try:
                job = self._waiting.get(timeout=_SCRUB_AGAIN if self._to_scrub else None)
            except queue.Empty:
                self._scrub()
                continue
            while job is not None:
                jobs.append(job)
                if len(jobs) == _MOST:
                    break
                try:
                    job = self._waiting.get_nowait()
                except queue.Empty:
                    break
            last = job is None
            if jobs:
                self._commit(jobs)
                if self._to_scrub:
                    self._scrub()
                _tell(jobs)
        self._drop_connection()

    def _commit(self, jobs: list[_Job]) -> None:
        try:
            if self._connection is None:
                self._connection = self._engine.connect()
            with self._connection.begin():
                for job in jobs:
                    self._run_in_savepoint(self._connection, job)
        except Exception as error:  # whatever it is: the thread must live, and every caller must hear of it
            reason = str(getattr(error, "orig", error)).partition("\n")[
                0
            ]  # the lines behind it hold people's words
            _log.error("the database refused a commit of %d units: %s", len(jobs), reason)
            failure = StorageError(f"the database did not take it: {type(error).__name__}")
            failure.__cause__ = error
            for job in jobs:
                job.error = failure
            self._drop_connection()

    def _run_in_savepoint(self, connection: Connection, job: _Job) -> None:
        _SAVEPOINT.first(connection, {})
        try:
            unit = UnitOfWork(connection, self._vault)
            job.result = job.unit(unit)
            self._to_scrub = max(self._to_scrub, unit.scrubs)
        except Exception as error:
            _ROLLBACK.first(connection, {})
            job.error = error
        _RELEASE.first(connection, {})

    def _scrub(self) -> None:
        """What was deleted leaves the files too: at once, or as soon as nobody reads it any more."""
        try:
            if self._connection is None:
                self._connection = self._engine.connect()
            self._to_scrub = scrub(self._connection, self._to_scrub)
        except Exception as error:  # a full disk, say: the thread must live, and try again
            _log.error("what was deleted could not be overwritten yet: %s", error)

    def _drop_connection(self) -> None:
        if self._connection is not None:
            self._connection.invalidate()
            self._connection.close()
            self._connection = None


def _tell(jobs: list[_Job]) -> None:
    loops: dict[asyncio.AbstractEventLoop, list[_Job]] = {}
    for job in jobs:
        loops.setdefault(job.loop, []).append(job)
    for loop, theirs in loops.items():
        try:
            loop.call_soon_threadsafe(_tell_all, theirs)
        except RuntimeError:
            _log.info("%d units were committed after their callers' loop had closed", len(theirs))


def _tell_all(jobs: list[_Job]) -> None:
    for job in jobs:
        job.tell()
