"""What is said of a request that is open already: by its reporter, by whoever would have it, or under no code."""

import pytest

from handlers.community import Community
from handlers.messages import Outgoing
from storage.records import Request
from tests.bot.rig import Rig, rig

LAMP = "@小应 3号楼2单元楼道灯不亮"


async def requests(bench: Rig) -> list[Request]:
    """All requests, oldest first."""
    return (await bench.house.store.read(lambda store: store.requests.newest(100)))[::-1]


def to(messages: list[Outgoing], contact: str) -> str:
    """All that somebody was told privately."""
    return "\n".join(one.text for one in messages if one.to == contact)


@pytest.mark.parametrize("words", ["更多", "下一页", "还有吗"])
async def test_more_of_nothing_is_no_word_on_the_request(community: Community, words: str) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "家里水管漏水了", room=None)
        [said] = await bench.say("u-wang", words, room=None)
        assert (said.to, "后面没有了" in said.text) == ("u-wang", True)


async def test_the_list_of_what_is_in_hand_goes_on_with_more(community: Community) -> None:
    async with rig(community) as bench:
        for place in ("1号楼1单元", "1号楼2单元", "2号楼1单元", "2号楼2单元", "3号楼1单元"):
            await bench.say("u-wang", f"@小应 {place}楼道灯不亮")
        [first] = await bench.say("u-wu", "待办", room=None)
        assert "还有3件，回“更多”接着看" in first.text
        [rest] = await bench.say("u-wu", "更多", room=None)
        assert [f"【000{n}】" in rest.text for n in range(1, 6)] == [True, True, True, False, False]


async def test_a_list_takes_no_question_away(community: Community) -> None:
    async with rig(community) as bench:
        for place in ("1号楼1单元", "1号楼2单元", "2号楼1单元", "2号楼2单元"):
            await bench.say("u-wang", f"{place}楼道灯不亮", room=None)
        await bench.say("u-wu", "办结0001 换了灯泡", room=None)
        listed = await bench.say("u-wang", "我的诉求", room=None)
        assert "……还有2件" in to(listed, "u-wang")
        assert "更多" not in to(listed, "u-wang")
        await bench.say("u-wang", "4", room=None)
        assert (await requests(bench))[0].rating == 4


async def test_a_matter_of_its_own_beside_an_open_meal(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "我想要助餐", room=None)
        await bench.say("u-wang", "家里老人有点抑郁，想找人聊聊", room=None)
        await bench.say("u-wang", "门禁也坏了", room=None)
        meal, talk, gate = await requests(bench)
        assert (meal.restricted, talk.restricted, gate.category) == (None, "health", "门禁")


@pytest.mark.parametrize("minutes", [5, 200])
@pytest.mark.parametrize(
    "words", ["门开着呢可以进来", "我在家，随时可以上门", "门没锁", "今天又漏了", "还是漏"]
)
async def test_what_belongs_to_the_open_one(community: Community, words: str, minutes: int) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "家里水管漏水了", room=None)
        await bench.wait(minutes=minutes)
        said = await bench.say("u-wang", words, room=None)
        assert "【0001】" in to(said, "u-wu")
        assert len(await requests(bench)) == 1


async def test_of_several_open_ones_the_bot_asks_which(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "家里水管漏水了", room=None)
        await bench.say("u-wang", "家里网络断了", room=None)
        await bench.wait(minutes=200)
        [said] = await bench.say("u-wang", "门开着呢可以进来", room=None)
        assert "带上编号" in said.text


@pytest.mark.parametrize(("first", "then"), [(None, "r-3"), ("r-3", None)])
async def test_the_same_person_says_the_same_once_more_elsewhere(
    community: Community, first: str | None, then: str | None
) -> None:
    async with rig(community) as bench:
        await bench.say("u-tang", "@小应 门禁坏了", room=first)
        await bench.wait(minutes=60)
        said = await bench.say("u-tang", "@小应 门禁坏了", room=then)
        assert any("您报过【0001】" in one.text for one in said)
        assert all("门禁" not in one.text for one in said if one.room and first is None)
        assert len(await requests(bench)) == 1
        await bench.say("u-tang", "不是", room=then)
        assert len(await requests(bench)) == 2


async def test_more_pressing_words_under_the_code_shorten_the_clock(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "@小应 3号楼2单元水管漏水")
        [before] = await requests(bench)
        said = await bench.say("u-wang", "补充0001 现在整栋楼都停水了")
        assert "更急了，改为紧急：现在整栋楼都停水了" in to(said, "u-wu")
        [answer] = [one.text for one in said if one.room]
        assert "按您说的改为紧急" in answer
        assert "已有人报" not in answer
        [after] = await requests(bench)
        assert (after.urgency, after.close_by and before.close_by and after.close_by < before.close_by) == (
            "urgent",
            True,
        )


