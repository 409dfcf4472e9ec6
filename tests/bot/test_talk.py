"""How people talk, and what must become of it: played from the first message to the last."""

from datetime import datetime, timedelta

import pytest

from handlers.community import Community
from handlers.messages import Attachment, Kind
from handlers.texts import text
from storage.records import Request
from tests.bot.images import PNG
from tests.bot.rig import Rig, rig


async def requests(bench: Rig) -> list[Request]:
    """All requests, oldest first."""
    found = await bench.house.store.read(lambda store: store.requests.newest(100))
    return found[::-1]


async def closed(bench: Rig) -> Request:
    """An elevator that was repaired: 0001, waiting to be rated."""
    await bench.say("u-wang", "@小应 3号楼2单元电梯坏了")
    await bench.say("u-wu", "接单", room=None)
    await bench.say("u-wu", "办结 换了门机", room=None)
    return (await requests(bench))[0]


async def test_an_implicit_request_is_offered_and_one_word_confirms_it(community: Community) -> None:
    async with rig(community) as bench:
        [offer] = await bench.say("u-liu", "3号楼1单元楼道灯坏了没人修")
        assert "回1登记" in offer.text
        assert await requests(bench) == []
        await bench.say("u-tang", "1")  # somebody else's word is not an answer
        assert await requests(bench) == []
        await bench.say("u-liu", "1")
        assert [(r.category, r.place, r.reporter) for r in await requests(bench)] == [
            ("路灯照明", "3号楼1单元", "u-liu")
        ]


async def test_chatter_leaves_no_word_and_no_trace(community: Community) -> None:
    async with rig(community) as bench:
        for text in (
            "早上好各位邻居",
            "谁家的猫丢了哈哈",
            "接单多少钱一天",
            "办结率怎么样",
            "0712",
            "1",
            "",
            "👍",
        ):
            assert await bench.say("u-wang", text) == []
        kept = await bench.house.store.read(
            lambda store: store.connection.exec_driver_sql("SELECT count(*) FROM contact").scalar()
        )
        assert (await requests(bench), kept) == ([], 0)


async def test_a_dispute_is_kept_out_of_the_group(community: Community) -> None:
    async with rig(community) as bench:
        said = await bench.say("u-gao", "@小应 楼上302天天半夜吵架，麻烦调解一下")
        said += await bench.say("u-zhao", "接单", room=None)
        said += await bench.say("u-zhao", "办结 两家谈好了", room=None)
        said += await bench.say("u-gao", "查0001")
        in_group = [message.text for message in said if message.room]
        assert len(in_group) == 2  # that it was registered, and that the answer came privately
        assert all("纠纷" not in text and "谈好" not in text and "吵" not in text for text in in_group)
        assert any(message.to == "u-gao" and "谈好" in message.text for message in said)


async def test_one_message_with_two_problems_is_two_requests_in_one_receipt(community: Community) -> None:
    async with rig(community) as bench:
        said = await bench.say("u-wang", "@小应 3号楼2单元电梯坏了，还有楼下垃圾没人收")
        assert len(await requests(bench)) == 2
        [receipt] = [message for message in said if message.room == "r-3"]
        assert "【0001】" in receipt.text
        assert "【0002】" in receipt.text
        assert len(receipt.text.split("\n")) <= 4


async def test_more_words_and_a_picture_join_what_was_reported(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "@小应 3号楼2单元电梯坏了")
        said = await bench.say("u-wang", "@小应 是左边那部电梯")
        assert [message.to for message in said if "居民补充" in message.text] == ["u-wu"]
        said = await bench.say("u-wang", "", kind=Kind.FILE, file=Attachment("a.png", "image/png", PNG))
        assert [message.file.data for message in said if message.file] == [PNG]
        await bench.wait(10)
        assert await bench.say("u-wang", "", kind=Kind.FILE, file=Attachment("b.png", "image/png", PNG)) == []
        assert len(await requests(bench)) == 1


@pytest.mark.parametrize(
    "words", ["5", "５分", "0001 5分", "0001满意", "@小应 5分", "评价0001 5分", "非常满意"]
)
async def test_a_rating_closes(community: Community, words: str) -> None:
    async with rig(community) as bench:
        await closed(bench)
        said = await bench.say("u-wang", words)
        assert [r.status.value for r in await requests(bench)] == ["已办结"]
        assert all(
            str(n) not in message.text.replace("0001", "")
            for message in said
            if message.room
            for n in range(6)
        )


