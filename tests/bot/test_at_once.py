"""Several requests with one line: what members write when three came at once; from the first message to the last."""

import pytest

from handlers.community import Community
from tests.bot.dispatch import to
from tests.bot.rig import Rig, rig

REPORTS = (
    ("u-wang", "@小应 3号楼2单元电梯坏了"),
    ("u-liu", "@小应 3号楼1单元楼道灯不亮了"),
    ("u-gao", "@小应 3号楼门口的路灯一直闪"),
)


async def _reported(bench: Rig) -> None:
    for who, words in REPORTS:
        await bench.say(who, words, room="r-3")


async def _states(bench: Rig) -> dict[str, str]:
    found = await bench.house.store.read(lambda store: store.requests.newest(9))
    return {one.code: one.status.value for one in found}


@pytest.mark.parametrize(
    "words", ["都接了", "全接", "好的，三件我都接了", "全部接单", "接单 全部", "都接下来吧"]
)
async def test_all_that_waits_is_accepted_in_a_word(community: Community, words: str) -> None:
    async with rig(community) as bench:
        await _reported(bench)
        said = await bench.say("u-wu", words, room=None)
        assert "已接单【0001】【0002】【0003】" in to(said, "u-wu")
        assert to(said, "r-3").count("已接单，办好告诉您") == 3
        assert set((await _states(bench)).values()) == {"已接"}
        assert "没有等您接单的事" in to(await bench.say("u-wu", words, room=None), "u-wu")


@pytest.mark.parametrize(
    "words",
    ["接单0001 0003", "接单0001、0003", "接单【0001】和【0003】", "0001 0003 都接了", "0001 0003我来接"],
)
async def test_those_that_are_named_are_accepted(community: Community, words: str) -> None:
    async with rig(community) as bench:
        await _reported(bench)
        said = await bench.say("u-wu", words, room=None)
        assert "已接单【0001】【0003】" in to(said, "u-wu")
        assert await _states(bench) == {"0001": "已接", "0002": "已派", "0003": "已接"}


@pytest.mark.parametrize("words", ["接单2", "接单 两件", "接单"])
async def test_a_bare_number_is_not_everything(community: Community, words: str) -> None:
    async with rig(community) as bench:
        await _reported(bench)
        assert "请带上编号" in to(await bench.say("u-wu", words, room=None), "u-wu")
        assert set((await _states(bench)).values()) == {"已派"}


async def test_what_is_not_there_is_said_beside_what_is_done(community: Community) -> None:
    async with rig(community) as bench:
        await _reported(bench)
        said = to(await bench.say("u-wu", "接单0001 0009", room=None), "u-wu")
        assert "已接单【0001】" in said
        assert "【0009】" in said
        assert "没有找到" in to(await bench.say("u-wu", "接单0008 0009", room=None), "u-wu")


async def test_several_are_told_of_closed_and_given_back_at_once(community: Community) -> None:
    async with rig(community) as bench:
        await _reported(bench)
        await bench.say("u-wu", "都接了", room=None)
        said = await bench.say("u-wu", "处理中0001、0003 都去看过了", room=None)
        assert to(said, "r-3").count("：去看过了") == 2
        said = await bench.say("u-wu", "办结0001 0003 修好了", room=None)
        assert to(said, "u-wu") == "【0001】【0003】已办结，等居民评价；隐患先请人复查。"
        assert to(said, "r-3").count("已办结：修好了") == 2
        assert await _states(bench) == {"0001": "待评价", "0002": "已接", "0003": "待评价"}
        mixed = to(await bench.say("u-wu", "退回0001 0002 要专业的人", room=None), "u-wu")
        assert mixed.startswith("【0002】已退回")
        assert "0001" in mixed


async def test_several_are_passed_on_at_once(community: Community) -> None:
    async with rig(community) as bench:
        await _reported(bench)
        said = await bench.say("u-wu", "转派0001 0002 李伟", room=None)
        assert "【0001】【0002】已转派" in to(said, "u-wu")
        assert to(said, "u-li").count("派给您") == 2


async def test_the_number_of_a_flat_is_no_code(community: Community) -> None:
    async with rig(community) as bench:
        await _reported(bench)
        await bench.say("u-wu", "都接了", room=None)
        said = await bench.say("u-wu", "办结0002 2501的灯换好了", room=None)
        assert "已办结：2501的灯换好了" in to(said, "r-3")


async def test_a_resident_accepts_nothing(community: Community) -> None:
    async with rig(community) as bench:
        await _reported(bench)
        for words in ("都接了", "接单0001 0002", "全接"):
            await bench.say("u-wang", words, room=None)
        assert "已接" not in (await _states(bench)).values()
