"""Spans of days as people name them: the last one that has begun."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.periods import DAY, MONTH, QUARTER, WEEK, YEAR, find_period, period_of

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("今天的", "2026-11-23", "2026-11-23"),
        ("昨天", "2026-11-22", "2026-11-22"),
        ("上周", "2026-11-16", "2026-11-22"),
        ("这个星期", "2026-11-23", "2026-11-29"),
        ("上个礼拜", "2026-11-16", "2026-11-22"),
        ("本月", "2026-11-01", "2026-11-30"),
        ("上月", "2026-10-01", "2026-10-31"),
        ("10月", "2026-10-01", "2026-10-31"),
        ("十二月", "2025-12-01", "2025-12-31"),
        ("去年3月", "2025-03-01", "2025-03-31"),
        ("第三季度", "2026-07-01", "2026-09-30"),
        ("去年第四季度", "2025-10-01", "2025-12-31"),
        ("上季度", "2026-07-01", "2026-09-30"),
        ("最近7天", "2026-11-17", "2026-11-23"),
        ("最近三个月", "2026-08-26", "2026-11-23"),
        ("11月1日到11月15日", "2026-11-01", "2026-11-15"),
        ("12月30日到1月5日", "2025-12-30", "2026-01-05"),
        ("2026-11-01到2026-11-15", "2026-11-01", "2026-11-15"),
        ("去年", "2025-01-01", "2025-12-31"),
        ("2025年", "2025-01-01", "2025-12-31"),
    ],
)
def test_a_span_that_has_begun(words: str, first: str, last: str) -> None:
    found = find_period(f"查 电梯 {words}", MONDAY)
    assert found is not None
    period, rest = found
    assert (period.first.isoformat(), period.last.isoformat()) == (first, last)
    assert ("电梯" in rest, words in rest) == (True, False)


@pytest.mark.parametrize(
    "words", ["电梯", "3-2-501", "3号楼2单元", "6月31日", "下周", "0712", "99月", "2027年", ""]
)
def test_what_is_no_span_is_none(words: str) -> None:
    assert find_period(words, MONDAY) is None


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.sampled_from([DAY, WEEK, MONTH, QUARTER, YEAR]))
def test_periods_of_a_kind_follow_each_other(day: date, kind: str) -> None:
    period = period_of(kind, day)
    assert period.first <= day <= period.last
    assert (period.first - period.before.last).days == 1
    assert period_of(kind, period.last) == period


@given(st.text(max_size=40), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_no_words_break_it(words: str, today: date) -> None:
    found = find_period(words, today)
    assert found is None or found[0].first <= found[0].last


def test_a_span_may_end_after_today_and_is_of_this_year() -> None:
    today = date(2026, 11, 23)
    for said, first, last in (
        ("11月1日到11月30日", date(2026, 11, 1), date(2026, 11, 30)),
        ("12月1日到1月5日", date(2025, 12, 1), date(2026, 1, 5)),
        ("11月1日到11月23日", date(2026, 11, 1), date(2026, 11, 23)),
        ("2025年12月1日到2026年1月5日", date(2025, 12, 1), date(2026, 1, 5)),
    ):
        found = find_period(said, today)
        assert found is not None
        assert (found[0].first, found[0].last) == (first, last)
