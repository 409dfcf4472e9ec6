"""A house on a wire that the test holds in its hand."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.app import House, build
from bot.channels.base import ChannelError, Receive
from bot.clock import VirtualClock
from handlers.community import Community
from handlers.messages import Inbound, Outgoing
from handlers.privacy.tidying import tidy
from handlers.turn import CLOCK, Turn
from storage.store import Store
from tests.conftest import NOW


@dataclass
class Wire:
    """A channel that keeps what it is given; each of `failures` befalls one send."""

    sent: list[Outgoing] = field(default_factory=list)
    failures: list[Exception] = field(default_factory=list)
    name: str = "test"

    async def start(self, receive: Receive) -> None:
        """The test delivers."""

    async def stop(self) -> None:
        """Nothing to stop."""

    def health(self) -> str:
        return "test"

    async def send(self, message: Outgoing) -> str | None:
        if self.failures:
            failure = self.failures.pop(0)
            if isinstance(failure, ChannelError) and failure.unknown:
                self.sent.append(message)  # it arrived, but nobody was told
            raise failure
        self.sent.append(message)
        return f"w{message.key}"


@dataclass
class Rig:
    """A house, its wire and its clock."""

    house: House
    wire: Wire
    clock: VirtualClock
    alarms: list[str] = field(default_factory=list)
    count: int = 0

    async def restart(self) -> None:
        """The process ends and a new one begins on the same database."""
        community, store = self.house.directory.base, self.house.store
        self.house = build(store, community, self.wire, community.rules.pace, self.clock, alarm=self.hear)
        await self.house.settle()

    async def hear(self, line: str) -> None:
        """The office is told that the channel does not work."""
        self.alarms.append(line)

    async def say(self, sender: str, text: str, room: str | None = "r-3", **more: object) -> list[Outgoing]:
        """Somebody says something; what the bot said to it within a minute."""
        self.count += 1
        inbound = Inbound(f"t{self.count}", self.clock.now(), sender, room, text)
        await self.house.dispatcher.receive(replace(inbound, **more))  # type: ignore[arg-type]
        return await self.wait(minutes=1)

    async def wait(self, minutes: float) -> list[Outgoing]:
        """Let time pass; what the bot said meanwhile."""
        return await self.until(self.clock.now() + timedelta(minutes=minutes))

    async def tidy(self) -> None:
        """What happens by night, now."""
        house, now = self.house, self.clock.now()
        await house.store.write(lambda store: tidy(Turn(store, now, house.directory.of(store), CLOCK)))

    async def until(self, moment: datetime) -> list[Outgoing]:
        """Let time pass to a moment; what the bot said meanwhile."""
        before = len(self.wire.sent)
        await self.house.live_until(self.clock, moment)
        return self.wire.sent[before:]


@asynccontextmanager
async def rig(community: Community, database: str = "sqlite://", start: datetime = NOW) -> AsyncIterator[Rig]:
    """A house whose clock stands at `start`."""
    clock = VirtualClock(start)
    store = Store.open(database, start)
    wire = Wire()
    try:
        bench = Rig(build(store, community, wire, community.rules.pace, clock), wire, clock)
        await bench.restart()
        yield bench
    finally:
        await store.close()