@pytest.mark.parametrize("words", ["更急了，水漫到走廊了", "0001 整栋楼都停水了"])
async def test_hours_later_it_is_still_that_which_got_worse(community: Community, words: str) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "3号楼2单元水管漏水", room=None)
        await bench.wait(minutes=90)
        said = await bench.say("u-wang", words, room=None)
        assert "改为紧急" in to(said, "u-wu")
        assert [one.urgency for one in await requests(bench)] == ["urgent"]


async def test_the_member_who_has_it_raises_nothing(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", LAMP)
        await bench.say("u-wu", "补充0001 整栋楼停电了，先查总闸", room=None)
        assert (await requests(bench))[0].urgency == "normal"


@pytest.mark.parametrize("words", ["小应他什么时候来啊", "小应 师傅啥时候到", "@小应 维修的几点来"])
@pytest.mark.parametrize("room", ["r-3", None])
async def test_when_somebody_comes_and_nothing_is_open(
    community: Community, words: str, room: str | None
) -> None:
    async with rig(community) as bench:
        [said] = await bench.say("u-liu", words, room=room)
        assert "没有找到您报过还没办完的事，直接说是什么事就行" in said.text
        assert await requests(bench) == []


@pytest.mark.parametrize(
    "words",
    [
        "0877 问 您家在家吗",
        "0877 在路上了",
        "0877 修好了，换了灯泡",
        "0877 等配件，周五到",
        "8877 修好了，换了灯泡",
    ],
)
async def test_a_code_that_is_none_is_said_so(community: Community, words: str) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", LAMP)
        await bench.say("u-wu", "接单", room=None)
        [said] = await bench.say("u-wu", words, room=None)
        assert f"没有找到您能查的【{words[:4]}】" in said.text


async def test_a_code_mistyped_by_a_figure_is_offered_and_a_strange_one_is_not_betrayed(
    community: Community,
) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", LAMP)
        [near] = await bench.say("u-wu", "0010 问 您家在家吗", room=None)
        assert near.text == "没有【0010】。要是指【0001】，请用这个编号再说一遍。"
        [strange] = await bench.say("u-sun4", "0001 怎么样了", room=None)
        [unknown] = await bench.say("u-sun4", "0877 怎么样了", room=None)
        assert strange.text == unknown.text.replace("0877", "0001")


async def test_a_flat_is_no_code(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "1201 漏水", room=None)
        assert [one.category for one in await requests(bench)] == ["漏水"]


@pytest.mark.parametrize("words", ["接单0001", "0001我来", "0001 给我吧", "0001 我来弄"])
async def test_who_wants_what_another_has_hears_whose_it_is_and_how_it_changes_hands(
    community: Community, words: str
) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", LAMP)
        await bench.say("u-wu", "接单", room=None)
        [said] = await bench.say("u-li", words, room=None)
        assert "吴强在办" in said.text
        assert "转派0001 李伟" in said.text
        await bench.say("u-li", "转派0001 李伟", room=None)
        assert (await requests(bench))[0].assignee == "u-li"


@pytest.mark.parametrize(
    ("words", "room"), [("@小应 0001 给我吧", "r-3"), ("0001我来", None), ("这个我来弄", None)]
)
async def test_plain_words_accept_what_is_theirs(community: Community, words: str, room: str | None) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", LAMP)
        await bench.say("u-wu", words, room=room)
        assert (await requests(bench))[0].status.value == "已接"


async def test_a_resident_who_offers_to_do_it_is_thanked(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", LAMP)
        [said] = await bench.say("u-gao", "@小应 0001 给我吧")
        assert "吴强在办，谢谢您的热心" in said.text
        assert await bench.say("u-gao", "0001我来") == []


async def test_a_visit_is_noted_beside_work_in_the_house_but_not_for_it(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "我一个人在家，想要人帮忙买菜", room=None)
        await bench.say("u-ma", "接单", room=None)
        said = await bench.say("u-ma", "刚去看了3-2-501，老人血压高，已提醒复诊", room=None)
        assert "已记走访：3号楼2单元501" in to(said, "u-ma")
        said = await bench.say("u-ma", "刚去看了3-2-501，菜买好送到，都办好了", room=None)
        assert "【0001】" in to(said, "u-ma")
        assert "走访" not in to(said, "u-ma")


async def test_more_of_the_same_person_is_no_second_complaint(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "我要投诉3号楼楼长李伟", room=None)
        said = await bench.say("u-wang", "楼长李伟态度太差了，还骂人", room=None)
        assert "居民补充" in to(said, "u-chen1")
        await bench.say("u-wang", "我要投诉物业的吴强骂人", room=None)
        assert [one.restricted for one in await requests(bench)] == ["person", "person"]
        assert "骂人" not in to(bench.wire.sent, "u-li")


async def test_what_neighbours_say_among_themselves_is_left_alone(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", LAMP)
        for words in ("更多", "门开着呢", "师傅几点来", "给我吧", "还有吗", "快递几点到"):
            assert await bench.say("u-gao", words) == [], words
        said = await bench.say("u-wang", "师傅几点来")  # who reported it means that
        assert any("【0001】" in one.text for one in said)
