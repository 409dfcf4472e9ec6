"""Words about what is open already that do not say so: of a member they are asked about, of a resident answered."""

from handlers.community import Community
from tests.bot.dispatch import LIFT, states, to
from tests.bot.rig import rig

FOUND = "电梯主板烧了，要换，明天下午能好"
"""Reads like a new repair."""


async def test_the_resident_hears_it_on_a_yes(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", LIFT, room="r-3")
        asked = await bench.say("u-wu", FOUND, room=None)
        assert "说的是【0001】" in to(asked, "u-wu")
        assert to(asked, "r-3") == ""
        said = await bench.say("u-wu", "1", room=None)
        assert FOUND in to(said, "r-3")
        assert await states(bench) == [("0001", "处理中", "u-wu")]


async def test_two_makes_another_request_of_it(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", LIFT, room="r-3")
        await bench.say("u-wu", FOUND, room=None)
        said = await bench.say("u-wu", "2", room=None)
        assert "已登记【0002】" in to(said, "u-wu")
        assert to(said, "r-3") == ""


async def test_neither_and_no_answer(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", LIFT, room="r-3")
        await bench.say("u-wu", FOUND, room=None)
        assert "不登记" in to(await bench.say("u-wu", "不用", room=None), "u-wu")
        await bench.say("u-wu", FOUND, room=None)
        assert "已办结" in to(await bench.say("u-wu", "办结0001 换了主板", room=None), "u-wu")
        assert [status for _, status, _ in await states(bench)] == ["待评价"]


async def test_another_place_or_thing_is_offered_as_new(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", LIFT, room="r-3")
        for words in ("5号楼电梯也坏了", "楼道灯不亮了"):
            assert "要登记报给负责的人吗" in to(await bench.say("u-wu", words, room=None), "u-wu")


async def test_a_flat_in_front_is_no_code(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-tang", "@小应 我家厨房天花板在漏水", room="r-3")
        said = to(await bench.say("u-wu", "501阀门坏了 已经换了 不漏了", room=None), "u-wu")
        assert "说的是【0001】" in said
        assert "0501" not in said
        assert "【0501】" in to(await bench.say("u-wu", "501没解决", room=None), "u-wu")


async def test_a_question_about_what_was_said_before_is_no_new_request(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-tang", "@小应 我家厨房天花板在漏水", room="r-3")
        asked = await bench.say("u-tang", "小应你在吗 我是老唐 刚才那个漏水的事 师傅说几点来", room=None)
        assert "【0001】" in to(asked, "u-tang")
        assert "已派物业维修 吴强" in to(asked, "u-tang")
        assert len(await states(bench)) == 1
        other = to(await bench.say("u-tang", "小应 昨天那个养老讲座的事 几点开始", room=None), "u-tang")
        assert "漏水" not in other


async def test_who_threatens_with_the_police_raises_no_alarm(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-tang", "@小应 我家厨房天花板在漏水", room="r-3")
        for words in ("他不来我报警了", "再不来修我就报警了"):
            assert "紧急" not in str(await bench.say("u-tang", words, room="r-3"))
        assert "紧急" in str(await bench.say("u-tang", "有人砸门 你们不来我报警了", room="r-3"))


async def test_what_has_gone_to_somebody_else_meanwhile_is_not_told(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", LIFT, room="r-3")
        await bench.say("u-wu", FOUND, room=None)
        await bench.say("u-chen1", "接单0001", room=None)
        said = await bench.say("u-wu", "1", room=None)
        assert "现在由第一片区支部书记 陈刚负责" in to(said, "u-wu")
        assert FOUND not in to(said, "r-3")
        assert [owner for *_, owner in await states(bench)] == ["u-chen1"]
