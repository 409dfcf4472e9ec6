"""The test bench of the whole house: a transcript is played to the real parts under a virtual clock.

The same transcript gives the same output to the byte: nothing in the house asks for the real time or for chance.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.app import House, build
from bot.channels.base import Receive
from bot.clock import VirtualClock
from bot.json_lines import read_object
from bot.media import media_type
from handlers.community import Community
from handlers.messages import Attachment, Inbound, Kind, Outgoing
from handlers.state import state_of
from storage.store import Store

_FIRST_YEAR, _LAST_YEAR = 1970, 2999  # due times are counted from here, and need room behind
_LAST_WORDS = timedelta(minutes=2)
_EVENTS = {"join": Kind.JOIN, "leave": Kind.LEAVE, "topic": Kind.TOPIC}


class TranscriptError(Exception):
    """A line of a transcript that cannot be played; the message names the line and what is wrong."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a transcript. `event` is None for a message; a "tick" only lets time pass."""

    number: int
    at: datetime
    event: str | None
    room: str | None
    sender: str
    text: str
    name: str
    id: str
    quote: str | None
    file: str | None


def read_transcript(source: Iterable[str], zone: ZoneInfo) -> Iterator[Line]:
    """The lines of a transcript, checked one by one.

    Raises:
        TranscriptError: a line is not as the contract says, or goes back in time.
    """
    before: datetime | None = None
    for number, raw in enumerate(source, start=1):
        if not raw.strip():
            continue
        line = _read_line(number, raw, zone)
        if before is not None and line.at < before:
            raise TranscriptError(f"line {number}: at: {line.at:%Y-%m-%dT%H:%M:%S} is before the line above")
        before = line.at
        yield line


def _read_line(number: int, raw: str, zone: ZoneInfo) -> Line:
    try:
        entry = read_object(raw)
        event = _word(entry, "event", None)
        if event is not None and event != "tick" and event not in _EVENTS:
            raise ValueError(f"event: {event!r} is not one of tick, {', '.join(_EVENTS)}")
        return Line(
            number=number,
            at=_moment(entry, zone),
            event=event,
            room=_word(entry, "room", None),
            sender=_word(entry, "from", "") or "",
            text=_word(entry, "text", "") or "",
            name=_word(entry, "name", "") or "",
            id=_word(entry, "id", None) or f"line-{number}",
            quote=_word(entry, "quote", None),
            file=_word(entry, "file", None),
        )
    except ValueError as error:
        raise TranscriptError(f"line {number}: {error}") from error


def _moment(entry: Mapping[str, Any], zone: ZoneInfo) -> datetime:
    try:
        at = datetime.fromisoformat(_word(entry, "at", "") or "")
        if not _FIRST_YEAR < at.year <= _LAST_YEAR:
            raise ValueError
    except ValueError as error:
        raise ValueError("at: must be a local time like 2026-11-23T09:00") from error
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)


def _word(entry: Mapping[str, Any], key: str, otherwise: str | None) -> str | None:
    value = entry.get(key, otherwise)
    if value is not None and not isinstance(value, str):
        raise ValueError(f"{key}: must be a text, not {type(value).__name__}")
    return value


@dataclass
class Stage:
    """The channel of a rehearsal: what the bot sends is written down and printed."""

    clock: VirtualClock
    zone: ZoneInfo
    show: Callable[[dict[str, Any]], None]
    name: str = "rehearsal"
    said: dict[str, str] = field(default_factory=dict)  # texts of messages, by id
    count: int = 0

    async def start(self, receive: Receive) -> None:
        """Nothing comes in by itself: the transcript is played."""

    async def stop(self) -> None:
        """Nothing to stop."""

    def health(self) -> str:
        return "rehearsal"

    async def send(self, message: Outgoing) -> str | None:
        """Print one message; its number is its id on this wire."""
        self.count += 1
        wire_id = f"#{self.count}"
        self.said[wire_id] = message.text
        self.show(
            {
                "n": self.count,
                "at": f"{self.clock.now().astimezone(self.zone):%Y-%m-%dT%H:%M:%S}",
                "room": message.room,
                "to": message.to,
                "text": message.text,
                "mentions": [mention.contact for mention in message.mentions],
                "file": message.file.name if message.file else None,
                "about": message.about,
            }
        )
        return wire_id


def inbound_of(line: Line, names: Mapping[str, str], said: Mapping[str, str], folder: Path) -> Inbound:
    """The event that a line stands for. A file is read from beside the transcript; one that is not there is empty."""
    file = None
    if line.file is not None:
        path = folder / Path(line.file).name
        data = path.read_bytes() if path.is_file() else b""
        file = Attachment(Path(line.file).name, media_type(data, line.file), data)
    kind = _EVENTS.get(line.event or "", Kind.FILE if file else Kind.TEXT)
    return Inbound(
        id=line.id,
        at=line.at,
        sender=line.sender,
        room=line.room,
        text="" if line.text == "[图片]" and file else line.text,
        name=line.name or names.get(line.sender, ""),
        kind=kind,
        quote=line.quote,
        quote_text=said.get(line.quote) if line.quote else None,
        file=file,
    )


@asynccontextmanager
async def open_stage(
    community: Community, database: str, start: datetime, show: Callable[[dict[str, Any]], None]
) -> AsyncIterator[tuple[House, Stage, VirtualClock]]:
    """A house whose clock stands at `start`, on a channel that prints through `show`."""
    clock = VirtualClock(start)
    store = Store.open(database, start)
    try:
        stage = Stage(clock, community.zone, show)
        house = build(store, community, stage, community.rules.pace, clock)
        await house.settle()
        yield house, stage, clock
    finally:
        await store.close()


async def rehearse(
    lines: Iterable[Line],
    community: Community,
    database: str,
    folder: Path,
    show: Callable[[dict[str, Any]], None],
    dump: bool,
) -> None:
    """Play a transcript and print, through `show`, every message the bot sends; with `dump`, the state at the end.

    After the last line, what the bot had still to say is sent, as far as it is due within two minutes.

    Raises:
        TranscriptError: a line cannot be played.
        StorageError: the database cannot be used.
    """
    lines = iter(lines)
    first = next(lines, None)
    start = first.at if first else datetime(2026, 1, 1, tzinfo=UTC)
    names = {contact: person.name for person in community.people for contact in person.contacts}
    async with open_stage(community, database, start, show) as (house, stage, clock):
        line = first
        while line is not None:
            await house.live_until(clock, line.at)
            if line.event != "tick":
                stage.said[line.id] = line.text
                await house.dispatcher.receive(inbound_of(line, names, stage.said, folder))
            line = next(lines, None)
        await _finish(house, clock)
        if dump:
            show({"state": await house.store.read(lambda store: state_of(store, house.community))})


async def _finish(house: House, clock: VirtualClock) -> None:
    """Send what was already said; due times after the last line do not come any more."""
    end = clock.now() + _LAST_WORDS
    while True:
        due = await house.store.read(lambda store: store.outbox.next_due())
        if due is None or due > end:
            return
        clock.move_to(due)
        await house.sender.send_due()
