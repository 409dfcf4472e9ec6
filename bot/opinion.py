"""The second opinion: a language model on the office's own network, asked about undecided messages.

It can only add: whatever goes wrong here, the message is handled as if nobody had been asked. What leaves the machine,
and why it is built so: docs/decisions/second-opinion.md.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

import aiohttp

from bot.clock import Clock
from bot.completions import complete, read_answer, session_for
from bot.config.opinion import OpinionSettings
from handlers.opinion.rules import Opinion
from storage.store import Store

_log = logging.getLogger(__name__)

_GAP = 10.0  # seconds between two questions of one conversation: nobody there waits for more than one
_FAILURES = 3
_FIRST_PAUSE, _LONGEST_PAUSE = 30.0, 3600.0


class Breaker:
    """Lets nobody ask for a while after failures in a row: half a minute, then twice as long each time, up to an hour.
    After a pause one question at a time is tried, until one is answered. Times are seconds of any one clock."""

    def __init__(self) -> None:
        self.failures = 0
        self._pause = _FIRST_PAUSE
        self._until = float("-inf")

    def closed(self, now: float) -> bool:
        """Whether one may ask."""
        return now >= self._until

    @property
    def trying(self) -> bool:
        """Whether the next question only tries out if it works again."""
        return self.failures >= _FAILURES

    def failed(self, now: float) -> None:
        self.failures += 1
        if self.trying and self.closed(now):
            self._until = now + self._pause
            self._pause = min(2 * self._pause, _LONGEST_PAUSE)

    def worked(self) -> None:
        self.failures = 0
        self._pause = _FIRST_PAUSE


@dataclass(slots=True)
class Counts:
    """How often since the start it was asked, gave labels, said that nothing is wanted, gave nonsense, failed."""

    asked: int = 0
    labels: int = 0
    nothing: int = 0
    nonsense: int = 0
    failed: int = 0


class SecondOpinion:
    """An `Adviser`. It never raises but for storage; it writes no word of a message anywhere."""

    def __init__(
        self,
        settings: OpinionSettings,
        session: aiohttp.ClientSession,
        store: Store,
        clock: Clock,
        zone: ZoneInfo,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.counts = Counts()
        self._settings = settings
        self._session = session
        self._store = store
        self._clock = clock
        self._zone = zone
        self._monotonic = monotonic
        self._breaker = Breaker()
        self._under_way = 0
        self._asked: dict[str, float] = {}  # when something was last asked about each conversation
        self._spent: date | None = None  # the day whose budget is used up

    def ready(self, conversation: str) -> bool:
        now = self._monotonic()
        return (
            self._breaker.closed(now)
            and self._under_way < (1 if self._breaker.trying else self._settings.at_once)
            and now - self._asked.get(conversation, float("-inf")) >= _GAP
            and self._today() != self._spent
        )

    async def ask(self, conversation: str, words: str) -> Opinion | None:
        """
        Raises:
            StorageError: the question could not be counted.
        """
        if not words or not self.ready(conversation):
            return None
        now = self._monotonic()
        self._asked = {one: at for one, at in self._asked.items() if now - at < _GAP} | {conversation: now}
        self._under_way += 1
        try:
            return await self._answer(words) if await self._in_budget() else None
        finally:
            self._under_way -= 1

    async def _in_budget(self) -> bool:
        """Counts the question before it is asked, so that no restart gives more of them."""
        day = self._today()
        used = await self._store.write(lambda store: store.counters.next(f"opinion {day}"))
        if used >= self._settings.budget:
            self._spent = day
            _log.info("second opinion: the budget of %d questions a day is used up", self._settings.budget)
        return used <= self._settings.budget

    async def _answer(self, words: str) -> Opinion | None:
        self.counts.asked += 1
        try:
            async with asyncio.timeout(self._settings.timeout):
                said = await complete(self._session, self._settings, words)
        except (
            Exception
        ):  # whatever it is, it must change nothing; it may quote the words, so it is only counted
            self.counts.failed += 1
            self._breaker.failed(self._monotonic())
            if self._breaker.trying:
                _log.warning("second opinion: %d failures in a row", self._breaker.failures)
            return None
        self._breaker.worked()
        try:
            opinion = read_answer(said)
        except ValueError:  # a resident's words may bring a model to this, so it opens no circuit
            self.counts.nonsense += 1
            return None
        if opinion is None:
            self.counts.nothing += 1
        else:
            self.counts.labels += 1
        return opinion

    def _today(self) -> date:
        return self._clock.now().astimezone(self._zone).date()


@asynccontextmanager
async def opened(
    settings: OpinionSettings | None, store: Store, clock: Clock, zone: ZoneInfo
) -> AsyncIterator[SecondOpinion | None]:
    """Somebody to ask, with one session for all questions; None without settings."""
    if settings is None:
        yield None
        return
    async with session_for(settings) as session:
        opinion = SecondOpinion(settings, session, store, clock, zone)
        try:
            yield opinion
        finally:
            _log.info("second opinion: %s", opinion.counts)
