"""The link to a Wechaty gateway (puppet-service) over gRPC: the only file that imports the Wechaty packages.

Built on the stubs of wechaty-grpc and not on `PuppetService`: that one has no timeouts, logs message text
and token, and needs shims (docs/decisions/). A link lives from attach to loss; who wants to go on makes
a new one.
"""

import asyncio
import base64
import contextlib
import json
import logging
import mimetypes
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import betterproto
from grpclib.client import Channel
from grpclib.const import Cardinality
from wechaty_grpc.wechaty import PuppetStub

from bot.channels.connection import configuration_of, link_error, tls_of
from bot.channels.ending import end
from bot.channels.wire import Box, Event, LinkError, Payload, parse_event, tidy_file_name
from handlers.messages import Attachment

if TYPE_CHECKING:
    from bot.channels.settings import WechatySettings

# hpack writes every header it encodes, the token too, at level DEBUG.
logging.getLogger("hpack").setLevel(logging.INFO)

_log = logging.getLogger(__name__)
_T = TypeVar("_T")

_INLINE_LIMIT = 2_000_000  # bytes; the gateway takes 4 MiB a message, base64 adds a third
_CHUNK = 64 * 1024
_MEDIA_TYPE = re.compile(r"[\w.+-]{1,60}/[\w.+-]{1,60}")


# wechaty-grpc 0.20 is older than these two calls of the gateway (wechaty/puppet/download-upload.proto).
@dataclass
class _Id(betterproto.Message):
    id: str = betterproto.string_field(1)


@dataclass
class _Chunk(betterproto.Message):
    chunk: bytes = betterproto.bytes_field(1)


class Calls:
    """What is asked of a gateway over a channel to it, with time limits (seconds) and a size limit (bytes)
    for files.

    Every method raises `LinkError`, whose text never holds the token.
    """

    def __init__(
        self,
        channel: Channel,
        token: str,
        *,
        timeout: float = 10.0,
        file_timeout: float = 30.0,
        file_limit: int = 10_000_000,
    ) -> None:
        self._channel = channel
        self._token = token
        self._metadata = {"authorization": f"Wechaty {token}"}
        self._file_timeout, self._file_limit = file_timeout, file_limit
        self._calls = PuppetStub(channel, timeout=timeout, metadata=self._metadata)
        self._stream = PuppetStub(channel, metadata=self._metadata)

    async def message(self, message_id: str) -> Payload:
        """The message with this id."""
        raw = await self._call(self._calls.message_payload(id=message_id))
        return Payload(
            type=int(raw.type),
            talker=raw.from_id,
            room=raw.room_id,
            listener=raw.to_id,
            text=raw.text,
            timestamp=raw.timestamp,
            mentions=tuple(raw.mention_ids),
        )

    async def name(self, contact: str, room: str) -> str:
        """What the contact is called in the room (群昵称, else the nickname), or in private if `room` is
        empty."""
        if not room:
            return str((await self._call(self._calls.contact_payload(id=contact))).name)
        member = await self._call(self._calls.room_member_payload(id=room, member_id=contact))
        return str(member.room_alias or member.name)

    async def is_friend(self, contact: str) -> bool:
        return bool((await self._call(self._calls.contact_payload(id=contact))).friend)

    async def file(self, message_id: str) -> Attachment | None:
        """The file of a message; None if it is too large or the gateway only names a URL, which is not
        followed."""
        async with self._time_for_files():
            raw = await self._call(self._calls.message_file(id=message_id))
            box = _json_object(raw.filebox)
            data = await self._content(box)
        if data is None:
            _log.warning("file of message %r not taken: too large or of a kind that is not read", message_id)
            return None
        name = tidy_file_name(str(box.get("name", "")))
        return Attachment(name, _media_type(box.get("mediaType"), name), data)

    async def send_text(self, conversation: str, text: str, mentions: tuple[str, ...]) -> str | None:
        """Send one text; the id of the message if the gateway tells it."""
        call = self._calls.message_send_text(
            conversation_id=conversation, text=text, mentonal_ids=list(mentions)
        )
        return (await self._call(call)).id or None

    async def send_file(self, conversation: str, file: Attachment) -> str | None:
        """Send one file; large ones are uploaded first, in a stream."""
        box: dict[str, object] = {"name": tidy_file_name(file.name), "metadata": {}}
        if len(file.data) <= _INLINE_LIMIT:
            box |= {"type": Box.BASE64, "boxType": Box.BASE64, "base64": base64.b64encode(file.data).decode()}
        else:
            async with self._time_for_files():
                box |= {"type": Box.UUID, "boxType": Box.UUID, "uuid": await self._upload(file.data)}
        call = self._calls.message_send_file(conversation_id=conversation, filebox=json.dumps(box))
        return (await self._call(call)).id or None

    def failure(self, error: Exception) -> LinkError:
        """What `error` means for who called."""
        return link_error(error, self._token)

    async def _call(self, call: Awaitable[_T]) -> _T:
        try:
            return await call
        except Exception as error:
            raise self.failure(error) from None

    @contextlib.asynccontextmanager
    async def _time_for_files(self) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(self._file_timeout):
                yield
        except TimeoutError:
            raise LinkError("the file took too long") from None

    async def _content(self, box: dict[str, object]) -> bytes | None:
        limit = self._file_limit
        inline, uuid = box.get("base64"), box.get("uuid")
        kind = box.get("type", box.get("boxType"))
        if kind == Box.BASE64 and isinstance(inline, str) and len(inline) <= limit * 4 / 3 + 4:
            with contextlib.suppress(ValueError):
                return base64.b64decode(inline)
        if kind == Box.UUID and isinstance(uuid, str):
            return await self._call(self._download(uuid))
        return None

    async def _download(self, uuid: str) -> bytes | None:
        """The content that the gateway holds under `uuid`. It never answers about one that it does not
        know."""
        data = bytearray()
        answer = self._stream._unary_stream("/wechaty.Puppet/Download", _Id(id=uuid), _Chunk)
        async with contextlib.aclosing(answer) as chunks:
            async for chunk in chunks:
                data += chunk.chunk
                if len(data) > self._file_limit:
                    return None
        return bytes(data)

    async def _upload(self, data: bytes) -> str:
        route, cardinality = "/wechaty.Puppet/Upload", Cardinality.STREAM_UNARY
        try:
            async with self._channel.request(
                route, cardinality, _Chunk, _Id, metadata=self._metadata
            ) as stream:
                for start in range(0, len(data), _CHUNK):
                    await stream.send_message(_Chunk(chunk=data[start : start + _CHUNK]))
                await stream.end()
                answer = await stream.recv_message()
        except Exception as error:
            raise self.failure(error) from None
        if answer is None or not answer.id:
            raise LinkError("the gateway took no upload", refused=True)
        return str(answer.id)


