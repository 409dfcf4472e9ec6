"""What becomes of an outgoing message when the wire is not as one would wish."""

import asyncio
from contextlib import suppress
from datetime import datetime, timedelta

import pytest

from bot.channels.base import ChannelError
from bot.clock import VirtualClock
from bot.sender import retry_pause
from handlers.community import Community
from handlers.messages import Attachment
from storage.engines import StorageError
from storage.records import Delivery, Lane
from storage.store import Unit
from storage.unit_of_work import UnitOfWork
from tests.bot.rig import Rig, rig
from tests.conftest import NOW


async def put(
    bench: Rig,
    text: str,
    lane: Lane = Lane.REPLY,
    room: str | None = "r-3",
    contact: str = "u-wu",
    **more: object,
) -> None:
    """Write to the outbox: for a room, or else for a contact."""

    def unit(store: UnitOfWork) -> None:
        to = None if room else contact
        store.outbox.put(bench.clock.now(), lane, room, to, text, **more)  # type: ignore[arg-type]

    await bench.house.store.write(unit)


async def status(bench: Rig, post_id: int) -> Delivery:
    post = await bench.house.store.read(lambda store: store.outbox.get(post_id))
    assert post is not None
    return post.status


async def test_a_passing_fault_is_tried_again_and_sent_once(community: Community) -> None:
    async with rig(community) as bench:
        bench.wire.failures = [ChannelError("busy"), ChannelError("busy")]
        await put(bench, "您好")
        assert [message.text for message in await bench.wait(5)] == ["您好"]
        assert await status(bench, 1) is Delivery.SENT


async def test_a_send_in_doubt_is_repeated_with_a_mark(community: Community) -> None:
    async with rig(community) as bench:
        bench.wire.failures = [ChannelError("no answer", unknown=True)]
        await put(bench, "您好")
        assert [message.text for message in await bench.wait(5)] == ["您好", "（补发）您好"]


async def test_a_refusal_for_good_is_not_repeated(community: Community) -> None:
    async with rig(community) as bench:
        bench.wire.failures = [ChannelError("not in the room", permanent=True)]
        await put(bench, "您好")
        assert await bench.wait(60) == []
        assert await status(bench, 1) is Delivery.DEAD


async def test_who_cannot_be_written_to_is_told_in_the_group_once_a_day(community: Community) -> None:
    async with rig(community) as bench:
        for minutes in (0, 60):
            await bench.wait(minutes)
            bench.wire.failures = [ChannelError("no friend", not_friend=True)]
            await put(bench, "血压的事", Lane.NOTICE, room=None, contact="u-wang")
            await bench.wait(10)
        assert [(message.room, message.text) for message in bench.wire.sent] == [
            ("r-3", "@王桂兰 有一条给您的消息发不出去，请先加我为好友，我再发给您。")
        ]


async def test_writing_too_much_is_answered_by_silence_that_outlives_a_restart(community: Community) -> None:
    async with rig(community) as bench:
        bench.wire.failures = [ChannelError("操作过于频繁", too_fast=True)]
        await put(bench, "第一句")
        await put(bench, "第二句", room="r-1")
        await put(bench, "着火了", Lane.ALARM, room="r-2")
        assert [message.text for message in await bench.wait(29)] == ["着火了"]
        await bench.restart()
        assert await bench.wait(0.5) == []
        assert {message.text for message in await bench.wait(35)} == {"第一句", "第二句"}
        assert bench.alarms == [
            "微信提示“操作过于频繁”，小应先停发半小时到一小时，人命关天的照发。请看看是否发得太多。"
        ]


async def test_the_office_hears_once_that_nothing_gets_out(community: Community) -> None:
    async with rig(community) as bench:
        bench.wire.failures = [ChannelError("offline")] * 20
        await put(bench, "您好")
        await bench.wait(5)
        assert bench.alarms == []
        await bench.wait(90)
        assert [line[:16] for line in bench.alarms] == ["小应有消息十分钟都没发出去，请看"]


async def test_after_a_day_of_trying_it_is_given_up(community: Community) -> None:
    async with rig(community) as bench:
        bench.wire.failures = [ChannelError("offline")] * 2000
        await put(bench, "您好")
        await bench.wait(26 * 60)
        assert await status(bench, 1) is Delivery.DEAD
        assert bench.wire.sent == []


