"""协办: one has it, others help: they see, hear and add; only who has it closes."""

from dataclasses import replace

import pytest

from handlers.community import Community
from handlers.messages import Attachment, Kind
from tests.bot.dispatch import LIFT, QUARREL, states, to, with_members
from tests.bot.images import PNG
from tests.bot.rig import rig


async def test_from_the_asking_to_the_end(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", LIFT)
        await bench.say("u-wu", "接单", room=None)
        said = await bench.say("u-wu", "协办0001 李伟", room=None)
        assert "请您协办【0001】3号楼2单元 电梯，主办物业维修 吴强" in to(said, "u-li")
        assert "已经在协办" in to(await bench.say("u-wu", "协办0001 李伟", room=None), "u-wu")
        assert "吴强主办，3号楼楼长 李伟协办" in to(await bench.say("u-wang", "0001谁在办"), "r-3")
        word = await bench.say("u-wang", "0001 是左边那部")
        assert "是左边那部" in to(word, "u-wu")
        assert "是左边那部" in to(word, "u-li")
        word = await bench.say("u-li", "0001 到现场了，缺个门机", room=None)
        assert "协办的3号楼楼长 李伟说：到现场了，缺个门机" in to(word, "u-wu")
        assert to(word, "r-3") == ""
        await bench.say("u-li", "补充0001 门机型号X2", room=None)
        for words in ("办结0001 修好了", "0001 办结 修好了", "退回0001 没空", "转派0001 陈刚", "0001 我来接"):
            assert "吴强" in to(await bench.say("u-li", words, room=None), "u-li")
            assert await states(bench) == [("0001", "已接", "u-wu")]
        closed = await bench.say("u-wu", "办结0001 换了门机", room=None)
        assert "谢谢您协办" in to(closed, "u-li")
        assert await states(bench) == [("0001", "待评价", "u-wu")]


async def test_pictures_come_to_who_helps(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", LIFT)
        await bench.say("u-wu", "协办0001 李伟", room=None)
        sent = await bench.say("u-wang", "", kind=Kind.FILE, file=Attachment("a.png", "image/png", PNG))
        assert {message.to for message in sent if message.file} == {"u-wu", "u-li"}


async def test_several_and_from_a_dispatcher(community: Community) -> None:
    async with rig(with_members(community)) as bench:
        await bench.say("u-wang", LIFT)
        said = await bench.say("u-chen1", "协办0001 李伟、刘洋", room=None)
        assert "请李伟、刘洋协办了" in to(said, "u-chen1")
        assert to(said, "u-wu").count("协办，您主办") == 2
        assert "请您协办" in to(said, "u-liu")
        assert "不用协办" in to(await bench.say("u-chen1", "协办0001 吴强", room=None), "u-chen1")
        assert "请写上请谁协办" in to(await bench.say("u-chen1", "协办0001", room=None), "u-chen1")
        assert "名单里没有" in to(await bench.say("u-chen1", "协办0001 高敏", room=None), "u-chen1")


async def test_leaving_taking_over_and_nobody_has_it(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", LIFT)
        await bench.say("u-wu", "协办0001 李伟", room=None)
        assert "李伟不再协办" in to(await bench.say("u-li", "退出协办", room=None), "u-wu")
        assert "没有协办的事" in to(await bench.say("u-li", "退出协办0001", room=None), "u-li")
        await bench.say("u-wu", "协办0001 李伟", room=None)
        await bench.say("u-wu", "转派0001 李伟", room=None)  # who helped has it now
        assert "李伟在办" in to(await bench.say("u-wang", "0001 现在谁在办？"), "r-3")
        assert "李伟在办" in to(await bench.say("u-wang", "谁在办0001", room=None), "u-wang")
        await bench.say("u-li", "退回0001 不会", room=None)
        assert "还没有派人" in to(await bench.say("u-wang", "0001谁在处理"), "r-3")
        assert "先派" in to(await bench.say("u-chen1", "协办0001 李伟", room=None), "u-chen1")


async def test_who_helps_goes_along_when_two_are_one(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", LIFT)
        await bench.say("u-gao", "@小应 3号楼1单元电梯门打不开")
        await bench.say("u-wu", "协办0002 李伟", room=None)
        await bench.say("u-chen1", "合并 0002 到 0001", room=None)
        assert "李伟协办" in to(await bench.say("u-wang", "0001谁在办"), "r-3")


async def test_outsiders_can_neither_ask_nor_hear(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-gao", QUARREL)
        for outsider in ("u-wang", "u-stranger", "u-sun5", "u-wu", "u-chen2"):
            await bench.say(outsider, "协办0001 李伟", room=None)
            assert "赵芳" not in to(await bench.say(outsider, "0001谁在办", room=None), outsider)
        said = await bench.say("u-zhao", "协办0001 钱军", room=None)
        assert "请您协办" in to(said, "u-qian")
        assert "吵" not in to(said, "r-3")
        group = await bench.say("u-gao", "0001谁在办")
        assert to(group, "r-3") == ""
        assert "钱军协办" in to(group, "u-gao")
        assert "【0001】" in to(await bench.say("u-qian", "查0001", room=None), "u-qian")


async def test_who_lost_the_post_hears_nothing_more(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", LIFT)
        await bench.say("u-wu", "协办0001 钱军", room=None)
        people = tuple(replace(one, posts=()) if one.id == "u-qian" else one for one in community.people)
        less = replace(community, people=people)
        bench.house.directory.base = less
        bench.house.directory._known = (None, less)
        assert to(await bench.say("u-wang", "0001 是左边那部"), "u-qian") == ""
        assert "没有找到" in to(await bench.say("u-qian", "0001谁在办", room=None), "u-qian")


@pytest.mark.parametrize("words", ["谁在办", "0001谁在办过生日", "谁办"])
async def test_talk_is_talk(community: Community, words: str) -> None:
    async with rig(community) as bench:
        await bench.say("u-gao", LIFT)
        assert await bench.say("u-tang", words) == []
