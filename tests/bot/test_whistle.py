"""吹哨报到 (R5): a department is called in, reports in and answers; the resident hears each in one line."""

from dataclasses import replace

import pytest

from handlers.community import Community
from handlers.departments import Department, named_first
from handlers.requests import ledger
from handlers.turn import OFFICE, Turn
from storage.unit_of_work import UnitOfWork
from tests.bot.rig import Rig, rig

STALL = "@小应 3号楼门口有人占道摆摊"
HOUR = 60
DAY = 24 * HOUR


async def reported(bench: Rig) -> None:
    await bench.say("u-wang", STALL)
    await bench.say("u-li", "接单", room=None)
    await bench.say("u-li", "处理中 在劝", room=None)


async def test_a_department_without_account_is_spoken_for_by_who_called_it(community: Community) -> None:
    async with rig(community) as bench:
        await reported(bench)
        said = await bench.say("u-chen1", "吹哨0001 城管局 占道经营要清理", room=None)
        assert any("请电话联系" in one.text for one in said if one.to == "u-chen1")
        [told] = [one.text for one in said if one.room == "r-3"]
        assert "已吹哨请城管来办" in told
        [status] = await bench.say("u-wang", "@小应 查0001")
        assert "吹哨中，等城管报到" in status.text
        said = await bench.say("u-chen1", "报到0001", room=None)
        assert any(one.room == "r-3" and "城管已报到" in one.text for one in said)
        said = await bench.say("u-chen1", "答复0001 已清理，每天巡查", room=None)
        assert any(one.room == "r-3" and "城管答复：已清理，每天巡查" in one.text for one in said)
        assert any(one.to == "u-li" and "已清理" in one.text for one in said)
        [status] = await bench.say("u-wang", "@小应 查0001")
        assert "吹哨" not in status.text


async def test_the_ledger_says_which_departments_came_and_what_they_said(community: Community) -> None:
    async with rig(community) as bench:
        await reported(bench)
        await bench.say("u-chen1", "吹哨0001 城管 占道经营要清理", room=None)
        await bench.say("u-chen1", "答复0001 已清理，有事打13812345678", room=None)
        await bench.say("u-chen1", "吹哨0001 派出所 有人吵架", room=None)

        def row(store: UnitOfWork) -> dict[str, object]:
            turn = Turn(store, bench.clock.now(), bench.house.directory.of(store), OFFICE)
            [cells] = ledger.rows(turn, store.requests.newest(1))
            return dict(zip(ledger.COLUMNS, cells, strict=True))

        kept = await bench.house.store.read(row)
        assert kept["departments"] == "城管、派出所"
        assert str(kept["answers"]).startswith("城管：已清理，有事打")
        assert "13812345678" not in str(kept["answers"])


@pytest.mark.parametrize(
    "words", ["0001 请派出所来看看，有人吵架", "吹哨0001 公安 有人吵架", "吹哨派出所 0001 有人吵架"]
)
async def test_its_own_people_report_in_and_answer(community: Community, words: str) -> None:
    async with rig(community) as bench:
        await reported(bench)
        said = await bench.say("u-chen1", words, room=None)
        [called] = [one.text for one in said if one.to == "u-qian"]
        assert "报到0001" in called
        assert "有人吵架" in called
        assert "王桂兰" not in called
        said = await bench.say("u-qian", "报到0001", room=None)
        assert any(one.to == "u-chen1" and "派出所已报到" in one.text for one in said)
        said = await bench.say("u-qian", "答复0001 已劝离", room=None)
        assert any(one.room == "r-3" and "派出所答复：已劝离" in one.text for one in said)


async def test_who_called_hears_when_nobody_comes_and_then_those_above(community: Community) -> None:
    async with rig(community) as bench:
        await reported(bench)
        await bench.say("u-chen1", "吹哨0001 派出所 有人吵架", room=None)
        said = await bench.wait(DAY + HOUR)
        assert any(one.to == "u-qian" and "提醒" in one.text for one in said)
        late = [one.to for one in said if "还没报到" in one.text]
        assert late[:2] == ["u-chen1", "u-he"]


async def test_what_comes_and_does_not_answer_is_told_too(community: Community) -> None:
    async with rig(community) as bench:
        await reported(bench)
        await bench.say("u-chen1", "吹哨0001 派出所 有人吵架", room=None)
        await bench.say("u-qian", "报到0001", room=None)
        said = await bench.wait(8 * DAY)
        assert any(one.to == "u-chen1" and "没有答复" in one.text for one in said)


async def test_a_closed_request_calls_nobody_any_more(community: Community) -> None:
    async with rig(community) as bench:
        await reported(bench)
        await bench.say("u-chen1", "吹哨0001 派出所 有人吵架", room=None)
        await bench.say("u-li", "办结0001 摊子收了", room=None)
        assert not any("报到" in one.text for one in await bench.wait(3 * DAY))


@pytest.mark.parametrize(
    ("speaker", "words", "answer"),
    [
        ("u-li", "吹哨0001 城管 占道", "要由负责的同志来做"),
        ("u-wang", "吹哨0001 城管 占道", "要由负责的同志来做"),
        ("u-wang", "报到0001", "没有在等报到"),
        ("u-xu", "报到0001", "没有找到您能查的"),
        ("u-xu", "答复0001 办好了", "没有找到您能查的"),
        ("u-chen2", "吹哨0001 城管 占道", "没有找到您能查的"),
        ("u-chen1", "吹哨0001 火星局 占道", "请写上请哪个部门"),
        ("u-chen1", "吹哨0001 城管", "请写一句要办什么"),
        ("u-chen1", "吹哨 城管", "请带上编号和部门"),
        ("u-chen1", "答复0001 好了", "没有在等报到或答复"),
    ],
)
async def test_who_may_not_or_says_too_little_is_told_what_to_say(
    community: Community, speaker: str, words: str, answer: str
) -> None:
    async with rig(community) as bench:
        await reported(bench)
        [said] = await bench.say(speaker, words, room=None)
        assert answer in said.text


async def test_at_the_top_the_whistle_is_proposed_once(community: Community) -> None:
    async with rig(community) as bench:
        await reported(bench)
        told = [one for one in await bench.wait(40 * DAY) if "吹哨0001" in one.text]
        assert [one.to for one in told] == ["u-zhou"]


async def test_without_departments_nothing_is_proposed(community: Community) -> None:
    async with rig(replace(community, departments=())) as bench:
        await reported(bench)
        assert not any("吹哨" in one.text for one in await bench.wait(40 * DAY))
        [said] = await bench.say("u-chen1", "吹哨0001 城管 占道", room=None)
        assert "还没有登记" in said.text


def test_the_longest_name_of_a_department_is_meant() -> None:
    departments = (Department("供电"), Department("供电所", ("电力公司",)))
    assert named_first(departments, "供电所 停电") == (departments[1], "停电")
    assert named_first(departments, "电力公司：停电") == (departments[1], "停电")
    assert named_first(departments, "供水 停水") is None
