"""The rules of a poll."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from handlers.community import Community
from handlers.errors import UserError
from handlers.polls import units
from handlers.polls.outcome import Rule, Share
from handlers.polls.rules import Draft, announcements, check_draft, times_anew
from handlers.texts import text
from storage.records import Poll, PollKind, Unit
from tests.conftest import NOW
from tests.polls.made import poll_values

HOUR = timedelta(hours=1)
DRAFT = Draft("是否加装充电桩？", ("同意", "反对"), False, Unit.HOUSEHOLD, "r-3", "b3", NOW + 3 * HOUR)


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"title": ""}, "title_wanted"),
        ({"title": "长" * 61}, "title_long"),
        ({"options": ("同意",)}, "options_wanted"),
        ({"options": tuple(map(str, range(21)))}, "options_wanted"),
        ({"options": ("同意", "")}, "label_long"),
        ({"options": ("A", "a")}, "options_alike"),
        ({"deadline": NOW - HOUR}, "deadline_past"),
        ({"deadline": NOW}, "deadline_past"),
        ({"deadline": NOW + timedelta(days=91)}, "deadline_far"),
        ({"opens_at": NOW + 3 * HOUR}, "deadline_past"),
        ({"choose": 0}, "choose_wanted"),
        ({"choose": 3}, "choose_wanted"),
        ({"rooms": tuple(f"r-{n}" for n in range(51))}, "rooms_many"),
        ({"public_days": 0}, "public_days_wanted"),
        ({"public_days": 3}, "public_never"),
        ({"secret": True, "unit": Unit.OWNER}, "secret_areas"),
        ({"secret": True, "show_counts": True}, "secret_counts"),
        ({"kind": PollKind.STATUTORY}, "channel_wanted"),
        ({"rule": Rule(quorum=Share(3, 2))}, "rule_wrong"),
        ({"rule": Rule(to_pass=Share(1, 1, over=True))}, "rule_wrong"),
        ({"rule": Rule(base="all")}, "rule_wrong"),
    ],
)
def test_a_draft_that_cannot_be_voted_on_says_what_to_write(change: dict[str, object], key: str) -> None:
    with pytest.raises(UserError) as raised:
        check_draft(replace(DRAFT, **change), NOW, 20)  # type: ignore[arg-type]
    assert raised.value.key == f"polls.{key}"
    assert text(raised.value.key, **raised.value.params)


def test_a_good_draft_is_taken() -> None:
    check_draft(DRAFT, NOW, 20)
    check_draft(replace(DRAFT, kind=PollKind.STATUTORY), NOW, 20, "市业主决策平台")


@pytest.mark.parametrize(
    ("length", "kinds"),
    [
        (timedelta(days=4), ["half", "last_call"]),
        (5 * HOUR, ["half", "last_call"]),
        (HOUR, ["last_call"]),
        (timedelta(minutes=10), []),
    ],
)
def test_the_group_is_told_a_few_times_and_before_the_end(length: timedelta, kinds: list[str]) -> None:
    told = announcements(NOW, NOW + length, 24)
    assert [announcement.kind for announcement in told] == kinds
    moments = [announcement.at for announcement in told]
    assert moments == sorted(moments)
    assert all(NOW < moment < NOW + length for moment in moments)


def _kept(**changes: Any) -> Poll:
    return Poll(id=1, **poll_values(NOW, **changes))


@pytest.mark.parametrize(
    ("ended", "begin", "deadline"),
    [
        ("23T09:12", None, "27T18:00"),  # ended at once: the old deadline
        ("26T09:12", None, "30T18:00"),  # too little of it is left: as many days again
        ("25T09:12", None, "27T18:00"),
    ],
)
def test_a_poll_opened_anew_ends_at_a_usual_hour(ended: str, begin: str | None, deadline: str) -> None:
    zone = ZoneInfo("Asia/Shanghai")
    opened = datetime(2026, 11, 23, 9, tzinfo=zone)
    poll = _kept(opened_at=opened, opens_at=opened, deadline=datetime(2026, 11, 27, 18, tzinfo=zone))
    found = times_anew(poll, datetime.fromisoformat(f"2026-11-{ended}").replace(tzinfo=zone))
    assert found == (begin, datetime.fromisoformat(f"2026-11-{deadline}").replace(tzinfo=zone))


def test_the_days_of_notice_are_as_many_again() -> None:
    zone = ZoneInfo("Asia/Shanghai")
    opened, opens = datetime(2026, 11, 23, 9, tzinfo=zone), datetime(2026, 11, 30, 8, tzinfo=zone)
    poll = _kept(opened_at=opened, opens_at=opens, deadline=datetime(2026, 12, 4, 18, tzinfo=zone))
    begin, deadline = times_anew(poll, datetime(2026, 11, 24, 10, 17, tzinfo=zone))
    assert begin == datetime(2026, 12, 1, 8, tzinfo=zone)
    assert deadline == poll.deadline
    evening = _kept(opened_at=opened, opens_at=opened, deadline=datetime(2026, 11, 27, 20, 30, tzinfo=zone))
    again = times_anew(evening, datetime(2026, 11, 27, 9, 12, tzinfo=zone))
    assert again == (None, datetime(2026, 12, 1, 20, 30, tzinfo=zone))
    short = _kept(opened_at=opened, opens_at=opened, deadline=opened + 2 * HOUR)
    late = opened + timedelta(hours=10, minutes=7)
    assert times_anew(short, late) == (None, late + 2 * HOUR)


@pytest.mark.parametrize("unit", [Unit.PERSON, Unit.HOUSEHOLD])
def test_who_has_left_the_roster_is_not_called_by_an_id(community: Community, unit: Unit) -> None:
    listed = units.Electorate(("b3",), units.Who.LISTED, ("u-wang", "u-gone"))
    with pytest.raises(UserError) as raised:
        units.freeze(community, listed, unit, {})
    assert raised.value.params["names"] == "已不在名册的人"
