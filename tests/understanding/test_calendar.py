"""Working days, holidays and moved days; tables that an office broke."""

from datetime import date
from pathlib import Path

import pytest

from handlers.calendar import Calendar, CalendarError

CALENDAR = Calendar.load()


@pytest.mark.parametrize(
    ("day", "working"),
    [
        ("2026-11-20", True),  # a plain Friday
        ("2026-11-22", False),  # a plain Sunday
        ("2026-10-07", False),  # the last day off of 国庆
        ("2026-10-10", True),  # a Saturday worked for it
        ("2026-02-14", True),
        ("2026-02-16", False),
        ("2025-09-28", True),
        ("2027-01-01", False),  # not published, but the law says so
        ("2031-06-03", True),  # a year without a table: the weekday alone
        ("2031-06-01", False),
    ],
)
def test_working_day(day: str, working: bool) -> None:
    assert CALENDAR.is_working_day(date.fromisoformat(day)) is working


@pytest.mark.parametrize(
    ("day", "n", "result"),
    [
        ("2026-11-22", 1, "2026-11-23"),
        ("2026-11-22", 10, "2026-12-04"),
        ("2026-09-30", 1, "2026-10-08"),
        ("2026-10-09", 1, "2026-10-10"),  # the moved Saturday counts
        ("2026-10-12", -2, "2026-10-09"),
        ("2026-11-21", 0, "2026-11-21"),
    ],
)
def test_add_working_days(day: str, n: int, result: str) -> None:
    assert CALENDAR.add_working_days(date.fromisoformat(day), n).isoformat() == result


def test_what_is_published() -> None:
    assert [CALENDAR.is_published(year) for year in (2025, 2026, 2027, 2031)] == [True, True, False, False]


def test_every_moved_day_is_a_weekend_day() -> None:
    moved = [date.fromisoformat(day) for day in ("2025-01-26", "2025-02-08", "2026-01-04", "2026-09-20")]
    assert all(day.weekday() >= 5 and CALENDAR.is_working_day(day) for day in moved)


def test_the_end_of_a_holiday() -> None:
    assert CALENDAR.holiday(date(2026, 10, 2)) == "国庆节"
    assert CALENDAR.holiday_end(date(2026, 10, 2)) == date(2026, 10, 7)
    assert CALENDAR.holiday(date(2026, 10, 8)) is None
    assert CALENDAR.holiday_end(date(2026, 10, 8)) is None


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("[2026", "Expected"),
        ("[soon]\npublished = true\nholidays = []", "not a year"),
        ("[2026]\nholidays = []", "published"),
        ("[2026]\npublished = true", "holidays"),
        ('[2026]\npublished = true\nholidays = [{ name = "x", from = "a", to = "b" }]', "from and to"),
        ('[2026]\npublished = true\nholidays = [{ name = "x", from = 2026-01-03, to = 2026-01-01 }]', "end"),
        (
            '[2026]\npublished = true\nholidays = [{ name="x", from=2026-01-01, to=2026-01-01, of = 1 }]',
            "nothing else",
        ),
        (
            '[2026]\npublished = true\nholidays = [{ name="x", from=2026-01-01, to=2026-01-01, work = 3 }]',
            "list of days",
        ),
        ("[2026]\npublished = true\nholidays = [3]", "nothing else"),
    ],
)
def test_a_broken_table_is_named(tmp_path: Path, text: str, part: str) -> None:
    path = tmp_path / "calendar.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CalendarError, match=part):
        Calendar.load(path)
