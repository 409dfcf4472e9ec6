"""Moves in and out, kinds of members, 双报到."""

import pytest

from handlers.community import Community, Person
from handlers.grid.handover import HELD, is_orphan
from handlers.grid.move_words import Move, ReportIn, read_move, read_report, read_search
from handlers.people import Kind
from handlers.turn import CLOCK, Turn
from storage.records import RequestStatus
from tests.bot.rig import Rig, rig
from tests.conftest import NOW


async def person(bench: Rig, person_id: str) -> Person | None:
    return await bench.house.store.read(lambda store: bench.house.directory.of(store).person(person_id))


async def named(bench: Rig, name: str) -> list[Person]:
    return await bench.house.store.read(
        lambda store: [one for one in bench.house.directory.of(store).people if one.name == name]
    )


@pytest.mark.parametrize(
    ("words", "move"),
    [
        ("王桂兰 搬走了", Move("out", "王桂兰")),
        ("王桂兰搬走了", Move("out", "王桂兰")),
        ("3-2-501 王桂兰 搬走", Move("out", "王桂兰", "3-2-501")),
        ("搬走 王桂兰", Move("out", "王桂兰")),
        ("3-2-501 搬来 张强 租户", Move("in", "张强", "3-2-501", kinds=(Kind.TENANT,))),
        ("3号楼2单元501搬来张强", Move("in", "张强", "3号楼2单元501")),
        ("王桂兰 搬到 5-1-202", Move("to", "王桂兰", "5-1-202")),
        ("王桂兰 是 退休党员", Move("kind", "王桂兰", kinds=(Kind.RETIRED_MEMBER,))),
        ("王桂兰是业主、退休党员", Move("kind", "王桂兰", kinds=(Kind.OWNER, Kind.RETIRED_MEMBER))),
    ],
)
def test_moves_in_words(words: str, move: Move) -> None:
    assert read_move(words) == move


@pytest.mark.parametrize(
    "words", ["搬走了押金怎么退", "身份证丢了怎么办", "王桂兰是谁", "电梯坏了", "搬" * 120]
)
def test_what_is_no_move(words: str) -> None:
    assert read_move(words) is None


@pytest.mark.parametrize(
    ("words", "report"),
    [
        ("双报到 市第一医院 内科医生 会量血压、急救", ReportIn("市第一医院", ("内科医生", "量血压", "急救"))),
        (
            "报到:我是在职党员,单位市一中,特长电脑维修、书法",
            ReportIn("市一中", ("电脑维修", "书法")),
        ),
        ("双报到 供电局", ReportIn("供电局", ())),
        ("双报到", ReportIn("", ())),
    ],
)
def test_reports_in_words(words: str, report: ReportIn) -> None:
    assert read_report(words) == report


def test_searches_in_words() -> None:
    assert read_search("谁会量血压？") == "量血压"
    assert read_search("找会修电脑的党员") == "修电脑"
    assert read_search("找会修电脑的") == "修电脑"
    assert read_search("有人会修水管吗") == "修水管"
    assert read_search("有人会来修吗") is None
    assert read_search("谁会没事干堆垃圾啊") is None
    for talk in ("谁会来修电梯", "谁能帮我搬一下", "谁懂啊 冷得人要没了", "谁管电梯", "孩子报到要带什么"):
        assert read_search(talk) is None


async def test_a_moved_out_head_hands_over_and_keeps_what_they_reported(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "@小应 3号楼门口的车停得乱，堵了门")
        await bench.say("u-li", "@小应 5号楼门口垃圾没人清", room="r-5")
        [ask] = await bench.say("u-chen1", "李伟 搬走了", room=None)
        assert "3号楼楼长" in ask.text
        assert "手上1件" in ask.text
        said = await bench.say("u-chen1", "确认", room=None)
        assert any("转给陈刚" in one.text for one in said if one.to == "u-chen1")
        gone = await person(bench, "u-li")
        assert gone is not None
        assert (gone.posts, gone.household, gone.contacts) == ((), None, ())
        first, second = await bench.house.store.read(
            lambda store: (store.requests.by_code("0001"), store.requests.by_code("0002"))
        )
        assert first is not None
        assert second is not None
        assert first.assignee == "u-chen1"
        said = await bench.say("u-sun5", "接单0002", room=None)
        said += await bench.say("u-sun5", "办结0002 清走了", room=None)
        await bench.say("u-li", "5分", room="r-5")  # still theirs to rate
        rated = await bench.house.store.read(lambda store: store.requests.by_code("0002"))
        assert rated is not None
        assert rated.rating == 5
        affected = await bench.house.store.read(lambda store: store.requests.affected([second.id]))
        assert affected == {second.id: 1}


