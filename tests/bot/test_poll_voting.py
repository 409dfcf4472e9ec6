"""Ballots in the group and privately, from the first word to the result."""

from dataclasses import replace
from datetime import datetime, timedelta

from handlers.community import Community, Person
from storage.records import Poll, PollStatus
from tests.bot.rig import Rig, rig

NAMED = "发起表决：是否加装充电桩？选项：同意/反对/弃权 一户一票 截止：周五18:00"
SECRET = "发起表决：推荐谁 选项：张建国、李秀英、王大海 最多选2人 不记名 一人一票 截止：周五18:00"


async def opened(bench: Rig, said: str) -> Poll:
    """A poll of 3号楼 that 陈刚 opens."""
    await bench.say("u-chen1", f"@小应 {said}")
    await bench.say("u-chen1", "确认")
    return (await bench.house.store.read(lambda store: store.polls.all()))[-1]


async def chosen(bench: Rig, voter: str, code: str = "V1") -> tuple[int, ...] | None:
    """What counts for a voter of a named poll."""

    [poll] = [
        one for one in await bench.house.store.read(lambda store: store.polls.all()) if one.code == code
    ]
    ballot = await bench.house.store.read(lambda store: store.polls.ballot_of(poll.id, voter))
    return None if ballot is None else ballot.choices


async def test_a_household_poll_from_first_word_to_last(community: Community) -> None:
    async with rig(community) as bench:
        poll = await opened(bench, NAMED)
        assert await bench.say("u-wang", "同意同意的") == []
        assert await bench.say("u-tang", "选第二个") == []
        assert await bench.say("u-liu", "我同义") == []
        assert await chosen(bench, "3-1-301") == (1,)
        [asked] = await bench.say("u-gao", "不反对")
        assert (asked.to, asked.room) == ("u-gao", None)
        [counted] = await bench.say("u-gao", "1", room=None)
        assert "同意（回执" in counted.text
        [changed_to] = await bench.say("u-gao", "改成反对", room=None)
        assert "已改为：反对" in changed_to.text
        before_end = poll.deadline - timedelta(minutes=1)
        meanwhile = [one for one in await bench.until(before_end) if one.room == "r-3"]
        assert len(meanwhile) == 2  # half time and last call
        assert all("4户投票（共24户" in one.text and "同意 " not in one.text for one in meanwhile)
        end = await bench.wait(minutes=5)
        [result] = [one for one in end if one.text]
        assert "同意 2，反对 2，弃权 0" in result.text
        assert "票数相同：同意、反对" in result.text
        [late] = await bench.say("u-wang", "V1 反对")
        assert (late.to, "已经截止" in late.text) == ("u-wang", True)


async def test_the_second_adult_changes_it_and_both_are_told(community: Community) -> None:
    home = replace(
        community, people=(*community.people, Person("u-son", "王小明", ("u-son",), household="3-2-501"))
    )
    async with rig(home) as bench:
        await opened(bench, NAMED)
        await bench.say("u-wang", "同意")
        told = await bench.say("u-son", "反对")
        assert {one.to for one in told} == {"u-wang", "u-son"}
        assert any("王小明" in one.text and "反对" in one.text for one in told if one.to == "u-wang")
        assert await chosen(bench, "3-2-501") == (2,)


async def test_a_copied_nickname_has_no_vote(community: Community) -> None:
    async with rig(community) as bench:
        await opened(bench, NAMED)
        told = await bench.say("u-stranger", "同意", name="周敏")
        assert {one.room for one in told} == {None}
        assert any("名册里还没有您" in one.text for one in told if one.to == "u-stranger")
        poll = (await bench.house.store.read(lambda store: store.polls.all()))[0]
        assert await bench.house.store.read(lambda store: store.polls.turnout(poll.id)) == 0


async def test_a_secret_ballot_is_private(community: Community) -> None:
    async with rig(community) as bench:
        poll = await opened(bench, SECRET)
        first = await bench.say("u-wang", "1和3")
        assert {one.room for one in first} == {"r-3", None}
        assert all("张建国" not in one.text for one in first if one.room)
        second = await bench.say("u-gao", "选李秀英")
        assert {one.room for one in second} == {None}  # the group was told once
        assert await bench.house.store.read(lambda store: store.polls.turnout(poll.id)) == 0
        [counted] = await bench.say("u-wang", "1和3", room=None)
        assert "张建国、王大海（回执" in counted.text
        [many] = await bench.say("u-gao", "1、2、3", room=None)
        assert "最多选2项" in many.text
        [progress] = await bench.say("u-zhou", "V1", room=None)
        assert "1人投票" in progress.text
        assert "张建国 " not in progress.text
        end = await bench.until(poll.deadline + timedelta(minutes=5))
        assert any("张建国 1，李秀英 0，王大海 1" in one.text for one in end)
        [gone] = await bench.say("u-wang", "回执 V1", room=None)
        assert "张建国" not in gone.text


