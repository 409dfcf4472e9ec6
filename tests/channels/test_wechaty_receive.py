"""What comes in through a real gateway."""

import asyncio
import base64
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from bot.channels.wechaty import WechatyChannel
from handlers.messages import Attachment, Inbound, Kind, Mention, Outgoing
from tests.channels.rig import Gateway, Inbox, until


async def test_text_in_a_room(gateway: Gateway, channel: WechatyChannel, inbox: Inbox) -> None:
    room, (wang, li) = await gateway.room("王桂兰", "李伟", aliases=("3-2-501王",))
    at = int(datetime(2026, 11, 22, 10, 0, 0, tzinfo=UTC).timestamp())
    text = "@小应\u2005电梯坏了"
    message = await gateway("say", room=room, **{"from": wang}, text=text, mentions=[gateway.bot, li], at=at)

    [got] = await inbox.wait(1)

    assert got == Inbound(
        id=message,
        at=datetime(2026, 11, 22, 10, 0, tzinfo=UTC),
        sender=wang,
        room=room,
        text=text,
        name="3-2-501王",
        mentions=(gateway.bot, li),
    )


async def test_private_text_and_a_name_without_alias(
    gateway: Gateway, channel: WechatyChannel, inbox: Inbox
) -> None:
    wang = await gateway.contact("王桂兰")
    room, (li,) = await gateway.room("李伟")
    await gateway("say", **{"from": wang}, text="查0712")
    await gateway("say", room=room, **{"from": li}, text="接单")

    first, second = sorted(await inbox.wait(2), key=lambda inbound: inbound.text, reverse=True)

    assert (first.room, first.sender, first.name, first.text) == (None, wang, "王桂兰", "查0712")
    assert (second.room, second.name) == (room, "李伟")


async def test_a_quote_is_told_from_the_reply(
    gateway: Gateway, channel: WechatyChannel, inbox: Inbox
) -> None:
    room, (wang,) = await gateway.room("王桂兰")
    text = "「小应：发起表决\n1 同意」\n- - - - - - - - - - - - - - -\n1"
    await gateway("say", room=room, **{"from": wang}, text=text)

    [got] = await inbox.wait(1)

    assert (got.quote_text, got.text) == ("发起表决\n1 同意", "1")


