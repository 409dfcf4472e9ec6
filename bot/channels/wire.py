"""What the Wechaty wire says, as plain values: events and payloads become `Inbound` here, with no I/O and no
SDK.

Numbers are those of the gateway (wechaty-puppet 1.20, `types/message.ts`, and `event.proto` of wechaty-grpc).
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import IntEnum

from handlers.messages import Attachment, Inbound, Kind

LONGEST_ID = 200
LONGEST_NAME = 64
MOST_MENTIONS = 500


class LinkError(Exception):
    """A call or a connection to the gateway failed.

    The text never holds the token. `denied`: the token was refused. `occupied`: another client holds the
    event stream. `unsure`: the call may have been carried out all the same. `refused`: the gateway itself
    said no.
    """

    def __init__(
        self,
        reason: str,
        *,
        denied: bool = False,
        occupied: bool = False,
        unsure: bool = False,
        refused: bool = False,
    ) -> None:
        super().__init__(reason)
        self.denied = denied
        self.occupied = occupied
        self.unsure = unsure
        self.refused = refused


class EventKind(IntEnum):
    """The events that matter here; all others are ignored."""

    MESSAGE = 2
    ERROR = 16
    ROOM_JOIN = 19
    ROOM_LEAVE = 20
    ROOM_TOPIC = 21
    SCAN = 22
    LOGIN = 25
    LOGOUT = 26


@dataclass(frozen=True, slots=True)
class Event:
    """One event of the stream; `kind` may be a number nobody knows, `data` may hold or lack anything."""

    kind: int
    data: Mapping[str, object] = field(default_factory=dict)

    def text(self, key: str) -> str:
        """The string under `key`, or empty; always encodable."""
        return _string(self.data.get(key))

    def ids(self, key: str) -> list[str]:
        """The non-empty strings of the list under `key`, each once, in order."""
        value = self.data.get(key)
        found = (_string(item) for item in value) if isinstance(value, list) else ()
        return list(dict.fromkeys(item for item in found if item))

    def at(self, now: datetime) -> datetime:
        return moment(self.data.get("timestamp"), now)


class Box(IntEnum):
    """The kinds of file boxes that are read; a box that names a URL is not one of them (SSRF)."""

    BASE64 = 1
    UUID = 7


_TEXTS = frozenset({7, 10})  # text; group note (接龙)
_FILES = frozenset({1, 2, 6, 15})  # attachment, voice, picture, video
_UNSPECIFIED = 0


@dataclass(frozen=True, slots=True)
class Payload:
    """A message as the gateway holds it. `timestamp` is in s or ms; `room` is empty in a private chat."""

    type: int
    talker: str
    room: str
    listener: str
    text: str
    timestamp: int
    mentions: tuple[str, ...] = ()

    @property
    def conversation(self) -> str:
        return self.room or self.talker

    @property
    def kind(self) -> Kind:
        if self.type in _TEXTS or (self.type == _UNSPECIFIED and self.text.startswith("#接龙")):
            return Kind.TEXT
        return Kind.FILE if self.type in _FILES else Kind.OTHER


def parse_event(kind: int, payload: str) -> Event | None:
    """The event, or None if its payload is not a JSON object."""
    try:
        data = json.loads(payload)
    except (ValueError, RecursionError):
        return None
    return Event(kind, data) if isinstance(data, dict) else None


def message_inbound(
    event_id: str, payload: Payload, now: datetime, name: str, file: Attachment | None
) -> Inbound:
    """A message as our own event. The text of a file or a card is a puppet's raw XML: dropped."""
    kind = payload.kind
    quoted, text = split_quote(payload.text) if kind is Kind.TEXT else (None, "")
    return Inbound(
        id=safe_id(event_id),
        at=moment(payload.timestamp, now),
        sender=safe_id(payload.talker),
        room=safe_id(payload.room) if payload.room else None,
        text=text,
        name=tidy_name(name),
        kind=kind,
        mentions=tuple(safe_id(contact) for contact in payload.mentions[:MOST_MENTIONS] if contact),
        quote_text=quoted,
        file=file,
    )


def room_inbound(
    kind: Kind, event: Event, contact: str, now: datetime, name: str = "", text: str = ""
) -> Inbound:
    """A join, a leave or a renaming. The wire gives these no id: room, contact and time make one, the same
    again when the event comes again."""
    room, at = event.text("roomId"), event.at(now)
    seed = f"{kind}\n{room}\n{contact}\n{at.timestamp()}\n{text}"
    return Inbound(
        id=f"{kind}-{hashlib.sha256(seed.encode()).hexdigest()[:32]}",
        at=at,
        sender=safe_id(contact),
        room=safe_id(room),
        text=text,
        name=tidy_name(name),
        kind=kind,
    )


def safe_id(text: str) -> str:
    """The id as it is if it can be stored and printed, else its hash: empty, longer than 200 or with control
    characters (NUL) or surrogates in it."""
    if 0 < len(text) <= LONGEST_ID and not _UNSAFE.search(text):
        return text
    return "sha256:" + hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def tidy_name(name: str) -> str:
    """A name on one line, of at most 64 characters."""
    return " ".join(_UNSAFE.sub(" ", name).split())[:LONGEST_NAME]


def tidy_file_name(name: str) -> str:
    """A bare file name: no folder, no control characters, at most 100 characters, never empty."""
    bare = _UNSAFE.sub("", re.split(r"[/\\]", name)[-1]).strip(" .")
    return bare[-100:] or "file"


def moment(timestamp: object, now: datetime) -> datetime:
    """A wire's time, in s or ms, as an aware one; `now` if it is missing, or lies beyond tomorrow."""
    if isinstance(timestamp, bool) or not isinstance(timestamp, int | float) or not 0 < timestamp < 1e15:
        return now
    seconds = timestamp / 1000 if timestamp > 1e11 else timestamp
    if seconds > (now + timedelta(days=1)).timestamp():
        return now
    return datetime.fromtimestamp(seconds, UTC)


def split_quote(text: str) -> tuple[str | None, str]:
    """(quoted text, the reply alone), or (None, text) where nothing is quoted.

    Puppets flatten a reply to `「name：quoted」`, a line of dashes, the reply. The last line of dashes
    counts: what is quoted may hold such a block itself, and must not pass for words of the one who replies.
    """
    found = _QUOTE.match(text)
    return (found["quoted"], found["reply"]) if found else (None, text)


_UNSAFE = re.compile(r"[\x00-\x1f\x7f\u2028\u2029\ud800-\udfff]")
_QUOTE = re.compile(
    r"「[^：:\n]{0,64}[：:]\s*(?P<quoted>.*)」[ ]?\r?\n(?:[-—–][ ]?){3,}\r?\n(?P<reply>.*)", re.DOTALL
)


def _string(value: object) -> str:
    return value.encode(errors="replace").decode() if isinstance(value, str) else ""
