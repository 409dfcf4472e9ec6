"""支部下单: who is chosen and why, what nobody has, several given out at once; from the first message to the last."""

from dataclasses import replace
from datetime import datetime

import pytest

from handlers.community import Community, Person, Post, Role
from handlers.requests.dispatch.several import GivenOut, read_given_out
from tests.bot.dispatch import CARS, DAY, LAMP, LIFT, QUARREL, one, states, to, with_members
from tests.bot.rig import rig

REPAIRS = frozenset({"电梯", "路灯照明", "水电气暖"})


def with_colleague(community: Community, **fields: object) -> Community:
    """Beside 吴强 there is 郑工, who does the same."""
    other = Person(
        "u-zheng", "郑工头", ("u-zheng",), "物业维修", posts=(Post("c", Role.SPECIALIST, REPAIRS),)
    )
    return replace(community, people=(*community.people, replace(other, **fields)))  # type: ignore[arg-type]


async def test_the_least_busy_gets_it_and_the_dispatcher_is_told_why(community: Community) -> None:
    async with rig(with_colleague(community)) as bench:
        await bench.say("u-wang", LIFT)
        await bench.say("u-liu", LAMP)
        await bench.say("u-gao", "@小应 3号楼1单元302水管漏水了")
        assert [who for _, _, who in await states(bench)] == ["u-wu", "u-zheng", "u-wu"]
        assert "只有这一位" in to(await bench.say("u-chen1", "为什么派给0003", room=None), "u-chen1")
        assert "手上的事最少" in to(await bench.say("u-chen1", "0002 为什么派给郑工头", room=None), "u-chen1")
        assert "按名册先后" in to(await bench.say("u-chen1", "0001为什么派给他", room=None), "u-chen1")


async def test_who_was_given_one_longest_ago_is_next(community: Community) -> None:
    async with rig(with_colleague(community)) as bench:
        for code in ("0001", "0002", "0003"):
            await bench.say("u-wang", LIFT)
            member = (await states(bench))[-1][2] or ""
            await bench.say(member, f"办结{code} 换了门机", room=None)
            await bench.say("u-wang", f"{code} 5分")
        assert [who for _, _, who in await states(bench)] == ["u-wu", "u-zheng", "u-wu"]
        assert "最久没派过" in to(await bench.say("u-chen1", "0003 为什么派给吴强", room=None), "u-chen1")


async def test_skills_and_an_account_come_first(community: Community) -> None:
    async with rig(with_colleague(community, skills=("电工",))) as bench:
        await bench.say("u-liu", LAMP)
        await bench.say("u-wang", "@小应 3号楼2单元楼道灯也不亮")
        assert [who for _, _, who in await states(bench)] == ["u-zheng", "u-zheng"]
        assert "特长对得上" in to(await bench.say("u-chen1", "为什么派给0002", room=None), "u-chen1")
    async with rig(with_colleague(community, skills=("电工",), contacts=())) as bench:
        await bench.say("u-liu", LAMP)
        assert [who for _, _, who in await states(bench)] == ["u-wu"]


