"""Rights end at the own part of the tree, and neither codes, quotes, plain words nor names lead past that."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import time

import pytest

from handlers.community import Community, Person, Post, Role
from handlers.directory import kept_from
from handlers.messages import Attachment, Kind, Outgoing
from handlers.polls.units import Electorate, freeze
from handlers.signals.rules import listeners
from handlers.turn import Turn
from storage.records import Request, RequestStatus, Unit, Word
from storage.unit_of_work import UnitOfWork
from tests.bot.rig import Rig, rig
from tests.conftest import NOW

REPAIRS = frozenset({"电梯"})
ELEVATOR = "@小应 3号楼2单元电梯坏了"


def with_people(community: Community, *people: Person) -> Community:
    """With these instead of who has the same id."""
    ids = {person.id for person in people}
    return replace(community, people=(*(one for one in community.people if one.id not in ids), *people))


def changed(community: Community, person_id: str, **more: object) -> Person:
    person = community.person(person_id)
    assert person is not None
    return replace(person, **more)  # type: ignore[arg-type]


@pytest.fixture
def staffed(community: Community) -> Community:
    """With a property manager for lifts, whom the lifts go to, an assistant, an auditor and a caretaker's neighbour."""
    return with_people(
        community,
        Person("u-pm", "丁物管", ("u-pm",), "物业经理", posts=(Post("c", Role.PROPERTY, REPAIRS),)),
        Person("u-pm2", "丁二", ("u-pm2",), "物业", posts=(Post("c", Role.PROPERTY, REPAIRS),)),
        Person("u-net", "网格小马", ("u-net",), "网格员", posts=(Post("g1", Role.ASSISTANT),)),
        Person("u-jian", "监小督", ("u-jian",), "监督员", posts=(Post("g1", Role.AUDITOR),)),
        changed(community, "u-wu", posts=()),
    )


async def kept(bench: Rig) -> tuple[Request, list[Word], list[str]]:
    """The first request, what was said to it, and whom it concerns."""

    def read(store: UnitOfWork) -> tuple[Request, list[Word], list[str]]:
        request = store.requests.get(1)
        assert request is not None
        # Time passes while people talk: who hears that nobody has taken it yet does not matter here.
        return replace(request, level=0), store.requests.words(1), store.requests.parties(1)

    return await bench.house.store.read(read)


async def answer(bench: Rig, who: str, words: str, room: str | None = None) -> list[str]:
    """What the bot says to these words; what it asks back is forgotten."""
    sent = await bench.say(who, words, room=room)

    def forget(store: UnitOfWork) -> None:
        actor = Turn.by_contact(store, NOW, bench.house.community, who).actor
        for conversation in ("private", "r-3"):
            store.questions.settle(conversation, actor)

    await bench.house.store.write(forget)
    return [message.text for message in sent if who == message.to or (room and room == message.room)]


FOREIGN = (
    "接单0001",
    "0001 接单",
    "0001 我来接",
    "处理中0001 在路上",
    "办结0001 修好了",
    "0001 修好了",
    "0001修好了",
    "退回0001 太远",
    "转派0001 孙丽华",
    "转给0001 我自己",
    "派0001 孙丽华",
    "0001 误报",
    "0001 不是3栋是5栋",
    "改类别 0001 噪音",
    "撤回0001",
    "补充0001 请快点",
    "催办0001",
    "0001 还没修",
    "评价0001 1分",
    "0001 1分",
    "查0001",
    "0001",
    "0001 怎么样了",
    "+1 0001",
)


