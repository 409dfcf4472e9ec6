"""The way in: one inbound message is one transaction, and nothing escapes from here."""

import logging
from collections.abc import Callable

from bot.clock import Clock
from handlers.chat import Chat
from handlers.community import Community
from handlers.errors import UserError
from handlers.inbound import cleaned
from handlers.messages import Inbound, Kind
from handlers.requests.pictures import take_picture
from handlers.router import Router
from handlers.texts import text
from handlers.turn import Turn
from storage.engines import DatabaseFault
from storage.store import Store
from storage.unit_of_work import UnitOfWork

_log = logging.getLogger(__name__)


class Dispatcher:
    """Takes what channels deliver. Messages are handled one after the other, in the order in which they come."""

    def __init__(
        self, store: Store, community: Community, router: Router, clock: Clock, wake: Callable[[], None]
    ) -> None:
        self._store = store
        self._community = community
        self._router = router
        self._clock = clock
        self._wake = wake

    async def receive(self, inbound: Inbound) -> None:
        """Handle one message; returns when all that follows from it is durable.

        Raises:
            StorageError: it could not be kept; the channel should deliver it again.
        """
        safe = cleaned(inbound)
        await self._store.write(lambda store: self._handle(store, safe))
        self._wake()

    def _handle(self, store: UnitOfWork, inbound: Inbound) -> None:
        community, now = self._community, self._clock.now()
        if inbound.sender == community.bot_contact or not store.inbox.add(inbound.id, now):
            return
        person = community.person_of(inbound.sender)
        chat = Chat.of(Turn(store, now, community, person.id if person else inbound.sender), inbound)
        try:
            with store.savepoint():
                self._answer(chat)
        except UserError as error:
            chat.say(text(error.key, **error.params))
        except DatabaseFault:
            raise
        except Exception:
            # The text is somebody's private word: only the id goes to the log.
            _log.exception("message %s could not be handled", inbound.id)
            if chat.called:
                chat.reply("common.sorry")

    def _answer(self, chat: Chat) -> None:
        if chat.inbound.room is not None and chat.room is None:
            if chat.called:
                raise UserError("common.unknown_room", room=chat.inbound.room)
            return
        if chat.inbound.kind is Kind.FILE:
            take_picture(chat)
        if chat.inbound.kind in (Kind.TEXT, Kind.FILE) and chat.inbound.text:
            self._router.handle(chat)
