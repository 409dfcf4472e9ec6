"""The one place where everything is built and wired, started and stopped in order."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from bot.alarm import Tell, keep_to_the_log
from bot.channels.base import Channel
from bot.clock import Clock, MovableClock
from bot.clockwork import Clockwork
from bot.dispatch import Adviser, Dispatcher
from bot.sender import Sender
from handlers.community import Community
from handlers.directory import Directory
from handlers.grid.handover import rescue
from handlers.pacing import Pace
from handlers.registry import FEATURES
from handlers.router import Router
from handlers.settling import settle
from handlers.turn import CLOCK, Turn
from storage.store import Store


@dataclass(frozen=True, slots=True)
class House:
    """The parts of a running bot."""

    directory: Directory
    store: Store
    dispatcher: Dispatcher
    sender: Sender
    clockwork: Clockwork

    @property
    def community(self) -> Community:
        """The community as it was last seen."""
        return self.directory.latest

    async def settle(self) -> None:
        """What must be put right before anything else happens: a database of an older version, requests of people whom
        the configuration no longer has, and what was being sent when the process died."""
        now = self.clockwork.now()
        await self.store.write(lambda store: settle(store, self.directory.of(store), now))
        await self.store.write(lambda store: rescue(Turn(store, now, self.directory.of(store), CLOCK)))
        await self.clockwork.keep()
        await self.sender.recover()

    async def live_until(self, clock: MovableClock, moment: datetime) -> None:
        """Under a clock that is moved by hand: all that is due up to `moment` happens, each thing at its own time."""
        while True:
            due = await self.next_due()
            if due is None or due > moment:
                break
            clock.move_to(due)
            await self.clockwork.sweep()
            await self.sender.send_due()
        clock.move_to(moment)

    async def next_due(self) -> datetime | None:
        """When the next thing happens by itself."""
        return await self.store.read(
            lambda store: min(filter(None, (store.timers.next_due(), store.outbox.next_due())), default=None)
        )


def build(
    store: Store,
    community: Community,
    channel: Channel,
    pace: Pace,
    clock: Clock,
    adviser: Adviser | None = None,
    alarm: Tell = keep_to_the_log,
) -> House:
    """Wire the parts together; nothing runs yet. `adviser`: who is asked about undecided messages; `alarm`: how the
    office hears that the channel does not work."""
    router = Router(FEATURES)
    directory = Directory(community)
    sender = Sender(store, channel, directory, pace, clock, alarm)
    return House(
        directory=directory,
        store=store,
        dispatcher=Dispatcher(store, directory, router, clock, sender.wake, adviser),
        sender=sender,
        clockwork=Clockwork(store, directory, router, clock),
    )


@asynccontextmanager
async def running(house: House, channel: Channel) -> AsyncIterator[House]:
    """Run a bot in real time. It stops in order: first nothing comes in, then nothing falls due, then nothing goes
    out; what was not sent stays in the outbox for the next start."""
    await house.settle()
    await house.clockwork.sweep()
    house.clockwork.start()
    sending = asyncio.create_task(house.sender.run(), name="sender")
    try:
        await channel.start(house.dispatcher.receive)
        try:
            yield house
        finally:
            await channel.stop()
    finally:
        await house.clockwork.stop()
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
