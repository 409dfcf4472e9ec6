"""抢单 (党员接单): called out in the group of the place, the first who answers has it, the others hear so once."""

from dataclasses import replace
from datetime import datetime

import pytest

from handlers.community import Community
from handlers.requests.dispatch.calling_words import read_answer
from handlers.rules import CallRules, Rules
from tests.bot.dispatch import CARS, LAMP, LIFT, QUARREL, one, states, to, with_members
from tests.bot.rig import Rig, rig


async def called(bench: Rig, code: str = "0001") -> str:
    """A lift that nobody can mend is called out in the group; the line there."""
    await bench.say("u-wang", LIFT)
    await bench.say("u-wu", f"退回{code} 没空", room=None)
    return to(await bench.say("u-chen1", f"抢单{code}", room=None), "r-3")


async def test_from_the_call_to_the_end(community: Community) -> None:
    async with rig(with_members(community)) as bench:
        assert await called(bench) == "抢单【0001】3号楼2单元 电梯：谁方便？回“我来0001”"
        first = await bench.say("u-liu", "我来")
        assert "刘洋已接单" in to(first, "r-3")
        assert "王桂兰：3号楼2单元电梯坏了" in to(first, "u-liu")
        late = await bench.say("u-tang", "我去")
        assert [(message.to, message.text) for message in late] == [
            ("u-tang", "【0001】刘洋先接了，谢谢您！")
        ]
        assert await bench.say("u-tang", "我来0001") == []  # told once
        assert await states(bench) == [("0001", "已接", "u-liu")]
        assert (await one(bench, "0001")).close_by == datetime(2026, 11, 26, 18, 0, tzinfo=community.zone)
        assert "0001" in to(await bench.say("u-liu", "待办", room=None), "u-liu")
        assert "在路上了" in to(await bench.say("u-liu", "在路上了", room=None), "r-3")
        assert "已办结：换了门机" in to(await bench.say("u-liu", "办结0001 换了门机", room=None), "r-3")
        await bench.say("u-wang", "5分")
        assert await states(bench) == [("0001", "已办结", "u-liu")]
        await bench.house.settle()
        assert await states(bench) == [("0001", "已办结", "u-liu")]


@pytest.mark.parametrize(
    "words", ["我来", "我去", "我接", "接单0001", "0001 我来", "我来0001吧", "0001 接单", "好的我去看看"]
)
async def test_the_ways_to_answer(community: Community, words: str) -> None:
    async with rig(with_members(community)) as bench:
        await called(bench)
        await bench.say("u-tang", words)
        assert await states(bench) == [("0001", "已接", "u-tang")]


async def test_who_may_answer(community: Community) -> None:
    async with rig(with_members(community)) as bench:
        await called(bench)
        for outsider, room in (
            ("u-xu", "r-5"),
            ("u-xu", None),
            ("u-wang", "r-3"),
            ("u-stranger", "r-3"),
            ("u-sun5", None),
        ):
            for words in ("我来", "我来0001", "接单0001"):
                await bench.say(outsider, words, room=room)
                assert await states(bench) == [("0001", "已退回", None)]
        assert "请本处的党员" in to(await bench.say("u-wang", "我来0001"), "r-3")
        await bench.say("u-li", "我来0001", room=None)  # the head of the building may
        assert await states(bench) == [("0001", "已接", "u-li")]


async def test_with_two_open_the_code_is_wanted(community: Community) -> None:
    async with rig(with_members(community)) as bench:
        await called(bench)
        await bench.say("u-gao", CARS)
        await bench.say("u-chen1", "抢单0002", room=None)
        assert "有2件在等人" in to(await bench.say("u-liu", "我来"), "r-3")
        await bench.say("u-liu", "我来0002")
        assert await states(bench) == [("0001", "已退回", None), ("0002", "已接", "u-liu")]
        await bench.say("u-tang", "我来")
        assert await states(bench) == [("0001", "已接", "u-tang"), ("0002", "已接", "u-liu")]


async def test_nobody_comes(community: Community) -> None:
    async with rig(with_members(community)) as bench:
        await called(bench)
        assert to(await bench.wait(20), "u-chen1") == ""
        assert "30分钟没人接，请派人" in to(await bench.wait(15), "u-chen1")
        assert await bench.say("u-liu", "我来") == []
        assert await states(bench) == [("0001", "已退回", None)]
        assert "【0001】" in to(await bench.say("u-chen1", "待派", room=None), "u-chen1")
        await bench.say("u-chen1", "抢单0001", room=None)
        await bench.say("u-liu", "我来")
        assert await states(bench) == [("0001", "已接", "u-liu")]


async def test_nobody_is_asked_at_night(community: Community) -> None:
    async with rig(
        with_members(community), start=datetime(2026, 11, 23, 22, 0, tzinfo=community.zone)
    ) as bench:
        assert await called(bench) == ""
        morning = await bench.until(datetime(2026, 11, 24, 7, 31, tzinfo=community.zone))
        assert "抢单【0001】" in to(morning, "r-3")
        assert to(await bench.wait(20), "u-chen1") == ""
        await bench.say("u-liu", "我来")
        assert await states(bench) == [("0001", "已接", "u-liu")]


