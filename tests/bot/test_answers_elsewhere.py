"""One question, answered in another place than where it was asked; and what the bot asks of those who have answered."""

from datetime import timedelta

import pytest

from handlers.community import Community
from handlers.messages import Outgoing
from storage.records import Request
from tests.bot.rig import Rig, rig
from tests.conftest import NOW

LAMP = "@小应 3号楼2单元楼道灯不亮"
EVENING = NOW + timedelta(hours=13)
"""22:00 of the same day: nobody is asked anything any more."""


async def requests(bench: Rig) -> list[Request]:
    """All requests, oldest first."""
    return (await bench.house.store.read(lambda store: store.requests.newest(100)))[::-1]


def to(messages: list[Outgoing], contact: str) -> str:
    """All that somebody was told privately."""
    return "\n".join(one.text for one in messages if one.to == contact)


def here(messages: list[Outgoing], room: str = "r-3") -> str:
    """All that was said in a group."""
    return "\n".join(one.text for one in messages if one.room == room)


async def accepted(bench: Rig) -> None:
    await bench.say("u-wang", LAMP)
    await bench.say("u-wu", "接单", room=None)


async def vote(bench: Rig) -> None:
    """A vote of three options in the group of building 3."""
    await bench.say("u-chen1", "@小应 发起投票 楼道装充电桩 同意/反对/弃权")
    await bench.say("u-chen1", "确认")


@pytest.mark.parametrize(("asked", "answered"), [("r-3", "r-3"), ("r-3", None), (None, "r-3"), (None, None)])
async def test_waiting_for_parts_is_confirmed_wherever_it_is_said(
    community: Community, asked: str | None, answered: str | None
) -> None:
    async with rig(community) as bench:
        await accepted(bench)
        said = await bench.say("u-wu", "等配件，周五到", room=asked)
        assert any("回1停" in one.text and one.room == asked for one in said)
        said = await bench.say("u-wu", "1", room=answered)
        assert any("时限停到11月27日08:30" in one.text and one.room == answered for one in said)


@pytest.mark.parametrize("words", ["修好了，换了个灯泡", "不归物业管，是供电局的"])
async def test_a_1_in_the_group_for_what_was_asked_privately(community: Community, words: str) -> None:
    async with rig(community) as bench:
        await accepted(bench)
        await bench.say("u-wu", words, room=None)
        assert await bench.say("u-wu", "1", room="r-5") == []  # it was not reported there
        await bench.say("u-wu", "好的")  # talk, and no answer in a group
        assert (await requests(bench))[0].status.value == "已接"
        await bench.say("u-wu", "1")
        assert (await requests(bench))[0].status.value in ("待评价", "已退回")


async def test_while_a_vote_is_open_a_1_in_the_group_is_a_ballot(community: Community) -> None:
    async with rig(community) as bench:
        await accepted(bench)
        await vote(bench)
        await bench.say("u-li", "接单0001", room=None)
        await bench.say("u-wu", "修好了，换了个灯泡", room=None)
        await bench.say("u-wu", "1")
        assert (await requests(bench))[0].status.value == "已接"


async def test_a_private_5_rates_what_the_group_was_asked_though_a_vote_is_open(community: Community) -> None:
    async with rig(community) as bench:
        await accepted(bench)
        await vote(bench)
        await bench.say("u-wu", "办结0001 换了灯泡", room=None)
        said = await bench.say("u-wang", "5", room=None)
        assert "谢谢评价" in to(said, "u-wang")
        assert (await requests(bench))[0].rating == 5


async def test_a_private_2_is_for_the_private_question_and_not_for_a_later_vote(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "家里水管漏水了", room=None)
        await bench.say("u-wu", "办结0001 换了水管", room=None)
        await vote(bench)
        said = await bench.say("u-wang", "2", room=None)
        assert "重新处理" in to(said, "u-wang")
        [again] = await bench.say("u-wang", "1", room=None)
        assert "已记您的一票" in again.text


