"""What the pages of polls need of the house: one transaction a request, as whoever holds a link, or as nobody."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from bot.clock import Clock
from handlers.community import Person
from handlers.directory import Directory
from handlers.polls import links
from handlers.turn import Turn
from storage.records import Poll
from storage.store import Store
from storage.unit_of_work import UnitOfWork

T = TypeVar("T")
_NOBODY = ""
_WINDOW = timedelta(minutes=10)
_MOST_WRONG = 30  # from one address: a whole mobile network may stand behind one
_MOST_ADDRESSES = 10_000


class NoLink(Exception):
    """The code of the link is none, or is not good any more."""


class Booth:
    """Reads and votes for the holders of links; shows polls to who knows their address."""

    def __init__(self, store: Store, directory: Directory, clock: Clock) -> None:
        self._store = store
        self._directory = directory
        self._clock = clock

    def now(self) -> datetime:
        return self._clock.now()

    def community(self) -> str:
        """What the community is called."""
        return self._directory.latest.name

    async def look(self, code: str, view: Callable[[Turn, Poll, Person], T]) -> T:
        """Show the holder of a link something.

        Raises:
            NoLink: nobody holds it.
            StorageError: the database cannot be read now.
        """
        return await self._store.read(lambda store: self._held(store, code, view))

    async def act(self, code: str, action: Callable[[Turn, Poll, Person], T]) -> T:
        """Let the holder of a link do something, in one transaction.

        Raises:
            NoLink: nobody holds it.
            UserError: they may not do this; nothing was done.
            StorageError: it could not be kept.
        """
        return await self._store.write(lambda store: self._held(store, code, action))

    async def show(self, name: str, view: Callable[[Turn, Poll], T]) -> T | None:
        """Show a poll to who knows the name of its page; None: there is none of that name."""

        def seen(store: UnitOfWork) -> T | None:
            poll = links.poll_at(store, name)
            return None if poll is None else view(self._turn(store, _NOBODY), poll)

        return await self._store.read(seen)

    def _held(self, store: UnitOfWork, code: str, do: Callable[[Turn, Poll, Person], T]) -> T:
        found = links.holder(store, self._directory.of(store), code, self._clock.now())
        if found is None:
            raise NoLink
        poll, person = found
        return do(self._turn(store, person.id), poll, person)

    def _turn(self, store: UnitOfWork, actor: str) -> Turn:
        return Turn(store, self._clock.now(), self._directory.of(store), actor)


class WrongCodes:
    """How many wrong codes came from each address in the last minutes. A right one is 79 bits: this is against load."""

    def __init__(self) -> None:
        self._since: datetime | None = None
        self._wrong: Counter[str] = Counter()

    def may_try(self, address: str, now: datetime) -> bool:
        """Whether a code from this address is looked at."""
        if self._since is None or now >= self._since + _WINDOW or len(self._wrong) >= _MOST_ADDRESSES:
            self._since, self._wrong = now, Counter()
        return self._wrong[address] < _MOST_WRONG

    def was_wrong(self, address: str) -> None:
        """One more wrong code."""
        self._wrong[address] += 1