class Link(Calls):
    """One connection of our own."""

    def __init__(self, settings: "WechatySettings") -> None:
        host, port = settings.address
        super().__init__(
            Channel(host, port, ssl=tls_of(settings), config=configuration_of(settings)),
            settings.token,
            timeout=settings.timeout,
            file_timeout=settings.file_timeout,
            file_limit=settings.file_limit,
        )
        self._settings = settings

    async def listen(self, heard: Callable[[Event], Awaitable[None]]) -> None:
        """Attach and hand over one event after the other, until the link is lost; ends with `LinkError`.

        `Start` on a started puppet changes nothing and the login is told again. A stream without any event for
        `silence` seconds counts as lost; the dings in between make the gateway say dong. While `heard` is at work
        the stream is not read (that is the back-pressure) and the time does not count.
        """
        dinging = asyncio.create_task(self._keep_dinging())
        loop, silence = asyncio.get_running_loop(), self._settings.silence
        try:
            async with contextlib.aclosing(self._stream.event()) as stream, _silence(silence) as limit:
                await self._calls.start()
                async for response in stream:
                    limit.reschedule(None)
                    await _tell(response, heard)
                    limit.reschedule(loop.time() + silence)
            raise LinkError("the gateway ended the event stream")
        except LinkError:
            raise
        except Exception as error:
            raise self.failure(error) from None
        finally:
            await end(dinging)

    async def free(self) -> None:
        """Make the gateway let go of an event stream whose client is gone. It stops the puppet: the account
        may have to log in again, so only when all else failed."""
        await self._call(self._calls.stop())

    def close(self) -> None:
        self._channel.close()

    async def _keep_dinging(self) -> None:
        while True:
            await asyncio.sleep(self._settings.silence / 3)
            try:
                await self._calls.ding(data="")
            except Exception as error:  # a dead link is noticed by the one who listens
                _log.debug("no answer to a ding: %s", self.failure(error))


@contextlib.asynccontextmanager
async def _silence(seconds: float) -> AsyncIterator[asyncio.Timeout]:
    try:
        async with asyncio.timeout(seconds) as limit:
            yield limit
    except TimeoutError:
        if limit.expired():
            raise LinkError("the event stream is silent") from None
        raise LinkError("the gateway does not answer") from None


async def _tell(response: object, heard: Callable[[Event], Awaitable[None]]) -> None:
    kind, payload = int(getattr(response, "type", 0)), str(getattr(response, "payload", ""))
    event = parse_event(kind, payload)
    if event is None:
        _log.warning("garbage event of type %d ignored (%d characters)", kind, len(payload))
    else:
        await heard(event)


def _json_object(text: str) -> dict[str, object]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _media_type(told: object, name: str) -> str:
    if isinstance(told, str) and _MEDIA_TYPE.fullmatch(told):
        return told
    return mimetypes.guess_type(name)[0] or "application/octet-stream"
