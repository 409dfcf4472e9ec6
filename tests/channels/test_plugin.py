"""Our bot as a plugin of the real `wechaty` SDK, on the same real gateway."""

import asyncio
import base64
import contextlib
import importlib
import socket
from collections.abc import AsyncIterator, Iterator
from types import ModuleType
from typing import Any

import pytest

from bot.channels.base import Channel, ChannelError
from handlers.messages import Attachment, Kind, Mention, Outgoing
from tests.channels.rig import Gateway, Inbox, until


@pytest.fixture(scope="module")
def plugin_module(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """The SDK makes folders where it is imported and used, and logs texts: it is told to keep away."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CACHE_DIR", str(tmp_path_factory.mktemp("wechaty")))
        patch.setenv("WECHATY_LOG", "silly")  # the SDK reads that as CRITICAL
        yield importlib.import_module("bot.channels.plugin")


class Bot:
    """Stands for our bot: starts the channel, keeps what comes, says when it was closed."""

    def __init__(self, inbox: Inbox) -> None:
        self.inbox = inbox
        self.channel: Channel | None = None
        self.closed = False

    @contextlib.asynccontextmanager
    async def open(self, channel: Channel) -> AsyncIterator[None]:
        await channel.start(self.inbox)
        self.channel = channel
        yield
        await channel.stop()
        self.closed = True


@pytest.fixture
async def running(
    gateway: Gateway, inbox: Inbox, plugin_module: ModuleType
) -> AsyncIterator[tuple[Channel, Any]]:
    """A python-wechaty bot that is logged in, with our plugin in it; (channel, plugin)."""
    from wechaty import Wechaty, WechatyOptions
    from wechaty_puppet import PuppetOptions

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    puppet_options = PuppetOptions(token=gateway.token, end_point=f"127.0.0.1:{gateway.port}")
    sdk = Wechaty(WechatyOptions(host="127.0.0.1", port=port, puppet_options=puppet_options))
    bot = Bot(inbox)
    plugin = plugin_module.GridbotPlugin(bot.open)
    sdk.use(plugin)
    with pytest.raises(ChannelError, match="not connected"):
        await plugin.channel.send(Outgoing("k0", None, "c", "太早"))
    starting = asyncio.create_task(sdk.start())
    await until(lambda: bot.channel and "logged in as" in bot.channel.health(), "the plugin is up")
    yield plugin.channel, plugin
    await plugin.close()
    assert bot.closed
    await sdk.stop()
    starting.cancel()
    await asyncio.gather(starting, return_exceptions=True)


async def test_the_plugin_receives(gateway: Gateway, running: tuple[Channel, Any], inbox: Inbox) -> None:
    room, (wang, li) = await gateway.room("王桂兰", "李伟", aliases=("3-2-501王",))
    photo = {"name": "a.jpg", "base64": base64.b64encode(b"x" * 60_000).decode()}
    text = "「小应：问题」\n- - - - -\n@小应\u2005回答"
    message = await gateway("say", room=room, **{"from": wang}, text=text, mentions=[gateway.bot])
    await inbox.wait(1)
    await gateway("say", **{"from": li}, text="接单")
    await inbox.wait(2)
    await gateway("say", room=room, **{"from": wang}, type=6, file=photo)
    await inbox.wait(3)
    await gateway("join", room=room, who=[li], by=wang)
    await inbox.wait(4)
    await gateway("leave", room=room, who=[li], by=wang)
    await inbox.wait(5)
    await gateway("topic", room=room, by=wang, topic="新名")

    words, private, picture, joined, left, topic = await inbox.wait(6)

    assert (words.id, words.room, words.sender, words.name) == (message, room, wang, "3-2-501王")
    assert (words.text, words.quote_text, words.mentions) == ("@小应\u2005回答", "问题", (gateway.bot,))
    assert (private.room, private.sender, private.name, private.text) == (None, li, "李伟", "接单")
    assert picture.file == Attachment("a.jpg", "image/jpeg", b"x" * 60_000)
    assert (joined.kind, joined.sender, joined.name) == (Kind.JOIN, li, "李伟")
    assert (left.kind, left.sender, topic.kind, topic.text) == (Kind.LEAVE, li, Kind.TOPIC, "新名")
    assert abs((joined.at - words.at).total_seconds()) < 60


async def test_the_plugin_sends(gateway: Gateway, running: tuple[Channel, Any], inbox: Inbox) -> None:
    channel, _ = running
    room, (wang,) = await gateway.room("王桂兰")
    picture = Attachment("结果.png", "image/png", b"x" * 3_000_000)
    await gateway("fault", echo=True)

    wire_id = await channel.send(
        Outgoing("k1", room, None, "@王桂兰 已登记", (Mention(wang, "王桂兰"),), picture)
    )
    await channel.send(Outgoing("k2", None, wang, "您好"))

    words, file, private = await gateway.sent()
    assert words == {
        "id": wire_id,
        "conversation": room,
        "text": "@王桂兰\u2005已登记",
        "mentions": [wang],
    }
    assert base64.b64decode(file["file"]["base64"]) == picture.data
    assert (private["conversation"], private["text"]) == (wang, "您好")
    await gateway("fault", echo=False, send="you are not a friend")
    with pytest.raises(ChannelError) as failed:
        await channel.send(Outgoing("k3", None, wang, "您好"))
    assert failed.value.not_friend
    await gateway("say", **{"from": wang}, text="在")
    await inbox.wait(1)
    assert inbox.texts == ["在"], "its own messages, echoed, are not received"


async def test_a_bot_that_does_not_start_says_so(
    gateway: Gateway, plugin_module: ModuleType, caplog: pytest.LogCaptureFixture
) -> None:
    @contextlib.asynccontextmanager
    async def broken(_channel: Channel) -> AsyncIterator[None]:
        raise OSError("no database")
        yield

    plugin = plugin_module.GridbotPlugin(broken)
    with pytest.raises(OSError, match="no database"):
        await plugin.init_plugin(None)
    await plugin.close()
    assert "the bot did not start" in caplog.text
