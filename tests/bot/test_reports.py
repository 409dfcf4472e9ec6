"""Reports that write themselves: who gets them and when, what they say, and that nobody is flooded or named."""

import io
from dataclasses import replace
from datetime import datetime, timedelta

from python_calamine import CalamineWorkbook

from bot.config import demo_config
from handlers.community import Community
from handlers.messages import Outgoing
from storage.records import TimerState
from storage.tables import timer
from tests.bot.rig import Rig, rig
from tests.conftest import NOW

COMMUNITY = demo_config().community
MONDAY = NOW + timedelta(days=7)
PEOPLE = ("王桂兰", "刘洋", "高敏", "唐磊", "吴强", "徐静")


def set_to(**rules: object) -> Community:
    changed = replace(COMMUNITY.rules.reports, **rules)  # type: ignore[arg-type]
    return replace(COMMUNITY, rules=replace(COMMUNITY.rules, reports=changed))


async def week(house: Rig) -> None:
    """Twelve requests of 3号楼 and one of 5号楼: eleven done, six rated."""
    what = ("电梯坏了", "水管漏水了", "电梯不动了", "下水道堵了漏水")
    for n in range(12):
        flat = f"{n % 2 + 1}单元{n // 2 + 1}0{n % 2 + 1}"
        await house.say("u-wang", f"@小应 3号楼{flat}室{what[n % 4]}")
        if n < 11:
            await house.say("u-wu", f"接单{n + 1:04}", room=None)
            await house.say("u-wu", f"办结{n + 1:04} 换了配件", room=None)
        if n < 6:
            await house.say("u-wang", f"{n + 1:04} 5分")
    await house.say("u-xu", "@小应 5号楼门禁坏了，进不去", room="r-5")


def reports(sent: list[Outgoing], title: str = "周报") -> list[Outgoing]:
    return [post for post in sent if f"【{title}】" in post.text]


async def test_monday_morning_each_group_gets_one_message_and_one_picture() -> None:
    async with rig(COMMUNITY) as house:
        await week(house)
        sent = await house.until(MONDAY + timedelta(minutes=30))
        told = reports(sent)
        rooms = {post.room: post.text for post in told if post.room}
        assert set(rooms) == {"r-dw", "r-p1", "r-p2"}
        assert "第一片区 11月23日—29日" in rooms["r-p1"]
        assert "登记12件，办结11件" in rooms["r-p1"]
        assert "登记13件，办结11件" in rooms["r-dw"]
        assert "不算比率" in rooms["r-p2"]
        assert "满意率100%（6件评价）" in rooms["r-p1"]
        pictures = [post for post in sent if post.file and post.file.name.endswith(".png")]
        assert sorted(str(post.room) for post in pictures) == ["r-dw", "r-p1", "r-p2"]
        assert all(len(text.split("\n")) <= 4 for text in rooms.values())
        assert not any(name in text for text in rooms.values() for name in PEOPLE)
        later = await house.until(MONDAY + timedelta(hours=20))
        assert reports(later) == []


async def test_the_secretaries_get_the_rows_that_the_figures_are_counted_from() -> None:
    async with rig(COMMUNITY) as house:
        await week(house)
        sent = await house.until(MONDAY + timedelta(minutes=30))
        books = {post.to: post.file for post in sent if post.file and post.file.name.endswith(".xlsx")}
        assert set(books) == {"u-zhou", "u-he", "u-chen1", "u-chen2"}
        file = books["u-chen1"]
        assert file is not None
        book = CalamineWorkbook.from_filelike(io.BytesIO(file.data))
        assert book.sheet_names == ["合计", "按类别", "按楼栋", "按经办人", "台账"]
        head, total = book.get_sheet_by_name("合计").to_python()
        ledger_head, *rows = book.get_sheet_by_name("台账").to_python()
        ledger = [dict(zip(ledger_head, row, strict=True)) for row in rows]
        figures = dict(zip(head, total, strict=True))
        assert figures["登记"] == len(ledger) == 12
        assert figures["办结"] == sum(bool(row["办结时间"]) for row in ledger) == 11
        assert figures["按时接单"] == sum(row["按时接单"] == "是" for row in ledger)
        assert figures["解决"] == sum(row["解决"] == "是" for row in ledger)
        assert figures["满意"] == sum(row["评价"] in (4.0, 5.0) for row in ledger) == 6
        members = book.get_sheet_by_name("按经办人").to_python()
        assert [row[:3] for row in members[1:]] == [["吴强", 12.0, 11.0]]


async def test_an_empty_week_is_silent_or_says_so_in_one_line() -> None:
    async with rig(COMMUNITY) as house:
        assert reports(await house.until(MONDAY + timedelta(hours=2))) == []
    async with rig(set_to(say_empty=True)) as house:
        told = reports(await house.until(MONDAY + timedelta(hours=2)))
        assert {post.room for post in told} == {"r-dw", "r-p1", "r-p2"}
        assert all("\n" not in post.text and post.file is None for post in told)


