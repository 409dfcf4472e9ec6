"""Weak signals (弱信号, R6), played: counted in silence, told to the 楼长, and nothing of who said what is kept."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from handlers.community import Community, RoomMode
from handlers.understanding import Context, Further, Meaning, understand
from tests.bot.rig import Rig, rig
from tests.conftest import NOW

LEAK = "天花板又湿了一大块，501那户唉"
NOISE = "昨晚上又蹦跶到半夜"
CARS = "门口又堵得推车都过不去"
WEAK = {
    LEAK: Further("报修", "漏水", "normal", "3号楼2单元501"),
    NOISE: Further("投诉", "噪音", "normal", None),
    CARS: Further("投诉", "停车", "normal", None),
    "蹊跷": Further("求助", "其他", None, "99号楼"),
}


@pytest.fixture(autouse=True)
def weak_meanings(monkeypatch: pytest.MonkeyPatch) -> None:
    """These sentences are in doubt, whatever the reading will be taught: it is not this feature's matter."""

    def read(text: str, context: Context) -> Meaning:
        weak = WEAK.get(text)
        return Meaning(weak=weak) if weak and context.room else understand(text, context)

    monkeypatch.setattr("handlers.chat.understand", read)


def at(community: Community, moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=community.zone)


async def rows(bench: Rig) -> list[tuple[str, str, str, int]]:
    found = await bench.house.store.read(
        lambda store: store.connection.exec_driver_sql(
            "SELECT node, category, place, count FROM weak_signal ORDER BY day, node, category, place"
        ).all()
    )
    return [(row[0], row[1], row[2], row[3]) for row in found]


async def test_the_day_is_told_once_in_the_evening_and_the_group_hears_nothing(community: Community) -> None:
    async with rig(community) as bench:
        for who, words in (
            ("u-wang", LEAK),
            ("u-tang", NOISE),
            ("u-liu", LEAK),
            ("u-gao", NOISE),
            ("u-gao", CARS),
            ("u-tang", LEAK),
        ):
            assert await bench.say(who, words) == []
            assert await bench.wait(30) == []
        assert await bench.say("u-xu", CARS, room="r-p2") == []
        said = await bench.until(at(community, "2026-11-23T18:01"))
        assert [(message.room, message.to) for message in said] == [(None, "u-li"), (None, "u-chen2")]
        assert said[0].text.split("\n") == [
            "弱信号11月23日：群里说到、还没登记的",
            "漏水 3号楼2单元 3次；噪音 3号楼 2次；停车 3号楼 1次",
            "要登记请回“登记 漏水 3号楼2单元”，不想收回“弱信号 关”",
        ]
        assert "停车 1次" in said[1].text
        assert await bench.until(at(community, "2026-11-25T18:01")) == []  # nothing when there is nothing


async def test_what_is_said_on_a_day_off_is_told_on_the_next_working_day(community: Community) -> None:
    async with rig(community, start=at(community, "2026-11-27T18:00")) as bench:  # Friday, after the list
        await bench.say("u-wang", LEAK)
        assert await bench.until(at(community, "2026-11-30T17:59")) == []
        [told] = await bench.until(at(community, "2026-11-30T18:01"))
        assert (told.to, "漏水 3号楼2单元 1次" in told.text) == ("u-li", True)


async def test_an_end_of_work_in_the_quiet_hours_wakes_nobody(community: Community) -> None:
    late = replace(
        community.rules, quiet=(at(community, "2026-11-23T17:00").time(), NOW.time().replace(hour=8))
    )
    async with rig(replace(community, rules=late)) as bench:
        await bench.say("u-wang", LEAK)
        assert await bench.until(at(community, "2026-11-24T07:59")) == []
        [told] = await bench.until(at(community, "2026-11-24T08:01"))
        assert told.text.startswith("弱信号11月23日")


