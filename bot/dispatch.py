"""The way in: one inbound message is one transaction, and nothing escapes from here."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol
from weakref import WeakValueDictionary

from bot.clock import Clock
from bot.faults import outline
from bot.pictures import safe_file
from handlers.chat import Chat
from handlers.directory import Directory
from handlers.errors import UserError
from handlers.grid.binding import bind
from handlers.identity import lookalikes
from handlers.inbound import cleaned
from handlers.messages import Inbound, Kind
from handlers.opinion.rules import Opinion, OpinionWanted, anonymous
from handlers.requests.pictures import take_picture
from handlers.router import Router
from handlers.texts import text
from handlers.turn import Turn
from handlers.understanding import mask
from handlers.visits.pictures import join_later
from storage.engines import DatabaseFault
from storage.store import Store
from storage.unit_of_work import UnitOfWork

_log = logging.getLogger(__name__)


class Adviser(Protocol):
    """Somebody who can be asked what an undecided message means (bot/opinion.py)."""

    def ready(self, conversation: str) -> bool:
        """Whether a question about something said there may be asked now."""
        ...

    async def ask(self, conversation: str, words: str) -> Opinion | None:
        """What the words (anonymous) mean; None if there is no answer, in whatever way it failed."""
        ...


class Dispatcher:
    """Takes what channels deliver. Messages are handled one after the other, in the order in which they come; while
    somebody is asked about one, only those of its own conversation wait."""

    def __init__(
        self,
        store: Store,
        directory: Directory,
        router: Router,
        clock: Clock,
        wake: Callable[[], None],
        adviser: Adviser | None = None,
    ) -> None:
        self._store = store
        self._directory = directory
        self._router = router
        self._clock = clock
        self._wake = wake
        self._adviser = adviser
        self._one_picture = asyncio.Lock()
        self._order: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def receive(self, inbound: Inbound) -> None:
        """Handle one message; returns when all that follows from it is durable.

        Raises:
            StorageError: it could not be kept; the channel should deliver it again.
        """
        safe = cleaned(inbound)
        if safe.file is not None:
            async with self._one_picture:  # each may take as much memory as a photograph has pixels
                safe = replace(safe, file=await asyncio.to_thread(safe_file, safe.file))
        if self._adviser is None:
            await self._store.write(lambda store: self._handle(store, safe))
        else:
            conversation = safe.room or safe.sender
            async with self._order.setdefault(conversation, asyncio.Lock()):
                await self._handle_advised(self._adviser, conversation, safe)
        self._wake()

    def handle(self, store: UnitOfWork, inbound: Inbound) -> None:
        """Handle one cleaned message in a transaction of the caller's, asking nobody for an opinion."""
        self._handle(store, inbound)

    async def _handle_advised(self, adviser: Adviser, conversation: str, inbound: Inbound) -> None:
        """A transaction that needs an opinion is given up, and done anew with the answer: rules do no I/O."""
        may_ask = adviser.ready(conversation)
        try:
            await self._store.write(lambda store: self._handle(store, inbound, may_ask=may_ask))
        except OpinionWanted as wanted:
            words = anonymous(wanted.words, wanted.names | {inbound.name})
            opinion = await adviser.ask(conversation, words)
            await self._store.write(lambda store: self._handle(store, inbound, opinion))

    def _handle(
        self, store: UnitOfWork, inbound: Inbound, opinion: Opinion | None = None, may_ask: bool = False
    ) -> None:
        community, now = self._directory.of(store), self._clock.now()
        if inbound.sender == community.bot_contact or not store.inbox.add(inbound.id, now):
            return
        chat = Chat.of(Turn.by_contact(store, now, community, inbound.sender), inbound, opinion, may_ask)
        try:
            lookalikes.notice(chat)  # outside the savepoint: a refused message does not take it back
            with store.savepoint():
                self._answer(chat)
        except UserError as error:
            quoted = {
                name: mask(value) if isinstance(value, str) else value for name, value in error.params.items()
            }
            chat.refuse(text(error.key, **quoted))
        except (DatabaseFault, OpinionWanted):
            raise
        except Exception as error:
            # The text is somebody's private word, and may be quoted in the error: only the id and the place are logged.
            _log.error("message %s could not be handled: %s", inbound.id, outline(error))
            if chat.called:
                chat.reply("common.sorry")

    def _answer(self, chat: Chat) -> None:
        if chat.inbound.room is not None and chat.room is None:
            if chat.called and not bind(chat):
                raise UserError("common.unknown_room", room=chat.inbound.room)
            return
        if chat.inbound.kind in (Kind.JOIN, Kind.LEAVE, Kind.TOPIC):
            self._router.event(chat)
        if chat.inbound.kind is Kind.FILE and not join_later(chat):
            take_picture(chat)
        if chat.inbound.kind in (Kind.TEXT, Kind.FILE) and chat.inbound.text:
            self._router.handle(chat)
