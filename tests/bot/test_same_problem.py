"""The same problem told by several: joined, offered, merged and taken apart; played from first message to last."""

from datetime import timedelta

import pytest

from handlers.community import Community
from handlers.messages import Attachment, Kind, Outgoing
from storage.records import Request
from tests.bot.images import PNG
from tests.bot.rig import Rig, rig
from tests.bot.test_group_life import parties, room, told
from tests.bot.test_talk import requests

BROKEN = "@小应 3号楼2单元电梯坏了"


def to(said: list[Outgoing], person: str) -> list[str]:
    return [message.text for message in said if message.to == person]


def mentioned(message: Outgoing) -> set[str]:
    return {one.contact for one in message.mentions}


async def states(bench: Rig) -> list[str]:
    return [one.status.value for one in await requests(bench)]


async def words(bench: Rig, request: Request) -> list[str]:
    found = await bench.house.store.read(lambda store: store.requests.words(request.id))
    return [word.text for word in found]


async def test_who_reports_what_is_open_is_joined_and_hears_the_end(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", BROKEN)
        said = await bench.say("u-liu", "@小应 2单元的电梯又不动了，大家都爬楼")
        assert "这事已有人报【0001】3号楼2单元 电梯" in room(said)[0]
        assert "已把您家加上；不是一回事回“不是”" in room(said)[0]
        assert len(room(said)[0].split("\n")) == 1
        assert [line for line in to(said, "u-wu") if "又一户反映，现有2户" in line]
        assert await parties(bench) == [["u-wang", "u-liu"]]
        [accepted] = [one for one in await bench.say("u-wu", "接单", room=None) if one.room]
        assert mentioned(accepted) == {"u-wang", "u-liu"}
        [done] = [one for one in await bench.say("u-wu", "办结 换了门机", room=None) if one.room]
        assert ("换了门机" in done.text, mentioned(done)) == (True, {"u-wang", "u-liu"})
        await bench.say("u-liu", "0001 5分")
        assert await states(bench) == ["已办结"]


@pytest.mark.parametrize("no", ["不是", "不是一回事", "另外一件", "@小应 不是"])
async def test_a_word_registers_it_separately(community: Community, no: str) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", BROKEN)
        await bench.say("u-liu", BROKEN)
        assert "已登记【0002】" in room(await bench.say("u-liu", no))[0]
        assert await parties(bench) == [["u-wang"], ["u-liu"]]
        assert await states(bench) == ["已派", "已派"]


async def test_it_is_registered_at_the_place_that_is_put_right(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", BROKEN)
        await bench.say("u-liu", BROKEN)
        await bench.say("u-liu", "不是3号楼是5号楼")
        assert [one.place for one in await requests(bench)] == ["3号楼2单元", "5号楼2单元"]
        assert await parties(bench) == [["u-wang"], ["u-liu"]]


async def test_a_burst_gets_one_receipt_and_no_word_is_lost(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", BROKEN)
        assert len(room(await bench.say("u-liu", BROKEN))) == 1
        assert await bench.say("u-tang", "@小应 2单元的电梯又不动了，大家都爬楼") == []
        assert await bench.say("u-gao", BROKEN) == []
        assert await parties(bench) == [["u-wang", "u-liu", "u-tang", "u-gao"]]
        [one] = await requests(bench)
        assert any("爬楼" in word for word in await words(bench, one))


async def test_less_sure_is_asked_and_one_word_joins(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", BROKEN)
        said = await bench.say("u-liu", "@小应 3号楼2单元左边电梯坏了")
        assert ["是不是【0001】3号楼2单元 电梯？回1加入，回2另报" in line for line in room(said)] == [True]
        assert "已把您家加上" in room(await bench.say("u-liu", "1"))[0]
        await bench.wait(15)
        assert await parties(bench) == [["u-wang", "u-liu"]]


async def test_less_sure_is_asked_and_2_registers_it(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", BROKEN)
        await bench.say("u-liu", "@小应 3号楼2单元左边电梯坏了")
        assert "已登记【0002】" in room(await bench.say("u-liu", "2"))[0]
        await bench.wait(15)
        assert await parties(bench) == [["u-wang"], ["u-liu"]]


async def test_no_answer_loses_nothing(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", BROKEN)
        await bench.say("u-liu", "@小应 3号楼2单元左边电梯坏了")
        said = await bench.wait(15)
        assert any("按另一件登记了【0002】" in line for line in room(said))
        assert await parties(bench) == [["u-wang"], ["u-liu"]]
        assert told(said) == {"u-wu"}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (BROKEN, "@小应 3号楼1单元电梯坏了"),
        (BROKEN, "@小应 5号楼2单元电梯坏了"),
        ("@小应 3号楼停水了", "@小应 3号楼停电了"),
        ("@小应 3号楼2单元5楼楼道灯坏了", "@小应 3号楼2单元3楼楼道灯坏了"),
        ("@小应 3号楼2单元501漏水", "@小应 3号楼2单元401漏水"),
        ("@小应 楼上302天天半夜吵架，麻烦调解一下", "@小应 楼上302天天半夜吵架，麻烦调解一下"),
        ("@小应 我爸血压高头晕，求助", "@小应 我爸血压高头晕，求助"),
    ],
)
async def test_two_things_stay_two(community: Community, first: str, second: str) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", first)
        await bench.say("u-gao", second)
        assert [len(one) for one in await parties(bench)] == [1, 1]


async def test_what_was_told_privately_or_long_ago_joins_nobody(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "3号楼2单元电梯坏了", room=None)
        await bench.say("u-liu", BROKEN)
        assert len(await requests(bench)) == 2
        await bench.wait(15 * 24 * 60)
        await bench.say("u-gao", BROKEN)
        assert len(await requests(bench)) == 3


async def test_an_emergency_is_joined_to_nothing_that_is_none(community: Community) -> None:
    """What is plainly the same is an emergency from then on; anything else is one by itself."""
    async with rig(community) as bench:
        await bench.say("u-wang", BROKEN)
        said = await bench.say("u-liu", "@小应 3号楼2单元电梯困人了，快来")
        assert "119" in room(said)[0]
        assert [one.urgency for one in await requests(bench)] == ["emergency"]
        await bench.say("u-liu", "@小应 3号楼1单元电梯困人了，快来")
        assert [one.urgency for one in await requests(bench)] == ["emergency", "emergency"]


async def test_a_picture_and_more_words_follow_whom_they_joined(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", BROKEN)
        await bench.say("u-liu", BROKEN)
        said = await bench.say("u-liu", "", kind=Kind.FILE, file=Attachment("a.png", "image/png", PNG))
        assert [one.to for one in said if one.file] == ["u-wu"]
        assert told(await bench.say("u-liu", "就是左边那部")) == {"u-wu"}


async def two(bench: Rig) -> None:
    """0001 from 王桂兰 and a neighbour, 0002 from 刘洋 who said that it was another one."""
    await bench.say("u-wang", BROKEN)
    await bench.say("u-liu", BROKEN)
    await bench.say("u-liu", "不是")


@pytest.mark.parametrize(
    "says", ["合并 0002 到 0001", "把0002并到0001", "0002 合并到 0001", "0002 和 0001 是一回事"]
)
async def test_a_dispatcher_merges_and_everything_lands_on_the_other(community: Community, says: str) -> None:
    async with rig(community) as bench:
        await two(bench)
        said = await bench.say("u-chen1", says, room=None)
        assert "【0002】已并到【0001】，现有2户" in to(said, "u-chen1")[0]
        [notice] = [one for one in said if one.room]
        assert ("并到【0001】" in notice.text, mentioned(notice)) == (True, {"u-liu"})
        assert any("已并到【0001】" in line for line in to(said, "u-wu"))
        assert await states(bench) == ["已派", "已合并"]
        assert "【0001】" in room(await bench.say("u-liu", "查0002"))[0]
        assert any(
            "【0001】居民补充：在3楼停着" in line
            for line in to(await bench.say("u-liu", "0002 在3楼停着"), "u-wu")
        )
        assert any("催办：【0001】" in line for line in to(await bench.say("u-liu", "催办0002"), "u-wu"))
        await bench.say("u-wu", "接单0002", room=None)
        [done] = [one for one in await bench.say("u-wu", "办结 换了门机", room=None) if one.room]
        assert mentioned(done) == {"u-wang", "u-liu"}
        await bench.say("u-liu", "0002 5分")
        assert await states(bench) == ["已办结", "已合并"]
        assert await bench.wait(5 * 24 * 60) == []


async def test_a_merging_is_taken_back_within_a_day(community: Community) -> None:
    async with rig(community) as bench:
        await two(bench)
        await bench.say("u-chen1", "合并 0002 到 0001", room=None)
        said = await bench.say("u-chen1", "拆开 0002", room=None)
        assert "已拆开" in to(said, "u-chen1")[0]
        assert any("派给您【0002】" in line for line in to(said, "u-wu"))
        assert await states(bench) == ["已派", "已派"]
        assert await parties(bench) == [["u-wang"], ["u-liu"]]
        await bench.say("u-chen1", "合并 0002 到 0001", room=None)
        await bench.wait(25 * 60)
        assert "超过一天" in to(await bench.say("u-chen1", "拆开 0002", room=None), "u-chen1")[0]
        assert "没有合并过" in to(await bench.say("u-chen1", "拆开 0001", room=None), "u-chen1")[0]


async def test_what_cannot_be_merged_is_said(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", BROKEN)
        await bench.say("u-gao", "@小应 楼上302天天半夜吵架，麻烦调解一下")
        await bench.say("u-liu", "@小应 3号楼1单元电梯困人了，快来")
        await bench.say("u-tang", "我家水龙头坏了，帮忙报修", room=None)

        async def answer(text: str, sender: str = "u-chen1") -> str:
            return to(await bench.say(sender, text, room=None), sender)[0]

        assert "就是这一件" in await answer("合并 0001 到 0001")
        assert "不能合并" in await answer("合并 0002 到 0001")
        assert "人命关天" in await answer("合并 0003 到 0001")
        assert "私下报的" in await answer("合并 0001 到 0004")
        assert "没有找到" in await answer("合并 0001 到 0999")
        assert "并到哪一件" in await answer("合并 0001")
        await answer("合并 0001 到 0003", "u-wu")  # a specialist dispatches nowhere
        assert "已合并" not in await states(bench)


async def test_who_told_it_privately_hears_the_end_privately(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", BROKEN)
        await bench.say("u-tang", "我家电梯口坏了，电梯不动，帮忙报修", room=None)
        await bench.say("u-tang", "2", room=None)
        assert len(await requests(bench)) == 2
        said = await bench.say("u-chen1", "合并 0002 到 0001", room=None)
        assert any("并到【0001】" in line for line in to(said, "u-tang"))
        await bench.say("u-wu", "接单0001", room=None)
        said = await bench.say("u-wu", "办结0001 换了门机", room=None)
        assert any("【0001】" in line and "换了门机" in line for line in to(said, "u-tang"))
        assert [mentioned(one) for one in said if one.room] == [{"u-wang"}]


async def test_three_in_a_month_at_one_place_are_a_hot_spot_said_once(community: Community) -> None:
    async with rig(community) as bench:
        hot: list[str] = []
        for sender in ("u-wang", "u-liu", "u-gao", "u-tang"):
            said = await bench.say(sender, BROKEN)
            hot += [one.to or "group" for one in said if "热点" in one.text]
            await bench.say("u-wu", "接单", room=None)
            await bench.say("u-wu", "办结 换了门机", room=None)
            await bench.wait(24 * 60)
        assert hot == ["u-chen1"]
        [answer] = await bench.say("u-chen1", "热点", room=None)
        assert "3号楼2单元 电梯 4次" in answer.text
        in_group = await bench.say("u-chen1", "@小应 热点")
        assert all("电梯" not in line for line in room(in_group))
        await bench.wait(timedelta(days=31) / timedelta(minutes=1))
        [answer] = await bench.say("u-chen1", "热点", room=None)
        assert "没有" in answer.text