async def test_a_jump_is_told_at_once_and_once(community: Community) -> None:
    async with rig(community) as bench:
        for minutes, who in ((50, "u-wang"), (20, "u-tang"), (10, "u-liu")):
            assert await bench.say(who, LEAK) == []
            assert await bench.wait(minutes) == []
        assert await bench.say("u-gao", LEAK) == []  # the fourth, but the first is more than an hour ago
        [jump] = await bench.say("u-wang", LEAK)
        assert (jump.room, jump.to) == (None, "u-li")
        assert jump.text.startswith("弱信号：一小时内群里说到4次 漏水 3号楼2单元")
        assert await bench.say("u-wang", LEAK) == []
        await bench.say("u-wang", LEAK, room="r-dw")  # the same place, from another group
        [told] = await bench.until(at(community, "2026-11-23T18:01"))
        assert "漏水 3号楼2单元 7次" in told.text


async def test_a_jump_at_night_waits_for_the_morning(community: Community) -> None:
    async with rig(community, start=at(community, "2026-11-23T23:50")) as bench:
        for _ in range(30):  # over midnight
            await bench.say("u-wang", NOISE)
        said = await bench.until(at(community, "2026-11-24T07:31"))
        assert [message.to for message in said] == ["u-li"]


async def test_one_who_says_everything_often_does_not_flood_the_head(community: Community) -> None:
    several = {
        name: Further("投诉", name, None, None) for name in ("噪音", "停车", "垃圾", "宠物", "绿化", "违建")
    }
    WEAK.update(several)
    async with rig(community) as bench:
        for words in several:
            for _ in range(6):
                await bench.say("u-wang", words)
        assert len(bench.wire.sent) == 3
    for words in several:
        del WEAK[words]


@pytest.mark.parametrize("mode", [RoomMode.MENTION, RoomMode.SILENT])
async def test_a_group_in_which_the_bot_is_silent_is_counted_too(
    community: Community, mode: RoomMode
) -> None:
    rooms = tuple(replace(room, mode=mode) for room in community.rooms)
    async with rig(replace(community, rooms=rooms)) as bench:
        assert await bench.say("u-wang", LEAK) == []
        assert await bench.say("u-liu", "3号楼1单元楼道灯坏了没人修") == []  # would be offered elsewhere
        assert await rows(bench) == [("b3", "漏水", "3号楼2单元", 1), ("b3", "路灯照明", "3号楼1单元", 1)]


async def test_nothing_of_who_said_what_is_kept(community: Community) -> None:
    async with rig(community) as bench:
        for who in ("u-wang", "u-tang", "u-liu", "u-gao"):
            await bench.say(who, LEAK, name="8-1-802王")
        await bench.wait(30)
        [jump] = bench.wire.sent
        assert jump.to == "u-li"
        kept = await bench.house.store.read(
            lambda store: [
                str(list(row))
                for table in (
                    "weak_signal",
                    "timer",
                    "audit",
                    "outbox",
                    "contact",
                    "question",
                    "request_word",
                )
                for row in store.connection.exec_driver_sql(f"SELECT * FROM {table}").all()
            ]
        )
        assert kept
        for secret in ("u-wang", "u-tang", "u-liu", "u-gao", "802", "501", LEAK[:4], "唉"):
            assert not [line for line in kept if secret in line], secret
        assert await bench.house.store.read(lambda store: store.audit.first_broken()) is None


@pytest.mark.parametrize("words", ["早上好各位邻居", "蹊跷", "谁家的猫丢了哈哈", "👍"])
async def test_what_is_no_signal_leaves_no_trace(community: Community, words: str) -> None:
    async with rig(community) as bench:
        standing = await bench.house.next_due()
        assert await bench.say("u-wang", words) == []
        assert await rows(bench) == []
        assert await bench.house.next_due() == standing


