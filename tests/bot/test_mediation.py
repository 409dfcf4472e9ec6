"""约谈 of a dispute: who is reminded of it and when, what the other side may know, and what is not even counted."""

import json
from dataclasses import replace

import pytest

from handlers.community import Community, RoomMode
from handlers.messages import Outgoing
from tests.bot.rig import Rig, rig

DAY = 24 * 60


def to(messages: list[Outgoing], contact: str) -> str:
    """All that somebody was told privately."""
    return "\n".join(one.text for one in messages if one.to == contact)


async def appointed(bench: Rig, when: str) -> None:
    """A dispute with the household of u-liu, both asked to come."""
    await bench.say("u-wang", "@小应 3-1-301天天半夜练琴，和他吵起来了，想请人调解")
    await bench.say("u-zhao", "接单0001", room=None)
    await bench.say("u-zhao", "0001 对方 3-1-301", room=None)
    await bench.say("u-zhao", f"约谈0001 {when} 社区调解室", room=None)


def reminded(messages: list[Outgoing]) -> list[str]:
    """Who was reminded, each once, by name."""
    return sorted({str(one.to) for one in messages if "提醒" in one.text and "调解室" in one.text})


async def test_everybody_is_reminded_the_evening_before_and_an_hour_before(community: Community) -> None:
    async with rig(community) as bench:
        await appointed(bench, "11月25日下午3点")
        await bench.say("u-liu", "1", room=None)
        assert reminded(await bench.wait(minutes=DAY)) == []
        evening = await bench.wait(minutes=9 * 60 + 5)  # 18:00 on the day before
        assert reminded(evening) == ["u-liu", "u-wang", "u-zhao"]
        assert all(one.room is None for one in evening)
        for word in ("0001", "王桂兰", "练琴", "吵"):
            assert word not in to(evening, "u-liu")
        day = await bench.wait(minutes=20 * 60 + 5)
        assert reminded(day) == ["u-liu", "u-wang", "u-zhao"]
        assert "15:00和人民调解员 赵芳谈" in to(day, "u-wang")
        assert reminded(await bench.wait(minutes=DAY)) == []


async def test_who_does_not_come_is_not_reminded_and_says_otherwise_after_a_reminder(
    community: Community,
) -> None:
    async with rig(community) as bench:
        await appointed(bench, "11月25日下午3点")
        await bench.say("u-liu", "2", room=None)
        await bench.say("u-wang", "1", room=None)
        evening = await bench.wait(minutes=DAY + 10 * 60)
        assert reminded(evening) == ["u-wang", "u-zhao"]
        said = await bench.say("u-wang", "2", room=None)
        assert "反映的一方来不了" in to(said, "u-zhao")
        assert reminded(await bench.wait(minutes=DAY)) == ["u-zhao"]


async def test_another_time_takes_the_place_of_the_first(community: Community) -> None:
    async with rig(community) as bench:
        await appointed(bench, "11月25日下午3点")
        await bench.say("u-zhao", "约谈0001 11月27日上午10点 社区调解室", room=None)
        assert reminded(await bench.wait(minutes=2 * DAY)) == []
        said = await bench.wait(minutes=3 * DAY)
        assert to(said, "u-liu").count("提醒") == 2


async def test_nobody_is_reminded_of_what_is_over_or_woken(community: Community) -> None:
    async with rig(community) as bench:
        await appointed(bench, "11月24日早上7点半")
        morning = await bench.wait(minutes=2 * DAY)
        assert to(morning, "u-liu").count("提醒") == 1  # the evening before; an hour before is at night
        await bench.say("u-zhao", "约谈0001 11月27日上午10点 社区调解室", room=None)
        await bench.say("u-zhao", "调成0001 十点后不练琴", room=None)
        assert reminded(await bench.wait(minutes=3 * DAY)) == []


async def test_the_other_side_learns_that_there_is_one_and_no_word_of_it(community: Community) -> None:
    async with rig(community) as bench:
        await appointed(bench, "11月25日下午3点")
        sent = await bench.say("u-liu", "我的数据", room=None)
        [shown, taken] = [one.file.data for one in sent if one.file is not None]
        data = json.loads(taken)
        assert data["disputes"] == [{"side": "一件邻里调解的另一方；内容请直接问调解员"}]
        assert data["requests"] == []
        for word in ("练琴", "王桂兰", "-0001", "u-wang"):
            assert word not in shown.decode("utf-8-sig")
            assert word not in taken.decode()


@pytest.mark.parametrize(
    "words", ["我老公昨晚又打我了", "物业的小李骂人，太过分了", "我妈抑郁了天天说不想活"]
)
async def test_what_is_private_is_not_counted_as_a_weak_signal(community: Community, words: str) -> None:
    rooms = tuple(replace(room, mode=RoomMode.SILENT) for room in community.rooms)
    async with rig(replace(community, rooms=rooms)) as bench:
        await bench.say("u-wang", words)
        kept = await bench.house.store.read(
            lambda store: store.connection.exec_driver_sql("SELECT count(*) FROM weak_signal").scalar()
        )
        assert kept == 0
