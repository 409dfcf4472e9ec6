"""走访巡查 and 党员联系户 (R10), played as members and residents do, from the first message to the last."""

from datetime import timedelta

import pytest

from handlers.community import Community
from handlers.messages import Attachment, Kind, Outgoing
from handlers.texts import text
from handlers.turn import CLOCK, OFFICE, Turn
from handlers.visits.ledger import visit_rows
from storage.unit_of_work import UnitOfWork
from storage.visits import Visit
from tests.bot.images import made
from tests.bot.rig import Rig, rig
from tests.conftest import NOW
from tests.grid import changed

SINCE, UNTIL = NOW - timedelta(days=30), NOW + timedelta(days=365)
PHOTO = Attachment("IMG_1.png", "image/png", made())


async def kept(bench: Rig) -> list[Visit]:
    return await bench.house.store.read(lambda store: store.visits.between(SINCE, UNTIL))


def to(said: list[Outgoing], contact: str) -> list[str]:
    return [one.text for one in said if one.to == contact]


async def test_a_visit_by_one_message(community: Community) -> None:
    async with rig(community) as bench:
        [answer] = await bench.say("u-li", "走访 3-2-501 血压高，已提醒复诊", None)
        assert "已记走访：3号楼2单元501" in answer.text
        assert "血压" not in answer.text
        [answer] = await bench.say("u-li", "刚去看了3号楼1单元301的刘大爷，身体挺好", None)
        assert "3号楼1单元301" in answer.text
        [answer] = await bench.say("u-li", "走访 3-2-501 好；3-2-502 家里没人", None)
        assert answer.text == text("visits.noted_some_missed", places="3号楼2单元501", missed="3号楼2单元502")
        found = await kept(bench)
        assert [(one.household, one.met, one.note) for one in found] == [
            ("3-2-501", True, "血压高，已提醒复诊"),
            ("3-1-301", True, "刘大爷，身体挺好"),
            ("3-2-501", True, "好"),
            ("3-2-502", False, "家里没人"),
        ]


async def test_a_wrong_flat_is_asked_back_and_nothing_is_kept(community: Community) -> None:
    async with rig(community) as bench:
        for words in ("走访 3-2-901 好", "走访 3-2-501 好，9-1-101 好", "走访 3号楼2单元 都好", "走访"):
            [answer] = await bench.say("u-li", words, None)
            assert "例：走访 3-1-101" in answer.text, words
        assert await kept(bench) == []


async def test_nothing_of_it_is_said_in_the_group(community: Community) -> None:
    async with rig(community) as bench:
        said = await bench.say("u-li", "走访 3-2-501 血压高，已提醒复诊")
        [answer] = said
        assert answer.text.endswith("已记走访：3号楼2单元，详情请私聊说。")
        assert "501" not in answer.text
        assert (await kept(bench))[0].note == "血压高，已提醒复诊"
        assert await bench.say("u-liu", "走访 3-2-501 血压高") == []  # no member: not for the bot
        [answer] = await bench.say("u-li", "@小应 走访记录 3-2-501")
        assert answer.to == "u-li"


async def test_who_may_not_visit_there(community: Community) -> None:
    async with rig(community) as bench:
        for sender, words in (("u-li", "走访 4-1-101 好"), ("u-wang", "走访 3-2-502 好")):
            said = await bench.say(sender, words, None)
            assert said[-1].text.startswith(text("common.not_allowed"))
        assert await kept(bench) == []


