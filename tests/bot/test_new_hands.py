"""The handler is gone (moved, dismissed, unbound, on leave with nobody in their stead): what they had goes on, and
whoever waits hears so in one line; habits that break are met kindly."""

from dataclasses import replace

import pytest

from handlers.community import Community, Permission, Person, Post, Role
from tests.bot.dispatch import CARS, DAY, LAMP, LIFT, one, states, to, with_members
from tests.bot.rig import rig


def with_second_head(community: Community) -> Community:
    other = Person("u-feng", "冯二楼", ("u-feng",), "3号楼楼长", posts=(Post("b3", Role.HEAD),))
    return replace(community, people=(*community.people, other))


async def test_an_account_is_taken_away(community: Community) -> None:
    async with rig(with_second_head(community)) as bench:
        await bench.say("u-wang", CARS)
        await bench.say("u-gao", "3号楼1单元楼道堆满杂物", room=None)
        for code in ("0001", "0002"):
            await bench.say("u-chen1", f"派{code} 李伟", room=None)
        await bench.say("u-li", "接单0001", room=None)
        said = await bench.say("u-chen1", "解绑 李伟", room=None)
        assert {who for _, _, who in await states(bench)} == {"u-feng"}
        assert to(said, "r-3") == "@王桂兰 【0001】改由3号楼楼长 冯二楼负责，有进展告诉您。"
        assert "【0002】改由3号楼楼长 冯二楼负责" in to(said, "u-gao")
        assert "有2件转到您手上" in to(said, "u-feng")


