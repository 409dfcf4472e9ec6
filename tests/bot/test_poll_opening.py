"""A poll from the first word to 确认: what the draft shows is what the group sees."""

from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.community import Community
from storage.records import Poll, PollKind, PollStatus, Unit
from tests.bot.rig import Rig, rig

FORM = "@小应 发起表决：是否加装充电桩？选项：同意/反对 截止：周五18:00"


async def polls(bench: Rig) -> list[Poll]:
    """All polls, oldest first."""
    return await bench.house.store.read(lambda store: store.polls.all())


async def test_the_draft_is_what_the_group_will_see(community: Community) -> None:
    async with rig(community) as bench:
        [draft] = await bench.say("u-chen1", FORM)
        [opened] = await bench.say("u-chen1", "确认")
        seen = opened.text.replace("【V1】", "【V?】").split("\n")
        assert draft.text.split("\n")[1:] == seen[:-1]
        assert seen[-1].startswith("指纹")
        assert len(seen[-1].removeprefix("指纹").split("，")[0]) == 16


async def test_corrections_while_the_draft_waits(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-chen1", FORM)
        for said in ("选项加一个弃权", "改成不记名，一人一票", "截止改周六", "题目改成要不要装充电桩"):
            [again] = await bench.say("u-chen1", said)
            assert "请核对" in again.text
        assert await bench.say("u-wang", "改成记名") == []  # not hers
        await bench.say("u-chen1", "确认")
        [poll] = await polls(bench)
        assert (poll.title, poll.options) == ("要不要装充电桩", ("同意", "反对", "弃权"))
        assert (poll.secret, poll.unit) == (True, Unit.PERSON)
        assert poll.deadline.astimezone(community.zone).isoformat() == "2026-11-28T18:00:00+08:00"


async def test_talk_in_the_group_is_no_correction(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-chen1", FORM)
        assert await bench.say("u-chen1", "今天加个班") == []
        await bench.say("u-chen1", "取消")
        assert await polls(bench) == []


async def test_a_deliberation_of_several_groups(community: Community) -> None:
    async with rig(community) as bench:
        said = (
            "发起议事表决：楼道刷什么颜色 选项：白色、米色、灰色 最多选2项 一户一票 "
            "三分之二以上参加、过半数同意 发到1、2、3号楼群 公示7天 周五18:00截止"
        )
        await bench.say("u-chen1", said, room=None)
        told = await bench.say("u-chen1", "确认", room=None)
        [poll] = await polls(bench)
        assert {message.room for message in told if message.room} == {"r-1", "r-2", "r-3"} == set(poll.rooms)
        assert (poll.kind, poll.choose, poll.node, poll.eligible) == (PollKind.DELIBERATION, 2, "g1", 72)
        assert all(
            "议事表决" in message.text and "最多选2项" in message.text for message in told if message.room
        )
        await bench.say("u-wang", "白色和灰色")
        await bench.say("u-sun1", "1、2", room="r-1")
        end = await bench.until(poll.deadline + timedelta(minutes=5))
        results = [message for message in end if "议事表决结果" in message.text]
        assert {message.room for message in results} == {"r-1", "r-2", "r-3"}
        assert all("没有达到要求" in message.text and "公示" not in message.text for message in results)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("发起法定表决：是否换物业 发到3号楼", "statutory_channel"),
        ("发起表决：换锁 发到9号楼", "没找到“9号楼”"),
        ("发起表决：换锁 名单：王桂兰、无此人", "名册里没有无此人"),
        ("发起表决：换锁 发到3号楼 按面积 不记名", "面积"),
        ("发起表决：换锁 发到3号楼 按面积", "没有面积"),
        ("发起表决：换锁 发到3号楼 不记名 公开进度", "中途不公开"),
        ("发起表决：换锁 发到5号楼", "负责的同志"),
    ],
)
async def test_what_cannot_be_opened_is_said(community: Community, said: str, answer: str) -> None:
    async with rig(community) as bench:
        [refused] = await bench.say("u-chen1", said, room=None)
        assert answer in refused.text
        await bench.say("u-chen1", "确认", room=None)
        assert await polls(bench) == []


