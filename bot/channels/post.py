"""Sending over a Wechaty wire: parts in order, none twice, and what a refusal means."""

import re
from collections import OrderedDict
from typing import Protocol

from bot.channels.base import ChannelError
from bot.channels.split import TextPart, parts_of
from bot.channels.wire import LinkError
from handlers.messages import Attachment, Outgoing

_REMEMBERED_KEYS = 2000
# What puppets say; each has its own words for it, so these are hints and a refusal that none fits is tried
# again.
_NOT_FRIEND = re.compile(
    r"not (?:a |an |your |my )*(?:friend|contact)|非好友|不是.{0,6}好友|好友验证|朋友验证", re.I
)
_HOPELESS = re.compile(
    r"not exist|not found|no such|no payload found|not (?:a member|in) .{0,12}(?:room|group)"
    r"|不在(?:本|该)?群|群聊?不存在",
    re.I,
)
_TOO_FAST = re.compile(r"频繁|发送过快|too (?:many|fast|frequent)|rate.?limit", re.I)


class Wire(Protocol):
    """What a post needs of a connection; all of it raises `LinkError`."""

    async def send_text(self, conversation: str, text: str, mentions: tuple[str, ...]) -> str | None: ...

    async def send_file(self, conversation: str, file: Attachment) -> str | None: ...

    async def is_friend(self, contact: str) -> bool: ...


class Post:
    """Remembers how much of each key was sent: trying one again goes on where it stopped, and a key that is
    done does nothing. It remembers the last 2,000 keys of this process only."""

    def __init__(self) -> None:
        self._sent: OrderedDict[str, list[str | None]] = OrderedDict()

    async def send(self, wire: Wire, message: Outgoing) -> str | None:
        """Send `message`; the wire's id of its first part, where the gateway tells one.

        Raises:
            ChannelError: a part was not sent, or nobody can tell.
        """
        conversation = message.room or message.to
        if not conversation:
            raise ChannelError("a message to nobody", permanent=True)
        sent = self._sent.setdefault(message.key, [])
        self._sent.move_to_end(message.key)
        while len(self._sent) > _REMEMBERED_KEYS:
            self._sent.popitem(last=False)
        for part in parts_of(message)[len(sent) :]:
            try:
                sent.append(await _send_part(wire, conversation, part))
            except LinkError as error:
                raise await _channel_error(wire, message, error) from error
        return next((wire_id for wire_id in sent if wire_id), None)


async def _send_part(wire: Wire, conversation: str, part: TextPart | Attachment) -> str | None:
    if isinstance(part, TextPart):
        return await wire.send_text(conversation, part.text, part.mentions)
    return await wire.send_file(conversation, part)


async def _channel_error(wire: Wire, message: Outgoing, error: LinkError) -> ChannelError:
    reason = str(error)
    if error.unsure or not error.refused:
        return ChannelError(reason, unknown=error.unsure)
    if _TOO_FAST.search(reason):
        return ChannelError(reason, too_fast=True)
    if (
        message.room is None
        and message.to
        and (_NOT_FRIEND.search(reason) or await _stranger(wire, message.to))
    ):
        return ChannelError(reason, not_friend=True)
    return ChannelError(reason, permanent=_HOPELESS.search(reason) is not None)


async def _stranger(wire: Wire, contact: str) -> bool:
    """Asked only after a refusal: many puppets leave the flag of everybody at false."""
    try:
        return not await wire.is_friend(contact)
    except LinkError:
        return False
