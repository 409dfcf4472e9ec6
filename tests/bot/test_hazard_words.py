"""What members say of hazards, and of what is none."""

from handlers.community import Community
from tests.bot.rig import rig


async def test_only_a_hazard_has_a_date_to_be_gone(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "@小应 3号楼2单元电梯坏了")
        [refused] = await bench.say("u-chen1", "整改期限0001 周五", room=None)
        assert "不是隐患" in refused.text


async def test_who_closes_a_hazard_hears_that_somebody_looks(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-gao", "@小应 隐患 3号楼楼道堆电动车电池 周五前整改")
        said = await bench.say("u-li", "办结0001 清走了", room=None)
        assert any("去复查" in one.text for one in said if one.to == "u-li")


async def test_a_reason_that_says_whose_it_is_gives_back_at_once(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "@小应 3号楼2单元电梯坏了")
        said = await bench.say("u-wu", "退回0001 不归物业，是施工队的", room=None)
        assert not any("要退回吗" in one.text for one in said)
        assert any("已退回" in one.text or "退回" in one.text for one in said if one.to == "u-wu")


async def test_several_that_cannot_be_solved_are_asked_with_the_right_command(community: Community) -> None:
    async with rig(community) as bench:
        for words in ("@小应 3号楼2单元电梯坏了", "@小应 3号楼2单元门禁坏了"):
            await bench.say("u-wang", words)
        [which] = await bench.say("u-wu", "无法解决 产权不清", room=None)
        assert "无法解决0002" in which.text
