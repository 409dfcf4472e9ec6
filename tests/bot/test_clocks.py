"""The clocks of issue 5, from the first message to the last: the first word with the resident, the resident's turn,
half of the time, and how it ends."""

from datetime import timedelta

import pytest

from handlers.community import Community
from handlers.messages import Attachment, Kind
from storage.records import Request
from tests.bot.images import PNG
from tests.bot.rig import Rig, rig
from tests.conftest import NOW

ELEVATOR = "@小应 3号楼2单元电梯坏了"
HOUR = 60
DAY = 24 * HOUR


async def requests(bench: Rig) -> list[Request]:
    """All requests, oldest first."""
    return (await bench.house.store.read(lambda store: store.requests.newest(100)))[::-1]


async def accepted(bench: Rig) -> None:
    await bench.say("u-wang", ELEVATOR)
    await bench.say("u-wu", "接单", room=None)


async def paused(bench: Rig) -> None:
    await accepted(bench)
    await bench.say("u-wu", "等配件，周五到", room=None)
    await bench.say("u-wu", "1", room=None)


# (a) the first word


async def test_who_says_nothing_after_accepting_is_reminded_and_then_the_one_above_hears(
    community: Community,
) -> None:
    async with rig(community) as bench:
        await accepted(bench)
        reminded = await bench.wait(2 * HOUR)
        assert [(one.to, "还没和居民说过话" in one.text) for one in reminded] == [("u-wu", True)]
        told = await bench.wait(4 * HOUR)
        assert [(one.to, "还没联系居民" in one.text) for one in told] == [("u-li", True)]


@pytest.mark.parametrize(
    "words", ["处理中 在路上", "在路上了", "0001 问 几点在家？", "补充0001 带了梯子来", "等配件，周五到"]
)
async def test_any_word_to_the_resident_is_the_first_contact(community: Community, words: str) -> None:
    async with rig(community) as bench:
        await accepted(bench)
        said = await bench.say("u-wu", words, room=None)
        assert any(one.room == "r-3" or one.to == "u-wang" for one in said)
        [request] = await requests(bench)
        assert request.contacted_at is not None
        assert not any("联系" in one.text or "没和居民" in one.text for one in await bench.wait(6 * HOUR))


async def test_the_next_member_must_speak_to_the_resident_themselves(community: Community) -> None:
    async with rig(community) as bench:
        await accepted(bench)
        await bench.say("u-wu", "处理中 在看", room=None)
        await bench.say("u-wu", "转派0001 李伟", room=None)
        assert (await requests(bench))[0].contacted_at is None


async def test_a_visit_to_the_resident_is_the_first_contact_until_it_is_taken_back(
    community: Community,
) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "@小应 3号楼门口的车停得乱，堵了门")
        await bench.say("u-li", "接单", room=None)
        for elsewhere in ("走访 3-2-502 说了停车的事", "走访 3-2-501 家里没人"):
            await bench.say("u-li", elsewhere, room=None)
            assert (await requests(bench))[0].contacted_at is None, elsewhere
        await bench.say("u-li", "走访 3-2-501 说好周末挪车", room=None)
        assert (await requests(bench))[0].contacted_at is not None
        await bench.say("u-li", "撤销走访", room=None)
        assert (await requests(bench))[0].contacted_at is None
        reminded = await bench.wait(2 * HOUR)
        assert any(one.to == "u-li" and "还没和居民说过话" in one.text for one in reminded)


# (b) the resident's turn


async def test_the_clock_waits_for_the_answer_and_neither_learns_of_the_other(community: Community) -> None:
    async with rig(community) as bench:
        await accepted(bench)
        end = (await requests(bench))[0].close_by
        asked = await bench.say("u-wu", "0001 问 几点在家？我电话13800001111", room=None)
        [question] = [one for one in asked if one.to == "u-wang"]
        assert "几点在家" in question.text
        assert "13800001111" not in question.text
        [status] = await bench.say("u-wang", "查0001", room=None)
        assert "等居民回话" in status.text
        assert not any("前办结" in one.text and one.to == "u-wu" for one in await bench.wait(DAY))
        said = await bench.say("u-wang", "晚上六点以后", room=None)
        [answer] = [one for one in said if one.to == "u-wu"]
        assert "晚上六点以后" in answer.text
        assert "时限继续" in answer.text
        later = (await requests(bench))[0].close_by
        assert later is not None
        assert end is not None
        assert later == end + timedelta(days=1)


