"""The menu of services and their teams (R11), played from the first message to the last."""

import pytest

from handlers.community import Community
from handlers.messages import Outgoing
from handlers.texts import text
from storage.records import Request, RequestStatus
from tests.bot.rig import Rig, rig
from tests.grid import changed


def to(said: list[Outgoing], contact: str) -> str:
    return "\n".join(one.text for one in said if one.to == contact)


async def request(bench: Rig, code: str) -> Request:
    found = await bench.house.store.read(lambda store: store.requests.by_code(code))
    assert found is not None
    return found


async def count(bench: Rig) -> int:
    return len(await bench.house.store.read(lambda store: store.requests.newest(20)))


async def test_from_the_menu_to_the_rating(community: Community) -> None:
    async with rig(community) as bench:
        [menu] = await bench.say("u-wang", "有什么服务", None)
        assert len(menu.text.split("\n")) <= 4
        assert "1 助餐" in menu.text
        said = await bench.say("u-wang", "更多", None)
        assert "7 助学" in said[-1].text
        said = await bench.say("u-wang", "1", None)
        assert "派给您【0001】3号楼2单元501 养老助残" in to(said, "u-ma")
        assert "已登记【0001】助餐，由助老服务队 志愿者队长 马云霞联系您" in to(said, "u-wang")
        assert "长者食堂" in to(said, "u-wang")
        said = await bench.say("u-wang", "我想要助餐", None)
        assert to(said, "u-wang").startswith(text("services.asked_before", code="0001", name="助餐"))
        await bench.say("u-ma", "接单0001", None)
        said = await bench.say("u-ma", "办结0001 明天起送", None)
        assert "已办结：明天起送" in to(said, "u-wang")
        await bench.say("u-wang", "5", None)
        assert (await request(bench, "0001")).status is RequestStatus.CLOSED
        await bench.say("u-wang", "我想要助餐", None)  # it is over: the next one is another
        assert await count(bench) == 2


