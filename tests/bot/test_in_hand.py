"""Members answer in plain words, clocks pause, and residents say how it ended: from the first message to the last."""

from datetime import datetime

import pytest

from handlers.community import Community
from storage.records import Request
from storage.store import Store
from tests.bot.rig import Rig, rig

ELEVATOR = "@小应 3号楼2单元电梯坏了"
LAMP = "@小应 3号楼1单元楼道灯坏了"
DAY = 24 * 60


async def requests(bench: Rig) -> list[Request]:
    """All requests, oldest first."""
    return (await bench.house.store.read(lambda store: store.requests.newest(100)))[::-1]


async def states(bench: Rig) -> list[tuple[str, str | None]]:
    return [(one.status.value, one.assignee) for one in await requests(bench)]


async def waiting(bench: Rig) -> list[str]:
    """The kinds of due times to come."""
    timers = await bench.house.store.read(lambda store: store.timers.waiting(100))
    return sorted(one.kind for one in timers if one.kind.startswith("request."))


async def dissatisfied(bench: Rig, words: str = "没解决") -> None:
    await bench.say("u-wu", "办结0001 又修了一次", room=None)
    await bench.say("u-wang", words)


@pytest.mark.parametrize("words", ["在路上了", "明天上午去看", "好的马上去", "我来处理", "到了，正在修"])
async def test_a_word_of_the_member_accepts_and_reaches_the_resident(
    community: Community, words: str
) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", ELEVATOR)
        said = await bench.say("u-wu", words, room=None)
        [told] = [one.text for one in said if one.room == "r-3"]
        assert "吴强" in told
        assert (await states(bench))[0] in [("处理中", "u-wu"), ("已接", "u-wu")]
        assert "request.accept_late" not in await waiting(bench)


