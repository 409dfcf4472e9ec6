"""The figures of a report: each is a sum over rows of the ledger, and can be counted again from the sheet itself."""

from collections import Counter
from dataclasses import fields
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.config import demo_config
from handlers.periods import MONTH, QUARTER, WEEK, period_of
from handlers.reports.calendar import next_due
from handlers.reports.rules import LEAST, Figures, facts, figures, folded, grouped, percent
from handlers.reports.wording import Report, picture, rates, report_text, tables
from storage.records import Request, RequestStatus
from tests.conftest import NOW

COMMUNITY = demo_config().community
SINCE, UNTIL = NOW - timedelta(days=7), NOW
_ENDED = (RequestStatus.TO_RATE, RequestStatus.CLOSED)


@st.composite
def requests(draw: st.DrawFn) -> Request:
    """A request as the machine could have left it, at some time around the report."""
    created = NOW - timedelta(minutes=draw(st.integers(-3000, 30_000)))
    status = draw(st.sampled_from(list(RequestStatus)))
    waited, worked = draw(st.integers(0, 5000)), draw(st.integers(0, 9000))
    accepted = created + timedelta(minutes=waited) if draw(st.booleans()) or status in _ENDED else None
    closed = created + timedelta(minutes=waited + worked) if status in _ENDED else None
    return Request(
        id=draw(st.integers(1, 10**6)),
        code="0712",
        number="20261123-0712",
        status=status,
        intent="报修",
        category=draw(st.sampled_from(["电梯", "漏水", "邻里纠纷", "其他"])),
        urgency=draw(st.sampled_from(["normal", "urgent", "emergency"])),
        place="3号楼",
        node=draw(st.sampled_from(["b1", "b3", "g2"])),
        text="",
        room="r-3",
        reporter="u-wang",
        assignee=draw(st.sampled_from([None, "u-li", "u-wu"])),
        level=0,
        created_at=created,
        accepted_at=accepted,
        closed_at=closed,
        accept_by=draw(st.sampled_from([None, created + timedelta(minutes=30)])),
        close_by=draw(st.sampled_from([None, created + timedelta(days=3)])),
        rating=draw(st.sampled_from([None, 1, 2, 3, 4, 5])),
        reopened=draw(st.integers(0, 2)),
        outcome=None,
        inferred=None,
        restricted=draw(st.sampled_from([None, "dispute"])),
    )


def counted(rows: list[Request]) -> list[tuple[Request, Figures]]:
    return [(row, figures(row, facts(COMMUNITY, row, NOW), SINCE, UNTIL)) for row in rows]


@settings(max_examples=150)
@given(st.lists(requests(), max_size=25))
def test_every_breakdown_adds_up_to_the_whole(rows: list[Request]) -> None:
    entries = counted(rows)
    whole = sum((one for _, one in entries), Figures())
    for key in (lambda r: r.category, lambda r: r.node, lambda r: r.assignee or ""):
        assert sum(grouped(entries, key).values(), Figures()) == whole
    assert whole.answered <= whole.answerable <= whole.registered
    assert max(whole.solved, whole.in_time, whole.rated) <= whole.closed
    assert whole.satisfied <= whole.rated
    assert whole.overdue <= whole.open
    assert whole.registered == sum(
        SINCE <= row.created_at < UNTIL and row.status is not RequestStatus.MERGED for row in rows
    )
    assert whole.closed == sum(
        row.closed_at is not None and SINCE <= row.closed_at < UNTIL for row in rows if row.status in _ENDED
    )


@settings(max_examples=60)
@given(st.lists(requests(), max_size=25))
def test_the_tables_say_the_same_as_the_words(rows: list[Request]) -> None:
    report = Report.of(COMMUNITY, "第一片区", period_of(WEEK, SINCE.date()), NOW, rows)
    total, *parts = [[row[1:5] for row in table.rows] for table in tables(report)]
    for table in parts:
        assert [sum(int(row[n] or 0) for row in table) for n in range(4)] == list(total[0])
    words = report_text(report)
    assert len(words.split("\n")) <= 4
    if report.total != Figures():
        assert f"登记{report.total.registered}件，办结{report.total.closed}件" in words
        assert not any(name in words for name in ("王桂兰", "李伟", "吴强"))


@given(st.dictionaries(st.sampled_from("甲乙丙丁戊己庚辛"), st.integers(0, 12)))
def test_nothing_smaller_than_five_is_shown_by_itself(parts: dict[str, int]) -> None:
    shown = folded(parts, "其他")
    assert all(count >= LEAST for _, count in shown)
    assert not shown or sum(count for _, count in shown) == sum(parts.values())
    assert len(shown) != 1


def test_rates_of_few_are_not_told() -> None:
    few = Figures(registered=4, answerable=4, answered=4, closed=4, solved=3, in_time=4, rated=1, satisfied=0)
    assert "%" not in rates(few)
    some = Figures(answerable=5, answered=4, closed=6, solved=6, in_time=5, rated=4, satisfied=1)
    assert "满意率" not in rates(some)
    assert "响应率80%" in rates(some)


def test_a_share_is_rounded_but_never_to_all_or_nothing() -> None:
    assert [percent(1, 1000), percent(999, 1000), percent(0, 5), percent(5, 5), percent(0, 0)] == [
        "1%",
        "99%",
        "0%",
        "100%",
        "",
    ]


def test_reports_come_on_working_days_and_each_time_once() -> None:
    """Over a year: 52 or 53 weeks, 12 months, 4 quarters; every one after its time is over, on a working day."""
    for kind, least in ((WEEK, 52), (MONTH, 12), (QUARTER, 4)):
        at, done, periods = datetime(2026, 1, 1, tzinfo=COMMUNITY.zone), None, []
        while (due := next_due(COMMUNITY, kind, at, done)) is not None and due.at.year == 2026:
            day = due.at.date()
            assert COMMUNITY.calendar.is_working_day(day)
            assert due.period.last < day
            periods.append(due.period.first)
            at, done = due.at, due.period
        assert least <= len(periods) <= least + 1
        assert max(Counter(periods).values()) == 1


def test_the_picture_is_one_for_a_phone_and_not_blank() -> None:
    base = _many(12)
    report = Report.of(COMMUNITY, "第一片区", period_of(WEEK, SINCE.date()), NOW, base)
    for shown in (report, Report.of(COMMUNITY, "第一片区", report.period, NOW, base[:2])):
        image = Image.open(BytesIO(picture(shown)))
        assert (image.width, image.height > 300) == (1080, True)
        assert len(image.convert("L").getcolors(256) or []) > 10


def _many(count: int) -> list[Request]:
    values: dict[str, Any] = {field.name: None for field in fields(Request)}
    values |= {
        "code": "0001",
        "number": "20261116-0001",
        "status": RequestStatus.ACCEPTED,
        "intent": "报修",
        "urgency": "normal",
        "node": "b3",
        "text": "",
        "reporter": "u-wang",
        "level": 0,
        "reopened": 0,
        "kept_from": (),
    }
    return [
        Request(
            **values
            | {
                "id": n,
                "category": "电梯" if n % 2 else "漏水",
                "created_at": SINCE + timedelta(hours=n),
            }
        )
        for n in range(count)
    ]