@pytest.mark.parametrize("words", ["1", "2分", "没修好", "还是坏的，没解决", "0001没解决", "0001 不满意"])
async def test_dissatisfaction_opens_again_and_the_secretary_watches(
    community: Community, words: str
) -> None:
    async with rig(community) as bench:
        await closed(bench)
        said = await bench.say("u-wang", words)
        assert [r.status.value for r in await requests(bench)] == ["处理中"]
        assert {message.to for message in said if message.to} == {"u-wu", "u-chen1"}


@pytest.mark.parametrize("words", ["0001没解决", "@小应 电梯又坏了", "0001又坏了"])
async def test_what_breaks_again_days_later_is_the_same_request(community: Community, words: str) -> None:
    async with rig(community) as bench:
        await closed(bench)
        await bench.say("u-wang", "5")
        await bench.wait(3 * 24 * 60)
        await bench.say("u-wang", words)
        assert [(r.status.value, r.reopened) for r in await requests(bench)] == [("处理中", 1)]


@pytest.mark.parametrize("words", ["谢谢", "收到", "好的", "谢谢师傅，辛苦了"])
async def test_thanks_open_nothing_again(community: Community, words: str) -> None:
    async with rig(community) as bench:
        await closed(bench)
        await bench.say("u-wang", "5")
        assert await bench.say("u-wang", words) == []
        assert [r.status.value for r in await requests(bench)] == ["已办结"]


async def test_nobody_rates_for_somebody_else(community: Community) -> None:
    async with rig(community) as bench:
        await closed(bench)
        await bench.say("u-liu", "1")
        await bench.say("u-liu", "0001 1分")
        await bench.say("u-liu", "评价0001 1分")
        assert [r.status.value for r in await requests(bench)] == ["待评价"]


async def test_without_an_answer_it_is_asked_again_and_then_closed(community: Community) -> None:
    async with rig(community) as bench:
        await closed(bench)
        again = await bench.wait(25 * 60)
        assert sum("还没听到您的评价" in message.text for message in again) == 1
        await bench.wait(10 * 24 * 60)
        [request] = await requests(bench)
        assert (request.status.value, request.rating) == ("已办结", None)


async def test_a_member_says_it_in_plain_words(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "@小应 3号楼2单元电梯坏了")
        await bench.say("u-wu", "好的马上去", room=None)
        [question] = await bench.say("u-wu", "修好了，换了个继电器", room=None)
        assert "回1办结" in question.text
        await bench.say("u-wu", "1", room=None)
        [request] = await requests(bench)
        assert (request.status.value, request.outcome) == ("待评价", "修好了，换了个继电器")


async def test_only_those_in_charge_can_do_what_they_are_in_charge_of(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "@小应 3号楼2单元电梯坏了")
        for who in ("u-wang", "u-stranger", "u-sun5", "u-chen2", "u-qian"):
            for words in ("接单0001", "办结0001 好了", "退回0001 不管", "转派0001 李伟", "派0001 李伟"):
                await bench.say(who, words, room=None)
        assert [(r.status.value, r.assignee) for r in await requests(bench)] == [("已派", "u-wu")]
        await bench.say("u-chen1", "派0001 李伟", room=None)  # the secretary of grid 1
        assert [(r.status.value, r.assignee) for r in await requests(bench)] == [("已派", "u-li")]
        await bench.say("u-chen1", "接单0001", room=None)  # and she may step in herself
        assert [(r.status.value, r.assignee) for r in await requests(bench)] == [("已接", "u-chen1")]


