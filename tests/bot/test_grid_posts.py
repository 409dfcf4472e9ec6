"""Posts given and taken, and what was in hand goes on: nothing is left with nobody."""

from dataclasses import replace

import pytest

from bot.config import demo_config
from handlers.community import Community, Person, Post, Role
from handlers.grid.handover import HELD, is_orphan
from handlers.grid.post_words import read_post
from handlers.messages import Outgoing
from handlers.readings import corrected_readings
from handlers.turn import CLOCK, Turn
from tests.bot.rig import Rig, rig
from tests.conftest import NOW
from tests.grid import changed

COMPLAINT = "@小应 3号楼门口的车停得乱，堵了门"


def to(messages: list[Outgoing], contact: str) -> str:
    """What was said privately to somebody."""
    return "\n".join(one.text for one in messages if one.to == contact)


async def posts(bench: Rig, person_id: str) -> list[tuple[str, Role]]:
    found = await bench.house.store.read(lambda store: bench.house.directory.of(store).person(person_id))
    assert found is not None
    return [(post.node, post.role) for post in found.posts]


async def assignee(bench: Rig, code: str) -> str | None:
    request = await bench.house.store.read(lambda store: store.requests.by_code(code))
    return request.assignee if request else None


async def orphans(bench: Rig) -> list[str]:
    """Open requests whose member holds nothing."""
    return await bench.house.store.read(
        lambda store: [
            request.code
            for request in store.requests.in_states(HELD)
            if is_orphan(Turn(store, NOW, bench.house.directory.of(store), CLOCK), request)
        ]
    )


@pytest.mark.parametrize(
    ("words", "name", "place", "office", "role"),
    [
        ("任命 王桂兰 3号楼楼长", "王桂兰", "3号楼", "楼长", Role.HEAD),
        ("任命王桂兰为3号楼楼长", "王桂兰", "3号楼", "楼长", Role.HEAD),
        ("免去李伟3号楼楼长职务", "李伟", "3号楼", "楼长", Role.HEAD),
        ("任命 唐磊 5号楼网格员", "唐磊", "5号楼", "网格员", Role.ASSISTANT),
        ("任命 张三 第一片区书记", "张三", "第一片区", "书记", Role.SECRETARY),
        ("任命 买买提·艾力 第二片区 调解员", "买买提·艾力", "第二片区", "调解员", Role.SPECIALIST),
        ("任命 王桂兰 皇帝", "王桂兰", "皇帝", "", None),
    ],
)
def test_posts_in_words(words: str, name: str, place: str, office: str, role: Role | None) -> None:
    said = read_post(words)
    assert said is not None
    assert (said.name, said.place, said.office, said.role) == (name, place, office, role)


def test_matters_and_hours_of_a_post() -> None:
    said = read_post("任命 吴强 物业维修 负责电梯、漏水 值班 08:00-20:00")
    assert said is not None
    assert said.categories == {"电梯", "漏水"}
    assert [f"{begin:%H:%M}-{end:%H:%M}" for begin, end in said.hours] == ["08:00-20:00"]
    other = read_post("任命 吴强 物业维修 负责飞碟")
    assert other is not None
    assert other.unknown == ("飞碟",)


async def test_a_post_is_given_after_a_yes(community: Community) -> None:
    async with rig(community) as bench:
        [ask] = await bench.say("u-chen1", "任命 王桂兰 3号楼网格员", room=None)
        assert "王桂兰（3-2-501） 为3号楼网格员" in ask.text
        assert await posts(bench, "u-wang") == []
        said = await bench.say("u-chen1", "确认", room=None)
        assert await posts(bench, "u-wang") == [("b3", Role.ASSISTANT)]
        assert "请您担任3号楼网格员" in to(said, "u-wang")
        [answer] = await bench.say("u-liu", "网格员是谁")
        assert "3号楼网格员 王桂兰" in answer.text
        rows = await bench.house.store.read(lambda store: store.audit.about("person:u-wang"))
        assert [(row.actor, row.action) for row in rows] == [("u-chen1", "appoint")]


