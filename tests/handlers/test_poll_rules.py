"""The rules of a poll."""

from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.community import Community
from handlers.errors import UserError
from handlers.polls import rules
from handlers.polls.rules import Draft, announcements, check_draft, electorate, leaders, tally, voter_of
from handlers.texts import text
from storage.records import Ballot
from tests.conftest import NOW

HOUR = timedelta(hours=1)
DRAFT = Draft("是否加装充电桩？", ("同意", "反对"), False, rules.HOUSEHOLD, "r-3", "b3", NOW + 3 * HOUR)


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
    ],
)
def test_a_draft_that_cannot_be_voted_on_says_what_to_write(change: dict[str, object], key: str) -> None:
    with pytest.raises(UserError) as raised:
        check_draft(replace(DRAFT, **change), NOW, 20)  # type: ignore[arg-type]
    assert raised.value.key == f"polls.{key}"
    assert text(raised.value.key, **raised.value.params)


def test_a_good_draft_is_taken() -> None:
    check_draft(DRAFT, NOW, 20)


def test_the_electorate_is_the_households_of_a_building_or_the_people_of_a_party_group(
    community: Community,
) -> None:
    building = community.building_node("3")
    assert building is not None
    assert rules.usual_unit(building) == rules.HOUSEHOLD
    assert len(electorate(community, building.id, rules.HOUSEHOLD)) == 24
    top = next(node for node in community.nodes if node.parent is None)
    assert rules.usual_unit(top) == rules.PERSON
    assert len(electorate(community, top.id, rules.HOUSEHOLD)) == 144
    assert "u-wang" in electorate(community, top.id, rules.PERSON)
    wang = community.person_of("u-wang")
    assert voter_of(wang, rules.HOUSEHOLD) == "3-2-501"
    assert voter_of(None, rules.HOUSEHOLD) is None


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


def test_counting() -> None:
    ballots = [Ballot(str(n), option, "u", NOW) for n, option in enumerate([1, 2, 2, 3])]
    assert tally(("a", "b", "c"), ballots) == (1, 2, 1)
    assert leaders((1, 2, 1)) == (1,)
    assert leaders((2, 2, 0)) == (0, 1)
    assert leaders((0, 0)) == ()