@pytest.mark.parametrize("who", ["u-sun5", "u-chen2", "u-pm2", "u-xu", "u-stranger", "u-qian"])
async def test_a_code_of_elsewhere_opens_nothing_and_tells_nothing(staffed: Community, who: str) -> None:
    """The same words with a code that there is not get the same answers: nobody can find out what there is."""
    async with rig(staffed) as bench:
        await bench.say("u-wang", ELEVATOR)
        before = await kept(bench)
        assert before[0].assignee == "u-pm"
        await answer(bench, who, "帮助")  # with what everybody is told at first
        for words in FOREIGN:
            answers = await answer(bench, who, words)
            assert await kept(bench) == before, words
            unknown = await answer(bench, who, words.replace("0001", "0999"))
            assert [_plain(line) for line in unknown] == [_plain(line) for line in answers], words
            assert not any("丁物管" in line for line in answers), answers


def _plain(said: str) -> str:
    return re.sub(r"0\d{3}", "…", said)


@pytest.mark.parametrize("who", ["u-sun5", "u-chen2", "u-pm2", "u-jian"])
async def test_a_quote_opens_no_more_than_a_code(staffed: Community, who: str) -> None:
    async with rig(staffed) as bench:
        receipt = next(post for post in await bench.say("u-wang", ELEVATOR) if post.room == "r-3")
        before = await kept(bench)
        for words in (
            "接单",
            "办结 修好了",
            "退回 太远",
            "转给孙丽华",
            "修好了",
            "误报",
            "改 噪音",
            "补充 快点",
            "催一下",
        ):
            await bench.say(who, words, room=None, quote=f"w{receipt.key}")
            assert await kept(bench) == before, words


async def test_the_property_manager_sees_what_was_given_to_them_and_nothing_else(staffed: Community) -> None:
    async with rig(staffed) as bench:
        await bench.say("u-wang", ELEVATOR)
        assert "电梯" in (await answer(bench, "u-pm", "待办"))[0]
        assert "电梯" in (await answer(bench, "u-pm", "查0001"))[0]
        assert (await answer(bench, "u-pm2", "待办"))[0].startswith("您手上没有")
        before = await kept(bench)
        for words in (
            "@小应 查0001",
            "+1",
            "我家也是",
            "@小应 催一下电梯",
            "@小应 +1 0001",
        ):  # where it was said openly
            assert not any("【0001】3号楼" in line for line in await answer(bench, "u-pm2", words, "r-3")), (
                words
            )
            assert await kept(bench) == before, words
        assert "负责的同志" in (await answer(bench, "u-pm", "弱信号"))[0]
        assert "已接单" in (await answer(bench, "u-pm", "接单0001"))[0]
        assert "已转给" in (await answer(bench, "u-pm", "转派0001 丁二"))[0]
        assert (await kept(bench))[0].assignee == "u-pm2"
        assert "没有找到" in (await answer(bench, "u-pm", "查0001"))[0]


async def test_an_auditor_reads_and_changes_nothing(staffed: Community) -> None:
    async with rig(staffed) as bench:
        await bench.say("u-wang", ELEVATOR)
        before = await kept(bench)
        assert "电梯" in (await answer(bench, "u-jian", "查0001"))[0]
        for words in FOREIGN[:-6]:
            await answer(bench, "u-jian", words)
            assert await kept(bench) == before, words
        for words in ("+1", "我家也是", "@小应 催一下电梯"):
            await answer(bench, "u-jian", words, "r-3")
            assert await kept(bench) == before, words
        picture = Attachment("a.jpg", "image/jpeg", b"x")
        await bench.say("u-jian", "0001", room=None, kind=Kind.FILE, file=picture)
        assert await kept(bench) == before
        await bench.say("u-xu", "@小应 5号楼电梯坏了", room="r-5")
        assert "没有找到" in (await answer(bench, "u-jian", "查0003"))[0]


async def test_an_assistant_is_like_the_hands_of_the_head(staffed: Community) -> None:
    async with rig(staffed) as bench:
        await bench.say("u-wang", ELEVATOR)
        assert "已接单" in (await answer(bench, "u-net", "接单0001"))[0]
        assert "负责的同志" in (await answer(bench, "u-net", "派0001 李伟"))[0]
        await bench.say("u-xu", "@小应 5号楼电梯坏了", room="r-5")
        # A code that is another grid's is answered like one that there is not.
        for code in ("0002", "0003"):
            told = (await answer(bench, "u-net", f"接单{code}"))[0]
            assert told == f"没有【{code}】。要是指【0001】，请用这个编号再说一遍。"


