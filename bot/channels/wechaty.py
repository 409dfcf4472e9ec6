"""The Wechaty channel: a WeChat account behind a gateway (puppet-service), without the `wechaty` SDK."""

import asyncio
import contextlib
import logging
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from types import ModuleType
from typing import TYPE_CHECKING

from bot.channels.base import ChannelError, Receive
from bot.channels.ending import end
from bot.channels.lanes import Lanes
from bot.channels.post import Post
from bot.channels.reader import Reader
from bot.channels.settings import WechatySettings
from bot.channels.wire import Event, EventKind, LinkError
from handlers.messages import Outgoing

if TYPE_CHECKING:
    from bot.channels.gateway import Link

_log = logging.getLogger(__name__)

_REFUSALS_BEFORE_FREEING = 3
_LONGEST_PATIENCE = 48
_DENIED_PAUSE = 60.0
_STEADY = 600.0  # seconds of connection after which a fight over the event stream is over


class WechatyChannel:
    """A `Channel`. It reconnects for ever; `health` says how it stands.

    Events that the gateway sent while nobody was attached are gone: it has no queue.
    """

    name = "wechaty"

    def __init__(
        self,
        settings: WechatySettings,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        echoes: Callable[[str, str], None] | None = None,
    ) -> None:
        """`echoes` is called with (room or contact, text) for each message of our own that the wire shows
        us."""
        self._settings = settings
        self._clock = clock
        self._post = Post()
        self._reader = Reader(self._connected, lambda: self._account, clock, echoes)
        self._lanes: Lanes | None = None
        self._running: asyncio.Task[None] | None = None
        self._link: Link | None = None
        self._attached = asyncio.Event()
        self._settled = asyncio.Event()
        self._account: str | None = None
        self._state = "not started"
        self._since = clock()
        self._refusals = 0
        self._patience = _REFUSALS_BEFORE_FREEING

    @property
    def account(self) -> str | None:
        """The contact id of the account that is logged in."""
        return self._account

    async def start(self, receive: Receive) -> None:
        """Attach and log in; returns when that worked or failed for the first time, and goes on trying.

        Raises:
            ChannelError: permanent: the packages are not installed, it runs already, or the CA file cannot be
            read.
        """
        if self._running is not None:
            raise ChannelError("the channel runs already", permanent=True)
        gateway = _gateway()
        with _readable(self._settings):
            gateway.Link(self._settings).close()
        settings = self._settings
        self._lanes = Lanes(
            receive, limit=settings.queue, patience=settings.order_patience, pauses=settings.retry_pauses
        )
        self._say("connecting")
        self._running = asyncio.create_task(self._run(gateway))
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._settled.wait(), settings.timeout)

    async def send(self, message: Outgoing) -> str | None:
        """Send one message, in parts if it is long; the gateway's id of the first part, where it gives one.

        Raises:
            ChannelError: it was not sent, or nobody can tell.
        """
        if self._link is None or not self._attached.is_set() or self._account is None:
            raise ChannelError(f"cannot send now: {self._state}")
        return await self._post.send(self._link, message)

    async def stop(self) -> None:
        """Read no more events, finish those that were read (for `stop_grace` seconds), disconnect."""
        running, lanes, link = self._running, self._lanes, self._link
        self._running = self._lanes = None
        if running is None or lanes is None:
            return
        await end(running)
        lost = await lanes.close(self._settings.stop_grace if self._attached.is_set() else 0)
        if lost:
            _log.error("stopped with %d events read but not received", lost)
        if link is not None:
            link.close()
        self._link, self._account = None, None
        self._attached.clear()
        self._settled.clear()
        self._say("stopped")

    def health(self) -> str:
        """One line: connected since when and as whom, or what is wrong since when."""
        wanted = self._settings.bot_contact
        other = f" (configured: {wanted})" if self._account and wanted not in (None, self._account) else ""
        return f"{self._state}{other} since {self._since:%Y-%m-%d %H:%M:%S %Z}"

    async def _run(self, gateway: ModuleType) -> None:
        """Connect, listen, lose, wait, again. Leaves the last link open when cancelled: `stop` needs it."""
        pause = self._settings.reconnect_pause
        loop = asyncio.get_running_loop()
        while True:
            began = loop.time()
            link = self._link = gateway.Link(self._settings)
            try:
                await link.listen(self._hear)
            except LinkError as error:
                if self._attached.is_set():
                    pause = self._settings.reconnect_pause
                if loop.time() - began > _STEADY:
                    self._patience = _REFUSALS_BEFORE_FREEING
                self._lose(error)
                await self._free_stream(link, error)
                wait = _DENIED_PAUSE if error.denied else pause * random.uniform(0.8, 1.2)
            link.close()
            self._link = None
            await asyncio.sleep(wait)
            pause = min(pause * 2, self._settings.longest_reconnect_pause)

    def _lose(self, error: LinkError) -> None:
        self._attached.clear()
        self._account = None
        if error.denied:
            self._say("the gateway refuses the token", logging.ERROR)
        else:
            self._say(f"not connected: {error}", logging.WARNING)
        self._settled.set()

    async def _free_stream(self, link: "Link", error: LinkError) -> None:
        """A stream whose client is gone holds its place at the gateway until somebody stops the puppet. The
        holder may also be a second bot on the same account: each time it takes twice the patience, so that
        two do not throw each other out for ever."""
        self._refusals = self._refusals + 1 if error.occupied else 0
        if self._refusals < self._patience:
            return
        self._refusals = 0
        self._patience = min(self._patience * 2, _LONGEST_PATIENCE)
        _log.warning("another client holds the event stream: stopping the puppet to free it")
        try:
            await link.free()
        except LinkError as failure:
            _log.warning("the event stream was not freed: %s", failure)

    async def _hear(self, event: Event) -> None:
        """One event of the stream; waits while too many are under way."""
        if not self._attached.is_set():
            self._attached.set()
            self._refusals = 0
            self._say("connected, the account is not logged in")
        match event.kind:
            case EventKind.LOGIN if contact := event.text("contactId"):
                self._log_in(contact)
            case EventKind.LOGOUT:
                self._account = None
                self._say("connected, the account was logged out", logging.WARNING)
            case EventKind.SCAN if self._account is None:
                self._say("connected, the gateway waits for somebody to scan its QR code", logging.WARNING)
                self._settled.set()
            case EventKind.ERROR:
                _log.warning("the gateway reports an error: %.200s", self._scrubbed(event))
            case EventKind.MESSAGE | EventKind.ROOM_JOIN | EventKind.ROOM_LEAVE | EventKind.ROOM_TOPIC:
                if self._lanes is not None:
                    await self._lanes.put(self._reader.name_of(event), self._reader.finder(event))

    def _log_in(self, contact: str) -> None:
        wanted = self._settings.bot_contact
        level = logging.INFO if wanted in (None, contact) else logging.WARNING
        self._account = contact
        self._say(f"connected as {contact}", level)
        self._settled.set()

    async def _connected(self) -> "Link":
        """The link, once there is one."""
        await self._attached.wait()
        if self._link is None:
            raise LinkError("not connected")
        return self._link

    def _scrubbed(self, event: Event) -> str:
        return " ".join(str(dict(event.data)).replace(self._settings.token, "***").split())

    def _say(self, state: str, level: int = logging.INFO) -> None:
        if state != self._state:
            self._state, self._since = state, self._clock()
            _log.log(level, "wechaty: %s", state)