async def test_an_unexpected_fault_of_a_channel_stops_nothing(community: Community) -> None:
    async with rig(community) as bench:
        bench.wire.failures = [RuntimeError("a bug in a channel")]
        await put(bench, "one")
        await put(bench, "two", room="r-5")
        texts = [message.text for message in await bench.wait(5)]
        assert sorted(text.removeprefix("（补发）") for text in texts) == ["one", "two"]
        assert sum(text.startswith("（补发）") for text in texts) == 1


async def test_notices_wait_for_the_morning_answers_and_alarms_do_not(community: Community) -> None:
    night = datetime(2026, 11, 23, 23, 0, tzinfo=community.zone)
    async with rig(community, start=night) as bench:
        await put(bench, "answer", Lane.REPLY)
        await put(bench, "alarm", Lane.ALARM, room=None)
        await put(bench, "notice", Lane.NOTICE, due_at=night.replace(day=24, hour=7, minute=30))
        assert [message.text for message in await bench.wait(60)] == ["alarm", "answer"]
        assert [message.text for message in await bench.wait(8 * 60)] == ["notice"]


async def test_what_comes_too_late_is_skipped_with_a_note(community: Community) -> None:
    async with rig(community) as bench:
        bench.wire.failures = [ChannelError("offline")] * 4
        await put(bench, "closing soon", expires_at=NOW + timedelta(seconds=20))
        assert await bench.wait(10) == []
        assert await status(bench, 1) is Delivery.SKIPPED


async def test_a_hundred_messages_go_out_slowly_and_all(community: Community) -> None:
    async with rig(community) as bench:
        for number in range(100):
            await put(bench, str(number), room=f"r-{number % 6 + 1}")
        sent_at: list[datetime] = []
        while len(bench.wire.sent) < 100:
            sent_at += [bench.clock.now()] * len(await bench.wait(0.1))
        for first, eleventh in zip(sent_at, sent_at[10:], strict=False):
            assert eleventh - first > timedelta(seconds=50)  # ten a minute, seen in steps of six seconds
        for room in range(6):
            mine = [int(message.text) for message in bench.wire.sent if message.room == f"r-{room + 1}"]
            assert mine == sorted(mine)


async def test_pictures_go_with_their_bytes(community: Community) -> None:
    async with rig(community) as bench:

        def unit(store: UnitOfWork) -> None:
            digest = store.blobs.put("x.png", "image/png", b"\x89PNG")
            store.outbox.put(NOW, Lane.REPLY, "r-3", None, "", file=digest, file_name="V1.png")

        await bench.house.store.write(unit)
        sent = await bench.wait(1)
        assert sent[0].file == Attachment("V1.png", "image/png", b"\x89PNG")


@pytest.mark.parametrize(("attempts", "seconds"), [(1, 5), (2, 10), (3, 20), (7, 300), (10_000, 300)])
def test_the_pause_grows_to_five_minutes(attempts: int, seconds: int) -> None:
    assert retry_pause(attempts) == timedelta(seconds=seconds)


async def test_what_could_not_be_noted_is_sent_again_marked(
    community: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with rig(community) as bench:
        store, calls = bench.house.store, 0
        write = store.write

        async def gone_once(unit: Unit[object]) -> object:
            nonlocal calls
            calls += 1
            if calls == 2:  # the first one takes the message out, the second notes that it was sent
                raise StorageError("the database has gone away")
            return await write(unit)

        await put(bench, "着火了", Lane.ALARM)
        monkeypatch.setattr(store, "write", gone_once)
        running = asyncio.create_task(bench.house.sender.run())
        for _ in range(500):
            bench.house.sender.wake()
            await asyncio.sleep(0.01)
            if await status(bench, 1) is Delivery.SENT:
                break
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        assert [message.text for message in bench.wire.sent] == ["着火了", "（补发）着火了"]


async def test_a_clock_that_ran_ahead_and_is_put_right_holds_nothing_up(community: Community) -> None:
    async with rig(community) as bench:
        right = bench.clock.now()
        bench.clock.move_to(right + timedelta(days=2))
        for n in range(13):
            await put(bench, f"第{n}条")
        assert len(await bench.wait(5)) == 13
        bench.clock = VirtualClock(right)
        await bench.restart()
        await put(bench, "您好")
        assert [message.text for message in await bench.wait(2)] == ["您好"]
