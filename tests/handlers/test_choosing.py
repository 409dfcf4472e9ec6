"""Which of several members gets a request: a rule that is the same every time."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.community import Community, Person, Post, Role
from handlers.requests.dispatch.choosing import By, Candidate, Choice, choose, is_skilled

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def one(
    name: str, skilled: bool = False, in_hand: int = 0, ago: int | None = None, bound: bool = True
) -> Candidate:
    contacts = (name,) if bound else ()
    given_at = None if ago is None else NOW - timedelta(hours=ago)
    return Candidate(Person(name, name, contacts), skilled, in_hand, given_at)


@pytest.mark.parametrize(
    ("candidates", "name", "by"),
    [
        ([one("a")], "a", By.ONLY),
        ([one("a", bound=False), one("b", in_hand=9)], "b", By.REACHED),
        ([one("a"), one("b", skilled=True, in_hand=3)], "b", By.SKILL),
        ([one("a", in_hand=2), one("b", in_hand=1, ago=1)], "b", By.LOAD),
        ([one("a", ago=1), one("b", ago=5)], "b", By.TURN),
        ([one("a", ago=1), one("b")], "b", By.TURN),
        ([one("a", ago=1), one("b", ago=1)], "a", By.ORDER),
        ([one("a", skilled=True), one("b"), one("c", skilled=True, in_hand=1)], "a", By.LOAD),
    ],
)
def test_what_decides(candidates: Sequence[Candidate], name: str, by: By) -> None:
    choice = choose(candidates)
    assert choice is not None
    assert (choice.person.id, choice.among, choice.by) == (name, len(candidates), by)


def test_of_nobody_nobody_is_chosen() -> None:
    assert choose([]) is None


_CANDIDATES = st.lists(
    st.builds(
        one,
        st.sampled_from("abcdefgh"),
        st.booleans(),
        st.integers(0, 3),
        st.none() | st.integers(0, 3),
        st.booleans(),
    ),
    min_size=1,
    max_size=6,
)


@given(_CANDIDATES)
def test_nobody_is_passed_over(candidates: list[Candidate]) -> None:
    """No candidate is better where they first differ from the chosen one; and it is the same twice."""

    def key(candidate: Candidate) -> tuple[object, ...]:
        last = candidate.given_at or datetime.min.replace(tzinfo=UTC)
        return (not candidate.person.contacts, not candidate.skilled, candidate.in_hand, last)

    choice = choose(candidates)
    assert choice == choose(candidates)
    assert isinstance(choice, Choice)
    assert choice.person in [c.person for c in candidates if key(c) == min(map(key, candidates))]


@pytest.mark.parametrize(
    ("skills", "category", "words", "fits"),
    [
        (("电工",), "路灯照明", "楼道灯不亮", True),
        (("水管维修",), "水电气暖", "水管爆了", True),
        (("会修电梯",), "电梯", "电梯坏了", True),
        (("理发",), "其他", "想找人上门理发", True),
        (("电工",), "噪音", "楼上太吵", False),
        (("唱歌",), "电梯", "电梯坏了", False),
        ((), "电梯", "电梯坏了", False),
        (("‮" * 500,), "电梯", "x" * 10_000, False),
    ],
)
def test_whose_skills_fit(skills: tuple[str, ...], category: str, words: str, fits: bool) -> None:
    assert is_skilled(Person("a", "a", ("a",), skills=skills), category, words) is fits


def test_only_the_best_rung_is_asked(community: Community) -> None:
    """Of the specialists those at the nearest place; who is away has nobody, or the stand-in, on the rung."""
    lift = Post("b3", Role.SPECIALIST, frozenset({"电梯"}))
    near = tuple(Person(name, name, (name,), posts=(lift,)) for name in ("n1", "n2"))
    both = replace(community, people=(*community.people, *near))
    assert [p.id for p in both.candidates("电梯", "报修", "b3")] == ["n1", "n2"]
    assert [p.id for p in both.candidates("电梯", "报修", "b2")] == ["u-wu"]
    assert [p.id for p in both.candidates("停车", "投诉", "b3")] == ["u-li"]
    gone = replace(both, people=(*community.people, replace(near[0], away=True), near[1]))
    assert [p.id for p in gone.candidates("电梯", "报修", "b3")] == ["n2"]
    stood_in = replace(
        both, people=(*community.people, replace(near[0], away=True, stand_in="u-li"), near[1])
    )
    assert [p.id for p in stood_in.candidates("电梯", "报修", "b3")] == ["u-li", "n2"]
    assert both.responsible("电梯", "报修", "b3") == near[0]