async def test_taken_back_and_put_right_within_a_day(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-li", "走访 3-2-501、3-2-502 都好", None)
        [answer] = await bench.say("u-li", "更正走访 3-2-601 好", None)
        assert "3号楼2单元601" in answer.text
        assert [one.household for one in await kept(bench)] == ["3-2-601"]
        [answer] = await bench.say("u-li", "撤销走访", None)
        assert "3号楼2单元601" in answer.text
        assert await kept(bench) == []
        await bench.say("u-li", "走访 3-2-501 好", None)
        await bench.wait(minutes=25 * 60)
        [answer] = await bench.say("u-li", "撤销走访", None)
        assert answer.text == text("visits.nothing_to_undo")
        assert len(await kept(bench)) == 1


async def test_somebody_in_danger_is_an_emergency_and_the_visit_is_noted(community: Community) -> None:
    async with rig(community) as bench:
        said = await bench.say("u-li", "走访 3-2-501 老人昏倒了叫不醒", None)
        assert any("120" in one.text for one in said)
        assert [one.household for one in await kept(bench)] == ["3-2-501"]


async def test_a_patrol_with_a_picture_becomes_a_request_in_one_word(community: Community) -> None:
    async with rig(community) as bench:
        said = await bench.say("u-li", "巡查 3号楼 消防通道有杂物", None)
        assert "回1登记" in said[-1].text
        assert await bench.say("u-li", "", None, kind=Kind.FILE, file=PHOTO) == []
        said = await bench.say("u-li", "1", None)
        assert any("已登记【0001】3号楼 消防安全" in one.text for one in said)
        request = await bench.house.store.read(lambda store: store.requests.by_code("0001"))
        assert request is not None
        assert (request.place, request.node, request.reporter) == ("3号楼", "b3", "u-li")
        words = await bench.house.store.read(lambda store: store.requests.words(request.id))
        assert [one.file is not None for one in words] == [True]
        [patrol] = await kept(bench)
        assert (patrol.place, patrol.household, patrol.pictures) == ("3号楼", None, 1)


async def test_a_patrol_without_anything_and_one_left_noted(community: Community) -> None:
    async with rig(community) as bench:
        [answer] = await bench.say("u-li", "巡查了一遍3号楼2单元，一切正常", None)
        assert answer.text.split("\n")[0] == text("visits.patrol_noted", place="3号楼2单元")
        await bench.say("u-li", "巡查 3号楼 楼道灯坏了", None)
        [answer] = await bench.say("u-li", "0", None)
        assert answer.text == text("visits.left_noted")
        [answer] = await bench.say("u-li", "巡查 9号楼 正常", None)
        assert "9号楼" in answer.text
        assert len(await kept(bench)) == 2
        assert await bench.house.store.read(lambda store: store.requests.by_code("0001")) is None


async def test_a_picture_before_the_words(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-li", "", None, kind=Kind.FILE, file=PHOTO)
        await bench.say("u-li", "巡查 3号楼 正常", None)
        assert [one.pictures for one in await kept(bench)] == [1]


async def test_contact_members_from_the_first_word_to_the_reminder(community: Community) -> None:
    async with rig(community) as bench:
        said = await bench.say("u-chen1", "联系户 孙秀英 3-2-501、3-2-502", None)
        assert any("孙秀英联系2户" in one.text for one in said)
        assert any("请您联系3-2-501、3-2-502" in one for one in to(said, "u-sun2"))
        said = await bench.say("u-wang", "谁联系我家？", None)
        assert "2号楼楼长 孙秀英" in said[-1].text
        said = await bench.say("u-liu", "谁联系我家", None)
        assert "还没有定联系党员" in said[-1].text
        await bench.say("u-sun2", "走访 3-2-501 都好", None)  # of another building, but theirs to visit
        said = await bench.say("u-sun2", "我的联系户", None)
        assert "3-2-501、3-2-502" in said[-1].text
        weekly = [one for one in to(await bench.wait(minutes=63 * 24 * 60), "u-sun2") if "没走访" in one]
        assert weekly == [text("visits.weekly", count=2, days=60, homes="3-2-502、3-2-501", first="3-2-502")]
        await bench.say("u-sun2", "走访 3-2-501、3-2-502 都好", None)
        assert [one for one in to(await bench.wait(minutes=14 * 24 * 60), "u-sun2") if "没走访" in one] == []
        said = await bench.say("u-chen1", "取消联系户 3-2-501、3-2-502", None)
        assert said[-1].text == text("visits.contact_dropped", count=2)
        said = await bench.say("u-sun2", "走访 3-2-501 好", None)
        assert said[-1].text == text("common.not_allowed")


@pytest.mark.parametrize(
    ("sender", "words", "key"),
    [
        ("u-chen2", "联系户 孙秀英 3-2-501", "common.not_allowed"),
        ("u-wang", "联系户 李伟 3-2-501", "common.not_allowed"),
        ("u-li", "联系户 王桂兰 3-2-501", "visits.no_member"),
        ("u-li", "联系户 李伟 3-2-999", "visits.no_such_flat"),
    ],
)
async def test_who_gives_flats_to_whom(community: Community, sender: str, words: str, key: str) -> None:
    async with rig(community) as bench:
        said = await bench.say(sender, words, None)
        assert said[-1].text.startswith(text(key, name="王桂兰", flat="3-2-999", example="3-2-501"))
        assert await bench.house.store.read(lambda store: store.home_contacts.all()) == []


async def test_a_whole_stairwell_is_given_at_once(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-li", "联系户 李伟 3号楼2单元", None)
        held = await bench.house.store.read(lambda store: store.home_contacts.of_person("u-li"))
        assert len(held) == 12


async def test_lists_for_those_who_lead(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-li", "走访 3-2-501 身体好", None)
        await bench.say("u-li", "巡查 3号楼 正常", None)
        said = await bench.say("u-li", "多久没走访", None)
        assert "3-2-501" not in said[-1].text
        assert "3-2-502从没" in said[-1].text
        said = await bench.say("u-chen1", "多久没走访 第一片区", None)
        assert said[-1].text.startswith("第一片区登记的")
        said = await bench.say("u-chen1", "巡查统计 本周", None)
        assert "李伟 走访1户、巡查1次" in said[-1].text
        said = await bench.say("u-chen1", "走访统计 上月", None)
        assert "还没有" in said[-1].text
        for sender, words in (
            ("u-wang", "多久没走访"),
            ("u-sun2", "多久没走访 3号楼"),
            ("u-chen2", "巡查统计 3号楼"),
        ):
            said = await bench.say(sender, words, None)
            assert said[-1].text.startswith(text("common.not_allowed"))


async def test_what_was_noted_is_read_by_few_and_waits_sealed(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-li", "走访 3-2-501 血压高", None)
        for sender in ("u-chen1", "u-li"):
            said = await bench.say(sender, "走访记录 3-2-501", None)
            assert "李伟：血压高" in said[-1].text
        for sender in ("u-chen2", "u-wang", "u-liu", "u-wu", "u-stranger"):
            said = await bench.say(sender, "走访记录 3-2-501", None)
            assert "血压" not in "".join(one.text for one in said)
        texts = await bench.house.store.read(lambda store: [post.text for post in store.outbox.newest(100)])
        assert not any("血压" in one for one in texts)
        trail = await bench.house.store.read(lambda store: store.audit.about("node:b3"))
        assert not any("血压" in str(row.detail) or "501" in str(row.detail) for row in trail)


async def test_the_ledger_tells_notes_only_to_who_may_read_them(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-li", "走访 3-2-501 血压高", None)
        await bench.say("u-li", "巡查 3号楼 正常", None)
        await bench.say("u-sun4", "走访 4-1-101 好", None)

        def rows(store: UnitOfWork, actor: str, node: str) -> list[list[str]]:
            scope = community.node(node)
            assert scope is not None
            return visit_rows(Turn(store, NOW, community, actor), scope, SINCE, UNTIL)

        store = bench.house.store
        first, second = await store.read(lambda work: rows(work, "u-chen1", "g1"))
        assert first[1:6] == ["走访", "3号楼2单元501", "3号楼楼长 李伟", "是", "血压高"]
        assert second[1:6] == ["巡查", "3号楼", "3号楼楼长 李伟", "", "正常"]
        for actor in ("u-li", "u-chen2", OFFICE, CLOCK):
            found = await store.read(lambda work, actor=actor: rows(work, actor, "c"))  # type: ignore[misc]
            assert len(found) == 3
            assert not any("血压" in cell for row in found for cell in row)


async def test_a_resident_sees_and_erases_what_was_noted(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-li", "走访 3-2-501 血压高", None)
        await bench.say("u-li", "走访 3-2-502 说王桂兰常来", None)
        said = await bench.say("u-wang", "我的数据", None)
        copies = [one.file.data.decode() for one in said if one.file is not None]
        assert any("血压高" in copy for copy in copies)
        await bench.say("u-wang", "删除我的数据", None)
        await bench.say("u-wang", "确认删除", None)
        assert [(one.household, one.note) for one in await kept(bench)] == [
            ("3-2-501", None),
            ("3-2-502", None),
        ]


async def test_a_member_of_the_party_visits_and_patrols_in_their_own_building(community: Community) -> None:
    party = changed(community, "u-liu", party=True)
    async with rig(party) as bench:
        await bench.say("u-liu", "走访 3-2-501 身体好", None)
        await bench.say("u-liu", "巡查 3号楼 正常", None)
        assert [one.actor for one in await kept(bench)] == ["u-liu", "u-liu"]
        for words in ("走访 4-1-101 好", "巡查 4号楼 正常"):
            said = await bench.say("u-liu", words, None)
            assert said[-1].text == text("common.not_allowed")
        assert len(await kept(bench)) == 2


async def test_what_a_resident_saw_on_a_round_is_a_report(community: Community) -> None:
    async with rig(community) as bench:
        said = await bench.say("u-wang", "巡查 3号楼 楼道灯坏了", None)
        assert any("已登记【0001】3号楼 路灯照明" in one.text for one in said)
        assert await kept(bench) == []


async def test_plain_words_of_who_has_work_there_are_about_the_work(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "3号楼2单元501门口堆了杂物", None)
        kept_one = await bench.house.store.read(lambda store: store.requests.by_code("0001"))
        assert kept_one is not None
        assert kept_one.assignee == "u-li"
        await bench.say("u-li", "刚去看了3-2-501门口", None)
        assert await kept(bench) == []


@pytest.mark.parametrize("words", ["3-2-502没人在家", "走访 3-2-502 没人在家"])
async def test_nobody_at_home_is_no_alarm(community: Community, words: str) -> None:
    async with rig(community) as bench:
        [answer] = await bench.say("u-li", words, None)
        assert "没见到人" in answer.text
        assert len(await kept(bench)) == 1


async def test_an_old_person_who_does_not_answer_is_an_alarm(community: Community) -> None:
    async with rig(community) as bench:
        said = await bench.say("u-li", "3-2-502敲门没人应，老人三天没出门了", None)
        assert any("紧急" in one.text for one in said)