async def test_no_open_request_is_orphaned_whoever_goes(community: Community) -> None:
    async with rig(community) as bench:
        for sender, room, words in (
            ("u-wang", "r-3", "@小应 3号楼门口的车停得乱，堵了门"),
            ("u-xu", "r-5", "@小应 5号楼2单元电梯坏了"),
            ("u-fan", "r-5", "@小应 5号楼门口垃圾没人清"),
        ):
            await bench.say(sender, words, room=room)
        for name in ("李伟", "吴强", "孙丽华", "陈丽", "陈刚", "何平"):
            await bench.say("u-zhou", f"{name} 搬走了", room=None)
            await bench.say("u-zhou", "确认", room=None)
            left = await bench.house.store.read(
                lambda store: [
                    request.code
                    for request in store.requests.in_states(HELD)
                    if is_orphan(Turn(store, NOW, bench.house.directory.of(store), CLOCK), request)
                ]
            )
            assert left == [], name
        assert all([(await named(bench, name)) == [] for name in ("李伟", "何平")])


async def test_a_moved_out_person_has_no_vote_in_later_polls(community: Community) -> None:
    async with rig(community) as bench:
        poll = "@小应 发起表决：装充电桩？选项：同意/反对 按人 截止：11月25日18:00"
        await bench.say("u-chen1", poll, room="r-p1")
        await bench.say("u-chen1", "1", room="r-p1")
        await bench.say("u-chen1", "王桂兰 搬走了", room=None)
        await bench.say("u-chen1", "确认", room=None)
        await bench.say("u-chen1", poll.replace("充电桩", "路灯"), room="r-p1")
        await bench.say("u-chen1", "1", room="r-p1")
        running = await bench.house.store.read(lambda store: store.polls.all())
        assert [one.eligible for one in running] == [8, 7]
        voters = await bench.house.store.read(
            lambda store: [store.polls.is_voter(one.id, "u-wang") for one in running]
        )
        assert voters == [True, False]


async def test_somebody_moves_in(community: Community) -> None:
    async with rig(community) as bench:
        [answer] = await bench.say("u-li", "3-2-501 搬来 张强 租户", room=None)
        assert "张强住3-2-501，租户" in answer.text
        [new] = await named(bench, "张强")
        assert (new.household, new.kinds, new.party) == ("3-2-501", frozenset({Kind.TENANT}), False)
        [again] = await bench.say("u-li", "3-2-501 搬来 张 强", room=None)
        assert len(await named(bench, "张强")) == 1
        assert again.text
        rows = await bench.house.store.read(lambda store: store.audit.about(f"person:{new.id}"))
        assert [(row.actor, row.action) for row in rows] == [("u-li", "move_in")]
        assert not any("张强" in str(row.detail) for row in rows)