async def test_two_polls_open_at_once(community: Community) -> None:
    async with rig(community) as bench:
        await opened(bench, "发起表决：选哪个方案 选项：1号方案、2号方案、3号方案 一户一票 周五18:00截止")
        await opened(bench, NAMED)
        await bench.say("u-wang", "二号方案")
        await bench.say("u-wang", "反对")
        assert (await chosen(bench, "3-2-501", "V1"), await chosen(bench, "3-2-501", "V2")) == ((2,), (2,))
        [which] = await bench.say("u-gao", "1")
        assert (which.room, which.to) == (None, "u-gao")
        assert "【V1】选哪个方案、【V2】是否加装充电桩" in which.text
        await bench.say("u-gao", "V2 1")
        assert (await chosen(bench, "3-1-302", "V1"), await chosen(bench, "3-1-302", "V2")) == (None, (1,))


async def test_own_ballot_and_missing_ones(community: Community) -> None:
    async with rig(community) as bench:
        await opened(bench, NAMED)
        [none] = await bench.say("u-wang", "我的票", room=None)
        assert "还没有投票" in none.text
        await bench.say("u-wang", "弃权")
        [own] = await bench.say("u-wang", "我的票")
        assert (own.to, "弃权（回执" in own.text) == ("u-wang", True)
        [head] = await bench.say("u-li", "没投名单 V1")
        assert (head.to, "3-1-302" in head.text, "3-2-501" in head.text) == ("u-li", True, False)
        [above] = await bench.say("u-chen1", "V1 没投名单", room=None)
        assert ("3号楼23户" in above.text, "3-1-302" in above.text) == (True, False)
        [refused] = await bench.say("u-wang", "没投名单 V1", room=None)
        assert "3-1-302" not in refused.text


async def test_counts_are_shown_only_where_asked_for(community: Community) -> None:
    async with rig(community) as bench:
        poll = await opened(bench, NAMED + " 公开进度")
        await bench.say("u-wang", "同意")
        half = [one for one in await bench.until(poll.deadline - timedelta(hours=1)) if one.room == "r-3"]
        assert all("目前：同意 1" in one.text for one in half)
        await bench.until(poll.deadline + timedelta(minutes=5))
        end = (await bench.house.store.read(lambda store: store.polls.all()))[0]
        assert end.status is PollStatus.CLOSED


async def test_reminders_reach_only_who_has_not_voted(community: Community) -> None:
    async with rig(community) as bench:
        poll = await opened(bench, NAMED)
        await bench.say("u-wang", "同意")
        meanwhile = await bench.until(poll.deadline)
        reminded = [one.to for one in meanwhile if one.to]
        assert set(reminded) == {"u-li", "u-liu", "u-gao", "u-tang"}
        assert all(reminded.count(one) <= 2 for one in reminded)


async def test_objections_during_the_publication(community: Community) -> None:
    async with rig(community) as bench:
        poll = await opened(
            bench,
            "发起议事表决：是否加装充电桩 选项：同意/反对 一户一票 规则：得票最多 公示6天 周五18:00截止",
        )
        await bench.say("u-wang", "同意")
        [early] = await bench.say("u-gao", "对V1有异议 少算了我家一票")
        assert (early.to, "不在公示期" in early.text) == ("u-gao", True)
        await bench.until(poll.deadline + timedelta(days=1))
        told = await bench.say("u-gao", "对V1有异议 少算了我家一票")
        assert {one.room for one in told} == {None}
        assert {"u-gao", "u-chen1", "u-he"} <= {one.to for one in told}
        ended = (await bench.house.store.read(lambda store: store.polls.all()))[0]
        assert ended.public_until == poll.deadline + timedelta(days=6)
        end = await bench.until(datetime.fromisoformat("2026-12-04T08:00:00+08:00"))
        assert any("公示期满" in one.text and "异议1件" in one.text for one in end if one.room == "r-3")


async def test_a_choice_with_a_reason_is_a_vote_and_no_complaint(community: Community) -> None:
    async with rig(community) as bench:
        await opened(bench, NAMED)
        assert await bench.say("u-li", "反对，噪音太大") == []
        assert await bench.house.store.read(lambda store: store.polls.turnout(1)) == 1
        assert await bench.house.store.read(lambda store: store.requests.newest(1)) == []


async def test_a_vote_that_names_another_home_is_not_counted_for_ones_own(community: Community) -> None:
    async with rig(community) as bench:
        await opened(bench, "发起表决：装充电桩 选项：同意/反对 一户一票 截止：周五18:00")
        await bench.say("u-li", "反对")
        for words in ("3-1-402 同意", "402同意", "V1 5-1-101 同意", "3号楼1单元402同意，3号楼1单元401同意"):
            [told] = await bench.say("u-li", words)
            assert told.to == "u-li"
            assert "您家是3-1-101，这一票没有计" in told.text
            assert await chosen(bench, "3-1-101") == (2,)
        for words in ("3-1-101 反对", "101同意"):
            assert await bench.say("u-li", words) == []
        assert await chosen(bench, "3-1-101") == (1,)
        assert await bench.house.store.read(lambda store: store.polls.turnout(1)) == 1
