"""What goes out through a real gateway, and what a failure says."""

import asyncio
import base64
import os

import pytest

from bot.channels.base import ChannelError
from bot.channels.wechaty import WechatyChannel
from handlers.messages import Attachment, Mention, Outgoing
from tests.channels.rig import Gateway, Inbox, until


async def test_text_with_mentions(gateway: Gateway, channel: WechatyChannel) -> None:
    room, (wang, li) = await gateway.room("王桂兰", "李伟")
    mentions = (Mention(wang, "王桂兰"), Mention(li, "李"))
    text = "@王桂兰 已登记【0712】\n@李 请接单，@李伟 不算\x00\ud800"

    wire_id = await channel.send(Outgoing("k", room, None, text, mentions))

    [sent] = await gateway.sent()
    assert sent == {
        "id": wire_id,
        "conversation": room,
        "text": "@王桂兰\u2005已登记【0712】\n@李\u2005请接单，@李伟 不算?",
        "mentions": [wang, li],
    }


async def test_private_text_and_a_key_that_is_done(gateway: Gateway, channel: WechatyChannel) -> None:
    wang = await gateway.contact()
    message = Outgoing("k", None, wang, "您好")

    first = await channel.send(message)
    second = await channel.send(message)

    assert first == second
    assert [(sent["conversation"], sent["text"]) for sent in await gateway.sent()] == [(wang, "您好")]


async def test_a_gateway_that_tells_no_id(gateway: Gateway, channel: WechatyChannel) -> None:
    """It was sent; that no id came back is not a failure."""
    wang = await gateway.contact()
    await gateway("fault", noId=True)

    assert await channel.send(Outgoing("k", None, wang, "您好")) is None
    assert len(await gateway.sent()) == 1


@pytest.mark.parametrize("size", [20_000, 5_000_000], ids=["inline", "streamed"])
async def test_a_picture_under_its_words(gateway: Gateway, channel: WechatyChannel, size: int) -> None:
    room, _ = await gateway.room("王桂兰")
    data = os.urandom(size)
    file = Attachment("结果.png", "image/png", data)

    await channel.send(Outgoing("k", room, None, "表决结果", file=file))

    words, picture = await gateway.sent()
    assert (words["text"], picture["conversation"]) == ("表决结果", room)
    assert picture["file"]["name"] == "结果.png"
    assert base64.b64decode(picture["file"]["base64"]) == data


async def test_a_long_text_arrives_whole_in_parts(gateway: Gateway, channel: WechatyChannel) -> None:
    room, (wang, li) = await gateway.room("王桂兰", "李伟")
    text = "@王桂兰 您好\n" + "请看通知。" * 500 + "\n@李伟 请办"
    mentions = (Mention(wang, "王桂兰"), Mention(li, "李伟"))

    await channel.send(Outgoing("k", room, None, text, mentions))

    sent = await gateway.sent()
    assert [len(part["text"]) <= 2000 for part in sent] == [True, True]
    assert [part["mentions"] for part in sent] == [[wang], [li]]
    together = "".join(part["text"] for part in sent).replace("\u2005", " ")
    assert together.replace("\n", "") == text.replace("\n", "")


async def test_a_half_sent_message_goes_on_where_it_stopped(
    gateway: Gateway, channel: WechatyChannel
) -> None:
    """The file fails, the words are out: trying again must not say the words twice."""
    room, _ = await gateway.room("王桂兰")
    message = Outgoing("k", room, None, "结果", file=Attachment("a.png", "image/png", b"x" * 5_000_000))
    sending = asyncio.create_task(channel.send(message))
    while not await gateway.sent():
        assert not sending.done()
    await gateway("fault", send="操作过于频繁")
    with pytest.raises(ChannelError, match="操作过于频繁") as failed:
        await sending
    assert (failed.value.permanent, failed.value.unknown, failed.value.too_fast) == (False, False, True)
    await gateway("fault", send=None)

    await channel.send(message)

    assert [("text" in part, "file" in part) for part in await gateway.sent()] == [
        (True, False),
        (False, True),
    ]


async def test_a_send_that_timed_out_is_unknown(gateway: Gateway, channel: WechatyChannel) -> None:
    wang = await gateway.contact()
    await gateway("fault", sendDelay=2500)

    with pytest.raises(ChannelError) as failed:
        await channel.send(Outgoing("k", None, wang, "您好"))

    assert (failed.value.unknown, failed.value.permanent) == (True, False)
    sent: list[dict[str, object]] = []
    while not sent:  # the gateway had it all the while: that is why nobody may simply try again
        sent = await gateway.sent()


async def test_a_cut_while_sending_is_unknown(gateway: Gateway, channel: WechatyChannel) -> None:
    wang = await gateway.contact()
    await gateway("fault", sendDelay=500)
    sending = asyncio.create_task(channel.send(Outgoing("k", None, wang, "您好")))
    await gateway("sent")
    await gateway("cut")

    with pytest.raises(ChannelError) as failed:
        await sending
    assert failed.value.unknown


@pytest.mark.parametrize(
    ("refusal", "friend", "permanent", "not_friend"),
    [
        ("you are not a friend of this contact", True, True, True),
        ("对方开启了朋友验证，你还不是他（她）朋友", True, True, True),
        ("send failed", False, True, True),
        ("send failed", True, False, False),
        ("no such contact", True, True, False),
    ],
)
async def test_a_refused_private_message(
    gateway: Gateway, channel: WechatyChannel, refusal: str, friend: bool, permanent: bool, not_friend: bool
) -> None:
    contact = await gateway.contact(friend=friend)
    await gateway("fault", send=refusal)

    with pytest.raises(ChannelError, match=refusal[:8]) as failed:
        await channel.send(Outgoing("k", None, contact, "您好"))

    assert (failed.value.permanent, failed.value.not_friend) == (permanent, not_friend)
    assert not failed.value.unknown


async def test_a_room_that_is_not_there(gateway: Gateway, channel: WechatyChannel) -> None:
    await gateway("fault", send="你不在该群")

    with pytest.raises(ChannelError) as failed:
        await channel.send(Outgoing("k", "r@chatroom", None, "您好"))

    assert (failed.value.permanent, failed.value.not_friend) == (True, False)


async def test_a_message_to_nobody(channel: WechatyChannel) -> None:
    with pytest.raises(ChannelError) as failed:
        await channel.send(Outgoing("k", None, None, "您好"))
    assert failed.value.permanent


async def test_nothing_is_sent_while_nobody_is_logged_in(gateway: Gateway, inbox: Inbox) -> None:
    channel = WechatyChannel(gateway.settings())
    wang = await gateway.contact()
    message = Outgoing("k", None, wang, "您好")
    with pytest.raises(ChannelError, match="not started"):
        await channel.send(message)
    await channel.start(inbox)
    await gateway("logout")
    await until(lambda: channel.account is None, "the logout is noticed")
    with pytest.raises(ChannelError, match="logged out") as failed:
        await channel.send(message)
    assert (failed.value.permanent, failed.value.unknown) == (False, False)
    await gateway("login")
    await until(lambda: channel.account == gateway.bot, "the login is noticed")

    await channel.send(message)

    assert len(await gateway.sent()) == 1
    await channel.stop()
