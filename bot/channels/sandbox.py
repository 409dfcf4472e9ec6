"""A chat network in a folder: what the demo page shows instead of WeChat. It remembers everything over restarts."""

import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from bot.channels.base import ChannelError, Receive
from bot.media import media_type
from handlers.messages import Attachment, Inbound, Kind, Outgoing

_LOG = "chat.jsonl"
_PICTURES = "pictures"


@dataclass(frozen=True, slots=True)
class Said:
    """One message of the network. `sender` is a contact, or "" for the bot; `contact` the person of a private chat;
    `key` the bot's own name for it."""

    n: int
    at: str
    room: str | None
    contact: str | None
    sender: str
    text: str
    file: str | None
    mentions: tuple[str, ...]
    key: str | None


class Sandbox:
    """The channel and the network at once: `say` is what a person does, `send` what the bot does."""

    name = "sandbox"

    def __init__(
        self, folder: Path, messages: list[Said], now: Callable[[], datetime], heard: Callable[[Said], None]
    ) -> None:
        """`messages`: those of earlier runs; `heard` is called for each new one, whoever said it.

        Raises:
            OSError: the folder cannot be written.
        """
        (folder / _PICTURES).mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._now = now
        self._heard = heard
        self._receive: Receive | None = None
        self.messages = messages
        self._sent = {said.key for said in self.messages if said.key is not None}
        self._log = (folder / _LOG).open("a", encoding="utf-8")

    async def start(self, receive: Receive) -> None:
        self._receive = receive

    async def stop(self) -> None:
        self._receive = None
        self._log.close()

    def health(self) -> str:
        return f"sandbox, {len(self.messages)} messages"

    async def say(self, sender: str, name: str, room: str | None, text: str, file: Attachment | None) -> None:
        """A person says something; returns when the bot has taken it in.

        Raises:
            ChannelError: nobody is listening.
        """
        if self._receive is None:
            raise ChannelError("the bot is not listening")
        digest = self._keep(file) if file else None
        contact = None if room else sender
        said = self._add(room, contact, sender, text, digest, (), None)
        await self._receive(
            Inbound(
                id=f"sandbox-{said.n}",
                at=self._now(),
                sender=sender,
                room=room,
                text=text,
                name=name,
                kind=Kind.FILE if file else Kind.TEXT,
                file=file,
            )
        )

    async def send(self, message: Outgoing) -> str | None:
        """The bot says something; the same key a second time changes nothing."""
        if message.key not in self._sent:
            digest = self._keep(message.file) if message.file else None
            mentions = tuple(mention.contact for mention in message.mentions)
            self._add(message.room, message.to, "", message.text, digest, mentions, message.key)
        return f"sandbox-{message.key}"

    def picture(self, digest: str) -> Attachment | None:
        """A picture by its digest."""
        path = self._folder / _PICTURES / digest
        if not digest.isalnum() or not path.is_file():
            return None
        data = path.read_bytes()
        return Attachment(digest, media_type(data), data)

    def _keep(self, file: Attachment) -> str:
        digest = hashlib.sha256(file.data).hexdigest()
        path = self._folder / _PICTURES / digest
        if not path.is_file():
            part = path.with_suffix(".part")
            part.write_bytes(file.data)
            part.replace(path)
        return digest

    def _add(
        self,
        room: str | None,
        contact: str | None,
        sender: str,
        text: str,
        file: str | None,
        mentions: tuple[str, ...],
        key: str | None,
    ) -> Said:
        at = self._now().isoformat(timespec="seconds")
        said = Said(len(self.messages) + 1, at, room, contact, sender, text, file, mentions, key)
        self._log.write(json.dumps(asdict(said), ensure_ascii=False) + "\n")
        self._log.flush()
        os.fsync(self._log.fileno())
        self.messages.append(said)
        if key is not None:
            self._sent.add(key)
        self._heard(said)
        return said


def read_messages(folder: Path) -> list[Said]:
    """The messages of earlier runs; a last line that was cut by a crash is dropped from the file."""
    file = folder / _LOG
    if not file.is_file():
        return []
    data = file.read_bytes()
    whole = data[: data.rfind(b"\n") + 1]
    if whole != data:
        file.write_bytes(whole)
    entries = [json.loads(line) for line in whole.splitlines()]
    return [Said(**{**entry, "mentions": tuple(entry["mentions"])}) for entry in entries]