async def test_why_is_told_of_every_way_it_came_and_to_dispatchers_only(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", LIFT)
        await bench.say("u-chen1", "派0001 李伟，他在附近", room=None)
        said = to(await bench.say("u-chen1", "为什么派给0001", room=None), "u-chen1")
        assert "陈刚派给3号楼楼长 李伟" in said
        assert "他在附近" in said
        await bench.say("u-li", "退回0001 不会修", room=None)
        assert "还没有派给谁" in to(await bench.say("u-chen1", "0001为什么派给他", room=None), "u-chen1")
        for outsider in ("u-wu", "u-wang", "u-chen2", "u-stranger"):
            assert "李伟" not in to(await bench.say(outsider, "为什么派给0001", room=None), outsider)


async def test_what_nobody_has_is_listed_oldest_first_in_scope(community: Community) -> None:
    async with rig(community) as bench:
        assert "没有待派" in to(await bench.say("u-chen1", "待派", room=None), "u-chen1")
        await bench.say("u-wang", LIFT)
        await bench.say("u-gao", QUARREL)
        await bench.say("u-liu", LAMP)
        await bench.say("u-xu", "@小应 5号楼1单元楼道灯坏了", room="r-5")
        for code in ("0003", "0001", "0004"):
            await bench.say("u-wu", f"退回{code} 没空", room=None)
        await bench.say("u-zhao", "退回0002 不熟", room=None)
        private = to(await bench.say("u-chen1", "待派", room=None), "u-chen1")
        assert private.startswith("待派3件")
        assert private.index("【0001】") < private.index("【0002】")
        assert "私下办" in private
        assert "还有1件" in private
        group = to(await bench.say("u-chen1", "@小应 待派", room="r-p1"), "r-p1")
        assert "待派2件" in group
        assert "【0002】" not in group
        assert "另有1件要私下办的" in group
        assert len(group.splitlines()) <= 4
        assert "【0004】" not in private + group
        assert "待派4件" in to(await bench.say("u-zhou", "待派", room=None), "u-zhou")
        for outsider in ("u-wu", "u-wang", "u-stranger"):
            assert "【" not in to(await bench.say(outsider, "待派", room=None), outsider)
        assert await bench.say("u-wang", "待派") == []


async def test_what_waits_is_told_once_on_a_working_morning(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", LIFT)
        await bench.say("u-gao", QUARREL)
        await bench.say("u-wu", "退回0001 没空", room=None)
        await bench.say("u-zhao", "退回0002 不熟", room=None)
        zone = community.zone
        assert "没派人" not in to(await bench.until(datetime(2026, 11, 24, 8, 29, tzinfo=zone)), "r-p1")
        morning = await bench.until(datetime(2026, 11, 24, 8, 32, tzinfo=zone))
        [told] = [message for message in morning if message.room == "r-p1"]
        assert "还有1件没派人，最早的【0001】" in told.text
        assert [mention.contact for mention in told.mentions] == ["u-chen1"]
        assert "私下办的没派人，最早的【0002】" in to(morning, "u-chen1")
        await bench.say("u-chen1", "派0001、0002 给李师傅", room=None)
        assert "没派人" not in to(await bench.wait(4 * DAY), "r-p1")


async def test_over_the_weekend_nobody_is_told(community: Community) -> None:
    friday = datetime(2026, 11, 27, 10, 0, tzinfo=community.zone)
    async with rig(community, start=friday) as bench:
        await bench.say("u-wang", LIFT)
        await bench.say("u-wu", "退回0001 没空", room=None)
        weekend = await bench.until(datetime(2026, 11, 30, 8, 29, tzinfo=community.zone))
        assert "没派人" not in to(weekend, "r-p1")
        assert "没派人" in to(await bench.until(datetime(2026, 11, 30, 8, 32, tzinfo=community.zone)), "r-p1")


async def test_several_are_given_out_at_once(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", LIFT)
        await bench.say("u-liu", LAMP)
        await bench.say("u-gao", CARS)
        said = await bench.say("u-chen1", "派0001 0002 给李师傅", room=None)
        assert "【0001】【0002】已派3号楼楼长 李伟" in to(said, "u-chen1")
        assert to(said, "u-li").count("派给您") == 2
        mixed = to(await bench.say("u-chen1", "派0003 9999 0001 吴强", room=None), "u-chen1")
        assert "【0003】【0001】已派" in mixed
        assert "9999" in mixed
        assert [who for _, _, who in await states(bench)] == ["u-wu", "u-li", "u-wu"]
        assert "本来就在吴强手上" in to(await bench.say("u-chen1", "派0001 吴强", room=None), "u-chen1")
        many = " ".join(f"{n:04d}" for n in range(1, 2000))
        assert "一次最多" in to(await bench.say("u-chen1", f"派{many} 李伟", room=None), "u-chen1")
        assert "【" not in to(await bench.say("u-wang", "派0001 0002 李伟", room=None), "u-wang")


@pytest.mark.parametrize(
    ("words", "codes", "rest"),
    [
        ("0713 李伟", ("0713",), "李伟"),
        ("、0713和0714 给李师傅", ("0713", "0714"), "李师傅"),
        ("给李师傅去处理吧", (), "李师傅"),
        ("交给 李伟", (), "李伟"),
        ("都给李伟", (), "李伟"),
        ("李伟，他在附近", (), "李伟，他在附近"),
        ("请吴强看看", (), "吴强"),
        ("302的李师傅", (), "302的李师傅"),
        ("", (), ""),
    ],
)
def test_what_is_given_out_in_words(words: str, codes: tuple[str, ...], rest: str) -> None:
    assert read_given_out(words) == GivenOut(codes, rest)


async def test_a_code_that_an_unfinished_request_has_is_passed_over(community: Community) -> None:
    async with rig(community) as bench:
        for resident, words in (("u-wang", LIFT), ("u-liu", LAMP)):
            await bench.say(resident, words)
        await bench.house.store.write(lambda work: work.counters.raise_to("request", 9999))
        await bench.say("u-gao", CARS)
        assert [code for code, _, _ in await states(bench)] == ["0001", "0002", "0003"]
        newest = await one(bench, "0003")
        assert newest.number.endswith("-10002")


@pytest.mark.parametrize("words", ["，" * 10_000, "0713" * 2_500, "给" * 10_000, "‮0713 李", "0713," * 2_000])
async def test_hostile_words_change_nothing(community: Community, words: str) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", LIFT)
        before = await states(bench)
        for head in ("派0001 ", "协办0001 ", "抢单0001 ", "待派", "0001 为什么", "0001谁在办", "我来0001 "):
            await bench.say("u-wang", head + words, room=None)
            await bench.say("u-xu", head + words, room="r-5")
        assert await states(bench) == before


async def test_taking_what_nobody_has_starts_its_clock(community: Community) -> None:
    async with rig(with_members(community)) as bench:
        await bench.say("u-wang", LIFT)
        await bench.say("u-wu", "退回0001 没空", room=None)
        await bench.say("u-li", "接单0001", room=None)
        assert await states(bench) == [("0001", "已接", "u-li")]
        assert (await one(bench, "0001")).close_by == datetime(2026, 11, 26, 18, 0, tzinfo=community.zone)
