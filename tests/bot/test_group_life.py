"""Group life that a tester played against the bot: what several people say of one thing, codes before the words,
answers in two lines, nights, and what was said in confidence."""

from datetime import timedelta

import pytest

from handlers.community import Community
from handlers.messages import Attachment, Kind, Outgoing
from storage.records import Request
from tests.bot.images import PNG
from tests.bot.rig import Rig, rig
from tests.bot.test_talk import closed, requests
from tests.conftest import NOW

NIGHT = NOW.replace(hour=18) + timedelta(hours=1)  # 03:00 in the community


def room(said: list[Outgoing]) -> list[str]:
    return [message.text for message in said if message.room]


def told(said: list[Outgoing]) -> set[str]:
    return {message.to for message in said if message.to}


async def one(bench: Rig) -> Request:
    [request] = await requests(bench)
    return request


async def parties(bench: Rig) -> list[list[str]]:
    found = await requests(bench)
    return [
        await bench.house.store.read(lambda store, id=r.id: store.requests.parties(id))  # type: ignore[misc]
        for r in found
    ]


async def elevator(bench: Rig) -> None:
    await bench.say("u-wang", "@小应 3号楼2单元电梯坏了")


async def test_plus_one_is_for_all_of_a_message_and_a_named_thing_only_for_that(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "@小应 3号楼2单元电梯坏了，还有楼下垃圾没人收")
        [answer] = room(await bench.say("u-liu", "+1"))
        assert "【0001】" in answer
        assert "【0002】" in answer
        await bench.say("u-tang", "我家也是 电梯天天坏")
        await bench.say("u-gao", "我家也是 猫丢了")  # nothing of the kind was reported
        await bench.say("u-gao", "0002 +1")
        assert await parties(bench) == [["u-wang", "u-liu", "u-tang"], ["u-wang", "u-liu", "u-gao"]]