@pytest.mark.parametrize("size", [900, 300_000], ids=["inline", "streamed"])
async def test_a_picture(gateway: Gateway, channel: WechatyChannel, inbox: Inbox, size: int) -> None:
    wang = await gateway.contact()
    data = bytes(range(256)) * (size // 256)
    file = {"name": "../漏水.jpg", "base64": base64.b64encode(data).decode()}
    await gateway("say", **{"from": wang}, text="<xml/>", type=6, file=file)

    [got] = await inbox.wait(1)

    assert (got.kind, got.text) == (Kind.FILE, "")
    assert got.file == Attachment("漏水.jpg", "image/jpeg", data)


async def test_files_that_are_not_taken(gateway: Gateway, inbox: Inbox) -> None:
    """Too large, named by a URL (nobody's URLs are followed), and not there at all: the message counts."""
    called = asyncio.Event()

    async def serve(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        called.set()
        writer.close()

    trap = await asyncio.start_server(serve, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{trap.sockets[0].getsockname()[1]}/x.jpg"
    channel = WechatyChannel(gateway.settings(file_limit=50_000))
    await channel.start(inbox)
    wang = await gateway.contact()
    large = base64.b64encode(b"x" * 60_000).decode()
    small = base64.b64encode(b"x" * 50_000).decode()
    for file in (
        {"name": "large.jpg", "base64": large},
        {"name": "x.jpg", "url": url},
        None,
        {"name": "small.jpg", "base64": small},
    ):
        await gateway("say", **{"from": wang}, type=6, file=file)

    got = await inbox.wait(4)

    assert [inbound.kind for inbound in got] == [Kind.FILE] * 4
    assert [len(inbound.file.data) if inbound.file else None for inbound in got] == [None, None, None, 50_000]
    assert not called.is_set()
    await channel.stop()
    trap.close()


async def test_other_kinds(gateway: Gateway, channel: WechatyChannel, inbox: Inbox) -> None:
    """A group note is text; stickers, cards, recalled messages, posts and numbers nobody knows are OTHER."""
    wang = await gateway.contact()
    for kind in (10, 5, 3, 13, 16, 99):
        await gateway("say", **{"from": wang}, type=kind, text="#接龙\n1. 王")

    got = await inbox.wait(6)

    assert [inbound.kind for inbound in got] == [Kind.TEXT] + [Kind.OTHER] * 5
    assert [inbound.text for inbound in got] == ["#接龙\n1. 王"] + [""] * 5


async def test_join_leave_and_topic(gateway: Gateway, channel: WechatyChannel, inbox: Inbox) -> None:
    room, (wang, chen, li) = await gateway.room("王桂兰", "小陈", "李伟", aliases=("", "3-2-601小陈"))
    await gateway("join", room=room, who=[chen, li, chen, gateway.bot], by=wang, at=1795336800000)
    await gateway("topic", room=room, by=wang, topic="3号楼党小组群")
    await gateway("leave", room=room, who=[li], by=wang)
    await gateway("join", room=room, who=[chen], by=wang, at=1795336800000)

    joined, second, topic, left, again = await inbox.wait(5)

    assert (joined.kind, joined.sender, joined.name, joined.room) == (Kind.JOIN, chen, "3-2-601小陈", room)
    assert (second.kind, second.sender) == (Kind.JOIN, li)
    assert (topic.kind, topic.sender, topic.text) == (Kind.TOPIC, wang, "3号楼党小组群")
    assert (left.kind, left.sender, left.name) == (Kind.LEAVE, li, "李伟")
    assert again == joined, "redelivered, it is the same event"
    assert len({inbound.id for inbound in (joined, second, topic, left)}) == 4


async def test_own_messages_are_shown_to_echoes_only(gateway: Gateway, inbox: Inbox) -> None:
    echoed: list[tuple[str, str]] = []
    channel = WechatyChannel(gateway.settings(), echoes=lambda *echo: echoed.append(echo))
    await channel.start(inbox)
    await gateway("fault", echo=True)
    room, (wang,) = await gateway.room("王桂兰")

    await channel.send(Outgoing("k1", room, None, "已登记"))
    await channel.send(Outgoing("k2", None, wang, "已派"))
    await gateway("say", room=room, **{"from": wang}, text="谢谢")
    await inbox.wait(1)
    await until(lambda: len(echoed) == 2, "two echoes")

    assert inbox.texts == ["谢谢"]
    assert sorted(echoed) == sorted([(room, "已登记"), (wang, "已派")])
    await channel.stop()


@pytest.mark.parametrize("message", ["x" * 5000, "a\x00b", "行\n行"], ids=["long", "NUL", "newline"])
async def test_hostile_ids(gateway: Gateway, channel: WechatyChannel, inbox: Inbox, message: str) -> None:
    wang = await gateway.contact()
    for text in ("一", "二"):
        await gateway("say", **{"from": wang}, id=message, text=text)
    await gateway("say", **{"from": wang}, id=message + "other", text="三")

    first, second, third = await inbox.wait(3)

    assert first.id == second.id != third.id
    assert len(first.id) <= 200
    assert first.id.isprintable()


@pytest.fixture
async def held(gateway: Gateway) -> AsyncIterator[tuple[WechatyChannel, Inbox, asyncio.Event]]:
    """A channel with room for 10 events, whose receiver holds every event until it is let go."""
    inbox, go = Inbox(), asyncio.Event()

    async def receive(inbound: Inbound) -> None:
        await inbox(inbound)
        await go.wait()

    channel = WechatyChannel(gateway.settings(queue=10))
    await channel.start(receive)
    yield channel, inbox, go
    go.set()
    await channel.stop()


async def test_back_pressure(gateway: Gateway, held: tuple[WechatyChannel, Inbox, asyncio.Event]) -> None:
    """No more than 10 events are taken from the stream; the rest waits in the gateway and nothing is lost."""
    channel, inbox, go = held
    people = [await gateway.contact() for _ in range(100)]
    await gateway("burst", messages=[{"from": who, "text": who} for who in people])
    await inbox.wait(10)
    await channel.send(
        Outgoing("k", None, people[0], "忙")
    )  # a round trip: the gateway has told of all by now

    assert len(inbox.got) == 10
    go.set()
    await inbox.wait(100)
    assert sorted(inbox.texts) == sorted(people)


async def test_order_in_a_conversation_while_many_run(gateway: Gateway, inbox: Inbox) -> None:
    """Payloads come after uneven times and one conversation is stuck: the others go on, each in its order."""
    go = asyncio.Event()
    rooms = [await gateway.room("王桂兰") for _ in range(8)]
    stuck = rooms[0][0]

    async def receive(inbound: Inbound) -> None:
        if inbound.room == stuck:
            await go.wait()
        await inbox(inbound)

    channel = WechatyChannel(gateway.settings())
    await channel.start(receive)
    names = [f"m{n}-{room}" for n in range(10) for room, _ in rooms]
    await gateway("fault", hang={name: (n * 37) % 60 for n, name in enumerate(names)})
    messages = [
        {"room": room, "from": who, "text": str(n), "id": f"m{n}-{room}"}
        for n in range(10)
        for room, [who] in rooms
    ]
    await gateway("burst", messages=messages)
    await inbox.wait(70)
    assert stuck not in {inbound.room for inbound in inbox.got}
    go.set()
    await inbox.wait(80)

    for room, _ in rooms:
        assert [got.text for got in inbox.got if got.room == room] == [str(n) for n in range(10)]
    await channel.stop()


async def test_an_event_that_is_not_received_comes_again(
    gateway: Gateway, inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    """`receive` raises: the event is tried again in its place; in the end it is given up by name, and all go
    on."""
    attempts: list[str] = []

    async def receive(inbound: Inbound) -> None:
        attempts.append(inbound.text)
        if inbound.text == "永远不行" or (inbound.text == "先不行" and attempts.count("先不行") < 3):
            raise OSError("the database is busy")
        await inbox(inbound)

    channel = WechatyChannel(gateway.settings())
    await channel.start(receive)
    wang = await gateway.contact()
    for text in ("先不行", "永远不行", "好"):
        await gateway("say", **{"from": wang}, id=f"id-{text}", text=text)

    await inbox.wait(2)

    assert inbox.texts == ["先不行", "好"]
    assert attempts == ["先不行"] * 3 + ["永远不行"] * 4 + ["好"]
    [given_up] = [record for record in caplog.records if record.levelname == "ERROR"]
    assert "id-永远不行" in given_up.getMessage()
    await channel.stop()


async def test_stop_finishes_what_was_read(gateway: Gateway, inbox: Inbox) -> None:
    reading, go = asyncio.Event(), asyncio.Event()

    async def receive(inbound: Inbound) -> None:
        reading.set()
        await go.wait()
        await inbox(inbound)

    channel = WechatyChannel(gateway.settings())
    await channel.start(receive)
    wang = await gateway.contact()
    await gateway("say", **{"from": wang}, text="一")
    await reading.wait()
    stopping = asyncio.create_task(channel.stop())
    await asyncio.sleep(0)
    go.set()
    await stopping
    await gateway("say", **{"from": wang}, text="二")

    assert inbox.texts == ["一"]
    assert channel.health().startswith("stopped since")
    again = WechatyChannel(gateway.settings())
    await again.start(inbox)
    await again.send(Outgoing("k", None, wang, "在", (Mention(wang, "王桂兰"),)))
    await again.stop()
    assert inbox.texts == ["一"], "what was said while nobody was attached is gone, not delivered late"
