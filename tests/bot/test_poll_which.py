"""Several polls open at once, how they stand, and taking one's ballot back."""

from datetime import timedelta

import pytest

from handlers.community import Community
from tests.bot.rig import Rig, rig
from tests.bot.test_poll_voting import NAMED, SECRET, chosen, opened

LAMPS = "发起表决：更换楼道灯 选项：同意/反对/弃权 一户一票 截止：周五18:00"


async def both(bench: Rig) -> None:
    """V1 about the charging posts and V2 about the lamps, in 3号楼."""
    await opened(bench, NAMED)
    await opened(bench, LAMPS)


@pytest.mark.parametrize(
    ("said", "room", "answer", "votes"),
    [
        ("1", None, "V1", ((1,), None)),
        ("1", "r-3", "V2", (None, (1,))),
        ("同意", "r-3", "第一个", ((1,), None)),
        ("同意", None, "第二个吧", (None, (1,))),
        ("反对", "r-3", "充电桩那个", ((2,), None)),
        ("反对", None, "楼道灯的", (None, (2,))),
        ("我选反对", None, "后面那个", (None, (2,))),
        ("反对，噪音太大", None, "V1和V2", ((2,), (2,))),
        ("弃权", "r-3", "两个都是", ((3,), (3,))),
    ],
)
async def test_a_bare_word_is_asked_back_and_the_answer_casts_it(
    community: Community, said: str, room: str | None, answer: str, votes: tuple[tuple[int, ...] | None, ...]
) -> None:
    async with rig(community) as bench:
        await both(bench)
        [which] = await bench.say("u-wang", said, room="r-3")
        assert (which.to, which.room) == ("u-wang", None)
        assert "【V1】是否加装充电桩、【V2】更换楼道灯" in which.text
        told = await bench.say("u-wang", answer, room=room)
        assert all(one.to == "u-wang" and "已记您的一票" in one.text for one in told)
        assert (await chosen(bench, "3-2-501", "V1"), await chosen(bench, "3-2-501", "V2")) == votes


async def test_a_reason_that_names_the_topic_is_for_that_poll(community: Community) -> None:
    async with rig(community) as bench:
        await both(bench)
        assert await bench.say("u-wang", "我反对装充电桩") == []
        assert await bench.say("u-gao", "同意换楼道灯") == []
        assert (await chosen(bench, "3-2-501", "V1"), await chosen(bench, "3-2-501", "V2")) == ((2,), None)
        assert (await chosen(bench, "3-1-302", "V1"), await chosen(bench, "3-1-302", "V2")) == (None, (1,))


async def test_talk_about_a_topic_is_no_answer(community: Community) -> None:
    async with rig(community) as bench:
        await both(bench)
        await bench.say("u-wang", "同意")
        assert await bench.say("u-wang", "同意") == []  # asked once while the question is open
        await bench.say("u-wang", "充电桩什么时候能装好啊")
        await bench.say("u-wang", "V1 反对", room=None)
        assert (await chosen(bench, "3-2-501", "V1"), await chosen(bench, "3-2-501", "V2")) == ((2,), None)


async def test_who_has_a_vote_in_one_of_them_is_not_asked(community: Community) -> None:
    async with rig(community) as bench:
        await opened(bench, NAMED)
        await opened(bench, "发起党员表决：学习去哪 选项：同意/反对 截止：周五18:00")
        assert await bench.say("u-wang", "同意") == []
        assert await chosen(bench, "3-2-501", "V1") == (1,)
        assert await bench.say("u-stranger", "同意") == []


async def test_a_choice_that_the_group_has_read_is_no_secret_ballot(community: Community) -> None:
    async with rig(community) as bench:
        await opened(bench, NAMED)
        await opened(bench, SECRET.replace("张建国、李秀英、王大海 最多选2人", "同意/反对"))
        await bench.say("u-wang", "同意")
        [refused] = await bench.say("u-wang", "V2", room=None)
        assert "没有计入" in refused.text
        assert await bench.house.store.read(lambda store: store.polls.turnout(2)) == 0


@pytest.mark.parametrize(
    "words", ["现在结果怎么样", "现在几票了", "多少人投了", "投票进行得怎么样了？", "结果出来了吗"]
)
async def test_how_it_stands_is_the_turnout_until_the_end(community: Community, words: str) -> None:
    async with rig(community) as bench:
        poll = await opened(bench, NAMED)
        await bench.say("u-wang", "同意")
        for room in ("r-3", None):
            [told] = await bench.say("u-gao", f"@小应 {words}", room=room)
            assert "1户投票（共24户，4.1%）" in told.text
            assert "同意 1" not in told.text
        await bench.until(poll.deadline + timedelta(hours=1))
        [over] = await bench.say("u-gao", f"@小应 {words}")
        assert "同意 1，反对 0" in over.text