async def test_what_is_never_called_out(community: Community) -> None:
    async with rig(with_members(community)) as bench:
        await bench.say("u-gao", QUARREL)
        await bench.say("u-gao", "3号楼1单元302水管漏水了", room=None)
        await bench.say("u-wang", "@小应 3号楼2单元着火了，好大的烟")
        await bench.say("u-liu", LAMP)
        await bench.say("u-wu", "接单0004", room=None)
        before = await states(bench)
        for code, said in (
            ("0001", "私下办的"),
            ("0002", "私下办的"),
            ("0003", "人命关天"),
            ("0004", "已经在办"),
        ):
            answer = await bench.say("u-chen1", f"抢单{code}", room=None)
            assert said in to(answer, "u-chen1")
            assert to(answer, "r-3") == ""
        for outsider in ("u-wu", "u-li", "u-wang", "u-chen2"):
            await bench.say(outsider, "抢单0004", room=None)
        assert await states(bench) == before


async def test_calling_out_takes_it_from_who_did_not_accept(community: Community) -> None:
    async with rig(with_members(community)) as bench:
        await bench.say("u-wang", LIFT)
        said = await bench.say("u-chen1", "@小应 抢单0001", room="r-p1")
        assert "改成抢单" in to(said, "u-wu")
        assert "发到3号楼党小组群" in to(said, "r-p1")
        assert await states(bench) == [("0001", "待派", None)]
        await bench.say("u-chen1", "派0001 李伟", room=None)  # given by hand after all: the call is over
        assert await states(bench) == [("0001", "已派", "u-li")]
        await bench.say("u-liu", "我来")
        assert await states(bench) == [("0001", "已派", "u-li")]
        assert "抢单" not in to(await bench.wait(60), "u-chen1")


async def test_the_setting_calls_out_at_once(community: Community) -> None:
    rules = replace(community.rules, calls=CallRules(10, frozenset({"停车"})))
    async with rig(replace(with_members(community), rules=rules)) as bench:
        said = await bench.say("u-wang", CARS)
        assert "抢单【0001】" in to(said, "r-3")
        assert "正在安排人" in to(said, "r-3")
        assert "10分钟没人接" in to(await bench.wait(12), "u-chen1")
        await bench.say("u-liu", LAMP)
        assert (await states(bench))[1] == ("0002", "已派", "u-wu")


async def test_with_nobody_responsible_the_volunteers_are_asked(community: Community) -> None:
    """And where there are none, it waits for a dispatcher, who there is not either."""
    nobody = tuple(replace(one, away=bool(one.posts)) for one in with_members(community).people)
    async with rig(replace(community, people=nobody)) as bench:
        assert "抢单【0001】" in to(await bench.say("u-wang", CARS), "r-3")
        await bench.say("u-liu", "我来0001")
        assert await states(bench) == [("0001", "已接", "u-liu")]
    nobody = tuple(replace(one, away=bool(one.posts)) for one in community.people)
    async with rig(replace(community, people=nobody)) as bench:
        assert "抢单" not in to(await bench.say("u-wang", CARS), "r-3")
        assert await states(bench) == [("0001", "待派", None)]


async def test_who_holds_no_post_gets_it_by_name(community: Community) -> None:
    async with rig(with_members(community)) as bench:
        await bench.say("u-wang", LIFT)
        await bench.say("u-chen1", "派0001 刘洋", room=None)
        assert await states(bench) == [("0001", "已派", "u-liu")]
        assert "名单里没有" in to(await bench.say("u-chen1", "派0001 高敏", room=None), "u-chen1")
        await bench.house.settle()  # nothing is an orphan
        assert await states(bench) == [("0001", "已派", "u-liu")]
        await bench.say("u-liu", "接单", room=None)
        assert await states(bench) == [("0001", "已接", "u-liu")]


@pytest.mark.parametrize(
    "words",
    [
        "谁来",
        "我来晚了",
        "接",
        "抢",
        "我去年买的",
        "明天我去上海",
        "我来" * 50,
        "他来",
        "我不去了",
        "12345 我来",
    ],
)
def test_what_is_no_answer(words: str) -> None:
    assert read_answer(words) is None


def test_the_default_is_half_an_hour() -> None:
    assert Rules().calls == CallRules(30, frozenset())


@pytest.mark.parametrize("room", ["r-3", None])
async def test_who_belongs_elsewhere_and_is_late_hears_so_in_one_line(
    community: Community, room: str | None
) -> None:
    async with rig(with_members(community)) as bench:
        await called(bench)
        await bench.say("u-li", "我来0001", room="r-3")
        [said] = await bench.say("u-sun4", "我来" if room else "我来0001", room=room)
        assert (said.to, said.text.startswith("【0001】")) == ("u-sun4", True)
        assert "接了，谢谢" in said.text