async def test_somebody_moves_within(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-chen1", "王桂兰 搬到 3-1-402", room=None)
        found = await person(bench, "u-wang")
        assert found is not None
        assert found.household == "3-1-402"
        [no] = await bench.say("u-chen1", "王桂兰 搬到 5-1-202", room=None)  # another grid's to say
        assert "不归您管" in no.text
        await bench.say("u-zhou", "王桂兰 搬到 5-1-202", room=None)
        moved = await person(bench, "u-wang")
        assert moved is not None
        assert moved.household == "5-1-202"


async def test_kinds_exclude_each_other(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-li", "王桂兰 是 业主", room=None)
        await bench.say("u-li", "王桂兰 是 租户、退休党员", room=None)
        found = await person(bench, "u-wang")
        assert found is not None
        assert found.kinds == {Kind.TENANT, Kind.RETIRED_MEMBER}
        assert found.party
        [answer] = await bench.say("u-li", "王桂兰 是 群众", room=None)
        assert "租户" in answer.text
        later = await person(bench, "u-wang")
        assert later is not None
        assert not later.party


@pytest.mark.parametrize(
    ("speaker", "words", "expected"),
    [
        ("u-li", "徐静 搬走了", "不归您改"),  # another building
        ("u-li", "陈刚 是 退休党员", "不归您改"),
        ("u-li", "李伟 搬走了", "不归您改"),  # oneself
        ("u-chen2", "王桂兰 搬走了", "不归您改"),
        ("u-he", "周敏 搬走了", "最后一位"),
        ("u-li", "5-1-202 搬来 张强", "不归您管"),
        ("u-li", "3-9-999 搬来 张强", "没有"),
        ("u-li", "3-2-501 徐静 搬走了", "名册里没有"),
    ],
)
async def test_what_is_not_theirs(community: Community, speaker: str, words: str, expected: str) -> None:
    async with rig(community) as bench:
        [answer] = await bench.say(speaker, words, room=None)
        assert expected in answer.text
        await bench.say(speaker, "确认", room=None)
        for person_id in ("u-xu", "u-chen1", "u-li", "u-wang", "u-zhou"):
            found = await person(bench, person_id)
            assert found is not None
            assert found.contacts
        assert await named(bench, "张强") == []


async def test_talk_of_moving_is_no_entry(community: Community) -> None:
    async with rig(community) as bench:
        for sender, room in (("u-li", "r-3"), ("u-wang", None), ("u-li", None)):
            words = "楼上那家搬走了" if room is None else "王桂兰 搬走了"
            said = await bench.say(sender, words, room=room)
            assert not any("确认" in one.text for one in said)


async def test_a_member_reports_in(community: Community) -> None:
    async with rig(community) as bench:
        said = await bench.say("u-tang", "双报到 市第一医院 内科医生 会量血压、急救 13812345678", room=None)
        assert "单位：市第一医院" in said[0].text + said[-1].text
        told = "\n".join(one.text for one in said if one.to == "u-chen1")
        assert "唐磊（3-2-502）" in told
        found = await person(bench, "u-tang")
        assert found is not None
        assert found.kinds == frozenset()
        assert not found.volunteers
        assert "名册里还不是党员，核实后请回“唐磊 是 在职党员”" in told
        assert found.employer == "市第一医院"
        assert "13812345678" not in "".join(found.skills)
        [answer] = await bench.say("u-li", "谁会量血压", room=None)
        assert "唐磊 3号楼2单元" in answer.text
        [other] = await bench.say("u-chen2", "找会急救的党员", room=None)
        assert "唐磊" not in other.text  # another grid
        [own] = await bench.say("u-chen1", "@小应 谁会急救")
        assert own.room is None
        assert not any("市第一医院" in str(row.detail) for row in await _audit(bench))
        await bench.say("u-chen1", "唐磊 是 在职党员", room=None)
        found = await person(bench, "u-tang")
        assert found is not None
        assert found.kinds == {Kind.EMPLOYED_MEMBER}
        said = await bench.say("u-wang", "谁会量血压", room=None)
        assert not any("唐磊" in one.text for one in said)


async def test_reporting_in_needs_to_be_known(community: Community) -> None:
    async with rig(community) as bench:
        [answer] = await bench.say("u-stranger", "双报到 市第一医院 会急救", room=None)
        assert "我是3-2-501王桂兰" in answer.text
        [answer] = await bench.say("u-tang", "双报到", room=None)
        assert "例：" in answer.text
        [answer] = await bench.say("u-tang", "@小应 双报到 市第一医院 会急救")
        assert "私下" in answer.text
        found = await person(bench, "u-tang")
        assert found is not None
        assert found.kinds == frozenset()


async def test_hostile_words_are_made_plain(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-tang", "双报到 市\u202e医\u200b院 会" + "急救" * 50, room=None)
        found = await person(bench, "u-tang")
        assert found is not None
        assert found.employer == "市医院"
        assert all(len(skill) <= 12 for skill in found.skills)
        await bench.say("u-li", "3-2-501 搬来 张\u202e强\u200b", room=None)
        assert await named(bench, "张强")
        await bench.say("u-li", "3-2-501 搬来 " + "张" * 10_000, room=None)
        assert not await named(bench, "张" * 16)


async def test_no_code_brings_a_moved_out_person_back(community: Community) -> None:
    async with rig(community) as bench:
        codes = await bench.house.store.write(
            lambda store: [
                store.tickets.issue(kind, "u-wang", "u-zhou", NOW, NOW.replace(year=2027))
                for kind in ("person", "rebind")
            ]
        )
        await bench.say("u-chen1", "王桂兰 搬走了", room=None)
        await bench.say("u-chen1", "确认", room=None)
        for code in codes:
            await bench.say("u-wang", f"绑定 {code}", room=None)
        assert await named(bench, "王桂兰") == []
        [answer] = await bench.say("u-chen1", "3-2-501 搬来 王桂兰 业主", room=None)  # and back again
        assert "王桂兰住3-2-501" in answer.text
        [new] = await named(bench, "王桂兰")
        assert new.id != "u-wang"
        assert new.contacts == ()


async def _audit(bench: Rig) -> list:  # type: ignore[type-arg]
    return await bench.house.store.read(lambda store: list(store.audit.rows()))


async def test_moving_out_takes_back_nothing_that_was_reported(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "我家厨房水管漏水", room=None)
        [answer] = await bench.say("u-wang", "我搬走了", room=None)
        assert "删除我的数据" in answer.text
        [request] = await bench.house.store.read(lambda store: store.requests.newest(5))
        assert request.status is not RequestStatus.WITHDRAWN
