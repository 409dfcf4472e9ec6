"""Leave with a stand-in: asked, agreed to, begun and ended by the clock; nothing falls through meanwhile."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from handlers.community import Community, Person, Post, Role
from handlers.grid.leave_words import Leave, Vague, read_leave
from handlers.messages import Outgoing
from storage.records import RequestStatus
from tests.bot.rig import Rig, rig
from tests.conftest import NOW
from tests.grid import changed

LOCAL = datetime(2026, 11, 23, 9, 0)  # a Monday
COMPLAINT = "@小应 3号楼门口的车停得乱，堵了门"


def to(messages: list[Outgoing], contact: str) -> str:
    """What was said privately to somebody."""
    return "\n".join(one.text for one in messages if one.to == contact)


async def assignee(bench: Rig, code: str) -> str | None:
    request = await bench.house.store.read(lambda store: store.requests.by_code(code))
    return request.assignee if request else None


async def now(bench: Rig, person_id: str) -> Person:
    found = await bench.house.store.read(lambda store: bench.house.directory.of(store).person(person_id))
    assert found is not None
    return found


def local(day: int, hour: int = 0, month: int = 11) -> datetime:
    """A moment of the community, as UTC."""
    return datetime(2026, month, day, hour, tzinfo=UTC) - timedelta(hours=8)


@pytest.mark.parametrize(
    ("words", "who", "begin", "end", "by"),
    [
        ("请假 11月25日到12月1日 由孙秀英代", "", "11-25T00", "12-02T00", "孙秀英"),
        ("我明天请假", "", "11-24T00", "11-25T00", ""),
        ("请假三天,李伟替我", "", "11-23T09", "11-26T00", "李伟"),
        ("请3天假", "", "11-23T09", "11-26T00", ""),
        ("从明天起请假三天", "", "11-24T00", "11-27T00", ""),
        ("请假到周五", "", "11-23T09", "11-28T00", ""),
        ("后天到周日休假,请孙秀英代班", "", "11-25T00", "11-30T00", "孙秀英"),
        ("明天下午2点到5点请假", "", "11-24T14", "11-24T17", ""),
        ("请半天假", "", "11-23T09", "11-23T13", ""),
        ("李伟 请假 三天 由 孙秀英 代", "李伟", "11-23T09", "11-26T00", "孙秀英"),
        ("李伟11月25日到12月1日请假,由孙秀英代班", "李伟", "11-25T00", "12-02T00", "孙秀英"),
        ("从11月30日开始请假一个星期", "", "11-30T00", "12-07T00", ""),
    ],
)
def test_leave_in_words(words: str, who: str, begin: str, end: str, by: str) -> None:
    wanted = Leave(who, datetime.fromisoformat(f"2026-{begin}"), datetime.fromisoformat(f"2026-{end}"), by)
    assert read_leave(words, LOCAL) == wanted


@pytest.mark.parametrize(
    "words", ["请假条怎么开", "孩子请假三天还要交托管费吗", "张师傅请假了谁来修电梯", "电梯坏了", "请" * 120]
)
def test_what_is_no_leave(words: str) -> None:
    assert read_leave(words, LOCAL) is None


def test_leave_without_a_day_is_asked_about() -> None:
    assert read_leave("我要请假", LOCAL) == Vague("", "")


async def test_the_stand_in_agrees_and_gets_what_is_new(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", COMPLAINT)
        await bench.say("u-li", "接单", room=None)
        said = await bench.say("u-li", "请假 11月25日到12月1日 由孙秀英代", room=None)
        assert "11月25日至12月1日请假" in to(said, "u-li")
        assert "回“转”" in to(said, "u-li")
        assert "回1同意" in to(said, "u-sun2")
        assert "李伟" in to(said, "u-chen1")  # the next one up knows
        said = await bench.say("u-sun2", "1", room=None)
        assert "孙秀英答应代班了" in to(said, "u-li")
        assert not (await now(bench, "u-li")).away

        said = await bench.until(local(25, 8))
        assert (await now(bench, "u-li")).away
        assert (await now(bench, "u-li")).stand_in == "u-sun2"
        assert "0001 3号楼门口 停车（已接）" in to(said, "u-sun2")
        assert await assignee(bench, "0001") == "u-li"  # what is in hand stays

        said = await bench.say("u-wang", "@小应 3号楼门口垃圾没人清")
        assert await assignee(bench, "0002") == "u-sun2"
        assert "派给您" in to(said, "u-sun2")
        said = await bench.until(local(26, 18))
        assert "到期" in to(said, "u-sun2") + to(said, "u-chen1")
        assert to(said, "u-li") == ""  # nobody on leave is reminded

        said = await bench.until(local(2, 8, month=12))
        assert not (await now(bench, "u-li")).away
        assert "欢迎回来" in to(said, "u-li")
        assert "不用代了" in to(said, "u-sun2")


async def test_untaken_requests_come_back_and_taken_ones_stay(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-chen1", "李伟 请假 三天 由 孙秀英 代", room=None)
        await bench.say("u-wang", COMPLAINT)
        await bench.say("u-liu", "@小应 3号楼门口垃圾没人清")
        await bench.say("u-sun2", "接单0001", room=None)
        said = await bench.say("u-li", "我回来了", room=None)
        assert await assignee(bench, "0001") == "u-sun2"
        assert await assignee(bench, "0002") == "u-li"
        assert "0002" in to(said, "u-li")
        assert "1件还请办完" in to(said, "u-sun2")


async def test_the_absent_may_hand_over_what_is_in_hand(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", COMPLAINT)
        await bench.say("u-li", "我明天请假", room=None)
        assert "请假开始时" in to(await bench.say("u-li", "转", room=None), "u-li")
        assert await assignee(bench, "0001") == "u-li"
        said = await bench.until(local(24, 8))
        assert await assignee(bench, "0001") == "u-chen1"  # nobody was named: the next one up
        assert "转到您手上" in to(said, "u-chen1")


async def test_the_assistant_stands_in_if_nobody_is_named(community: Community) -> None:
    helper = Person("u-zhang", "张敏", ("u-zhang",), "3号楼网格员", posts=(Post("b3", Role.ASSISTANT),))
    grown = replace(community, people=(*community.people, helper))
    async with rig(grown) as bench:
        said = await bench.say("u-li", "请假三天", room=None)
        assert "由3号楼网格员 张敏代" in to(said, "u-li")
        assert "由您代" in to(said, "u-zhang")
        await bench.say("u-wang", COMPLAINT)
        assert await assignee(bench, "0001") == "u-zhang"


async def test_a_refusal_leaves_the_usual_one(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-li", "我明天请假，由孙秀英代", room=None)
        said = await bench.say("u-sun2", "不方便", room=None)
        assert "孙秀英不方便代班" in to(said, "u-li")
        await bench.until(local(24, 8))
        assert (await now(bench, "u-li")).stand_in == "u-chen1"


async def test_no_answer_until_it_begins(community: Community) -> None:
    """Until the one who was asked agrees, the usual one does it; a late yes still counts."""
    async with rig(community) as bench:
        await bench.say("u-li", "我明天请假，由孙秀英代", room=None)
        await bench.until(local(24, 8))
        assert (await now(bench, "u-li")).stand_in == "u-chen1"
        said = await bench.say("u-sun2", "同意", room=None)
        assert (await now(bench, "u-li")).stand_in == "u-sun2"
        assert "不用代了" in to(said, "u-chen1")


async def test_a_stand_in_who_goes_away_leaves_no_gap(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-chen1", "李伟 请假 五天 由 孙秀英 代", room=None)
        await bench.say("u-chen1", "孙秀英 请假 两天 由 孙建国 代", room=None)
        assert (await now(bench, "u-li")).stand_in == "u-sun1"
        await bench.say("u-wang", COMPLAINT)
        assert await assignee(bench, "0001") == "u-sun1"
        await bench.until(local(26, 8))
        assert (await now(bench, "u-li")).stand_in == "u-sun2"


async def test_two_who_stand_in_for_each_other(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-chen1", "李伟 请假 三天 由 孙秀英 代", room=None)
        [answer] = await bench.say("u-chen1", "孙秀英 请假 三天 由 李伟 代", room=None)
        assert "李伟自己也在请假" in answer.text
        await bench.say("u-chen1", "孙秀英 请假 三天", room=None)
        assert (await now(bench, "u-sun2")).stand_in == "u-chen1"
        assert (await now(bench, "u-li")).stand_in == "u-chen1"


async def test_the_highest_without_anybody_above(community: Community) -> None:
    async with rig(community) as bench:
        said = await bench.say("u-zhou", "请假两天", room=None)
        assert "两天" not in to(said, "u-zhou")
        assert "11月23日至11月24日" in to(said, "u-zhou")
        assert (await now(bench, "u-zhou")).away
        assert (await now(bench, "u-zhou")).stand_in is None


async def test_leave_off_before_it_begins(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-li", "我明天请假，由孙秀英代", room=None)
        said = await bench.say("u-li", "销假", room=None)
        assert "取消" in to(said, "u-li")
        assert "不用代班" in to(said, "u-sun2")
        await bench.until(local(24, 12))
        assert not (await now(bench, "u-li")).away


async def test_a_leave_is_made_longer_but_not_doubled(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-li", "请假两天", room=None)
        said = await bench.say("u-li", "请假 12月1日到12月3日", room=None)
        assert "现在正请假（11月23日至11月24日）" in to(said, "u-li")
        await bench.say("u-li", "请假到11月26日", room=None)
        await bench.until(local(26, 20))
        assert (await now(bench, "u-li")).away
        await bench.until(local(27, 8))
        assert not (await now(bench, "u-li")).away


async def test_asked_by_two_at_once(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-li", "我明天请假，由孙秀英代", room=None)
        await bench.say("u-sun1", "我明天请假，由孙秀英代", room=None)
        said = await bench.say("u-sun2", "同意代班 李伟", room=None)
        assert "孙秀英答应代班了" in to(said, "u-li")
        await bench.say("u-sun2", "1", room=None)
        await bench.until(local(24, 8))
        assert [(await now(bench, one)).stand_in for one in ("u-li", "u-sun1")] == ["u-sun2", "u-sun2"]


async def test_an_emergency_finds_the_stand_in_at_once(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-chen1", "李伟 请假 三天 由 孙秀英 代", room=None)
        said = await bench.say("u-wang", "@小应 3号楼着火了，快救人")
        assert "着火" in to(said, "u-sun2")
        assert to(said, "u-li") == ""


async def test_who_is_away(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-li", "我明天请假，由孙秀英代", room=None)
        [answer] = await bench.say("u-chen1", "值班表", room=None)
        assert "3号楼楼长 李伟：11月24日" in answer.text
        [answer] = await bench.say("u-chen2", "谁请假", room=None)
        assert "没人请假" in answer.text  # another grid is not theirs to see
        [answer] = await bench.say("u-wang", "值班表", room=None)
        assert "李伟" not in answer.text


@pytest.mark.parametrize(
    ("speaker", "words", "expected"),
    [
        ("u-chen2", "李伟 请假 三天", "不归您改"),  # another grid
        ("u-he", "周敏 请假 三天 由 何平 代", "不归您改"),  # who stands above
        ("u-chen1", "陈刚 请假 三天 由 王桂兰 代", "没有职务"),
        ("u-li", "请假三天，王桂兰替我", "没有职务"),
        ("u-li", "请假三天，李伟替我", "得是别人"),
        ("u-li", "请假一年", "最长"),
        ("u-li", "请假", "例："),
        ("u-li", "请假 2027年3月1日到2028年3月1日", "最长"),
        ("u-li", "请假三天，由\u202e张三\u200b代", "张三"),
    ],
)
async def test_what_does_not_work(community: Community, speaker: str, words: str, expected: str) -> None:
    async with rig(community) as bench:
        [answer] = await bench.say(speaker, words, room=None)
        assert expected in answer.text
        assert answer.to == speaker
        for person_id in ("u-li", "u-zhou", "u-chen1"):
            assert not (await now(bench, person_id)).away


async def test_residents_may_speak_of_leave(community: Community) -> None:
    """Nobody without a post goes on leave; in a group nobody does."""
    async with rig(community) as bench:
        for sender, room in (("u-wang", None), ("u-wang", "r-3"), ("u-li", "r-3")):
            said = await bench.say(sender, "我明天请假", room=room)
            assert not any("记下了" in message.text for message in said)
        assert not await bench.house.store.read(lambda store: store.timers.of_kind("grid.leave_end"))


async def test_someone_elses_answer_is_no_consent(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-li", "我明天请假，由孙秀英代", room=None)
        await bench.say("u-sun1", "同意", room=None)
        await bench.until(local(24, 8))
        assert (await now(bench, "u-li")).stand_in == "u-chen1"


async def test_a_changed_line_of_the_configuration_goes_before_it(community: Community) -> None:
    """Who is no longer in the configuration has no leave that could end."""
    async with rig(community) as bench:
        await bench.say("u-chen1", "李伟 请假 三天 由 孙秀英 代", room=None)
        bench.house.directory.base = changed(community, "u-li", title="老楼长")
        bench.house.directory._known = (None, bench.house.directory.base)
        await bench.until(local(26, 9))
        assert not (await now(bench, "u-li")).away
        states = await bench.house.store.read(
            lambda store: [request.status for request in store.requests.in_states(list(RequestStatus))]
        )
        assert states == []


def test_the_day_is_the_one_of_the_tests() -> None:
    assert NOW.astimezone(UTC) == local(23, 9)


async def test_leave_for_today_alone(community: Community) -> None:
    async with rig(community) as bench:
        assert "11月23日请假" in (await bench.say("u-li", "请假 今天", room=None))[-1].text
        assert (await now(bench, "u-li")).away
        assert any("欢迎回来" in one.text for one in await bench.say("u-li", "我提前回来了", room=None))


async def test_the_next_one_up_hears_who_stands_in(community: Community) -> None:
    async with rig(community) as bench:
        said = await bench.say("u-li", "我明天请假", room=None)
        [above] = [one.text for one in said if one.to == "u-chen1"]
        assert "到时由您代" in above


async def test_nobody_stands_above_the_top(community: Community) -> None:
    async with rig(community) as bench:
        [answer] = await bench.say("u-zhou", "请假 明天", room=None)
        assert "没有写代班的" in answer.text


async def test_a_second_leave_stands_for_the_first_and_says_so(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-li", "我明天请假", room=None)
        said = await bench.say("u-li", "请假 11月26日到11月27日", room=None)
        assert any("原来记的11月24日不算了" in one.text for one in said if one.to == "u-li")


async def test_who_stands_in_is_told_apart_from_who_has_it(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", COMPLAINT)
        said = await bench.say("u-li", "请假 今天 由孙秀英代", room=None)
        assert "由代班的照看" in to(said, "u-li")
        said = await bench.say("u-sun2", "1", room=None)
        assert "也请照看" in to(said, "u-sun2")
        said = await bench.wait(minutes=180)
        assert "李伟（请假，孙秀英代）还没接单" in to(said, "u-chen1")