async def test_of_several_open_polls_each_has_a_line(community: Community) -> None:
    async with rig(community) as bench:
        await both(bench)
        [told] = await bench.say("u-gao", "@小应 现在几票了")
        assert [line.split("：")[0] for line in told.text.split("\n")[:2]] == [
            "@高敏 【V1】是否加装充电桩",
            "【V2】更换楼道灯",
        ]
        [own] = await bench.say("u-gao", "我的票", room=None)
        assert "【V1】3-1-302还没有投票" in own.text
        assert "【V2】3-1-302还没有投票" in own.text


async def test_talk_of_results_is_not_for_the_bot(community: Community) -> None:
    async with rig(community) as bench:
        await opened(bench, NAMED)
        assert await bench.say("u-gao", "昨天球赛结果怎么样") == []
        assert await bench.say("u-gao", "现在几票了") == []
        [own] = await bench.say("u-gao", "我投了吗", room=None)
        assert "还没有投票" in own.text


@pytest.mark.parametrize(
    "words",
    [
        "撤回我的票",
        "把我刚才投的票撤了吧",
        "我要撤回我家的票",
        "撤票",
        "撤回 V1",
        "V1撤回",
        "取消我的投票",
        "收回我的票 V1",
    ],
)
async def test_a_ballot_is_taken_back_while_the_poll_is_open(community: Community, words: str) -> None:
    async with rig(community) as bench:
        poll = await opened(bench, NAMED)
        await bench.say("u-wang", "反对")
        [told] = await bench.say("u-wang", words, room="r-3" if "我" in words else None)
        assert (told.to, "已撤回，现在不算" in told.text) == ("u-wang", True)
        assert await chosen(bench, "3-2-501") is None
        [none] = await bench.say("u-wang", "撤回我的票")
        assert "还没有投票" in none.text
        await bench.say("u-wang", "同意")
        end = await bench.until(poll.deadline + timedelta(minutes=5))
        assert any("同意 1，反对 0，弃权 0" in one.text for one in end)
        [late] = await bench.say("u-wang", "撤回我的票 V1")
        assert "不能再撤回" in late.text


async def test_a_secret_ballot_is_taken_back(community: Community) -> None:
    async with rig(community) as bench:
        poll = await opened(bench, SECRET)
        await bench.say("u-wang", "1", room=None)
        await bench.say("u-wang", "撤回我的票", room=None)
        read = bench.house.store.read
        assert await read(lambda store: store.secret_ballots.all(poll.id)) == []
        assert await read(lambda store: store.polls.turnout(poll.id)) == 0
        [counted] = await bench.say("u-wang", "2", room=None)
        assert "李秀英（回执" in counted.text


@pytest.mark.parametrize("said", ["撤回投票这种事我不会", "取消投票吧大家", "他要撤回投票"])
async def test_talk_about_taking_back_takes_nothing_back(community: Community, said: str) -> None:
    async with rig(community) as bench:
        await opened(bench, NAMED)
        await bench.say("u-wang", "同意")
        await bench.say("u-wang", said)
        assert await chosen(bench, "3-2-501") == (1,)


@pytest.mark.parametrize(
    ("who", "words", "answer"),
    [
        ("u-wang", "怎么投票啊", "1 同意  2 反对  3 弃权\n在这里回序号就行，例：V1 1"),
        ("u-wang", "小应小应我要投票", "在这里回序号就行，例：V1 1"),
        ("u-wang", "我投的是充电桩那个", "要投请回序号：1 同意  2 反对  3 弃权"),
        ("u-wang", "我刚才投了没有啊", "【V1】3-2-501还没有投票"),
        ("u-chen1", "提前结束V1", "自动截止，定好的时间不能提前"),
        ("u-chen1", "帮我催一下没投票的", "过半和截止前小应各提醒一次"),
        ("u-chen1", "截止改到周日", "已经开始，为了公平不能再改"),
        ("u-chen1", "有哪些表决", "0户投票（共24户，0.0%）"),
        ("u-li", "谁还没投", "还没投的24户"),
        ("u-li", "V1 谁没投", "还没投的24户"),
    ],
)
async def test_what_people_ask_around_a_poll_is_answered(
    community: Community, who: str, words: str, answer: str
) -> None:
    async with rig(community) as bench:
        await opened(bench, NAMED)
        [told] = await bench.say(who, words, room=None)
        assert answer in told.text


async def test_whoever_speaks_of_taking_back_hears_how(community: Community) -> None:
    async with rig(community) as bench:
        await opened(bench, NAMED)
        await bench.say("u-wang", "同意")
        for words in ("我这个票能撤回来吗", "把票退给我"):
            [hint] = await bench.say("u-wang", words, room=None)
            assert "回“撤回我的票 V1”" in hint.text
        assert await chosen(bench, "3-2-501") == (1,)