async def test_of_several_that_wait_for_a_rating_none_is_guessed(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", LAMP)
        await bench.say("u-wang", "@小应 3号楼2单元电梯坏了")
        await bench.say("u-wu", "办结0001 换了灯泡", room=None)
        await bench.say("u-wang", "5")
        await bench.say("u-wang", "@小应 3号楼2单元单元门锁坏了")
        await bench.say("u-wu", "办结0002 换了门机", room=None)
        await bench.say("u-wang", "@小应 5号楼2单元电梯坏了", room="r-5")
        code = (await requests(bench))[-1].code
        await bench.say("u-wu", f"办结{code} 换了门机", room=None)
        [said] = await bench.say("u-wang", "非常满意", room=None)
        assert "带上编号" in said.text


@pytest.mark.parametrize("room", ["r-3", None])
async def test_who_has_rated_at_night_is_not_asked_in_the_morning(
    community: Community, room: str | None
) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", LAMP, room=room)
        await bench.until(EVENING)
        await bench.say("u-wu", "办结0001 换了灯泡", room=None)
        await bench.say("u-wang", "满意", room=room)
        night = await bench.wait(minutes=12 * 60)
        assert not any("解决了吗" in one.text for one in night)
        assert "居民评了4分" in to(night, "u-wu")


async def test_the_neighbour_hears_in_the_morning_all_the_same(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", LAMP)
        await bench.say("u-tang", "我家也是")
        await bench.until(EVENING)
        await bench.say("u-wu", "办结0001 换了灯泡", room=None)
        await bench.say("u-wang", "已解决")
        night = await bench.wait(minutes=12 * 60)
        assert "唐磊" in here(night)
        assert "您家也记在里面" in here(night)
        assert "解决了吗" not in here(night)


async def test_the_clock_for_accepting_waits_until_the_member_hears_of_it(community: Community) -> None:
    async with rig(community) as bench:
        await bench.until(EVENING + timedelta(hours=1))
        await bench.say("u-wang", "@小应 3号楼整栋楼停水了")
        morning = await bench.until(NOW + timedelta(hours=22, minutes=38))  # 07:38
        assert "派给您【0001】" in to(morning, "u-wu")
        assert "还没接单" not in to(morning, "u-li")
        [urgent] = await requests(bench)
        assert urgent.close_by == NOW + timedelta(hours=18)  # 03:00: the clock for closing never stops
        later = await bench.wait(minutes=5)
        assert "还没接单" in to(later, "u-li")


async def test_who_closed_it_twice_does_not_watch_their_own_work(community: Community) -> None:
    async with rig(community) as bench:
        await accepted(bench)
        for _ in range(2):
            await bench.say("u-li", "办结0001 换了灯泡", room=None)
            last = await bench.say("u-wang", "没解决")
        assert "陈刚会再联系您" in here(last)
        assert "居民两次说没解决" in to(last, "u-chen1")
        assert (await requests(bench))[0].assignee == "u-chen1"


async def test_at_the_top_the_resident_hears_who_sees_to_it_and_where_else_to_turn(
    community: Community,
) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", LAMP)
        await bench.say("u-zhou", "派0001 周敏", room=None)
        for _ in range(2):
            await bench.say("u-zhou", "办结0001 换了灯泡", room=None)
            last = await bench.say("u-wang", "没解决")
        assert "周敏亲自盯着办" in here(last)
        assert "12345" in here(last)


@pytest.mark.parametrize("command", ["我的诉求", "待办", "查进度"])
async def test_a_command_of_any_feature_is_not_what_is_left(community: Community, command: str) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "家里水管漏水了", room=None)
        await bench.say("u-wu", "办结0001 换了水管", room=None)
        await bench.say("u-wang", "部分解决", room=None)
        await bench.say("u-wang", command, room=None)
        assert (await requests(bench))[0].status.value == "待评价"
        await bench.say("u-wang", "接头那里还在滴", room=None)
        assert (await requests(bench))[0].status.value == "处理中"


async def test_a_promise_ends_a_pause(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "想请人代办一下老年卡", room=None)
        [errand] = await requests(bench)
        member = str(errand.assignee)
        await bench.say(member, "接单0001 周五前办好", room=None)
        await bench.say(member, "处理中0001 去了窗口", room=None)
        await bench.say(member, "暂停0001 等证明 周四", room=None)
        await bench.say(member, "改期0001 下周一 窗口不开", room=None)
        kinds = await bench.house.store.read(
            lambda store: {one.kind for one in store.timers.of_subject(errand.number, "request.resume")}
        )
        assert kinds == set()
        said = await bench.wait(minutes=4 * 24 * 60)
        assert "等到日子了" not in to(said, member)
