"""What the office pages need of the house: one transaction a page, with the rights that somebody has at this moment."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from bot.clock import Clock
from bot.web.office.sessions import Session
from handlers.audit.scope import Sight, nodes_where
from handlers.community import Community, Permission, Person
from handlers.directory import Directory
from handlers.office import actions
from handlers.turn import Turn
from storage.store import Store
from storage.unit_of_work import UnitOfWork

T = TypeVar("T")


@dataclass(frozen=True)
class Visit:
    """Somebody who is signed in, looking at one moment of the database."""

    store: UnitOfWork
    now: datetime
    community: Community
    person: Person
    form_token: str

    @property
    def sight(self) -> Sight:
        """What they may see of the trail; `sight.nodes` is where they may read."""
        return Sight(self.store, self.community, self.person)

    @property
    def keeps(self) -> frozenset[str]:
        """Where they keep the roster."""
        return nodes_where(self.community, self.person, Permission.ROSTER)

    @property
    def turn(self) -> Turn:
        """For an action of theirs."""
        return Turn(self.store, self.now, self.community, self.person.id)


class SignedOut(Exception):
    """The session is over: signed out, too old, or the account or the post is gone."""


class Desk:
    """Reads and acts for who is signed in. Rights are asked for anew every time."""

    def __init__(self, store: Store, directory: Directory, clock: Clock) -> None:
        self._store = store
        self._directory = directory
        self._clock = clock

    def now(self) -> datetime:
        return self._clock.now()

    async def look(self, session: Session, view: Callable[[Visit], T]) -> T:
        """Show somebody something.

        Raises:
            SignedOut: they may not be here any more.
            StorageError: the database cannot be read now.
        """
        return await self._store.read(lambda store: view(self._visit(store, session)))

    async def act(self, session: Session, action: Callable[[Visit], T]) -> T:
        """Let somebody do something, in one transaction.

        Raises:
            SignedOut: they may not be here any more.
            UserError: they may not do this; nothing was done.
            StorageError: it could not be kept.
        """
        return await self._store.write(lambda store: action(self._visit(store, session)))

    async def come_in(self, code: str) -> Person | None:
        """Whoever a code lets in; it is then used up. Wrong codes are only read about: they cost no write."""
        now = self.now()

        def owner(store: UnitOfWork) -> Person | None:
            return actions.owner_of_code(store, self._directory.of(store), code, now)

        found = await self._store.read(owner)
        if found is None:
            return None

        def enter(store: UnitOfWork) -> bool:
            return actions.sign_in(Turn(store, now, self._directory.of(store), found.id), code)

        return found if await self._store.write(enter) else None

    def _visit(self, store: UnitOfWork, session: Session) -> Visit:
        community = self._directory.of(store)
        person = community.person(session.person)
        if person is None or not actions.may_enter(community, person):
            raise SignedOut
        if not session.contacts <= frozenset(person.contacts):
            raise SignedOut
        return Visit(store, self.now(), community, person, session.form_token)
