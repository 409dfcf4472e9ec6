"""From an event of the wire to our `Inbound`s: what has to be looked up for it, and in which conversation it
is."""

import functools
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Protocol

from bot.channels.lanes import Find, Work
from bot.channels.wire import Event, EventKind, LinkError, Payload, message_inbound, room_inbound
from handlers.messages import Attachment, Inbound, Kind

_log = logging.getLogger(__name__)


class Source(Protocol):
    """What a reader asks of a connection; all of it raises `LinkError`."""

    async def message(self, message_id: str) -> Payload: ...

    async def name(self, contact: str, room: str) -> str: ...

    async def file(self, message_id: str) -> Attachment | None: ...


Echoes = Callable[[str, str], None]
"""Called with (room or contact, text) for each message of our own that the wire shows us."""


class Reader:
    """Reads messages, joins, leaves and renamings; drops the account's own."""

    def __init__(
        self,
        source: Callable[[], Awaitable[Source]],
        account: Callable[[], str | None],
        clock: Callable[[], datetime],
        echoes: Echoes | None = None,
    ) -> None:
        """`source` waits until there is a connection; `account` is the contact id of the bot itself."""
        self._source = source
        self._account = account
        self._clock = clock
        self._echoes = echoes

    @staticmethod
    def name_of(event: Event) -> str:
        """What a log calls the event: the id of the message, or of the room."""
        return event.text("messageId" if event.kind == EventKind.MESSAGE else "roomId")

    def finder(self, event: Event) -> Find:
        """How to find the conversation of a message, join, leave or topic event."""
        find = self._find_message if event.kind == EventKind.MESSAGE else self._find_room
        return functools.partial(find, event)

    async def _find_message(self, event: Event) -> Work | None:
        message_id = event.text("messageId")
        if not message_id:
            _log.warning("a message without an id was ignored")
            return None
        source = await self._source()
        payload = await source.message(message_id)
        if not payload.talker:
            _log.warning("message %r has no sender: ignored", message_id)
            return None
        if payload.talker == self._account():
            if self._echoes is not None:
                self._echoes(payload.room or payload.listener, payload.text)
            return None
        return Work(payload.conversation, functools.partial(self._fill_message, message_id, payload))

    async def _find_room(self, event: Event) -> Work | None:
        room = event.text("roomId")
        if not room:
            _log.warning("a room event without a room was ignored")
            return None
        fill = self._fill_topic if event.kind == EventKind.ROOM_TOPIC else self._fill_members
        return Work(room, functools.partial(fill, event))

    async def _fill_message(self, message_id: str, payload: Payload) -> Sequence[Inbound]:
        name = await self._name(payload.talker, payload.room)
        file = await self._file(message_id) if payload.kind is Kind.FILE else None
        return [message_inbound(message_id, payload, self._clock(), name, file)]

    async def _fill_topic(self, event: Event) -> Sequence[Inbound]:
        changer = event.text("changerId")
        if changer == self._account():
            return []
        return [room_inbound(Kind.TOPIC, event, changer, self._clock(), text=event.text("newTopic"))]

    async def _fill_members(self, event: Event) -> Sequence[Inbound]:
        """One event a person who came or left; our own coming and going is nobody's business."""
        joined = event.kind == EventKind.ROOM_JOIN
        kind, key = (Kind.JOIN, "inviteeIdList") if joined else (Kind.LEAVE, "removeeIdList")
        people = [who for who in event.ids(key) if who != self._account()]
        room = event.text("roomId") if joined else ""  # who left has no name in the room any more
        names = [await self._name(who, room) for who in people]
        now = self._clock()
        return [room_inbound(kind, event, who, now, name) for who, name in zip(people, names, strict=True)]

    async def _name(self, contact: str, room: str) -> str:
        """A name is worth one question and no more: without it the event still counts."""
        try:
            return await (await self._source()).name(contact, room)
        except LinkError as error:
            _log.info("no name for contact %r: %s", contact, error)
            return ""

    async def _file(self, message_id: str) -> Attachment | None:
        """The words that come with a file do not wait for it for ever: without it the message still
        counts."""
        try:
            return await (await self._source()).file(message_id)
        except LinkError as error:
            _log.warning("file of message %r not fetched: %s", message_id, error)
            return None
