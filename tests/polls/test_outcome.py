"""Rules of passing: exact at every edge, and in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.errors import UserError
from handlers.polls import outcome
from handlers.polls.outcome import PRESETS, Count, Outcome, Rule, Share, decide, rule_text
from handlers.texts import text

GENERAL, MAJOR = PRESETS["owners_general"], PRESETS["owners_major"]


def owners(heads: tuple[int, ...], areas: tuple[int, ...], taking: tuple[int, int]) -> Count:
    """Ninety heads with 900 square metres."""
    return Count(heads, taking[0], 90, areas, taking[1] * 100, 90_000)


@pytest.mark.parametrize(
    ("rule", "count", "expected"),
    [
        (PRESETS["most"], Count((2, 3, 1), 6, 10), Outcome(True, (), (2,))),
        (PRESETS["most"], Count((3, 3, 1), 7, 10), Outcome(True, (), (1, 2))),
        (PRESETS["most"], Count((0, 0), 0, 10), Outcome(True, (), ())),
        (PRESETS["half"], Count((5, 5), 10, 20), Outcome(True, (), ())),
        (PRESETS["half"], Count((6, 5), 11, 20), Outcome(True, (1,), (1,))),
        (PRESETS["half"], Count((0, 0), 0, 20), Outcome(True, (), ())),
        (PRESETS["meeting"], Count((10, 0), 10, 20), Outcome(False, (), ())),
        (PRESETS["meeting"], Count((10, 1), 11, 20), Outcome(True, (1,), (1,))),
        (PRESETS["two_thirds"], Count((4, 2), 6, 20), Outcome(True, (1,), (1,))),
        (PRESETS["three_quarters"], Count((2, 1), 3, 20), Outcome(True, (), ())),
        (PRESETS["half"], Count((6, 7, 2), 10, 20), Outcome(True, (1, 2), (1, 2))),
        (
            Rule(to_pass=Share(1, 2, over=True), base="eligible"),
            Count((10, 0), 10, 20),
            Outcome(True, (), ()),
        ),
        (GENERAL, owners((31, 29), (30_100, 29_900), (60, 600)), Outcome(True, (1,), (1,))),
        (GENERAL, owners((31, 29), (30_000, 30_000), (60, 600)), Outcome(True, (), ())),
        (GENERAL, owners((60, 0), (59_900, 0), (60, 599)), Outcome(False, (), ())),
        (GENERAL, owners((59, 0), (60_000, 0), (59, 600)), Outcome(False, (), ())),
        (MAJOR, owners((45, 15), (45_000, 15_000), (60, 600)), Outcome(True, (1,), (1,))),
        (MAJOR, owners((45, 15), (44_999, 15_001), (60, 600)), Outcome(True, (), ())),
    ],
)
def test_what_came_of_it(rule: Rule, count: Count, expected: Outcome) -> None:
    assert decide(rule, count) == expected


@given(st.integers(1, 30), st.integers(1, 30), st.booleans(), st.integers(0, 200), st.integers(0, 200))
def test_what_is_missing_is_enough_and_no_more(num: int, den: int, over: bool, votes: int, of: int) -> None:
    if num > den or (over and num == den):
        return
    share = Share(num, den, over)
    missing = share.missing(votes, of)
    assert (missing == 0) == share.reached(votes, of)
    if missing:
        assert share.reached(votes + missing, of)
        assert not share.reached(votes + missing - 1, of)


def test_every_rule_has_words_and_is_kept_as_it_is() -> None:
    custom = Rule(Share(2, 3), Share(2, 5, over=True), "eligible")
    for rule in (*PRESETS.values(), custom, Rule(quorum=Share(1, 2, over=True))):
        outcome.check_rule(rule)
        assert outcome.read(outcome.kept(rule)) == rule
        assert rule_text(rule)
    assert rule_text(GENERAL, by_area=True) == text("polls.rule.owners_general")
    assert rule_text(GENERAL) != rule_text(GENERAL, by_area=True)
    assert rule_text(custom) == "2/3以上参加，全体的超过2/5同意"
    assert len({rule_text(rule, by_area=True) for rule in PRESETS.values()}) == len(PRESETS)


@pytest.mark.parametrize("share", [Share(0, 2), Share(1, 0), Share(1, 101), Share(-1, 2), Share(5, 4)])
def test_what_is_no_part_is_refused(share: Share) -> None:
    with pytest.raises(UserError):
        outcome.check_rule(Rule(quorum=share))