async def test_what_was_said_to_the_bot_or_elsewhere_is_not_counted(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", LEAK, room="r-404")
        await bench.say("u-wang", "@小应 3号楼2单元电梯坏了")
        await bench.say("u-wang", "3号楼1单元楼道灯坏了没人修")
        await bench.say("u-tang", "随便说说", room=None)
        assert await rows(bench) == []


async def test_one_line_makes_a_request_and_then_it_is_off_the_list(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", LEAK)
        await bench.say("u-wang", NOISE)
        await bench.until(at(community, "2026-11-23T17:00"))
        said = await bench.say("u-li", "登记 漏水 3号楼2单元", room=None)
        assert {message.to for message in said} == {"u-li", "u-wu"}
        [request] = await bench.house.store.read(lambda store: store.requests.newest(9))
        assert (request.category, request.intent, request.place) == ("漏水", "报修", "3号楼2单元")
        assert (request.node, request.reporter, request.room) == ("b3", "u-li", None)
        assert request.text == "漏水 3号楼2单元"
        [told] = [m for m in await bench.until(at(community, "2026-11-23T18:01")) if "弱信号" in m.text]
        assert ("噪音" in told.text, "漏水" in told.text) == (True, False)
        for who in ("u-wang", "u-tang", "u-liu", "u-gao"):
            said = await bench.say(who, LEAK)
            assert said == []  # no jump: it is registered


@pytest.mark.parametrize(
    ("words", "category", "intent"),
    [
        ("登记 公共设施", "公共设施", None),
        ("登记：求助 3号楼", None, "求助"),
        ("登记噪音 5号楼 天天吵", "噪音", None),
    ],
)
async def test_every_line_of_the_list_can_be_registered(
    community: Community, words: str, category: str | None, intent: str | None
) -> None:
    async with rig(community) as bench:
        await bench.say("u-li", words, room=None)
        [made] = await bench.house.store.read(lambda store: store.requests.newest(9))
        assert (made.category if category else made.intent) == (category or intent)


async def test_what_a_resident_writes_like_this_is_read_as_before(community: Community) -> None:
    async with rig(community) as bench:
        said = await bench.say("u-wang", "登记 漏水 3号楼2单元 厨房漏水了", room=None)
        assert ["已登记【0001】" in message.text for message in said if message.to == "u-wang"] == [True]


async def test_a_member_turns_the_list_off_and_on(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", LEAK)
        [shown] = await bench.say("u-li", "弱信号")
        assert (shown.to, shown.room, "漏水 3号楼2单元 1次" in shown.text) == ("u-li", None, True)
        [off] = await bench.say("u-li", "弱信号 关", room=None)
        assert "弱信号 开" in off.text
        assert await bench.until(at(community, "2026-11-23T18:01")) == []
        [on] = await bench.say("u-li", "弱信号开", room=None)
        assert "弱信号 关" in on.text
        [nothing] = await bench.say("u-li", "弱信号", room=None)
        assert "没有" in nothing.text
        await bench.say("u-wang", LEAK)
        [told] = await bench.until(at(community, "2026-11-24T18:01"))
        assert told.to == "u-li"
        assert await bench.say("u-wang", "弱信号 关") == []  # a resident has no list
        [refused] = await bench.say("u-wang", "弱信号 关", room=None)
        assert "负责" in refused.text


async def test_a_list_that_is_days_late_is_not_sent(community: Community, tmp_path: object) -> None:
    database = f"sqlite:///{tmp_path}/x.db"
    async with rig(community, database) as bench:
        await bench.say("u-wang", LEAK)
        await bench.say("u-wang", NOISE, room="r-5")
    async with rig(community, database, NOW + timedelta(days=1)) as later:
        assert len(await later.wait(2)) == 2  # a day late it is
    async with rig(community, database, NOW + timedelta(days=1)) as bench:
        await bench.say("u-wang", LEAK)
    async with rig(community, database, NOW + timedelta(days=5)) as later:
        assert await later.wait(2) == []


async def test_tidying_deletes_counts_after_thirty_days(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", LEAK)
        await bench.until(NOW + timedelta(days=30))
        await bench.tidy()
        assert len(await rows(bench)) == 1
        await bench.until(NOW + timedelta(days=31))
        await bench.tidy()
        assert await rows(bench) == []