async def test_plus_one_in_a_silent_group_counts_without_a_word(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-chen1", "小应 静默")
        await elevator(bench)
        assert await bench.say("u-liu", "+1") == []
        assert await parties(bench) == [["u-wang", "u-liu"]]


async def test_a_fire_that_many_shout_of_is_one_alarm_and_no_word_is_lost(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-gao", "3号楼1单元楼道着火了，好大的烟")
        said = await bench.say("u-tang", "@小应 着火了！快来人")
        assert [message.to for message in said if "快来人" in message.text] == ["u-li"]
        assert "119" in room(said)[0]
        said = await bench.say("u-liu", "@小应 着火了，烟到三楼了")
        assert room(said) == []
        assert [message.to for message in said if "三楼" in message.text] == ["u-li"]
        assert len(await requests(bench)) == 1
        await bench.say("u-liu", "@小应 5号楼着火了，好大的烟")  # another house
        assert len(await requests(bench)) == 2


async def test_an_emergency_is_told_on_at_night_and_another_thing_in_the_morning(
    community: Community,
) -> None:
    async with rig(community, start=NIGHT) as bench:
        await bench.say("u-gao", "@小应 3号楼1单元楼道着火了，好大的烟")
        assert any("已接单" in text for text in room(await bench.say("u-li", "接单", room=None)))
        said = await bench.say("u-gao", "补充0001 三楼有老人")
        assert told(said) == {"u-li"}
        assert any("扑灭" in text for text in room(await bench.say("u-li", "办结 扑灭了", room=None)))
        await elevator(bench)
        assert room(await bench.say("u-wu", "接单0002", room=None)) == []


@pytest.mark.parametrize("words", ["0001 接单", "0001接单", "接", "我接了", "好的我来接", "0001 我接了"])
async def test_a_member_accepts_in_a_word_and_with_the_code_first(community: Community, words: str) -> None:
    async with rig(community) as bench:
        await elevator(bench)
        await bench.say("u-wu", words, room=None)
        assert ((await one(bench)).status.value, (await one(bench)).assignee) == ("已接", "u-wu")


async def test_the_code_may_come_before_the_command(community: Community) -> None:
    async with rig(community) as bench:
        await elevator(bench)
        await bench.say("u-wang", "0001 接单了没有")  # not hers to accept: a word more for the member
        await bench.say("u-wu", "0001转给李楼长", room=None)
        assert (await one(bench)).assignee == "u-li"
        await bench.say("u-li", "0001办结 换了门机")
        assert (await one(bench)).outcome == "换了门机"


@pytest.mark.parametrize(
    ("words", "answer", "passed"),
    [("0001咋样了", "已派", False), ("0001 怎么还没人来", "已催", True), ("0001 在左边", "已补充", True)],
)
async def test_a_question_with_a_code_is_answered(
    community: Community, words: str, answer: str, passed: bool
) -> None:
    async with rig(community) as bench:
        await elevator(bench)
        said = await bench.say("u-wang", words)
        assert answer in room(said)[0]
        assert told(said) == ({"u-wu"} if passed else set())


async def test_what_was_done_or_why_not_may_come_in_the_next_line(community: Community) -> None:
    async with rig(community) as bench:
        await elevator(bench)
        await bench.say("u-wu", "退回0001", room=None)
        await bench.say("u-wu", "怎么退", room=None)
        await bench.say("u-wu", "待办", room=None)
        assert (await one(bench)).status.value == "已派"
        said = await bench.say("u-wu", "要等厂家来人", room=None)
        assert any("要等厂家来人" in message.text for message in said if message.to == "u-chen1")
        said = await bench.say("u-wang", "催办0001")  # nobody has it: who must dispatch it hears the push
        assert (told(said), "陈刚" in room(said)[0]) == ({"u-chen1"}, True)
        await bench.say("u-chen1", "转派0001 李伟", room=None)
        await bench.say("u-li", "接单", room=None)
        await bench.say("u-li", "办结", room=None)
        await bench.say("u-li", "厂家换了主板", room=None)
        assert ((await one(bench)).status.value, (await one(bench)).outcome) == ("待评价", "厂家换了主板")


@pytest.mark.parametrize("words", ["又坏了", "还没修好", "怎么又坏了啊"])
async def test_a_bare_word_after_closing_opens_it_again(community: Community, words: str) -> None:
    async with rig(community) as bench:
        await closed(bench)
        await bench.say("u-wang", "5")
        assert await bench.say("u-liu", words) == []
        await bench.say("u-wang", words)
        assert (await one(bench)).status.value == "处理中"


async def test_a_neighbours_words_are_taken_up_by_quoting_them(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-li", "@小应 登记一下", quote="x1", quote_text="3号楼2单元电梯坏了")
        request = await one(bench)
        assert (request.category, request.place, request.reporter) == ("电梯", "3号楼2单元", "u-li")


async def test_everybody_in_the_group_may_ask_and_push_what_was_said_there(community: Community) -> None:
    async with rig(community) as bench:
        await elevator(bench)
        assert "已派" in room(await bench.say("u-liu", "查0001"))[0]
        assert told(await bench.say("u-liu", "催办0001")) == {"u-wu"}
        assert "没有找到" in room(await bench.say("u-xu", "查0001", room="r-5"))[0]
        await bench.say("u-liu", "撤回0001")
        assert (await one(bench)).status.value == "已派"


async def test_what_was_told_privately_is_not_shown_in_the_group(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "我家水龙头坏了，帮忙报修", room=None)
        for words in ("查0001", "催办0001"):
            said = await bench.say("u-wang", words)
            assert all("水" not in text and "501" not in text for text in room(said))


async def test_more_words_without_a_call_join_what_was_just_said(community: Community) -> None:
    async with rig(community) as bench:
        await elevator(bench)
        said = await bench.say("u-wang", "就是左边那部")
        assert [message.to for message in said if "左边" in message.text] == ["u-wu"]
        assert await bench.say("u-liu", "就是左边那部") == []
        assert await bench.say("u-wang", "是左边那部吗") == []
        await bench.wait(15)
        assert await bench.say("u-wang", "就是左边那部") == []


async def test_a_picture_of_two_problems_goes_to_both_and_one_alone_needs_words(community: Community) -> None:
    async with rig(community) as bench:
        picture = Attachment("a.png", "image/png", PNG)
        said = await bench.say("u-tang", "", room=None, kind=Kind.FILE, file=picture)
        said += await bench.say("u-tang", "", room=None, kind=Kind.FILE, file=picture)
        assert [message.to for message in said] == ["u-tang"]  # once
        await bench.say("u-wang", "@小应 3号楼2单元电梯坏了，还有楼下垃圾没人收")
        assert told(await bench.say("u-wang", "", kind=Kind.FILE, file=picture)) == {"u-wu", "u-li"}


@pytest.mark.parametrize("words", ["1", "5", "12", "0002给李伟"])
async def test_a_bare_figure_asks_for_no_chain(community: Community, words: str) -> None:
    async with rig(community) as bench:
        [answer] = await bench.say("u-chen1", words, room=None)
        assert "接龙" not in answer.text
        await bench.say("u-wang", "我家停水了", room=None)
        said = await bench.say("u-wang", "1", room=None)
        assert told(said) == {"u-wang"}  # nor is it a word more for the member


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("谢谢你们", "不客气"),
        ("你是机器人吗", "是程序"),
        ("转人工", "负责的人"),
        ("删除我的数据", "删了找不回"),
    ],
)
async def test_what_is_asked_of_the_bot_itself_is_no_request(
    community: Community, words: str, answer: str
) -> None:
    async with rig(community) as bench:
        [reply] = await bench.say("u-xu", words, room=None)
        assert answer in reply.text
        assert await requests(bench) == []


async def test_a_ballot_said_twice_is_not_called_a_change(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-chen1", "@小应 发起表决：是否加装充电桩？选项：同意/反对/弃权 截止：周五18:00")
        await bench.say("u-chen1", "确认")
        await bench.say("u-tang", "同意")
        [again] = await bench.say("u-tang", "1", room=None)
        [other] = await bench.say("u-tang", "2", room=None)
        assert ("您的一票已经是：同意" in again.text, "已改为：反对" in other.text) == (True, True)


async def test_one_signs_up_by_what_a_chain_is_about(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-li", "#接龙\n周六便民理发 3号楼门口\n1. 李伟")
        said = await bench.say("u-tang", "@小应 我报名理发 2人")
        assert "【A1】" in room(said)[0]


async def test_a_written_slip_is_taken_back(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-gao", "@小应 地下车库漏水")
        await bench.say("u-gao", "打错了不好意思没有漏水")
        assert (await one(bench)).status.value == "已撤销"


@pytest.mark.parametrize(("until", "guessed"), [("30个工作日内截止", True), ("周五截止", False)])
async def test_a_deadline_that_rests_on_unpublished_holidays_says_so(
    community: Community, until: str, guessed: bool
) -> None:
    async with rig(community) as bench:
        [draft] = await bench.say("u-chen1", f"@小应 发起投票 要不要装充电桩 {until}")
        assert ("放假安排未公布" in draft.text) is guessed


@pytest.mark.parametrize(
    "words", ["我家也停水了", "302也没水", "我们家也停了 302", "我也停水了", "我家也是302", "我这边也是没水"]
)
async def test_who_echoes_what_was_reported_is_counted_and_a_flat_is_passed_on(
    community: Community, words: str
) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "@小应 3号楼停水了")
        said = await bench.say("u-liu", words)
        assert "您家也记上了：【0001】" in room(said)[0]
        assert [message.text for message in said if message.to == "u-wu"] == (
            [f"【0001】居民补充：{words}"] if "302" in words else []
        )
        assert await parties(bench) == [["u-wang", "u-liu"]]


@pytest.mark.parametrize(
    "words", ["我也停好车了", "我家也漏", "我也不知道", "我家也想装", "水也停不了", "我也来"]
)
async def test_who_echoes_nothing_of_it_is_not_counted(community: Community, words: str) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "@小应 3号楼停水了 不知道怎么回事 麻烦来看看")
        assert await bench.say("u-liu", words) == []
        assert await parties(bench) == [["u-wang"]]