async def test_the_team_takes_it_among_themselves(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-liu", "给我妈预约助医，周三上午", None)
        kept = await request(bench, "0001")
        assert (kept.intent, kept.category, kept.assignee) == ("求助", "养老助残", "u-ma")
        assert kept.text == "要助医：给我妈预约助医，周三上午"
        said = await bench.say("u-li", "团队待办", None)
        assert "【0001】助医 3号楼1单元301（已派，志愿者队长 马云霞）" in to(said, "u-li")
        said = await bench.say("u-ma", "0001 交给 小李", None)
        assert "派给您【0001】" in to(said, "u-li")
        assert (await request(bench, "0001")).assignee == "u-li"
        said = await bench.say("u-wang", "团队待办", None)
        assert to(said, "u-wang").startswith(text("services.no_team"))


async def test_only_who_has_it_hands_it_on(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-liu", "我想要助洁", None)
        for sender in ("u-wang", "u-sun5"):
            await bench.say(sender, "0001 交给 李伟", None)
            assert (await request(bench, "0001")).assignee == "u-ma"
        said = await bench.say("u-ma", "0001 交给 王桂兰", None)
        assert "王桂兰" in to(said, "u-ma")
        assert (await request(bench, "0001")).assignee == "u-ma"


async def test_a_lead_who_is_away_is_stood_in_for_by_the_team(community: Community) -> None:
    away = changed(community, "u-ma", away=True)
    async with rig(away) as bench:
        await bench.say("u-liu", "我想要助医", None)
        assert (await request(bench, "0001")).assignee == "u-li"
        await bench.say("u-liu", "我想要助餐", None)  # nobody else is in that team: the rules name somebody
        assert (await request(bench, "0002")).assignee not in ("u-ma", None)


async def test_a_question_is_answered_and_registers_on_a_yes(community: Community) -> None:
    async with rig(community) as bench:
        said = await bench.say("u-tang", "助浴怎么预约", None)
        assert "周二、周四上午" in said[-1].text
        await bench.say("u-tang", "0", None)
        assert await count(bench) == 0
        await bench.say("u-tang", "助浴", None)
        said = await bench.say("u-tang", "1", None)
        assert "已登记【0001】助浴" in to(said, "u-tang")


async def test_an_unknown_service_gets_the_nearest(community: Community) -> None:
    async with rig(community) as bench:
        said = await bench.say("u-tang", "我想要助乐", None)
        assert "没有“助乐”这项服务" in said[-1].text
        await bench.say("u-tang", "0", None)
        assert await count(bench) == 0


async def test_in_a_group_it_is_offered_and_the_flat_is_not_said(community: Community) -> None:
    async with rig(community) as bench:
        [offer] = await bench.say("u-wang", "我想要助洁")
        assert "要的话回1" in offer.text
        assert await count(bench) == 0
        said = await bench.say("u-wang", "1")
        assert "501" not in "".join(one.text for one in said if one.room)
        assert await count(bench) == 1
        [menu] = await bench.say("u-liu", "@小应 服务菜单")
        assert menu.text.split("\n")[0].endswith("2 助浴（周二、周四上午）")
        said = await bench.say("u-liu", "7")
        assert any("助学" in one.text for one in said if one.room == "r-3")


async def test_where_a_vote_is_open_a_digit_is_a_ballot(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-chen1", "@小应 发起表决：是否加装充电桩？选项：同意/反对 截止：周五18:00")
        await bench.say("u-chen1", "确认")
        [menu] = await bench.say("u-liu", "@小应 服务菜单")
        assert "我要助餐" in menu.text
        await bench.say("u-liu", "1")
        assert await count(bench) == 0


@pytest.mark.parametrize(
    "words", ["助餐的老师今天好辛苦", "谁要送餐的可以找我，拼单", "菜单发我看看", "我要送餐去了"]
)
async def test_talk_in_a_group_is_left_alone(community: Community, words: str) -> None:
    async with rig(community) as bench:
        assert await bench.say("u-xu", words, "r-5") == []


async def test_a_number_that_is_not_on_the_menu(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-stranger", "服务菜单", None)
        said = await bench.say("u-stranger", "9", None)
        assert said[-1].text.startswith(text("services.no_such_number", most=7))
        await bench.say("u-stranger", "第4项", None)
        assert (await request(bench, "0001")).text == "要助急"


async def test_who_can_do_something_is_asked_through_the_bot(community: Community) -> None:
    skilled = changed(community, "u-gao", skills=("修电脑", "英语"))
    async with rig(skilled) as bench:
        said = await bench.say("u-liu", "谁会修电脑", None)
        assert "邻居" in said[-1].text
        # Who can do what is told to members only, in their part of the tree.
        assert "高敏" not in said[-1].text
        await bench.say("u-liu", "1", None)
        assert (await request(bench, "0001")).text == "想请人帮忙：修电脑"
        said = await bench.say("u-stranger", "谁会修电脑", None)
        assert "高敏" not in "".join(one.text for one in said)
        said = await bench.say("u-stranger", "谁会换灯泡", None)
        assert "助老服务队" in said[-1].text


async def test_danger_is_no_order(community: Community) -> None:
    async with rig(community) as bench:
        said = await bench.say("u-liu", "我要助急，我妈昏倒了叫不醒", None)
        assert (await request(bench, "0001")).urgency == "emergency"
        assert "120" in to(said, "u-liu")


async def test_nobody_can_and_nobody_is_troubled_before_a_yes(community: Community) -> None:
    async with rig(community) as bench:
        said = await bench.say("u-wang", "@小应 谁会修钟表")
        assert [one.room for one in said] == ["r-3"]
        assert "还没听说谁会“修钟表”" in said[0].text
        assert await bench.say("u-wang", "谁会修钟表") == []  # among neighbours it is talk
        said = await bench.say("u-wang", "1")
        assert any("想请人帮忙：修钟表" in one.text for one in said)
