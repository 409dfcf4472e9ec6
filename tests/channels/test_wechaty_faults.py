"""Everything that breaks between the bot and its account: the channel comes back and says how it stands."""

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest

from bot.channels import gateway as link_module
from bot.channels.base import ChannelError
from bot.channels.connection import link_error
from bot.channels.wechaty import WechatyChannel
from bot.channels.wire import Event, LinkError
from handlers.messages import Outgoing
from tests.channels.rig import Gateway, Inbox, Node, until


async def say(gateway: Gateway, who: str, text: str, **more: object) -> None:
    await gateway("say", **{"from": who}, text=text, **more)


async def back(channel: WechatyChannel, gateway: Gateway) -> None:
    await until(lambda: channel.account == gateway.bot, "connected and logged in again")


async def gone(channel: WechatyChannel) -> None:
    await until(lambda: channel.account is None, "the loss is noticed")


async def test_cut(gateway: Gateway, channel: WechatyChannel, inbox: Inbox) -> None:
    wang = await gateway.contact()
    await say(gateway, wang, "一")
    await inbox.wait(1)
    for n in range(3):
        await gateway("cut")
        await gone(channel)
        await back(channel, gateway)
        await say(gateway, wang, f"后{n}")
        await inbox.wait(2 + n)

    assert inbox.texts == ["一", "后0", "后1", "后2"]
    assert (await gateway("calls"))["stop"] == 0, "the account is never logged out for a cut"


async def test_restart_of_the_gateway(gateway: Gateway, channel: WechatyChannel, inbox: Inbox) -> None:
    wang = await gateway.contact()
    await gateway("restart")
    await gone(channel)
    await back(channel, gateway)
    await say(gateway, wang, "还在吗")
    await inbox.wait(1)

    await channel.send(Outgoing("k", None, wang, "在"))

    assert [sent["text"] for sent in await gateway.sent()] == ["在"]


async def test_kill_minus_nine(inbox: Inbox) -> None:
    """The whole gateway process dies and another one comes up at the same place."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    first = Node(str(port))
    gateway = await Gateway.open(first.port)
    channel = WechatyChannel(gateway.settings(endpoint=f"127.0.0.1:{port}"))
    await channel.start(inbox)
    await back(channel, gateway)
    first.kill()
    await gone(channel)
    assert "not connected" in channel.health()
    second = await asyncio.to_thread(Node, str(port))
    await back(channel, gateway)
    await channel.stop()
    second.kill()


async def test_stop_by_another_client(gateway: Gateway, channel: WechatyChannel, inbox: Inbox) -> None:
    """Whoever calls Stop ends everybody's stream, without an error: that too is a reason to come back."""
    wang = await gateway.contact()
    other = link_module.Link(gateway.settings())
    await other.free()
    other.close()
    await until(lambda: not channel.health().startswith("connected as"), "the end is noticed")
    await back(channel, gateway)
    await say(gateway, wang, "一")
    await inbox.wait(1)


async def test_refused_at_the_start_and_later(gateway: Gateway, inbox: Inbox) -> None:
    await gateway("refuse")
    channel = WechatyChannel(gateway.settings())
    await channel.start(inbox)
    assert channel.health().startswith("not connected: ")
    with pytest.raises(ChannelError, match="cannot send now") as failed:
        await channel.send(Outgoing("k", None, "c", "您好"))
    assert (failed.value.unknown, failed.value.permanent) == (False, False)
    await gateway("heal")
    await back(channel, gateway)
    await gateway("refuse")
    await gone(channel)
    await gateway("heal")
    await back(channel, gateway)
    await channel.stop()


async def test_black_hole_and_the_stranded_stream_behind_it(
    gateway: Gateway, channel: WechatyChannel, inbox: Inbox
) -> None:
    """Nothing passes and nobody is told. The gateway still believes in the old connection when the new one
    comes: it refuses a second event stream until the puppet is stopped."""
    wang = await gateway.contact()
    began = asyncio.get_running_loop().time()
    await gateway("blackhole")
    await gone(channel)
    assert asyncio.get_running_loop().time() - began < 5, "keepalive sees it, not the next message"
    await gateway("heal")
    await back(channel, gateway)
    await say(gateway, wang, "一")
    await inbox.wait(1)

    assert (await gateway("calls"))["stop"] == 1


@pytest.fixture
async def holder(gateway: Gateway) -> AsyncIterator[link_module.Link]:
    """Another client, alive, that holds the only event stream."""
    link, attached = link_module.Link(gateway.settings()), asyncio.Event()

    async def hear(_event: Event) -> None:
        attached.set()

    listening = asyncio.create_task(link.listen(hear))
    await attached.wait()
    yield link
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)
    link.close()