async def test_two_days_without_an_answer_both_hear_and_a_late_answer_still_lands(
    community: Community,
) -> None:
    async with rig(community) as bench:
        await accepted(bench)
        await bench.say("u-wu", "问一下居民几点在家", room=None)
        told = await bench.wait(2 * DAY)
        assert {one.to for one in told if "2天没" in one.text} == {"u-wang", "u-wu"}
        late = await bench.say("u-wang", "周末都在", room=None)
        assert any(one.to == "u-wu" and "周末都在" in one.text for one in late)
        [again, _] = sorted(
            await bench.say("u-wu", "0001 问 周六可以吗？", room=None), key=lambda one: one.to != "u-wu"
        )
        assert "时限照走" in again.text  # who asks on and on does not stop the clock for ever


async def test_an_answer_in_the_group_with_the_code_counts_and_another_matter_does_not(
    community: Community,
) -> None:
    async with rig(community) as bench:
        await accepted(bench)
        await bench.say("u-wu", "0001 问 几点在家？", room=None)
        await bench.say("u-wang", "3号楼1单元楼道灯坏了", room=None)
        assert len(await requests(bench)) == 2
        said = await bench.say("u-wang", "0001 六点以后都在")
        assert any(one.to == "u-wu" and "时限继续" in one.text for one in said)


@pytest.mark.parametrize("speaker", ["u-gao", "u-xu", "u-stranger"])
async def test_nobody_else_asks_through_the_bot(community: Community, speaker: str) -> None:
    async with rig(community) as bench:
        await accepted(bench)
        said = await bench.say(speaker, "0001 问 几点在家？", room=None)
        assert not any(one.to == "u-wang" for one in said)