async def probe(settings: WechatySettings) -> str | None:
    """Try the gateway once: None if it can be reached and an account is logged in there (or another client,
    most likely the running bot, is attached), else one line that says what is wrong. Starts the puppet if it
    is not."""
    account: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def hear(event: Event) -> None:
        if event.kind == EventKind.LOGIN and not account.done():
            account.set_result(event.text("contactId"))

    try:
        with _readable(settings):
            link = _gateway().Link(settings)
    except ChannelError as error:
        return str(error)
    listening = asyncio.create_task(link.listen(hear))
    try:
        await asyncio.wait(
            {listening, account}, timeout=settings.timeout, return_when=asyncio.FIRST_COMPLETED
        )
    finally:
        await end(listening)
        link.close()
    if account.done():
        wanted = settings.bot_contact
        return (
            None
            if wanted in (None, account.result())
            else f"logged in as {account.result()}, not as {wanted}"
        )
    outcome = None if listening.cancelled() else listening.exception()
    if isinstance(outcome, LinkError):
        if outcome.occupied:
            return None
        return "the gateway refuses the token" if outcome.denied else str(outcome)
    return "the gateway can be reached, but no account is logged in"


def _gateway() -> ModuleType:
    """The module of the link, loaded when this channel is used: its packages are an extra."""
    try:
        from bot.channels import gateway
    except ImportError as error:
        raise ChannelError(f"install gridbot[wechaty] first: {error}", permanent=True) from error
    return gateway


@contextlib.contextmanager
def _readable(settings: WechatySettings) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ChannelError(f"tls_ca {settings.tls_ca}: {error}", permanent=True) from error