async def test_a_no_changes_nothing(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-chen1", "任命 王桂兰 3号楼网格员", room=None)
        await bench.say("u-chen1", "取消", room=None)
        await bench.say("u-chen1", "确认", room=None)
        assert await posts(bench, "u-wang") == []


async def test_taken_posts_hand_over_to_the_successor(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", COMPLAINT)
        await bench.say("u-li", "接单", room=None)
        await bench.say("u-liu", "@小应 3号楼门口垃圾没人清")
        await bench.say("u-chen1", "任命 唐磊 3号楼楼长", room=None)
        await bench.say("u-chen1", "确认", room=None)
        [ask] = await bench.say("u-chen1", "免去 李伟 3号楼楼长", room=None)
        assert "手上2件" in ask.text
        said = await bench.say("u-chen1", "确认", room=None)
        assert await posts(bench, "u-li") == []
        assert {await assignee(bench, "0001"), await assignee(bench, "0002")} == {"u-tang"}
        assert len([one for one in said if one.to == "u-tang"]) == 1  # one message with the list
        assert "0001" in to(said, "u-tang")
        assert "0002" in to(said, "u-tang")
        assert "不再担任" in to(said, "u-li")
        assert await orphans(bench) == []


async def test_without_a_successor_the_rule_decides(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", COMPLAINT)
        await bench.say("u-chen1", "免去 李伟", room=None)
        await bench.say("u-chen1", "确认", room=None)
        assert await assignee(bench, "0001") == "u-chen1"
        [answer] = await bench.say("u-liu", "谁管3号楼停车")
        assert "第一片区支部书记 陈刚" in answer.text.split("\n")[0]


async def test_what_was_done_goes_on_too(community: Community) -> None:
    """Closed by somebody who serves no more: a bad rating does not bring it back to them."""
    async with rig(community) as bench:
        await bench.say("u-wang", COMPLAINT)
        await bench.say("u-li", "接单", room=None)
        await bench.say("u-li", "办结0001 劝走了", room=None)
        await bench.say("u-wang", "0001 5分")
        await bench.say("u-chen1", "免去 李伟", room=None)
        await bench.say("u-chen1", "确认", room=None)
        await bench.say("u-wang", "0001 没解决")
        assert await assignee(bench, "0001") == "u-chen1"
        assert await orphans(bench) == []


async def test_one_of_two_posts(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-chen1", "任命 李伟 2号楼网格员", room=None)
        await bench.say("u-chen1", "确认", room=None)
        await bench.say("u-wang", COMPLAINT)
        [which] = await bench.say("u-chen1", "免去 李伟", room=None)
        assert "3号楼" in which.text
        assert "2号楼" in which.text
        await bench.say("u-chen1", "免去 李伟 3号楼楼长", room=None)
        await bench.say("u-chen1", "确认", room=None)
        assert await posts(bench, "u-li") == [("b2", Role.ASSISTANT)]
        assert await assignee(bench, "0001") == "u-chen1"


async def test_who_loses_the_post_while_away(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-chen1", "李伟 请假 三天 由 孙秀英 代", room=None)
        await bench.say("u-chen1", "免去 李伟", room=None)
        await bench.say("u-chen1", "确认", room=None)
        await bench.say("u-wang", COMPLAINT)
        assert await assignee(bench, "0001") == "u-chen1"
        assert not await bench.house.store.read(lambda store: store.timers.of_kind("grid.leave_end"))


async def test_a_stand_in_who_loses_the_post(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-chen1", "李伟 请假 三天 由 孙秀英 代", room=None)
        await bench.say("u-chen1", "免去 孙秀英", room=None)
        await bench.say("u-chen1", "确认", room=None)
        await bench.say("u-wang", COMPLAINT)
        assert await assignee(bench, "0001") == "u-chen1"


@pytest.mark.parametrize(
    ("speaker", "words", "expected"),
    [
        ("u-chen1", "任命 王桂兰 5号楼楼长", "上一级"),  # another grid
        ("u-chen1", "任命 王桂兰 第一片区书记", "上一级"),  # their own rank
        ("u-he", "任命 王桂兰 社区副书记", "上一级"),
        ("u-zhou", "任命 王桂兰 社区书记", "上一级"),
        ("u-chen1", "任命 陈刚 3号楼楼长", "上一级"),  # oneself
        ("u-chen1", "免去 何平", "上一级"),
        ("u-he", "免去 周敏 社区书记", "最后一位"),
        ("u-zhou", "免去 周敏", "最后一位"),
        ("u-chen1", "任命 王桂兰 皇帝", "职务"),
        ("u-chen1", "任命 王桂兰 33号楼楼长", "33号楼"),
        ("u-chen1", "任命 王桂兰 楼长", "哪里"),
        ("u-chen1", "任命 诸葛亮 3号楼楼长", "诸葛亮"),
        ("u-chen1", "任命 李伟 3号楼楼长", "已经是"),
        ("u-chen1", "任命 王桂兰 第一片区楼长", "不在这一级"),
        ("u-chen1", "任命 王桂兰 第一片区物业维修 负责飞碟", "飞碟"),
        ("u-chen1", "免去 王桂兰 3号楼楼长", "没有职务"),
        ("u-chen1", "任命 王\u200b桂\u202e兰 皇帝", "职务"),
    ],
)
async def test_what_does_not_work(community: Community, speaker: str, words: str, expected: str) -> None:
    async with rig(community) as bench:
        [answer] = await bench.say(speaker, words, room=None)
        assert expected in answer.text
        assert "\u200b" not in answer.text
        await bench.say(speaker, "确认", room=None)
        assert await posts(bench, "u-wang") == []
        assert await posts(bench, "u-zhou") == [("c", Role.ADMIN)]


@pytest.mark.parametrize("speaker", ["u-wang", "u-li", "u-wu", "u-stranger"])
async def test_nobody_else_gives_posts(community: Community, speaker: str) -> None:
    async with rig(community) as bench:
        for words in ("任命 王桂兰 3号楼楼长", "确认", "免去 李伟 3号楼楼长", "确认"):
            await bench.say(speaker, words, room=None)
        assert await posts(bench, "u-wang") == []
        assert await posts(bench, "u-li") == [("b3", Role.HEAD)]


async def test_in_a_group_it_is_said_privately(community: Community) -> None:
    async with rig(community) as bench:
        [answer] = await bench.say("u-chen1", "@小应 任命 王桂兰 3号楼楼长")
        assert "私下" in answer.text


async def test_a_yes_after_the_right_was_lost(community: Community) -> None:
    """What is asked again is checked again."""
    async with rig(community) as bench:
        await bench.say("u-chen1", "任命 王桂兰 3号楼楼长", room=None)
        await bench.say("u-zhou", "免去 陈刚", room=None)
        await bench.say("u-zhou", "确认", room=None)
        await bench.say("u-chen1", "确认", room=None)
        assert await posts(bench, "u-wang") == []


async def test_duty_hours_given_with_the_post_count(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-zhou", "任命 王桂兰 停车管理员 负责停车 值班08:00-18:00", room=None)
        await bench.say("u-zhou", "确认", room=None)
        await bench.say("u-liu", COMPLAINT)
        assert await assignee(bench, "0001") == "u-wang"
        [answer] = await bench.say("u-liu", "谁管停车")
        assert "停车管理员 王桂兰（值班08:00-18:00）" in answer.text


async def test_what_was_done_is_readable(community: Community) -> None:
    """And is no label for the understanding: a post that was taken is no request that was none (误报)."""
    async with rig(community) as bench:
        await bench.say("u-wang", COMPLAINT)
        await bench.say("u-chen1", "免去 李伟", room=None)
        await bench.say("u-chen1", "确认", room=None)
        rows = await bench.house.store.read(lambda store: store.audit.about("person:u-li"))
        assert [(row.actor, row.action, row.detail) for row in rows] == [
            ("u-chen1", "remove_post", {"node": "b3", "role": "head"})
        ]
        number = await bench.house.store.read(lambda store: store.requests.newest(1)[0].number)
        passed = await bench.house.store.read(lambda store: store.audit.about(number)[-1])
        assert (passed.action, passed.detail["before"], passed.detail["member"]) == (
            "hand_over",
            "u-li",
            "u-chen1",
        )
        assert not await bench.house.store.read(lambda store: list(corrected_readings(store, community)))


async def test_whom_the_configuration_dropped_has_nothing_left() -> None:
    """At the start: what lies with somebody who is no longer there goes on."""
    community = demo_config().community
    async with rig(community) as bench:
        await bench.say("u-wang", COMPLAINT)
        gone = changed(community, "u-li", posts=())
        bench.house.directory.base = gone
        bench.house.directory._known = (None, gone)
        assert await orphans(bench) == ["0001"]
        await bench.house.settle()
        assert await orphans(bench) == []
        assert await assignee(bench, "0001") == "u-chen1"


async def test_nobody_is_left_at_all(community: Community) -> None:
    """No one answers any more: it waits for a dispatcher instead of lying with nobody."""
    lonely = replace(
        community,
        people=(
            *(replace(one, posts=()) for one in community.people),
            Person("u-last", "末人", ("u-last",), posts=(Post("c", Role.AUDITOR),)),
        ),
    )
    async with rig(community) as bench:
        await bench.say("u-wang", COMPLAINT)
        bench.house.directory.base = lonely
        bench.house.directory._known = (None, lonely)
        await bench.house.settle()
        assert await orphans(bench) == []
        assert await assignee(bench, "0001") is None


async def test_a_yes_that_is_meant_for_something_else_appoints_nobody(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-zhou", "任命 王桂兰 3号楼网格员", room=None)
        await bench.say("u-zhou", "值班表", room=None)
        await bench.say("u-zhou", "确认", room=None)
        assert await posts(bench, "u-wang") == []
        await bench.say("u-zhou", "任命 王桂兰 3号楼网格员", room=None)
        await bench.say("u-zhou", "确认", room=None)
        assert await posts(bench, "u-wang") == [("b3", Role.ASSISTANT)]