async def test_with_nobody_beside_them_the_next_rung_has_it(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", CARS)
        said = await bench.say("u-chen1", "解绑 李伟", room=None)
        assert await states(bench) == [("0001", "已派", "u-chen1")]
        assert "改由第一片区支部书记 陈刚负责" in to(said, "r-3")


async def test_with_nobody_at_all_it_waits_and_the_resident_hears_so(community: Community) -> None:
    """Only those above the rest can go on leave without a stead: of them nobody is left."""
    few = tuple(one for one in community.people if not one.posts or one.id in ("u-wu", "u-zhou"))
    async with rig(replace(community, people=few)) as bench:
        await bench.say("u-wang", CARS)
        assert await states(bench) == [("0001", "已派", "u-zhou")]
        said = await bench.say("u-zhou", "请假三天", room=None)
        assert await states(bench) == [("0001", "待派", None)]
        assert "正在重新安排" in to(said, "r-3")


async def test_leave_with_a_stand_in_moves_nothing(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", CARS)
        said = await bench.say("u-li", "请假三天", room=None)
        assert to(said, "r-3") == ""
        assert await states(bench) == [("0001", "已派", "u-li")]


async def test_who_waits_for_several_is_told_in_one_message(community: Community) -> None:
    async with rig(with_second_head(community)) as bench:
        for line in (CARS, "@小应 3号楼前垃圾没人清", "@小应 3号楼晚上广场舞太吵"):
            await bench.say("u-wang", line)
        for code, _, who in await states(bench):
            if who != "u-li":
                await bench.say("u-chen1", f"派{code} 李伟", room=None)
        said = await bench.say("u-chen1", "解绑 李伟", room=None)
        assert len([message for message in said if message.room == "r-3"]) == 1
        assert not any(who == "u-li" for _, _, who in await states(bench))


async def test_split_goes_back_to_who_had_it(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", LIFT)
        await bench.say("u-gao", "@小应 3号楼1单元电梯门打不开")
        await bench.say("u-chen1", "派0002 李伟", room=None)
        await bench.say("u-li", "接单0002", room=None)
        await bench.say("u-chen1", "合并 0002 到 0001", room=None)
        said = await bench.say("u-chen1", "拆开 0002", room=None)
        assert (await states(bench))[1] == ("0002", "已派", "u-li")
        assert "派给您【0002】" in to(said, "u-li")
        assert "另外单独办，3号楼楼长 李伟负责" in to(said, "r-3")


async def test_split_of_what_a_leaver_had_goes_by_the_rule(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", LIFT)
        await bench.say("u-gao", "@小应 3号楼1单元电梯门打不开")
        await bench.say("u-chen1", "派0002 李伟", room=None)
        await bench.say("u-chen1", "合并 0002 到 0001", room=None)
        await bench.say("u-chen1", "李伟 搬走了", room=None)
        await bench.say("u-chen1", "确认", room=None)
        await bench.say("u-chen1", "拆开 0002", room=None)
        assert (await states(bench))[1] == ("0002", "已派", "u-wu")


async def test_a_mistyped_code_is_met_with_what_the_speaker_may_see(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", LIFT)
        assert "没有【0010】。要是指【0001】，请用这个编号再说一遍。" in to(
            await bench.say("u-wang", "@小应 查0010"), "r-3"
        )
        assert "要是指【0001】" in to(await bench.say("u-wang", "0010 没解决"), "r-3")
        assert "要是指【0001】" in to(await bench.say("u-wu", "办结0002 换了门机", room=None), "u-wu")
        assert "要是指【0001】" in to(await bench.say("u-wu", "0010 在路上了", room=None), "u-wu")
        for outsider in ("u-xu", "u-stranger", "u-chen2", "u-sun5"):
            said = await bench.say(outsider, "查0010", room=None)
            assert "0001】" not in to(said, outsider).replace("例：查0001", "")
        assert await bench.say("u-wang", "1001 家的快递谁拿了") == []
        await bench.say("u-gao", "@小应 3号楼1单元302水管漏水了")
        await bench.say("u-liu", LAMP)
        unsure = to(await bench.say("u-chen1", "查0009", room=None), "u-chen1")
        assert "是不是" not in unsure  # it may be any of three
        assert [status for _, status, _ in await states(bench)] == ["已派", "已派", "已派"]


async def test_the_member_answers_in_the_group(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", LIFT)
        said = await bench.say("u-wu", "修好了")
        assert [message.to for message in said] == ["u-wu"]
        await bench.say("u-wu", "1", room=None)
        assert await states(bench) == [("0001", "待评价", "u-wu")]


@pytest.mark.parametrize("words", ["收到", "好的", "收到谢谢", "嗯嗯", "知道了"])
@pytest.mark.parametrize("room", ["r-3", None])
async def test_received_reopens_nothing(community: Community, words: str, room: str | None) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", LIFT)
        await bench.say("u-wu", "办结0001 换了门机", room=None)
        await bench.say("u-wang", words, room=room)
        await bench.say("u-wu", words, room=room)
        assert (await states(bench))[0][1] in ("待评价", "已办结")
        await bench.wait(4 * DAY)
        await bench.say("u-wang", words, room=room)
        assert await states(bench) == [("0001", "已办结", "u-wu")]
        assert (await one(bench, "0001")).reopened == 0


async def test_a_volunteer_who_moves_away_leaves_nothing_behind(community: Community) -> None:
    async with rig(with_members(community)) as bench:
        await bench.say("u-wang", LIFT)
        await bench.say("u-chen1", "抢单0001", room=None)
        await bench.say("u-liu", "我来0001")
        await bench.say("u-chen1", "刘洋 搬走了", room=None)
        said = await bench.say("u-chen1", "确认", room=None)
        assert await states(bench) == [("0001", "已派", "u-wu")]
        assert "改由物业维修 吴强负责" in to(said, "r-3")
        assert not community.may_somewhere(community.person("u-liu"), Permission.WORK)


async def test_housemates_are_one_household(community: Community) -> None:
    people = (*community.people, Person("u-son", "王小明", ("u-son",), household="3-2-501"))
    async with rig(replace(community, people=people)) as bench:
        await bench.say("u-wang", LIFT)
        assert "现有1户" in to(await bench.say("u-son", "我家也是"), "r-3")
        await bench.wait(30)
        assert "现有2户" in to(await bench.say("u-tang", "我家也是"), "r-3")


async def test_what_one_helps_with_is_in_the_copy_and_goes_with_the_person(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", LIFT)
        await bench.say("u-wu", "协办0001 李伟", room=None)
        sent = [message.file for message in await bench.say("u-li", "我的数据", room=None) if message.file]
        copies = [file.data.decode("utf-8") for file in sent]
        assert any("您协办的事（1件）" in copy for copy in copies)
        await bench.say("u-chen1", "李伟 搬走了", room=None)
        await bench.say("u-chen1", "确认", room=None)
        assert to(await bench.say("u-wang", "0001 是左边那部"), "u-li") == ""
        assert "协办" not in to(await bench.say("u-wang", "0001谁在办"), "r-3")


@pytest.mark.parametrize("goes", ["解绑 吴强", "转派0001 李伟"])
async def test_a_pause_ends_with_whoever_asked_for_it(community: Community, goes: str) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", LIFT)
        usual = (await one(bench, "0001")).close_by
        await bench.say("u-wu", "接单", room=None)
        await bench.say("u-wu", "暂停0001 周五 等配件", room=None)
        paused = (await one(bench, "0001")).close_by
        assert usual is not None
        assert paused is not None
        assert paused > usual
        await bench.say("u-zhou", goes, room=None)
        request = await one(bench, "0001")
        assert request.assignee != "u-wu"
        assert request.close_by is not None
        assert request.close_by < paused
        said = await bench.wait(7 * DAY)
        assert not any("时限继续" in message.text for message in said)