async def test_what_a_secretary_took_in_hand_no_head_closes(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "@小应 3号楼门口有人乱停车")
        assert "已接单" in (await answer(bench, "u-chen1", "接单0001"))[0]
        assert "陈刚" in (await answer(bench, "u-li", "办结0001 已处理"))[0]
        assert (await kept(bench))[0].status is RequestStatus.ACCEPTED


async def test_requests_are_given_to_those_who_work_on_them(staffed: Community) -> None:
    absent = with_people(
        staffed,
        changed(staffed, "u-li", away=True, stand_in="u-gao"),
        changed(staffed, "u-sun1", away=True),
    )
    async with rig(absent) as bench:
        await bench.say("u-wang", ELEVATOR)
        for name in ("监小督", "王桂兰", "吴强"):
            assert "没有能接单的" in (await answer(bench, "u-chen1", f"派0001 {name}"))[0]
        assert "请假" in (await answer(bench, "u-chen1", "派0001 孙建国"))[0]
        assert "高敏" in (await answer(bench, "u-chen1", "派0001 李楼长"))[0]
        assert (await kept(bench))[0].assignee == "u-gao"


async def test_a_stand_in_does_the_work_of_who_is_away(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "@小应 3号楼门口有人乱停车")
        assert (await kept(bench))[0].assignee == "u-li"
        absent = kept_from(changed(community, "u-li", away=True, stand_in="u-gao"), community)
        await bench.house.store.write(lambda store: store.roster.put_people(absent))
        assert "停车" in (await answer(bench, "u-gao", "待办"))[0]
        sent = await bench.say("u-wang", "催办0001")
        assert {message.to for message in sent if message.to} == {"u-gao"}
        assert "已接单" in (await answer(bench, "u-gao", "接单"))[0]


async def test_polls_of_another_grid_are_out_of_reach(community: Community) -> None:
    async with rig(community) as bench:
        draft = "@小应 发起表决：党费怎么用？选项：甲/乙"
        assert "请核对" in (await answer_kept(bench, "u-chen1", draft, "r-p1"))[0]
        await bench.say("u-chen1", "确认", room="r-p1")
        polls = await bench.house.store.read(lambda store: store.polls.all())
        assert [poll.code for poll in polls] == ["V1"]
        for who in ("u-chen2", "u-sun5", "u-xu", "u-stranger", "u-ma"):
            for words in ("作废 V1 不要了", "V1 甲", "投 V1 1", "表决进度 V1", "V1", "V1 谁赢了"):
                answers = await answer(bench, who, words)
                assert not any("党费" in line for line in answers), (who, answers)
        assert await bench.house.store.read(lambda store: store.polls.all()) == polls
        for room in ("r-3", "r-p1"):
            assert "负责的同志" in (await answer(bench, "u-chen2", draft, room))[0]
        assert "负责的同志" in (await answer(bench, "u-chen2", "@小应 发起表决：3号楼装灯？选项：装/不装"))[0]


async def answer_kept(bench: Rig, who: str, words: str, room: str) -> list[str]:
    """As `answer`, and what was asked still waits."""
    return [message.text for message in await bench.say(who, words, room=room) if message.room == room]


async def test_the_mode_of_a_group_is_changed_by_who_leads_there(staffed: Community) -> None:
    async with rig(staffed) as bench:
        for who in ("u-chen2", "u-li", "u-pm", "u-jian", "u-net", "u-stranger"):
            assert "负责的同志" in (await answer(bench, who, "小应 静默", "r-3"))[0]
        assert "静默" in (await answer(bench, "u-chen1", "小应 静默", "r-3"))[0]