async def test_a_question_takes_an_urgent_matter_off_no_emergency_clock(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-fan", "@小应 5号楼1单元煤气味很大，快来人", room="r-5")
        [request] = await requests(bench)
        assert request.urgency == "emergency"
        said = await bench.say("u-chen2", "0001 问 几楼？", room=None)
        assert any("时限照走" in one.text for one in said)


# (c) half of the time


async def test_at_half_of_a_long_job_the_resident_hears_once_with_the_last_word(community: Community) -> None:
    async with rig(community) as bench:
        await accepted(bench)
        await bench.say("u-wu", "处理中 在等厂家报价", room=None)
        told = [one for one in await bench.wait(3 * DAY) if one.room == "r-3"]
        assert len(told) == 1
        assert "在等厂家报价" in told[0].text
        assert "还在办" in told[0].text


async def test_who_was_told_lately_is_not_told_again_at_half_time(community: Community) -> None:
    async with rig(community) as bench:
        await accepted(bench)
        await bench.until(NOW + timedelta(days=1, hours=23, minutes=36))  # Wednesday, 8:36
        await bench.say("u-wu", "处理中 在等厂家报价", room=None)
        assert not any("还在办" in one.text for one in await bench.wait(3 * DAY))


# (e) the end


async def test_what_was_waited_for_is_there_and_the_clock_runs_again(community: Community) -> None:
    async with rig(community) as bench:
        await paused(bench)
        await bench.until(NOW + timedelta(days=1))
        said = await bench.say("u-wu", "配件到了", room=None)
        assert any(one.to == "u-wu" and "时限继续" in one.text for one in said)
        assert any(one.room == "r-3" and "配件到了" in one.text for one in said)


@pytest.mark.parametrize(("words", "rating"), [("5", 5), ("满意", 4), ("已解决", None), ("3分", 3)])
async def test_a_rating_said_privately_after_the_group_was_asked(
    community: Community, words: str, rating: int | None
) -> None:
    async with rig(community) as bench:
        await accepted(bench)
        await bench.say("u-wu", "办结 换了零件", room=None)
        said = await bench.say("u-wang", words, room=None)
        assert not any(one.room == "r-3" for one in said)
        [request] = await requests(bench)
        assert (request.status.value, request.rating) == ("已办结", rating)


@pytest.mark.parametrize("words", ["0002 5分", "补充0002 今天又闪了", "0002还是不行"])
async def test_what_names_another_request_says_nothing_about_the_one_to_be_rated(
    community: Community, words: str
) -> None:
    async with rig(community) as bench:
        await accepted(bench)
        await bench.say("u-liu", "@小应 3号楼门口的路灯一直闪")
        await bench.say("u-wu", "办结0001 换了零件", room=None)
        await bench.say("u-wang", words)
        states = {request.code: request.status.value for request in await requests(bench)}
        assert states == {"0001": "待评价", "0002": "已派"}


async def test_a_refusal_says_who_and_why_and_goes_up_when_it_is_not_accepted(community: Community) -> None:
    async with rig(community) as bench:
        await accepted(bench)
        said = await bench.say("u-wu", "无法解决0001 电梯产权不清", room=None)
        [told] = [one for one in said if one.room == "r-3"]
        assert "吴强说办不了" in told.text
        assert "电梯产权不清" in told.text
        assert "不满意" in told.text
        up = await bench.say("u-wang", "不满意")
        assert any(one.to == "u-chen1" and "不认可" in one.text for one in up)
        [request] = await requests(bench)
        assert (request.status.value, request.assignee) == ("已派", "u-chen1")


async def test_what_could_be_done_in_another_way_is_no_refusal(community: Community) -> None:
    async with rig(community) as bench:
        await accepted(bench)
        said = await bench.say("u-wu", "办结0001 旧的修不了，换好了新的", room=None)
        assert any(one.room == "r-3" and "已办结" in one.text for one in said)


async def test_a_picture_is_an_answer_to_what_was_done(community: Community) -> None:
    async with rig(community) as bench:
        await accepted(bench)
        [asked] = await bench.say("u-wu", "办结", room=None)
        assert "怎么处理的" in asked.text
        picture = Attachment("a.png", "image/png", PNG)
        said = await bench.say("u-wu", "", room=None, kind=Kind.FILE, file=picture)
        assert any(one.to == "u-wang" and one.file is not None for one in said)
        [request] = await requests(bench)
        assert request.status.value == "待评价"


# (f) more pressing than before


async def test_the_same_thing_more_pressing_raises_the_open_request(community: Community) -> None:
    async with rig(community) as bench:
        await paused(bench)
        said = await bench.say("u-tang", "@小应 3号楼2单元电梯坏了，老人下不来")
        [request] = await requests(bench)
        assert request.urgency == "urgent"
        assert request.close_by is not None
        assert request.close_by <= bench.clock.now() + timedelta(hours=4)
        assert any(one.to == "u-wu" and "更急了" in one.text for one in said)
        alarm = await bench.say("u-tang", "@小应 3号楼2单元电梯里困人了")
        [request] = await requests(bench)
        assert request.urgency == "emergency"
        assert any("119" in one.text and one.room == "r-3" for one in alarm)
        assert {"u-wu", "u-li", "u-chen1"} <= {one.to for one in alarm}
        late = await bench.wait(HOUR)
        assert any("督办【0001】" in one.text for one in late)


async def test_an_alarm_from_another_stairwell_is_an_alarm_of_its_own(community: Community) -> None:
    async with rig(community) as bench:
        await accepted(bench)
        await bench.say("u-liu", "@小应 3号楼1单元电梯里困人了")
        assert [one.urgency for one in await requests(bench)] == ["normal", "emergency"]


async def test_of_two_problems_the_known_one_is_joined_and_the_other_registered(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "@小应 3号楼1单元楼道灯坏了")
        said = await bench.say("u-gao", "@小应 3号楼1单元楼道灯坏了，还有3号楼门口垃圾没人清")
        [receipt] = [one for one in said if one.room == "r-3"]
        assert "【0002】" in receipt.text
        assert "【0001】" in receipt.text
        assert len(receipt.text.splitlines()) <= 4
        assert [one.category for one in await requests(bench)] == ["路灯照明", "垃圾"]


@pytest.mark.parametrize("words", ["帮助", "我的数据", "我的单子", "导出我的资料"])
async def test_a_command_is_no_answer_and_the_question_waits_on(community: Community, words: str) -> None:
    async with rig(community) as bench:
        await accepted(bench)
        await bench.say("u-wu", "0001 问 家里有人吗？", room=None)
        assert all(one.to == "u-wang" for one in await bench.say("u-wang", words, room=None))
        said = await bench.say("u-wang", "家里有人", room=None)
        assert any("居民回话：家里有人" in one.text for one in said if one.to == "u-wu")