async def test_the_settings_say_which_and_when() -> None:
    async with rig(set_to(weekly=0, monthly=3, quarterly=0)) as house:
        await week(house)
        sent = await house.until(datetime(2026, 12, 31, tzinfo=COMMUNITY.zone))
        assert reports(sent) == []
        monthly = reports(sent, "月报")
        assert len([post for post in monthly if post.room]) == 3
        waiting = await house.house.store.read(lambda store: store.timers.waiting(50))
        assert [one.kind for one in waiting if one.kind.startswith("reports.")] == ["reports.monthly"]


async def test_a_report_that_is_far_too_late_is_left_out_with_a_note() -> None:
    async with rig(COMMUNITY) as house:
        await week(house)
        house.clock.move_to(MONDAY + timedelta(days=3))
        await house.house.clockwork.sweep()
        sent = await house.wait(minutes=30)
        assert reports(sent) == []

        def notes(store) -> list[str]:  # type: ignore[no-untyped-def]
            rows = store.connection.execute(timer.select().where(timer.c.kind == "reports.weekly"))
            return [row.note for row in rows if row.state == TimerState.SKIPPED]

        assert await house.house.store.read(notes) == ["late by 4320 minutes"]
        again = await house.until(MONDAY + timedelta(days=7, hours=1))
        assert {post.room for post in reports(again) if post.room} == {"r-dw", "r-p1", "r-p2"}


async def test_a_start_sets_no_report_twice() -> None:
    async with rig(COMMUNITY) as house:
        await house.house.settle()
        await house.house.settle()
        waiting = await house.house.store.read(lambda store: store.timers.waiting(50))
        kinds = sorted(one.kind for one in waiting if one.kind.startswith("reports."))
        assert kinds == ["reports.monthly", "reports.quarterly", "reports.weekly"]


async def test_by_chat_at_once_and_privately() -> None:
    async with rig(COMMUNITY) as house:
        await week(house)
        for asked, days in (
            ("周报 本周", "11月23日—29日"),
            ("月报 11月", "2026年11月"),
            ("本周办得怎么样", "11月23日—29日"),
            ("季报 第四季度", "2026年第4季度"),
            ("月报 本月 3号楼", "2026年11月"),
            ("周报 本周 发我看看", "11月23日—29日"),
            ("给我看下本月的月报", "2026年11月"),
        ):
            sent = await house.say("u-chen1", f"@小应 {asked}", room="r-p1")
            assert not any(post.room == "r-p1" for post in sent), asked
            words, picture = (post for post in sent if post.to == "u-chen1")
            assert days in words.text, asked
            assert "登记12件" in words.text, asked
            assert picture.file is not None, asked
        for asked in ("上周办得怎么样", "看下周报", "周报发我看看"):
            empty = await house.say("u-chen1", asked, room=None)
            assert "11月16日—22日没有登记的诉求" in empty[0].text, asked
        for asked in ("周报 5号楼", "周报 幸福里社区", "月报 王桂兰", "季报 明天"):
            sent = await house.say("u-chen1", asked, room=None)
            assert "请这样说" in sent[0].text, asked


async def test_who_does_not_lead_gets_none_and_anybody_may_ask_how_it_is_counted() -> None:
    async with rig(COMMUNITY) as house:
        await week(house)
        for sender in ("u-wang", "u-wu", "u-li", "u-stranger"):
            for asked in ("周报", "月报 11月", "本周办得怎么样"):
                told = "\n".join(post.text for post in await house.say(sender, asked, room=None))
                assert "响应率" not in told, (sender, asked)
        talk = await house.say("u-gao", "周报还没写完，今天又要加班", room="r-3")
        assert not any(post.room == "r-3" or post.to == "u-gao" for post in talk)
        how = await house.say("u-wang", "报表怎么算的？", room=None)
        assert "解决率" in how[0].text


async def test_a_member_sees_their_own_figures_and_nobody_else_does() -> None:
    async with rig(COMMUNITY) as house:
        await week(house)
        for asked in ("我的成绩", "我这个月办了几件", "我本周办了几件？"):
            sent = await house.say("u-wu", f"@小应 {asked}", room="r-3")
            (own,) = (post for post in sent if "我的成绩" in post.text)
            assert (own.room, own.to) == (None, "u-wu"), asked
            assert "登记13件，办结11件，在办2件" in own.text, asked
        told = await house.say("u-li", "我的成绩", room=None)
        assert "登记0件" in told[0].text
        assert not any("我的成绩" in post.text for post in await house.say("u-wang", "我的成绩", room=None))


async def test_a_row_of_pleases_keeps_nobody_busy() -> None:
    """Cut in all ways in which it can be, it would never end."""
    async with rig(COMMUNITY) as house:
        for words in ("看" * 29, "看" * 5000, "给我看看" * 7):
            for asked in (f"周报 {words}了", f"{words}了周报"):
                await house.say("u-chen1", asked, room=None)