async def test_a_second_client(
    gateway: Gateway, holder: link_module.Link, inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    channel = WechatyChannel(gateway.settings())
    await channel.start(inbox)
    assert "ALREADY_EXISTS" in channel.health()
    await back(channel, gateway)

    assert (await gateway("calls"))["stop"] == 1
    assert "another client holds the event stream" in caplog.text
    await channel.stop()


async def test_a_silent_stream(gateway: Gateway, inbox: Inbox) -> None:
    """The connection lives, the puppet says nothing, not even dong."""
    channel = WechatyChannel(gateway.settings(silence=0.9))
    await channel.start(inbox)
    since = channel.health()
    await asyncio.sleep(0)
    quiet = asyncio.create_task(until(lambda: channel.health() != since, "a change", 2.5))
    with pytest.raises(AssertionError, match="a change"):
        await quiet  # dings are answered: a quiet hour is no loss
    await gateway("fault", mute=True)
    await until(lambda: "the event stream is silent" in channel.health(), "the silence is noticed")
    await gateway("fault", mute=False)
    await back(channel, gateway)
    await channel.stop()


async def test_a_cut_in_the_middle_of_a_stop(gateway: Gateway, inbox: Inbox) -> None:
    """The loss wakes the same tasks that the stop cancels: it ends all the same, and nothing of it is
    left."""
    wang = await gateway.contact()
    for n in range(5):
        channel = WechatyChannel(gateway.settings(stop_grace=0.2))
        await channel.start(inbox)
        await gateway("fault", hang={f"m{n}": 1000})
        await say(gateway, wang, "一", id=f"m{n}")
        cutting = asyncio.create_task(gateway("cut"))
        await asyncio.wait_for(channel.stop(), 5)
        await cutting
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_delay(gateway: Gateway, channel: WechatyChannel, inbox: Inbox) -> None:
    wang = await gateway.contact()
    await gateway("delay", ms=150)
    for n in range(5):
        await say(gateway, wang, str(n))
    await inbox.wait(5)
    await channel.send(Outgoing("k", None, wang, "慢"))

    assert inbox.texts == ["0", "1", "2", "3", "4"]
    assert len(await gateway.sent()) == 1


async def test_payloads_that_fail(
    gateway: Gateway, channel: WechatyChannel, inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    """Twice: fetched at the third try, in its place. For ever, or never there: given up by name, the rest
    goes on."""
    wang = await gateway.contact()
    await gateway("fault", payload={"m-twice": 2, "m-never": 99})
    for message in ("m-twice", "m-never", "m-good"):
        await say(gateway, wang, message, id=message)
    await gateway("tell", id="m-unknown")
    await say(gateway, wang, "m-last", id="m-last")
    await inbox.wait(3)
    errors = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]

    assert inbox.texts == ["m-twice", "m-good", "m-last"]
    assert [next(m for m in ("m-never", "m-unknown") if m in error) for error in errors] == [
        "m-never",
        "m-unknown",
    ]


async def test_a_payload_that_hangs_holds_nobody_for_long(
    gateway: Gateway, channel: WechatyChannel, inbox: Inbox
) -> None:
    wang = await gateway.contact()
    await gateway("fault", hang={"m-slow": 1600})
    await say(gateway, wang, "慢", id="m-slow")
    await say(gateway, wang, "快")
    await inbox.wait(2)

    assert inbox.texts == ["快", "慢"], "after the patience of 1 s the order gives way, the message does not"


async def test_a_cut_between_event_and_payload(
    gateway: Gateway, channel: WechatyChannel, inbox: Inbox
) -> None:
    wang = await gateway.contact()
    await gateway("fault", hang={"m": 300})
    await say(gateway, wang, "一", id="m")
    while "m" not in await gateway("asked"):
        assert channel.account
    await gateway("refuse")
    await gone(channel)
    await gateway("heal")
    await back(channel, gateway)
    await inbox.wait(1)

    assert inbox.texts == ["一"]


async def test_duplicates_and_reorder(gateway: Gateway, channel: WechatyChannel, inbox: Inbox) -> None:
    """The wire has no numbers: what it repeats comes with the same id (the inbox knows it), in the wire's
    order."""
    wang = await gateway.contact()
    for message in ("m1", "m2", "m3"):
        await say(gateway, wang, message, id=f"{wang}-{message}", quiet=True)
    for message in ("m2", "m1", "m2", "m3"):
        await gateway("tell", id=f"{wang}-{message}")
    got = await inbox.wait(4)

    assert inbox.texts == ["m2", "m1", "m2", "m3"]
    assert got[0] == got[2]


GARBAGE = [
    (2, "not json"),
    (2, "[1, 2]"),
    (2, "{}"),
    (2, '{"messageId": ""}'),
    (2, '{"messageId": {"a": 1}}'),
    (2, '{"messageId": "\\ud800"}'),
    (2, "[" * 100_000),
    (1, ""),
    (1, "{}"),
    (16, '{"gerror": "boom test-token-5b1e", "data": null}'),
    (16, "{}"),
    (19, "{}"),
    (19, '{"roomId": "r", "inviteeIdList": "abc"}'),
    (19, '{"roomId": "r", "inviteeIdList": [null, 3, ""], "timestamp": "soon"}'),
    (20, '{"roomId": 7, "removeeIdList": ["c"]}'),
    (22, '{"status": 77}'),
    (23, "{}"),
    (24, '{"data": "reset"}'),
    (25, "{}"),
    (27, '{"payloadType": "x"}'),
    (4, '{"postId": "p"}'),
    (999, '{"what": "is this"}'),
]


async def test_garbage_events(
    gateway: Gateway, channel: WechatyChannel, inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    wang = await gateway.contact()
    since = channel.health()
    for kind, payload in GARBAGE:
        await gateway("raw", type=kind, payload=payload)
        await say(gateway, wang, f"{kind}{payload[:20]}")
    await inbox.wait(len(GARBAGE))

    assert inbox.texts == [f"{kind}{payload[:20]}" for kind, payload in GARBAGE]
    assert channel.health() == since, "the connection stood all the while"
    assert gateway.token not in caplog.text


async def test_a_link_error_tells_nothing_of_the_token() -> None:
    error = link_error(RuntimeError("bad token s3cret\nline"), "s3cret")
    assert isinstance(error, LinkError)
    assert str(error) == "RuntimeError bad token *** line"
