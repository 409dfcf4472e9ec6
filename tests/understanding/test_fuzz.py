"""Hostile texts (benchmarks/fuzz.py): nothing raises, every label is one of its set; and what such texts found out."""

import json
from datetime import date, datetime, timedelta

import pytest
from lunar_python import LunarYear, Solar

from benchmarks.fuzz import READERS
from benchmarks.hostile import LONGEST, Hostile
from handlers.calendar import Calendar
from handlers.understanding import (
    CATEGORIES,
    INTENTS,
    Context,
    Meaning,
    feasts,
    find_due,
    find_place,
    mask,
    understand,
)
from handlers.understanding.places import place_spans

NOW = datetime(2026, 11, 22, 10)


def _sound(meaning: Meaning, context: Context) -> None:
    assert meaning.intent in INTENTS
    assert meaning.addressed in ({"explicit", "implicit"} if meaning.for_bot else {None})
    assert meaning.category in ({*CATEGORIES} if meaning.for_bot else {None})
    assert meaning.urgency in ({"normal", "urgent", "emergency"} if meaning.for_bot else {None})
    assert 0 <= meaning.confidence <= 1
    if meaning.ballot:
        sizes = {poll.code: len(poll.options) for poll in context.open_polls}
        assert meaning.ballot.poll is None or meaning.ballot.poll in sizes
        assert meaning.ballot.option >= 1
    for one in meaning.more:
        assert one.intent in INTENTS
        assert one.category in CATEGORIES
    json.dumps(meaning.to_json())


@pytest.mark.parametrize("seed", range(4))
def test_hostile_texts_are_understood_somehow(seed: int) -> None:
    for number in range(500):
        hostile = Hostile(seed, number)
        text, context = hostile.text(), hostile.context()
        assert len(text) <= LONGEST
        if number % 20:
            text = text[:300]
        _sound(understand(text, context), context)
        if number % 4 == 0:
            for reader in READERS.values():
                reader(text, context)


def test_a_number_and_its_seed_always_make_the_same_text() -> None:
    one, other = Hostile(3, 17), Hostile(3, 17)
    assert (one.text(), one.context()) == (other.text(), other.context())
    assert Hostile(3, 17).text() != Hostile(3, 18).text()


@pytest.mark.parametrize("year", [1901, 1985, 2017, 2026, 2033, 2034, 2147, 2242])
def test_lunar_days_and_terms_are_those_of_the_library(year: int) -> None:
    whole = LunarYear.fromYear(year)
    for month in range(1, 13):
        known = whole.getMonth(month)
        first = Solar.fromJulianDay(known.getFirstJulianDay())
        start = date(first.getYear(), first.getMonth(), first.getDay())
        last = known.getDayCount()
        assert feasts.lunar_day(year, month, 1) == start
        assert feasts.lunar_day(year, month, last) == start + timedelta(days=last - 1)
        assert feasts.lunar_day(year, month, last + 1) is None
        assert feasts.lunar_day(year, month, 0) is None
    for name, moment in Solar.fromYmd(year, 6, 1).getLunar().getJieQiTable().items():
        day = date(moment.getYear(), moment.getMonth(), moment.getDay())
        if not name.isascii() and day.year == year and name != "冬至":
            assert feasts.feast(date(year, 1, 1), name) == day


def test_many_years_of_feasts_cost_a_calculation_of_days_each(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library's own years, with the minutes of all terms, made 2031年春节 2032年春节 … take a fifth of a second."""
    monkeypatch.setattr(LunarYear, "compute", lambda self: pytest.fail("a whole year was worked out"))
    due = find_due("2030年春节、2041年中秋、2052年除夕、2063年冬至、2074年腊八 农历十五", NOW)
    assert due
    assert due.value == "2030-02-03"
    feasts._moons.cache_clear()
    find_due(" ".join(f"{year}年除夕前" for year in range(2030, 2042)), NOW)
    assert feasts._moons.cache_info().misses <= 2 * 12


def test_working_days_are_counted_up_to_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are counted one by one: 9999个工作日内 said twelve times took a fifth of a second."""
    counted: list[int] = []
    whole = Calendar.add_working_days

    def counting(self: Calendar, day: date, n: int) -> date:
        counted.append(n)
        return whole(self, day, n)

    monkeypatch.setattr(Calendar, "add_working_days", counting)
    assert find_due("9999个工作日内，" * 12, NOW) is None
    assert counted == []
    due = find_due("300个工作日内", NOW)
    assert due
    assert due.kind == "deadline"
    assert counted == [300]


def test_a_place_is_found_behind_many_latin_letters() -> None:
    """Each letter of a word was looked at as the start of a place, and no look was left for the place."""
    place = find_place("hello" * 150 + " 3号楼2单元")
    assert place
    assert place.text == "3号楼2单元"
    assert find_place("B2漏水") == find_place("x B2漏水")


def test_a_list_of_places_without_end_is_read_up_to_a_number() -> None:
    assert len(place_spans("3-2单元" * 150)) == 40
    place = find_place("、".join(f"{n}号楼" for n in range(1, 15)))
    assert place
    assert place.text.split("、")[-1] == "14号楼"


def test_personal_data_without_end_is_masked_to_the_end() -> None:
    assert "1" not in mask("取件码1234 京A12345," * 500)