async def test_the_command_word_closes_and_other_words_are_asked_about(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", ELEVATOR)
        [asked] = await bench.say("u-wu", "修好了，换了个灯泡", room=None)
        assert "回1办结" in asked.text
        assert (await states(bench))[0][0] == "已派"
        await bench.say("u-wu", "0", room=None)
        await bench.say("u-wu", "换了灯泡 办结", room=None)
        [closed] = await requests(bench)
        assert (closed.status.value, closed.outcome) == ("待评价", "换了灯泡")


async def test_a_name_passes_it_on_and_several_of_that_name_are_asked(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", ELEVATOR)
        [which] = await bench.say("u-wu", "让孙楼长去", room=None)
        assert "有几位" in which.text
        assert await states(bench) == [("已派", "u-wu")]
        await bench.say("u-wu", "给李伟吧", room=None)
        assert await states(bench) == [("已派", "u-li")]
        await bench.say("u-li", "让吴师傅去", room=None)
        assert await states(bench) == [("已派", "u-wu")]
        await bench.say("u-wu", "给王桂兰吧", room=None)  # no member: nothing is done
        assert await states(bench) == [("已派", "u-wu")]


async def test_giving_back_is_confirmed_with_its_reason(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", ELEVATOR)
        [asked] = await bench.say("u-wu", "不归我管，是燃气公司的", room=None)
        assert "燃气公司" in asked.text
        await bench.say("u-wu", "0", room=None)
        assert await states(bench) == [("已派", "u-wu")]
        await bench.say("u-wu", "不归我管，是燃气公司的", room=None)
        said = await bench.say("u-wu", "1", room=None)
        assert any(one.to == "u-chen1" and "燃气公司" in one.text for one in said)
        assert await states(bench) == [("已退回", None)]


async def test_with_several_in_hand_the_named_or_quoted_one_is_meant(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", ELEVATOR)
        await bench.say("u-liu", LAMP)
        for words in ("修好了，换了个零件", "在路上了", "等配件，周五到"):
            [which] = await bench.say("u-wu", words, room=None)
            assert "【0001】" in which.text
            assert "【0002】" in which.text
        assert await states(bench) == [("已派", "u-wu"), ("已派", "u-wu")]
        [asked] = await bench.say("u-wu", "路灯修好了", room=None)
        assert "【0002】" in asked.text
        await bench.say("u-wu", "0002 在路上了", room=None)
        assert await states(bench) == [("已派", "u-wu"), ("处理中", "u-wu")]


async def test_what_is_quoted_is_meant_also_in_the_group(community: Community) -> None:
    async with rig(community) as bench:
        said = await bench.say("u-wang", ELEVATOR)
        await bench.say("u-liu", LAMP)
        [receipt] = [one for one in said if one.room == "r-3"]
        answers = await bench.say("u-wu", "让李伟明天去", quote=f"w{receipt.key}")
        assert all("【0001】" in answer.text for answer in answers)
        assert await states(bench) == [("已派", "u-li"), ("已派", "u-wu")]


async def test_taking_by_code_and_nobody_takes_what_is_in_other_hands(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", ELEVATOR)
        for who in ("u-wang", "u-stranger", "u-sun5", "u-chen2"):
            await bench.say(who, "0001 这个我来", room=None)
        assert await states(bench) == [("已派", "u-wu")]
        await bench.say("u-li", "0001 这个我来", room=None)
        assert await states(bench) == [("已接", "u-li")]
        [refused] = await bench.say("u-wu", "0001 这个我来", room=None)
        assert "李伟" in refused.text
        assert await states(bench) == [("已接", "u-li")]


async def test_in_the_group_the_member_is_asked_privately(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", ELEVATOR)
        [asked] = await bench.say("u-wu", "电梯修好了，换了个继电器")
        assert (asked.to, asked.room) == ("u-wu", None)
        await bench.say("u-wu", "1", room=None)
        assert await states(bench) == [("待评价", "u-wu")]


async def test_a_figure_in_the_group_confirms_it_while_nothing_is_voted_on(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", ELEVATOR)
        await bench.say("u-wu", "电梯修好了，换了个继电器")
        await bench.say("u-wu", "1", room="r-5")
        assert await states(bench) == [("已派", "u-wu")]
        await bench.say("u-wu", "1")
        assert await states(bench) == [("待评价", "u-wu")]


async def test_while_a_vote_is_open_a_figure_is_a_ballot(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-chen1", "@小应 发起表决：换门 选项：甲/乙")
        await bench.say("u-chen1", "确认")
        await bench.say("u-wang", ELEVATOR)
        await bench.say("u-wu", "电梯修好了，换了个继电器")
        await bench.say("u-wu", "1")
        assert await states(bench) == [("已派", "u-wu")]


@pytest.mark.parametrize(
    "words", ["修好了吗", "晚上一起吃饭", "我家网修好了", "给李伟打个电话", "让大家去开会"]
)
async def test_talk_of_a_member_in_the_group_is_talk(community: Community, words: str) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", ELEVATOR)
        assert await bench.say("u-wu", words) == []
        assert await states(bench) == [("已派", "u-wu")]


async def test_a_private_matter_stays_private(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-gao", "@小应 楼上302天天半夜吵架，麻烦调解一下")
        said = await bench.say("u-zhao", "0001 在路上了")
        said += await bench.say("u-zhao", "等通知，周五上门", room=None)
        assert all("吵" not in one.text and "纠纷" not in one.text for one in said if one.room)


async def test_a_pause_stops_the_clock_until_the_day(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", ELEVATOR)
        await bench.say("u-wu", "接单", room=None)
        said = await bench.say("u-wu", "暂停 0001 等配件 周五", room=None)
        assert {one.to or one.room for one in said} == {"u-wu", "r-3", "u-chen1"}
        [paused] = await requests(bench)
        assert paused.close_by == datetime(
            2026, 12, 2, 18, 0, tzinfo=community.zone
        )  # four working days later
        assert await waiting(bench) == ["request.resume"]
        [status] = await bench.say("u-wang", "查0001")
        assert "等配件" in status.text
        assert "11月27日" in status.text
        over = await bench.until(datetime(2026, 11, 27, 9, 0, tzinfo=community.zone))
        assert [one.to for one in over if one.about == "0001"] == ["u-wu"]
        later = await bench.until(datetime(2026, 12, 2, 17, 0, tzinfo=community.zone))
        member = [one.text for one in later if one.about == "0001" and one.to == "u-wu"]
        assert ["提醒" in words for words in member] == [True]
        late = await bench.until(datetime(2026, 12, 2, 18, 30, tzinfo=community.zone))
        assert [one.to for one in late if one.about == "0001"] == ["u-li"]


async def test_plain_words_pause_after_a_yes_and_the_resident_hears_it_once(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", ELEVATOR)
        said = await bench.say("u-wu", "等配件，周五到", room=None)
        said += await bench.say("u-wu", "1", room=None)
        assert len([one for one in said if one.room == "r-3"]) == 1
        assert await waiting(bench) == ["request.resume"]
        await bench.say("u-wu", "恢复", room=None)
        [running] = await requests(bench)
        assert running.close_by == datetime(2026, 11, 26, 18, 0, tzinfo=community.zone)
        assert await waiting(bench) == ["request.close_late", "request.close_remind", "request.half"]


@pytest.mark.parametrize(
    "words", ["暂停0001 等配件", "暂停0001 等配件 明年5月1号", "暂停0001 昨天", "暂停0001 等配件 31天后"]
)
async def test_a_pause_needs_a_day_within_a_month(community: Community, words: str) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", ELEVATOR)
        await bench.say("u-wu", "接单", room=None)
        [refused] = await bench.say("u-wu", words, room=None)
        assert "停" in refused.text
        assert "request.resume" not in await waiting(bench)


async def test_pauses_in_a_row_are_not_longer_than_a_month(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", ELEVATOR)
        await bench.say("u-wu", "接单", room=None)
        await bench.say("u-wu", "暂停0001 等配件 12月20日", room=None)
        [refused] = await bench.say("u-wu", "暂停0001 等配件 12月30日", room=None)
        assert "30天" in refused.text


async def test_an_emergency_never_pauses_and_others_cannot_pause(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-gao", "3号楼1单元楼道着火了，好大的烟")
        member = (await states(bench))[0][1] or ""
        await bench.say(member, "接单0001", room=None)
        await bench.say(member, "暂停0001 等人 周五", room=None)
        assert "request.resume" not in await waiting(bench)
        await bench.say("u-wang", ELEVATOR)
        for who in ("u-wang", "u-stranger", "u-sun5", "u-qian"):
            await bench.say(who, "暂停0002 等配件 周五", room=None)
        assert "request.resume" not in await waiting(bench)


async def test_passing_on_or_giving_back_ends_a_pause(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", ELEVATOR)
        await bench.say("u-wu", "接单", room=None)
        await bench.say("u-wu", "暂停0001 等配件 周五", room=None)
        await bench.say("u-wu", "退回0001 要找厂家", room=None)
        [returned] = await requests(bench)
        assert returned.close_by == datetime(2026, 11, 26, 18, 0, tzinfo=community.zone)
        assert "request.resume" not in await waiting(bench)
        assert "request.close_late" in await waiting(bench)


@pytest.mark.parametrize("words", ["已解决", "好了好了谢谢啊", "0001 已解决", "@小应 修好了谢谢"])
async def test_solved_is_closed_thanked_once_and_not_asked_again(community: Community, words: str) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", ELEVATOR)
        await bench.say("u-wu", "办结0001 换了门机", room=None)
        said = await bench.say("u-wang", words)
        assert len([one for one in said if one.room == "r-3"]) == 1
        [request] = await requests(bench)
        assert (request.status.value, request.rating) == ("已办结", None)
        assert not any(one.about == "0001" for one in await bench.wait(8 * DAY))
        await bench.say("u-wang", "0001 5分")
        assert [(one.status.value, one.rating) for one in await requests(bench)] == [("已办结", 5)]


async def test_partly_solved_asks_what_is_left_and_goes_on_with_it(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", ELEVATOR)
        await bench.say("u-wu", "办结0001 换了门机", room=None)
        [asked] = await bench.say("u-wang", "部分解决")
        assert "还差什么" in asked.text
        said = await bench.say("u-wang", "按钮还不灵")
        assert any(one.to == "u-wu" and "按钮还不灵" in one.text for one in said)
        assert not any(one.to == "u-chen1" for one in said)
        assert await states(bench) == [("处理中", "u-wu")]
        await bench.say("u-wu", "办结0001 换了按钮", room=None)
        await bench.say("u-wang", "部分解决，还有异响")
        assert await states(bench) == [("处理中", "u-wu")]


async def test_partly_solved_without_more_words_goes_on_a_day_later(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", ELEVATOR)
        await bench.say("u-wu", "办结0001 换了门机", room=None)
        await bench.say("u-wang", "部分解决")
        assert await bench.say("u-wang", "吃了吗您") == []
        said = await bench.wait(DAY + 10)
        assert {one.to or one.room for one in said} == {"u-wu", "r-3"}
        assert await states(bench) == [("处理中", "u-wu")]


async def test_dissatisfied_twice_is_in_the_hands_of_the_supervisor(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", ELEVATOR)
        await dissatisfied(bench)
        assert await states(bench) == [("处理中", "u-wu")]
        await dissatisfied(bench, "1")
        assert await states(bench) == [("已派", "u-chen1")]
        assert any(one.to == "u-chen1" and "两次" in one.text for one in bench.wire.sent)
        assert any(one.room == "r-3" and "陈刚会再联系您" in one.text for one in bench.wire.sent)


async def test_without_an_answer_it_is_closed_on_the_third_day(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", ELEVATOR)
        await bench.say("u-wu", "办结0001 换了门机", room=None)
        await bench.wait(3 * DAY - 10)
        assert (await states(bench))[0][0] == "待评价"
        [said] = await bench.wait(20)
        assert "3天没有收到评价" in said.text
        assert (await states(bench))[0][0] == "已办结"


async def test_due_times_of_a_subject_are_told_apart(store: Store) -> None:
    now = datetime.fromisoformat("2026-11-23T09:00+08:00")

    def put(work) -> list[str]:  # type: ignore[no-untyped-def]
        for kind, subject in (("a", "x"), ("b", "x"), ("a", "y")):
            work.timers.set(kind, subject, now)
        return [one.subject + one.kind for one in work.timers.of_subject("x", "a")]

    assert await store.write(put) == ["xa"]


async def test_the_residents_read_what_was_done_without_its_code(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", ELEVATOR)
        await bench.say("u-wu", "0001 修好了，换了门机", room=None)
        said = await bench.say("u-wu", "1", room=None)
        assert any("已办结：修好了，换了门机" in one.text for one in said if one.room == "r-3")


async def test_taking_on_what_is_in_hand_already_says_so(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", ELEVATOR)
        await bench.say("u-wu", "接单", room=None)
        [already] = await bench.say("u-wu", "接单", room=None)
        assert "【0001】已经接单了" in already.text


async def test_a_member_who_says_done_takes_nothing_of_their_own_back(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-tang", "@小应 3号楼楼道堆满纸箱，消防隐患")
        await bench.say("u-li", "接单", room=None)
        await bench.say("u-li", "帮忙登记一下，3号楼2单元电梯坏了", room=None)
        await bench.say("u-li", "1", room=None)
        [asked] = await bench.say("u-li", "整改好了", room=None)
        assert "【0001】3号楼 消防安全 是办结了吗" in asked.text
        said = await bench.say("u-li", "1", room=None)
        assert any("去复查" in one.text for one in said if one.to == "u-li")
        assert [state for state, _ in await states(bench)] == ["待评价", "已派"]
