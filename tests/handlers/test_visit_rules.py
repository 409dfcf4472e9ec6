"""Visits as rules: who may note them, what is overdue, who did how much, which days are meant."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from handlers.community import Community, Household
from handlers.visits import rules
from storage.visits import HomeContact, Visit, VisitKind
from tests.conftest import NOW
from tests.grid import person

DAY = timedelta(days=1)


def home(community: Community, flat: str) -> Household:
    found = community.household(flat)
    assert found is not None
    return found


def visit(actor: str, kind: VisitKind) -> Visit:
    return Visit(NOW, NOW, actor, kind, "b3", "3号楼", None, True, None, 1, 0)


def test_who_may_note_a_visit(community: Community) -> None:
    flat = home(community, "3-2-501")
    touches = HomeContact("3-2-501", "u-xu", "u-li", NOW)
    may = {
        one.id
        for one in community.people
        if one.id in ("u-li", "u-sun4", "u-chen1", "u-chen2", "u-wang", "u-xu")
        and rules.may_visit(community, one, flat, touches)
    }
    assert may == {"u-li", "u-chen1", "u-xu"}
    member = replace(person(community, "u-liu"), party=True)
    assert rules.may_visit(community, member, flat, None)
    assert not rules.may_visit(community, member, home(community, "4-1-101"), None)


def test_who_may_read_what_was_noted(community: Community) -> None:
    flat = home(community, "3-2-501")
    assert rules.may_read(community, person(community, "u-chen1"), flat, None)
    assert not rules.may_read(community, person(community, "u-li"), flat, None)
    assert rules.may_read(
        community, person(community, "u-li"), flat, HomeContact("3-2-501", "u-li", "u-he", NOW)
    )
    assert not rules.may_read(community, person(community, "u-chen2"), flat, None)


def test_the_never_visited_come_first_then_the_longest_ago(community: Community) -> None:
    flats = [home(community, flat) for flat in ("3-1-101", "3-1-102", "3-1-201", "3-1-202")]
    met = {"3-1-101": NOW - 70 * DAY, "3-1-102": NOW - 90 * DAY, "3-1-201": NOW - 5 * DAY}
    found = rules.overdue(flats, met, {}, NOW - 60 * DAY)
    assert [one.home.id for one in found] == ["3-1-202", "3-1-102", "3-1-101"]


def test_a_flat_that_was_just_given_is_not_overdue_yet(community: Community) -> None:
    flat = home(community, "3-1-202")
    assert rules.overdue([flat], {}, {"3-1-202": NOW - 10 * DAY}, NOW - 60 * DAY) == []
    [one] = rules.overdue([flat], {}, {"3-1-202": NOW - 61 * DAY}, NOW - 60 * DAY)
    assert one.last is None


def test_tallies_by_person() -> None:
    done = [visit("u-a", VisitKind.PATROL), visit("u-b", VisitKind.VISIT), visit("u-b", VisitKind.VISIT)]
    assert rules.tallies(done) == [rules.Tally("u-b", 2, 0), rules.Tally("u-a", 0, 1)]


@pytest.mark.parametrize(
    ("words", "since", "until"),
    [
        ("", "2026-12-28", "2027-01-02"),
        ("今天", "2027-01-01", "2027-01-02"),
        ("上周", "2026-12-21", "2026-12-28"),
        ("本月", "2027-01-01", "2027-01-02"),
        ("上个月", "2026-12-01", "2027-01-01"),
    ],
)
def test_periods(words: str, since: str, until: str) -> None:
    local = datetime(2027, 1, 1, 15, 30, tzinfo=ZoneInfo("Asia/Shanghai"))  # a Friday
    found = rules.period(words, local)
    assert (f"{found.since:%Y-%m-%d}", f"{found.until:%Y-%m-%d}") == (since, until)


def test_in_a_group_only_the_stairwell_is_said(community: Community) -> None:
    flats = [home(community, flat) for flat in ("3-2-501", "3-2-502", "4-1-101")]
    assert rules.stairwells(flats) == "3号楼2单元、4号楼1单元"
    assert rules.flat_words(flats[0]) == "3号楼2单元501"