async def test_a_contact_that_looks_like_somebodys_id_is_a_stranger(community: Community) -> None:
    """A contact is nobody's id, and a name proves nothing."""
    moved = with_people(community, changed(community, "u-chen1", contacts=("wx-chen",)))
    async with rig(moved) as bench:
        await bench.say("u-wang", ELEVATOR)
        before = await kept(bench)
        for words in ("派0001 李伟", "接单0001", "查0001", "0001 误报", "弱信号", "本群编号"):
            await bench.say("u-chen1", words, room=None, name="陈刚")
            assert await kept(bench) == before, words
        assert "负责的同志" in (await answer(bench, "u-chen1", "小应 静默", "r-3"))[0]
        await bench.say("u-chen1", "@小应 3号楼垃圾没人收", name="陈刚")
        assert (await answer(bench, "wx-chen", "我的诉求"))[0].startswith("您还没有")
        told = private_to(await bench.say("u-wang", "@小应 3号楼着火了 有浓烟"), "wx-chen", "u-chen1")
        assert told == {"wx-chen"}


def private_to(sent: Sequence[Outgoing], *contacts: str) -> set[str]:
    return {message.to for message in sent if message.to in contacts}


async def test_who_calls_themselves_like_somebody_is_shown_as_unconfirmed(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-stranger", "@小应 你好", name="周敏")
        sent = await bench.say("u-stranger", "@小应 3号楼门口有人乱停车", name="周敏")
        [line] = [message.text for message in sent if message.to == "u-li"]
        assert "周敏（未核实）" in line


def test_neither_the_property_nor_who_watches_nor_a_stand_in_has_a_vote(staffed: Community) -> None:
    away = with_people(staffed, changed(staffed, "u-chen1", away=True, stand_in="u-xu"))
    voters = {one.voter for one in freeze(away, Electorate(("g1",)), Unit.PERSON, {})}
    assert not {"u-jian", "u-xu"} & voters
    assert {"u-net", "u-chen1", "u-wang"} <= voters
    assert "u-pm" not in {one.voter for one in freeze(away, Electorate(("c",)), Unit.PERSON, {})}


def test_weak_signals_are_heard_by_who_stands_in(community: Community) -> None:
    away = with_people(community, changed(community, "u-li", away=True, stand_in="u-gao"))
    assert [person.id for person in listeners(away, "b3")] == ["u-gao"]
    nobody = with_people(community, changed(community, "u-li", away=True))
    assert [person.id for person in listeners(nobody, "b3")] == ["u-chen1"]


async def test_who_is_on_duty_goes_first(community: Community) -> None:
    night = Post("c", Role.PROPERTY, REPAIRS, hours=((time(20), time(8)),))
    guarded = with_people(community, Person("u-night", "夜班", ("u-night",), posts=(night,)))
    async with rig(guarded) as bench:
        await bench.say("u-wang", ELEVATOR)
        assert (await kept(bench))[0].assignee == "u-wu"


async def test_help_names_what_the_speaker_may(staffed: Community) -> None:
    async with rig(staffed) as bench:
        for who, says, not_this in (
            ("u-chen1", "发起表决", "监督"),
            ("u-net", "接单", "发起表决"),
            ("u-pm", "接单", "发起表决"),
            ("u-jian", "痕迹", "接单"),
            ("u-wang", "我的单子", "接单"),
        ):
            [said] = await answer(bench, who, "帮助")
            assert says in said
            assert not_this not in said


async def test_who_has_it_hears_that_another_closed_it(staffed: Community) -> None:
    async with rig(staffed) as bench:
        await bench.say("u-wang", ELEVATOR)
        sent = await bench.say("u-net", "办结0001 换了门机", room=None)
        assert [message.text for message in sent if message.to == "u-pm"] == [
            "【0001】3号楼2单元 电梯 已由网格员 网格小马办结，您不用再处理。"
        ]