async def test_a_statutory_poll_says_whose_result_decides(community: Community) -> None:
    defaults = replace(community.rules.polls, statutory_channel="市住建局电子投票系统")
    statutory = replace(community, rules=replace(community.rules, polls=defaults))
    async with rig(statutory) as bench:
        said = "发起法定表决：是否换物业 一户一票 规则：过半数 提前15天公告 12月20日截止 发到3号楼"
        [draft] = await bench.say("u-chen1", said, room=None)
        assert "以市住建局电子投票系统为准" in draft.text
        told = await bench.say("u-chen1", "确认", room=None)
        assert any("法定表决" in message.text and message.room == "r-3" for message in told)
        [early] = await bench.say("u-wang", "同意")
        assert "还没开始" in early.text
        [poll] = await polls(bench)
        [began] = [
            one
            for one in await bench.until(poll.opens_at + timedelta(minutes=5))
            if one.room == "r-3" and "V1" in one.text
        ]
        assert "开始投票" in began.text


async def test_an_open_poll_is_not_changed_but_ended_and_opened_anew(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-chen1", FORM)
        await bench.say("u-chen1", "确认")
        for said in ("@小应 V1 截止改周六", "@小应 改成不记名"):
            [refused] = await bench.say("u-chen1", said)
            assert (refused.to, "作废 V1" in refused.text) == ("u-chen1", True)
        [why] = await bench.say("u-chen1", "重开 V1", room=None)
        assert "作废" in why.text
        told = await bench.say("u-chen1", "作废 V1 选项写错了", room=None)
        assert any(one.room == "r-3" and "选项写错了" in one.text for one in told)
        await bench.say("u-chen1", "重开 V1", room=None)
        await bench.say("u-chen1", "加一个弃权", room=None)
        told = await bench.say("u-chen1", "确认", room=None)
        assert any(one.room == "r-3" and "重开V1" in one.text for one in told)
        first, second = await polls(bench)
        assert (first.status, second.replaces, second.options) == (
            PollStatus.CANCELLED,
            "V1",
            ("同意", "反对", "弃权"),
        )


async def test_a_list_and_members_only(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say(
            "u-chen1", "发起表决：谁管钥匙 选项：老周、老吴 名单：王桂兰、刘洋 发到3号楼", room=None
        )
        await bench.say("u-chen1", "确认", room=None)
        [poll] = await polls(bench)
        assert (poll.unit, poll.eligible) == (Unit.PERSON, 2)
        await bench.say("u-wang", "老周")
        [refused] = await bench.say("u-gao", "老吴")
        assert (refused.to, "不在这次表决的名单里" in refused.text) == ("u-gao", True)
        await bench.say("u-chen1", "发起党员表决：学习去哪 选项：井冈山、延安 发到第一片区", room=None)
        await bench.say("u-chen1", "确认", room=None)
        [_, members] = await polls(bench)
        people = [one for one in community.residents_in("g1") if one.party]
        assert (members.kind, members.eligible, members.room) == (PollKind.DELIBERATION, len(people), "r-p1")


@pytest.mark.parametrize(
    ("said", "options"),
    [
        ("地库改造 选项：A方案/B方案/都不要", ("A方案", "B方案", "都不要")),
        ("垃圾桶放哪 选项：1号方案（楼前）、2号方案（楼后）", ("1号方案（楼前）", "2号方案（楼后）")),
        ("1号方案、2号方案、3号方案 选哪个", ("1号方案", "2号方案", "3号方案")),
        ("颜色 选项：\u202e白、黑", ("白", "黑")),
    ],
)
async def test_options_stay_as_they_were_written(
    community: Community, said: str, options: tuple[str, ...]
) -> None:
    async with rig(community) as bench:
        await bench.say("u-chen1", f"@小应 发起表决：{said}")
        await bench.say("u-chen1", "确认")
        assert [poll.options for poll in await polls(bench)] == [options]


@pytest.mark.parametrize(
    "said",
    [
        "截止昨天",
        "截止：11月20日",
        "规则：三分之四",
        f"选项：{'、'.join('甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥')}",
    ],
)
async def test_what_was_said_and_not_read_is_not_passed_over(community: Community, said: str) -> None:
    async with rig(community) as bench:
        [answer] = await bench.say("u-chen1", f"@小应 发起表决：修围墙 {said}")
        assert "请核对" not in answer.text
        await bench.say("u-chen1", "确认")
        assert await polls(bench) == []


async def test_the_beginning_leaves_topic_and_end_alone(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-chen1", "@小应 发起表决：修地库 下周一9点开始 截止：下周五")
        await bench.say("u-chen1", "确认")
        [poll] = await polls(bench)
        assert poll.title == "修地库"
        local = [at.astimezone(community.zone).strftime("%m-%d %H") for at in (poll.opens_at, poll.deadline)]
        assert local == ["11-30 09", "12-04 18"]


async def test_a_group_hears_five_times_of_a_poll_at_most(community: Community) -> None:
    said = "@小应 发起议事表决：居民公约 规则：得票最多 提前公告3天 公示5天 截止：12月4日18:00"
    async with rig(community) as bench:
        await bench.say("u-chen1", said)
        begun = await bench.say("u-chen1", "确认")
        [poll] = await polls(bench)
        begun += await bench.until(poll.opens_at + timedelta(hours=1))
        await bench.say("u-wang", "同意")  # without a result nothing is published for days
        told = begun + await bench.until(poll.deadline + timedelta(days=6))
        assert len([one for one in told if one.room == "r-3" and "V1" in one.text]) == 5


async def test_what_has_a_result_is_neither_cancelled_nor_opened_anew(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-chen1", FORM)
        await bench.say("u-chen1", "确认")
        [poll] = await polls(bench)
        await bench.until(poll.deadline + timedelta(minutes=1))
        for said in ("作废V1 重来", "重开V1"):
            [answer] = await bench.say("u-chen1", said, room=None)
            assert "有了结果" in answer.text


async def test_a_list_of_people_stands_for_their_homes(community: Community) -> None:
    async with rig(community) as bench:
        said = "发起表决：推选代表 选项：甲/乙 一户一票 名单：王桂兰、刘洋 发到3号楼"
        await bench.say("u-chen1", said, room=None)
        await bench.say("u-chen1", "确认", room=None)
        [poll] = await polls(bench)
        assert (poll.unit, poll.eligible) == (Unit.HOUSEHOLD, 2)
        [refused] = await bench.say("u-chen1", said.replace("刘洋", "徐静"), room=None)
        assert refused.text == "名单里有不在这个范围的：徐静"


async def test_an_opinion_is_asked_for_and_not_published_for_days(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-chen1", FORM, room="r-3")
        [refused] = await bench.say("u-chen1", "改成公示3天")
        assert "改成议事表决 公示3天" in refused.text
        await bench.say("u-chen1", "改成议事表决 公示3天")
        await bench.say("u-chen1", "改成意向征集")
        await bench.say("u-chen1", "改成议事表决，公示4天")
        await bench.say("u-chen1", "确认")
        [poll] = await polls(bench)
        assert (poll.kind, poll.public_days) == (PollKind.DELIBERATION, 4)


@pytest.mark.parametrize(
    "said", ["下周一9:00开始 发到3号楼 选项：甲/乙", "发到3号楼 选项：甲/乙 下周一9:00开始"]
)
async def test_the_beginning_may_stand_anywhere(community: Community, said: str) -> None:
    async with rig(community) as bench:
        [draft] = await bench.say("u-chen1", f"发起表决：换门 {said}", room=None)
        assert "意向征集：换门\n1 甲  2 乙\n" in draft.text
        assert "11月30日周一09:00开始" in draft.text


async def test_who_votes_is_no_option(community: Community) -> None:
    async with rig(community) as bench:
        said = "发起表决：学习日 选项：周一/周二 只由党员投 发到3号楼"
        [draft] = await bench.say("u-chen1", said, room=None)
        assert "\n1 周一  2 周二\n3号楼党员" in draft.text


async def test_opened_anew_it_ends_when_the_old_one_would_have(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-chen1", FORM)
        await bench.say("u-chen1", "确认")
        await bench.wait(minutes=12)
        await bench.say("u-chen1", "作废 V1 选项写错了", room=None)
        [draft] = await bench.say("u-chen1", "重开 V1", room=None)
        assert "11月27日周五18:00截止" in draft.text


async def test_nothing_to_vote_on_is_said(community: Community) -> None:
    async with rig(community) as bench:
        for words, said in (
            ("我的票", "现在没有等您投的表决"),
            ("我投了吗", "现在没有等您投的表决"),
            ("表决进度", "现在没有进行中的表决"),
            ("现在几票了", "现在没有进行中的表决"),
            ("撤回我的票", "现在没有您能撤回的票"),
        ):
            [answer] = await bench.say("u-chen1", words, room=None)
            assert said in answer.text