async def test_a_private_request_is_nobody_elses_business(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-xu", "我妈的高血压药没了，想请人代买", room=None)
        [message] = await bench.say("u-wang", "查0001", room=None)
        assert "药" not in message.text
        assert "徐静" not in message.text


async def test_an_emergency_is_answered_at_night_in_a_silent_group_and_up_the_ladder(
    community: Community,
) -> None:
    async with rig(community, start=rig_night(community)) as bench:
        said = await bench.say("u-gao", "3号楼1单元楼道着火了，好大的烟")
        [answer] = [message for message in said if message.room]
        assert answer.text.index("119") < answer.text.index("已")
        told = {message.to for message in said if message.to}
        assert {"u-li", "u-chen1"} <= told
        await bench.wait(10)
        assert "u-zhou" in {message.to for message in bench.wire.sent}


async def test_what_is_not_urgent_wakes_nobody(community: Community) -> None:
    async with rig(community, start=rig_night(community)) as bench:
        said = await bench.say("u-gao", "@小应 3号楼1单元楼道灯坏了")
        assert [message.room for message in said] == ["r-3"]
        said = await bench.wait(9 * 60)
        assert [message.to for message in said] == ["u-wu"]


def rig_night(community: Community) -> datetime:
    return datetime(2026, 11, 23, 23, 0, tzinfo=community.zone)


async def test_a_poll_is_voted_changed_and_counted(community: Community) -> None:
    async with rig(community) as bench:
        [draft] = await bench.say(
            "u-chen1", "@小应 发起表决：是否加装充电桩？选项：同意/反对/弃权 截止：周五18:00"
        )
        assert "确认" in draft.text
        await bench.say("u-wang", "确认")  # not hers to confirm
        [opened] = await bench.say("u-chen1", "确认")
        assert opened.text.startswith("【V1】")
        for who, words in (
            ("u-wang", "1"),
            ("u-liu", "同意"),
            ("u-gao", "2"),
            ("u-gao", "＋1"),
            ("u-tang", "反对"),
        ):
            assert await bench.say(who, words) == []
        [private] = await bench.say("u-stranger", "1")
        assert private.to == "u-stranger"
        [unclear] = await bench.say("u-wang", "V1 7")
        assert unclear.to == "u-wang"
        said = await bench.wait(6 * 24 * 60)
        [result] = [message for message in said if "结果" in message.text]
        assert "同意 3，反对 1，弃权 0" in result.text
        assert [message.file.name for message in said if message.file] == ["V1.png"]
        [late] = await bench.say("u-wang", "V1 2")
        assert "已经截止" in late.text


async def test_two_polls_at_once_need_a_code(community: Community) -> None:
    async with rig(community) as bench:
        for title in ("是否加装充电桩", "是否换物业"):
            await bench.say("u-chen1", f"@小应 发起表决：{title}？选项：同意/反对 截止：周五18:00")
            await bench.say("u-chen1", "确认")
        await bench.say("u-wang", "1")
        await bench.say("u-liu", "V2 2")
        [which] = await bench.say("u-gao", "1", room=None)
        assert "【V1】是否加装充电桩、【V2】是否换物业" in which.text
        turnout = await bench.house.store.read(
            lambda store: [store.polls.turnout(poll.id) for poll in store.polls.all()]
        )
        assert turnout == [0, 1]


async def test_a_poll_needs_the_right_and_can_only_be_for_ones_own_grid(community: Community) -> None:
    async with rig(community) as bench:
        for who, room in (("u-wang", "r-3"), ("u-li", "r-3"), ("u-chen2", "r-3"), ("u-stranger", "r-3")):
            [refusal] = await bench.say(
                who, "@小应 发起表决：换不换？选项：换/不换 截止：周五18:00", room=room
            )
            assert "核对" not in refusal.text
        assert await bench.house.store.read(lambda store: store.polls.all()) == []


async def test_nothing_the_bot_says_is_longer_than_four_lines(community: Community) -> None:
    async with rig(community) as bench:
        await closed(bench)
        for text in (
            "帮助",
            "待办",
            "我的诉求",
            "查",
            "催办",
            "撤回",
            "评价",
            "投票",
            "转派0001",
            "退回0001",
            "作废V1",
        ):
            for who in ("u-wang", "u-wu", "u-zhou"):
                await bench.say(who, text, room=None)
                await bench.say(who, f"@小应 {text}")
        await bench.wait(timedelta(days=9) / timedelta(minutes=1))
        assert max(len(message.text.split("\n")) for message in bench.wire.sent) <= 4


@pytest.mark.parametrize(
    "text",
    [
        "",
        "@小应",
        "@小应" * 2500,
        "电梯坏了" * 2500,
        "1 " * 5000,
        "\x00\ud800\udfff",
        "@小应 \x00\ud800 电梯坏了",
        "\u202e\u200b\u2066" * 100,
        "【" * 5000,
        "查" + "9" * 5000,
        "V" + "9" * 5000,
        "派" + "0001" * 2000,
        "@小应 发起表决：" + "是否" * 4000,
        "@小应 发起表决：x 选项：" + "/".join(map(str, range(3000))),
        "' OR 1=1; DROP TABLE request; --",
        "{code} {0} {subject.__class__} %s %(x)s",
        "#接龙\n" + "\n".join(f"{n}. 张三" for n in range(500)),
        "[动画表情]",
    ],
)
@pytest.mark.parametrize(
    ("who", "room"), [("u-wang", "r-3"), ("u-wu", None), ("nobody\x00", "r-404"), ("x" * 9999, None)]
)
async def test_hostile_words_get_one_line_or_silence(
    community: Community,
    database: str,
    text: str,
    who: str,
    room: str | None,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with rig(community, database) as bench:
        said = await bench.say(who, text, room=room, name="</b>" + text[:500])
        assert [record for record in caplog.records if record.levelname == "ERROR"] == []
        assert len([message for message in said if message.to == who or message.room == room]) <= 2
        assert all(len(message.text) < 400 for message in said)
        await bench.say("u-wang", "@小应 3号楼2单元电梯坏了")
        assert len(await requests(bench)) >= 1


async def test_neighbours_join_and_a_burst_gets_one_answer(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "@小应 3号楼2单元电梯坏了")
        said = [
            await bench.say(who, words)
            for who, words in (("u-liu", "+1"), ("u-gao", "我家也是"), ("u-tang", "+1"))
        ]
        assert [len(messages) for messages in said] == [1, 0, 0]
        assert await bench.say("u-liu", "我家也是") == []
        [request] = await requests(bench)
        affected = await bench.house.store.read(lambda store: store.requests.affected([request.id]))
        assert affected == {request.id: 4}


async def test_a_plus_one_is_a_ballot_while_a_poll_is_open(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "@小应 3号楼2单元电梯坏了")
        await bench.say("u-chen1", "@小应 发起表决：是否加装充电桩？选项：同意/反对 截止：周五18:00")
        await bench.say("u-chen1", "确认")
        assert await bench.say("u-liu", "+1") == []
        turnout = await bench.house.store.read(lambda store: store.polls.turnout(1))
        affected = await bench.house.store.read(lambda store: store.requests.affected([1]))
        assert (turnout, affected) == (1, {1: 1})


@pytest.mark.parametrize("words", ["明天可以吗", "今天天气还行", "晚上一起吃饭不错", "好的"])
async def test_chatter_after_closing_is_no_rating(community: Community, words: str) -> None:
    async with rig(community) as bench:
        await closed(bench)
        assert await bench.say("u-wang", words) == []
        assert [r.status.value for r in await requests(bench)] == ["待评价"]


async def test_a_doubtful_vote_is_asked_back_privately_and_once(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-chen1", "@小应 发起表决：是否加装充电桩？选项：同意/反对 截止：周五18:00")
        await bench.say("u-chen1", "确认")
        [asked] = await bench.say("u-gao", "我不太同意")
        assert asked.to == "u-gao"
        assert await bench.say("u-gao", "同意但是要离楼远一点") == []
        assert await bench.house.store.read(lambda store: store.polls.turnout(1)) == 0


async def test_a_word_that_only_one_open_poll_has_counts_there(community: Community) -> None:
    async with rig(community) as bench:
        for options in ("同意/反对", "周六/周日"):
            await bench.say("u-chen1", f"@小应 发起表决：哪个好？选项：{options} 截止：周五18:00")
            await bench.say("u-chen1", "确认")
        assert await bench.say("u-gao", "周日") == []
        await bench.say("u-liu", "同意", room=None)
        turnout = await bench.house.store.read(lambda store: [store.polls.turnout(n) for n in (1, 2)])
        assert turnout == [1, 1]


async def test_a_secretary_with_many_groups_opens_a_poll_from_a_private_chat(community: Community) -> None:
    async with rig(community) as bench:
        [draft] = await bench.say(
            "u-zhou", "在3号楼发起一个表决 要不要装充电棚 选项 同意 反对 后天下午六点截止", room=None
        )
        assert "3号楼党小组群" in draft.text
        said = await bench.say("u-zhou", "确认", room=None)
        assert {message.room for message in said} == {"r-3", None}


async def test_who_answers_an_emergency_learns_where_the_caller_lives(community: Community) -> None:
    async with rig(community) as bench:
        said = await bench.say("u-wang", "我老伴摔在厕所里起不来了快来人啊")
        told = [message for message in said if "起不来" in message.text]
        assert {message.to for message in told} >= {"u-li", "u-chen1"}
        assert all("3-2-501" in message.text for message in told)
        assert all("3-2-501" not in message.text for message in said if message.room)


@pytest.mark.parametrize("words", ["催一下电梯", "电梯还没修好吗", "@小应 电梯修得怎么样了"])
async def test_a_neighbour_may_push_what_somebody_reported_openly(community: Community, words: str) -> None:
    async with rig(community) as bench:
        await bench.say("u-liu", "@小应 3号楼2单元电梯坏了")
        said = (await bench.say("u-tang", words))[-1].text
        assert "【0001】" in said
        assert "登记" not in said
        assert len(await bench.say("u-gao", "@小应 查0002")) == 1  # there is no second request


async def test_a_neighbour_cannot_push_what_was_told_privately(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-liu", "3号楼2单元电梯坏了", room=None)
        assert not any("【0001】" in one.text for one in await bench.say("u-tang", "催一下电梯"))


@pytest.mark.parametrize(
    "words",
    [
        "看电话亭那边路灯不亮",
        "登录不上医保网站怎么办",
        "痕迹斑斑的墙面谁来刷",
        "换手机壳的店在哪",
        "发码头的快递找不到了",
    ],
)
async def test_a_sentence_that_begins_like_a_command_is_none(community: Community, words: str) -> None:
    async with rig(community) as bench:
        [answer] = [one.text for one in await bench.say("u-wang", words, room=None) if one.to == "u-wang"]
        assert text("common.not_allowed") not in answer
        assert text("audit.which") not in answer
        assert "绑定" not in answer


@pytest.mark.parametrize(
    "words", ["我的数据 流量不够了", "删除我的数据 这个app太流氓", "痕迹", "固定口令 谁有"]
)
async def test_a_command_that_stands_alone_is_no_word_of_a_group(community: Community, words: str) -> None:
    async with rig(community) as bench:
        assert await bench.say("u-liu", words) == []


@pytest.mark.parametrize("words", ["固定口令是什么东西", "绑定码是什么"])
async def test_who_asks_what_the_code_is_keeps_theirs(community: Community, words: str) -> None:
    async with rig(community) as bench:
        [answer] = await bench.say("u-wang", words, room=None)
        assert answer.text.startswith(text("identity.what_code"))
        assert await bench.house.store.read(lambda store: store.audit.about("person:u-wang")) == []


@pytest.mark.parametrize("words", ["好了好了谢谢小吴师傅", "这回好了"])
async def test_who_said_that_it_is_solved_may_add_a_figure_once(community: Community, words: str) -> None:
    async with rig(community) as bench:
        await closed(bench)
        await bench.say("u-wang", words)
        [solved] = await requests(bench)
        assert (solved.status.value, solved.rating) == ("已办结", None)
        await bench.say("u-wang", "五分")
        assert (await requests(bench))[0].rating == 5
        [again] = await bench.say("u-wang", "3", room=None)
        assert again.text.startswith(text("requests.rated_already", code="0001"))
        assert (await requests(bench))[0].rating == 5
        assert await bench.say("u-wang", "3") == []  # a bare digit in the group may be anything


async def test_whoever_is_affected_may_rate_privately(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "@小应 3号楼2单元电梯坏了")
        await bench.say("u-tang", "我家也是")
        await bench.say("u-wu", "接单", room=None)
        await bench.say("u-wu", "办结 换了门机", room=None)
        await bench.say("u-tang", "满意", room=None)
        assert (await requests(bench))[0].rating == 4


async def test_a_verdict_before_the_end_is_a_push_or_asks_how_it_stands(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "@小应 3号楼2单元电梯坏了")
        [how] = await bench.say("u-wang", "满意，谢谢", room=None)
        assert "已派物业维修 吴强" in how.text
        said = await bench.say("u-wang", "不满意！修了三遍", room=None)
        assert any("催办" in one.text for one in said if one.to == "u-wu")
        assert (await requests(bench))[0].rating is None


async def test_a_figure_reaches_the_member_as_a_figure(community: Community) -> None:
    async with rig(community) as bench:
        await closed(bench)
        said = await bench.say("u-wang", "2", room=None)
        [told] = [one.text for one in said if one.to == "u-wu"]
        assert text("requests.figure", rating=2) in told


async def test_the_picture_of_the_work_follows_its_words(community: Community) -> None:
    async with rig(community) as bench:
        await closed(bench)
        photo = Attachment("IMG_1.png", "image/png", PNG)
        said = await bench.say("u-wu", "", room=None, kind=Kind.FILE, file=photo)
        assert [one.text for one in said if one.to == "u-wu"] == []
        words = await bench.house.store.read(lambda store: store.requests.words(1))
        assert any(word.file and word.actor == "u-wu" for word in words)


async def test_thanks_by_name_are_thanks(community: Community) -> None:
    async with rig(community) as bench:
        [polite] = await bench.say("u-wang", "谢谢赵老师", room=None)
        assert polite.text.startswith(text("common.welcome"))
