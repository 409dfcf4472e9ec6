"""`gridbot demo`: the demo community on the sandbox channel, with a clock that can be moved, behind the demo page."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.app import House, build, running
from bot.channels.base import ChannelError
from bot.channels.sandbox import Said, Sandbox, read_messages
from bot.cli.errors import CommandError
from bot.clock import ShiftedClock
from bot.config import demo_config
from bot.keys import vault_of
from bot.overview import overview
from bot.web.demo import demo_app
from bot.web.house import Refused
from bot.web.office.app import office_app
from bot.web.office.desk import Desk
from bot.web.poll.booth import Booth
from bot.web.poll.pages import LONGEST_LINE, add_poll_pages
from bot.why import explain
from handlers.community import Community, NodeKind, Person, Role
from handlers.messages import Attachment, Inbound
from handlers.pacing import Pace
from handlers.texts import text
from storage.engines import StorageError
from storage.store import Store

_OPENS = time(9)
_LIVELY = Pace(
    per_minute=600, per_day=1_000_000, room_per_minute=600, reply=(0.4, 1.0), between_rooms=(0.2, 0.6)
)
"""The sandbox blocks nobody: answers come as fast as one can read them."""
_STRANGER = "u-stranger"  # in one group, in no roster: everybody's first neighbour
_SLOW_READER = 1000


def opening(now: datetime, community: Community) -> datetime:
    """When a new demo begins: nine in the morning of today, or of the next working day."""
    day = now.astimezone(community.zone).date()
    while not community.calendar.is_working_day(day):
        day += timedelta(days=1)
    return datetime.combine(day, _OPENS, community.zone).astimezone(UTC)


def rooms_of(community: Community, person: Person) -> list[str]:
    """The groups somebody is in: that of their home; with a post, those at it, above it, and below it for those who
    lead."""
    home = community.household(person.household) if person.household else None
    found = []
    for room in community.rooms:
        lives = home is not None and home.node == room.node
        serves = any(
            community.is_within(post.node, room.node)
            or (
                community.is_within(room.node, post.node)
                and post.role in (Role.SECRETARY, Role.DEPUTY, Role.ADMIN)
            )
            for post in community.posts_of(person)
        )
        if lives or serves:
            found.append(room.id)
    return found


class DemoHouse:
    """The house behind the demo page (`bot.web.house.House`)."""

    def __init__(self, house: House, sandbox: Sandbox, clock: ShiftedClock, listeners: "Listeners") -> None:
        self._house = house
        self._sandbox = sandbox
        self._clock = clock
        self._listeners = listeners
        self._moving = asyncio.Lock()

    @property
    def desk(self) -> Desk:
        """The same house, for the office pages."""
        return Desk(self._house.store, self._house.directory, self._clock)

    @property
    def booth(self) -> Booth:
        """The same house, for the pages of polls."""
        return Booth(self._house.store, self._house.directory, self._clock)

    def community(self) -> dict[str, Any]:
        community = self._house.community
        tiers = {node.id: node.kind.value for node in community.nodes}
        people = [
            {
                "id": person.contacts[0],
                "name": person.name,
                "title": person.title or person.household or "",
                "rooms": rooms_of(community, person),
            }
            for person in community.people
            if person.contacts
        ]
        lowest = next(room.id for room in community.rooms if room.id == "r-3")
        people.append({"id": _STRANGER, "name": text("common.visitor"), "title": "", "rooms": [lowest]})
        return {
            "name": community.name,
            "bot": {"id": community.bot_contact, "name": community.bot_names[0]},
            "rooms": [
                {
                    "id": room.id,
                    "name": room.name,
                    "node": room.node,
                    "tier": tiers.get(room.node, NodeKind.BUILDING),
                }
                for room in community.rooms
            ],
            "people": people,
        }

    async def state(self) -> dict[str, Any]:
        messages = [self._message(said) for said in self._sandbox.messages]
        return {"messages": messages, **await self._life()}

    async def say(self, person: str, room: str | None, text: str, file: Attachment | None) -> None:
        known = self._house.community.person_of(person)
        try:
            await self._sandbox.say(person, known.name if known else "", room, text, file)
        except (ChannelError, StorageError) as error:
            raise Refused(str(error)) from error
        await self._show_life()

    async def why(self, person: str, room: str | None, text: str) -> dict[str, Any]:
        known, now = self._house.community.person_of(person), self._clock.now()
        said = Inbound("why", now, person, room, text, name=known.name if known else "")
        try:
            answer = await self._house.store.write(lambda store: explain(self._house, store, said, now))
        except StorageError as error:
            raise Refused(str(error)) from error
        return answer.to_json()

    async def advance(self, minutes: int | None) -> str:
        async with self._moving:
            if minutes is None:
                due = await self._house.next_due()
                if due is None:
                    raise Refused(text("common.nothing_due"))
                moment = max(due, self._clock.now())
            else:
                moment = self._clock.now() + timedelta(minutes=minutes)
            await self._house.live_until(self._clock, moment)
        await self._show_life()
        return self._local(self._clock.now())

    def subscribe(self) -> AsyncIterator[dict[str, Any]]:
        return self._listeners.add()

    async def picture(self, digest: str) -> Attachment | None:
        return self._sandbox.picture(digest)

    async def watch(self) -> None:
        """Show what changed by itself, until cancelled."""
        while True:
            await self._listeners.stirred.wait()
            self._listeners.stirred.clear()
            await self._show_life()

    def heard(self, said: Said) -> None:
        """A message was said by somebody."""
        self._listeners.tell({"type": "message", "message": self._message(said)})
        self._listeners.stirred.set()

    async def _show_life(self) -> None:
        self._listeners.tell({"type": "state", **await self._life()})

    async def _life(self) -> dict[str, Any]:
        now = self._clock.now()
        return {
            "now": self._local(now),
            **await self._house.store.read(lambda store: overview(store, self._house.community)),
        }

    def _message(self, said: Said) -> dict[str, Any]:
        person = self._house.community.person_of(said.sender)
        name = person.name if person else text("common.visitor")
        return {
            "n": said.n,
            "at": self._local(datetime.fromisoformat(said.at)),
            "room": said.room,
            "with": said.contact,
            "from": said.sender or "bot",
            "name": name if said.sender else self._house.community.bot_names[0],
            "text": said.text,
            "file": said.file,
            "mentions": list(said.mentions),
        }

    def _local(self, moment: datetime) -> str:
        return f"{moment.astimezone(self._house.community.zone):%Y-%m-%dT%H:%M:%S}"


class Listeners:
    """The pages that watch: each has a queue; one that does not read is let go and will read everything anew."""

    def __init__(self) -> None:
        self._queues: set[asyncio.Queue[dict[str, Any] | None]] = set()
        self.stirred = asyncio.Event()

    def add(self) -> AsyncIterator[dict[str, Any]]:
        """Events from now on."""
        queue: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue(_SLOW_READER)
        self._queues.add(queue)
        return self._read(queue)

    def tell(self, event: dict[str, Any]) -> None:
        """Give an event to everybody who watches."""
        for queue in list(self._queues):
            try:
                queue.put_nowait(event)
            except asyncio.QueueFull:
                self._queues.discard(queue)
                queue.get_nowait()
                queue.put_nowait(None)

    async def _read(self, queue: asyncio.Queue[dict[str, Any] | None]) -> AsyncIterator[dict[str, Any]]:
        try:
            while (event := await queue.get()) is not None:
                yield event
        finally:
            self._queues.discard(queue)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise CommandError(f"{folder}: not a folder") from error


@asynccontextmanager
async def open_demo(folder: Path, office: str = "") -> AsyncIterator[DemoHouse]:
    """A running demo whose data is in `folder`; `office` is the address of its office pages, if it is known.

    Raises:
        StorageError: the database cannot be used, or another demo is running on it.
        CommandError, OSError: the folder is none, or cannot be written.
    """
    _make_folder(folder)
    community = replace(demo_config().community, office=office, site=office.removesuffix("office/"))
    listeners = Listeners()
    demo: DemoHouse | None = None

    def heard(said: Said) -> None:
        if demo is not None:
            demo.heard(said)

    database = f"sqlite:///{folder / 'demo.db'}"
    async with AsyncExitStack() as stack:
        store = Store.open(database, datetime.now(UTC), vault_of(database, folder / "demo.key", {}))
        stack.push_async_callback(store.close)
        messages = read_messages(folder)
        last = await store.read(lambda unit: unit.audit.last_moment())
        said = datetime.fromisoformat(messages[-1].at) if messages else None
        clock = ShiftedClock(max(filter(None, (last, said)), default=opening(datetime.now(UTC), community)))
        sandbox = Sandbox(folder, messages, clock.now, heard)
        house = build(store, community, sandbox, _LIVELY, clock)
        await stack.enter_async_context(running(house, sandbox))
        demo = DemoHouse(house, sandbox, clock, listeners)
        watching = asyncio.create_task(demo.watch(), name="watch")
        stack.callback(watching.cancel)
        yield demo


async def serve_demo(folder: Path, port: int) -> None:
    """Serve the demo page on the loopback address until cancelled; prints its one URL.

    Raises:
        CommandError: the port is taken.
        StorageError, OSError: as `open_demo`.
    """
    logging.getLogger("aiohttp.access").setLevel(logging.WARNING)
    async with open_demo(folder, f"http://127.0.0.1:{port}/office/" if port else "") as demo:
        office = office_app(demo.desk, lambda: str(demo.community()["name"]))
        app = demo_app(demo, office=office)
        add_poll_pages(app, demo.booth)
        runner = web.AppRunner(app, shutdown_timeout=2, max_line_size=LONGEST_LINE)
        await runner.setup()
        try:
            try:
                await web.TCPSite(runner, "127.0.0.1", port).start()
            except OSError as error:
                raise CommandError(f"port {port} is taken; choose another with PORT=…") from error
            address = runner.addresses[0]
            print(f"http://{address[0]}:{address[1]}/", flush=True)
            await asyncio.Event().wait()
        finally:
            await runner.cleanup()
