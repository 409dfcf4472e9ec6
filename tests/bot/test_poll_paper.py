"""Ballots on paper, by phone and at the door, in a poll of owners by heads and area, from first word to last."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from handlers.community import Community, Kind
from handlers.messages import Attachment
from handlers.messages import Kind as Wire
from handlers.polls.checking import wrong_poll
from handlers.polls.paperwords import read_paper
from storage.records import Ballot, How, Poll
from storage.roster_records import KeptHousehold
from tests.bot.images import PNG
from tests.bot.rig import Rig, rig

OWNERS = "发起议事表决：动用维修资金 选项：同意/反对/弃权 规则：双过半 发到3号楼 周五18:00截止"
AREA = 9000
PICTURE = Attachment("票.png", "image/png", PNG)


@asynccontextmanager
async def bench_of_owners(community: Community) -> AsyncIterator[Rig]:
    """A poll of the owners of 3号楼, each flat of 90㎡; the residents of the roster own theirs."""
    people = tuple(
        replace(one, kinds=frozenset({Kind.OWNER})) if one.household else one for one in community.people
    )
    async with rig(replace(community, people=people)) as bench:
        homes = community.households_in("b3")
        kept = [KeptHousehold(one.id, one.node, one.building, one.unit, one.room, AREA) for one in homes]

        await bench.house.store.write(lambda store: store.roster.put_households(*kept))
        await bench.say("u-chen1", OWNERS, room=None)
        await bench.say("u-chen1", "确认", room=None)
        yield bench


async def the_poll(bench: Rig) -> Poll:
    return (await bench.house.store.read(lambda store: store.polls.all()))[0]


async def ballots(bench: Rig) -> dict[str, Ballot]:
    """The ballots that count, by voter."""
    poll = await the_poll(bench)
    return {
        one.voter: one for one in await bench.house.store.read(lambda store: store.polls.ballots(poll.id))
    }


async def test_owners_by_chat_and_on_paper(community: Community) -> None:
    async with bench_of_owners(community) as bench:
        poll = await the_poll(bench)
        assert (poll.eligible, poll.eligible_area) == (24, 24 * AREA)
        await bench.say("u-wang", "同意")
        flats = [one.id for one in community.households_in("b3") if one.id not in ("3-2-501", "3-1-101")]
        for flat in flats[:15]:
            await bench.say("u-li", f"录票 V1 {flat} 同意 上门 见证 陈刚", room=None)
        assert len(await ballots(bench)) == 1  # nothing counts before the witness has confirmed
        [thanks, *_] = [one for one in await bench.say("u-chen1", "1", room=None) if one.to == "u-chen1"]
        assert "已计入15张" in thanks.text
        assert {one.how for one in (await ballots(bench)).values()} == {How.CHAT, How.DOOR}
        end = await bench.until(poll.deadline)
        end += await bench.wait(minutes=5)
        [result] = [one.text for one in end if "议事表决结果" in one.text]
        assert "同意 16户1,440㎡" in result
        assert "16户投票（共24户，66.6%），面积1,440㎡（共2,160㎡，66.6%）" in result
        assert "通过：同意" in result
        assert await bench.house.store.read(lambda store: wrong_poll(store, store.polls.all())) is None


async def test_a_picture_belongs_to_what_was_entered_a_moment_ago(community: Community) -> None:
    async with bench_of_owners(community) as bench:
        await bench.say("u-li", "录票 V1 3-1-102 反对 纸质 见证 陈刚", room=None)
        [stored] = await bench.say("u-li", "", room=None, kind=Wire.FILE, file=PICTURE)
        assert "照片" in stored.text
        await bench.say("u-chen1", "属实", room=None)
        ballot = (await ballots(bench))["3-1-102"]
        assert (ballot.how, ballot.actor, ballot.witness) == (How.PAPER, "u-li", "u-chen1")
        assert ballot.file is not None


async def test_a_ballot_that_the_witness_denies_does_not_count(community: Community) -> None:
    async with bench_of_owners(community) as bench:
        await bench.say("u-li", "录票 V1 3-1-102 反对 电话 见证 陈刚", room=None)
        told = await bench.say("u-chen1", "0", room=None)
        assert any(one.to == "u-li" and "没有计入" in one.text for one in told)
        assert await ballots(bench) == {}


async def test_nobody_confirms_it(community: Community) -> None:
    async with bench_of_owners(community) as bench:
        await bench.say("u-li", "录票 V1 3-1-102 反对 上门 见证 陈刚", room=None)
        told = await bench.wait(minutes=25 * 60)
        assert any(one.to == "u-li" and "一直没有确认" in one.text for one in told)
        [nothing] = await bench.say("u-chen1", "见证", room=None)
        assert "没有等您见证的票" in nothing.text


async def test_paper_does_not_go_over_an_own_ballot_unless_asked_for(community: Community) -> None:
    async with bench_of_owners(community) as bench:
        await bench.say("u-wang", "同意")
        [refused] = await bench.say("u-li", "录票 V1 3-2-501 反对 上门 见证 陈刚", room=None)
        assert "已经自己投过" in refused.text
        await bench.say("u-li", "录票 V1 3-2-501 反对 上门 见证 陈刚 本人要求改", room=None)
        told = await bench.say("u-chen1", "1", room=None)
        assert any(one.to == "u-wang" for one in told)
        assert (await ballots(bench))["3-2-501"].choices == (2,)
        await bench.say("u-wang", "同意")  # her own later word holds
        assert (await ballots(bench))["3-2-501"].choices == (1,)


@pytest.mark.parametrize(
    ("who", "said", "answer"),
    [
        ("u-li", "录票 V1 3-1-102 同意 上门", "另一个人见证"),
        ("u-li", "录票 V1 3-1-102 同意 上门 见证 李伟", "不能作见证"),
        ("u-li", "录票 V1 3-2-501 同意 上门 见证 王桂兰", "不能作见证"),
        ("u-li", "录票 V1 3-9-999 同意 上门 见证 陈刚", "名单里没有"),
        ("u-li", "录票 V1 3-1-102 随便 上门 见证 陈刚", "没看懂"),
        ("u-li", "录票 V1 3-1-102 " + "同意" * 5000 + " 见证 陈刚", "见证"),
        ("u-sun4", "录票 V1 3-1-102 同意 上门 见证 陈刚", "没有找到"),
        ("u-wang", "录票 V1 3-1-102 同意 上门 见证 陈刚", "负责的同志"),
    ],
)
async def test_what_cannot_be_entered(community: Community, who: str, said: str, answer: str) -> None:
    async with bench_of_owners(community) as bench:
        told = await bench.say(who, said, room=None)
        assert any(answer in one.text for one in told if one.to == who)
        assert await ballots(bench) == {}


def test_the_words_of_a_paper_ballot() -> None:
    for said in (
        "3-2-501 同意 上门 见证 李伟",
        "3号楼2单元501 同意，上门，李伟见证",
        "上门 3-2-501 见证人：李伟 同意",
    ):
        read = read_paper(said)
        assert (read.flat, read.rest, read.how, read.witness, read.replace) == (
            "3-2-501",
            "同意",
            How.DOOR,
            "李伟",
            False,
        )


async def test_a_witness_sees_what_waits_before_it_counts(community: Community) -> None:
    async with bench_of_owners(community) as bench:
        await bench.say("u-li", "录票 V1 3-2-501 同意 上门 见证 陈刚", room=None)
        [shown] = await bench.say("u-chen1", "见证", room=None)
        assert "3-2-501 同意" in shown.text
        assert await ballots(bench) == {}
        said = await bench.say("u-chen1", "不对", room=None)
        assert any("都不计入" in one.text for one in said)
        assert await ballots(bench) == {}


async def test_a_bare_word_lists_and_counts_nothing(community: Community) -> None:
    async with bench_of_owners(community) as bench:
        await bench.say("u-li", "录票 V1 3-1-102 反对 纸质 见证 陈刚", room=None)
        [listed] = await bench.say("u-chen1", "见证", room=None)
        assert "3-1-102 反对" in listed.text
        assert await ballots(bench) == {}


async def test_one_of_several_entries_is_refused(community: Community) -> None:
    async with bench_of_owners(community) as bench:
        for flat in ("3-1-102", "3-1-201", "3-1-202"):
            await bench.say("u-li", f"录票 V1 {flat} 同意 上门 见证 陈刚", room=None)
        told = await bench.say("u-chen1", "3号楼1单元201不对", room=None)
        assert any(one.to == "u-li" and "3-1-201" in one.text and "没有计入" in one.text for one in told)
        assert any(one.to == "u-chen1" and "还有2张等您" in one.text for one in told)
        assert await ballots(bench) == {}
        await bench.say("u-chen1", "3-1-102属实", room=None)
        assert list(await ballots(bench)) == ["3-1-102"]
        told = await bench.say("u-chen1", "1", room=None)
        assert sorted(await ballots(bench)) == ["3-1-102", "3-1-202"]


async def test_the_others_are_confirmed_in_the_same_breath(community: Community) -> None:
    async with bench_of_owners(community) as bench:
        for flat in ("3-1-102", "3-1-201", "3-1-202"):
            await bench.say("u-li", f"录票 V1 {flat} 同意 上门 见证 陈刚", room=None)
        await bench.say("u-chen1", "3-1-201不对，其他都对", room=None)
        assert sorted(await ballots(bench)) == ["3-1-102", "3-1-202"]


async def test_an_entry_is_taken_back_before_it_counts(community: Community) -> None:
    async with bench_of_owners(community) as bench:
        for flat in ("3-1-102", "3-1-201"):
            await bench.say("u-li", f"录票 V1 {flat} 同意 上门 见证 陈刚", room=None)
        asked = await bench.say("u-li", "撤回录票", room=None)
        assert any("3-1-102、3-1-201" in one.text for one in asked if one.to == "u-li")
        told = await bench.say("u-li", "撤回录票 V1 3-1-102", room=None)
        assert {one.to for one in told} == {"u-li", "u-chen1"}
        nobodys = await bench.say("u-chen1", "撤回录票 V1 3-1-201", room=None)
        assert any("没有等见证的这张票" in one.text for one in nobodys if one.to == "u-chen1")  # not hers
        await bench.say("u-chen1", "1", room=None)
        assert list(await ballots(bench)) == ["3-1-201"]
        counted = await bench.say("u-li", "撤回录票 3-1-201", room=None)
        assert any("已经计入的不能撤回" in one.text for one in counted if one.to == "u-li")
        rows = await bench.house.store.read(lambda store: store.audit.about("V1"))
        assert [row.action for row in rows].count("unenter") == 1


async def test_several_lines_are_taken_one_by_one(community: Community) -> None:
    async with bench_of_owners(community) as bench:
        await bench.say("u-wang", "同意")
        said = (
            "录票 V1 上门 见证 陈刚\n3-1-102 同意\n3-2-501 反对\n录票 V1 3-1-201 弃权 电话\n"
            "3-9-999 同意\n\n3-1-202 随便\nV2 3-1-202 同意"
        )
        told = await bench.say("u-li", said, room=None)
        [answer] = [one.text for one in told if one.to == "u-li"]
        assert "已录2张，等陈刚回1才计入：3-1-102、3-1-201" in answer
        assert "第3行没录：【V1】3-2-501已经自己投过" in answer
        assert "还有2行没录" in answer
        [asked] = [one.text for one in told if one.to == "u-chen1"]
        assert "【V1】上门：3-1-102 同意\n【V1】电话：3-1-201 弃权" in asked
        told = await bench.say("u-chen1", "1", room=None)
        assert sum(one.to == "u-li" for one in told) == 1
        assert {one.how for one in (await ballots(bench)).values()} == {How.CHAT, How.DOOR, How.PHONE}


async def test_what_is_entered_anew_takes_the_place_of_what_waits(community: Community) -> None:
    async with bench_of_owners(community) as bench:
        await bench.say("u-li", "录票 V1 3-1-102 同意 上门 见证 陈刚", room=None)
        told = await bench.say("u-li", "录票 V1 3-1-102 反对 上门 见证 陈刚", room=None)
        assert any(
            "3-1-102 反对" in one.text and "同意" not in one.text for one in told if one.to == "u-chen1"
        )
        await bench.say("u-chen1", "属实", room=None)
        assert (await ballots(bench))["3-1-102"].choices == (2,)
