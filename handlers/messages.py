"""The words that the floors share: what comes in from a channel and what goes out, with no SDK in them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """What happened on the wire."""

    TEXT = "text"
    FILE = "file"  # a picture, a voice note, a document; `file` holds it when the channel could fetch it
    JOIN = "join"
    LEAVE = "leave"
    TOPIC = "topic"  # the room was renamed; `text` is the new name
    OTHER = "other"  # stickers, cards, recalled messages: acknowledged and ignored


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came in or goes out. `data` is the content itself."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Inbound:
    """One event of a channel.

    `id` is unique and stable under redelivery; `at` is aware; `sender` is a contact id; `room` a room id, or None for
    a private chat with the bot; `name` what the sender is called there (群昵称 if set); `mentions` the contact ids
    that the wire lists (unreliable: the text is read too); `quote` the id of the quoted message where the wire tells
    it, `quote_text` its text where only that is known. Everything in it is hostile.
    """

    id: str
    at: datetime
    sender: str
    room: str | None
    text: str = ""
    name: str = ""
    kind: Kind = Kind.TEXT
    mentions: tuple[str, ...] = ()
    quote: str | None = None
    quote_text: str | None = None
    file: Attachment | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """Someone who is called with @ in an outgoing text; the text itself holds `@name`."""

    contact: str
    name: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message for a channel: to a `room`, or else privately to the contact `to`.

    `key` names it for ever: a channel that can tell that it already sent this key does nothing. `text` may be empty
    when there is a `file`. `about` is the code of the request or poll in question, for channels that show it.
    """

    key: str
    room: str | None
    to: str | None
    text: str
    mentions: tuple[Mention, ...] = ()
    file: Attachment | None = None
    about: str | None = None
