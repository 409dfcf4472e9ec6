"""For those who already run a python-wechaty bot: our bot as one of its plugins. The only file that imports
the SDK.

    bot = Wechaty(options)
    bot.use(GridbotPlugin(open_bot))

Import this module before `wechaty`: SDK 0.10.7 needs what `_mend` puts back. What the SDK cannot do, the
plugin cannot either: order and redelivery are its own, and after a lost connection it is its own `restart`
that helps. Who has the choice takes the channel in `wechaty.py`.
"""

import asyncio
import logging
import socket
import sys
import types
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from typing import Any

from bot.channels.base import Channel, ChannelError, Receive
from bot.channels.gateway import Calls
from bot.channels.lanes import Lanes
from bot.channels.post import Post
from bot.channels.reader import Reader
from bot.channels.wire import Event, EventKind, LinkError
from handlers.messages import Outgoing

_log = logging.getLogger(__name__)
_GRACE = 10.0  # seconds that a stop gives to events that were read


class _Telnet:
    """The little of `telnetlib.Telnet` that the SDK uses, to see whether a port is taken."""

    def open(self, host: str, port: int, timeout: float) -> None:
        socket.create_connection((host, port), timeout).close()


def _mend() -> None:
    """Put back what newer packages took away and the SDK still imports."""
    import pyee
    import pyee.asyncio
    import urllib3
    from urllib3.util import parse_url
    from wechaty_puppet import PuppetOptions

    def get_host(url: str) -> tuple[str | None, str | None, int | None]:
        parsed = parse_url(url)
        return parsed.scheme, parsed.host, parsed.port

    vars(pyee).setdefault("AsyncIOEventEmitter", pyee.asyncio.AsyncIOEventEmitter)
    vars(urllib3).setdefault("get_host", get_host)
    PuppetOptions.__hash__ = object.__hash__  # a default of a dataclass must have one since 3.11
    if sys.version_info >= (3, 13):
        sys.modules.setdefault("telnetlib", types.ModuleType("telnetlib")).__dict__["Telnet"] = _Telnet


_mend()

from wechaty import Contact, Message, Room, Wechaty, WechatyPlugin, WechatyPluginOptions  # noqa: E402


class PluginChannel:
    """A `Channel` on the connection of a running python-wechaty bot."""

    name = "wechaty-plugin"

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._bot: Wechaty | None = None
        self._post = Post()
        self._lanes: Lanes | None = None
        self._reader = Reader(self._calls, self._account, clock)

    def attach(self, bot: Wechaty) -> None:
        """Use this bot from now on."""
        self._bot = bot

    async def start(self, receive: Receive) -> None:
        self._lanes = Lanes(receive)

    async def send(self, message: Outgoing) -> str | None:
        try:
            calls = await self._calls()
        except LinkError as error:
            raise ChannelError(str(error)) from error
        return await self._post.send(calls, message)

    async def stop(self) -> None:
        lanes, self._lanes = self._lanes, None
        if lanes is not None and (lost := await lanes.close(_GRACE)):
            _log.error("stopped with %d events read but not received", lost)

    def health(self) -> str:
        account = self._account()
        return f"in a python-wechaty bot, logged in as {account}" if account else "no account is logged in"

    async def hear(self, event: Event) -> None:
        """Take an event of the SDK; dropped while nobody receives."""
        if self._lanes is not None:
            await self._lanes.put(self._reader.name_of(event), self._reader.finder(event))

    def _account(self) -> str | None:
        puppet = self._puppet()
        return getattr(puppet, "login_user_id", None)

    async def _calls(self) -> Calls:
        """The SDK makes a new puppet and connection whenever it restarts: look each time."""
        puppet = self._puppet()
        channel = getattr(puppet, "channel", None)
        if puppet is None or channel is None:
            raise LinkError("the python-wechaty bot is not connected")
        return Calls(channel, str(puppet.options.token or ""))

    def _puppet(self) -> Any:
        return getattr(self._bot, "_puppet", None)


class GridbotPlugin(WechatyPlugin):  # type: ignore[misc]
    """Runs our bot while the python-wechaty bot is logged in, until `close`.

    `open_bot` gets the channel and gives a context in which the bot runs on it (it calls `channel.start`).
    """

    def __init__(
        self,
        open_bot: Callable[[Channel], AbstractAsyncContextManager[None]],
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        super().__init__(WechatyPluginOptions(name="gridbot"))
        self.channel = PluginChannel(clock)
        self._open_bot = open_bot
        self._life: asyncio.Task[None] | None = None
        self._closing = asyncio.Event()

    async def init_plugin(self, wechaty: Wechaty) -> None:
        """The SDK calls it at each login.

        Raises:
            Exception: whatever `open_bot` raised. The SDK swallows it, so it is logged here.
        """
        self.channel.attach(wechaty)
        if self._life is not None:
            return
        ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._life = asyncio.create_task(self._live(ready))
        try:
            await ready
        except Exception:
            _log.exception("the bot did not start")
            raise

    async def close(self) -> None:
        """Stop our bot; the python-wechaty bot goes on."""
        self._closing.set()
        if self._life is not None:
            await self._life

    async def on_message(self, msg: Message) -> None:
        await self.channel.hear(Event(EventKind.MESSAGE, {"messageId": msg.message_id}))

    async def on_room_join(
        self, room: Room, invitees: list[Contact], inviter: Contact, date: datetime
    ) -> None:
        await self._room_event(EventKind.ROOM_JOIN, room, date, inviteeIdList=_ids(invitees))

    async def on_room_leave(
        self, room: Room, leavers: list[Contact], remover: Contact, date: datetime
    ) -> None:
        await self._room_event(EventKind.ROOM_LEAVE, room, date, removeeIdList=_ids(leavers))

    async def on_room_topic(
        self, room: Room, new_topic: str, old_topic: str, changer: Contact, date: datetime
    ) -> None:
        changes = {"newTopic": new_topic, "changerId": changer.contact_id}
        await self._room_event(EventKind.ROOM_TOPIC, room, date, **changes)

    async def _room_event(self, kind: EventKind, room: Room, date: datetime, **more: object) -> None:
        data = {"roomId": room.room_id, "timestamp": date.timestamp(), **more}
        await self.channel.hear(Event(kind, data))

    async def _live(self, ready: "asyncio.Future[None]") -> None:
        """The context is entered and left by one and the same task, as contexts with time limits demand."""
        try:
            async with self._open_bot(self.channel):
                ready.set_result(None)
                await self._closing.wait()
        except Exception as error:
            if ready.done():
                raise
            ready.set_exception(error)


def _ids(contacts: Sequence[Contact]) -> list[str]:
    return [contact.contact_id for contact in contacts]
