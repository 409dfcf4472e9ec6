"""What one more posting makes of the lines that are kept."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from handlers.chains import rules
from handlers.understanding.chains import Chain, Line
from storage.records import KeptLine
from tests.conftest import NOW

NAMES = ["王桂兰", "刘洋", "高敏", "唐磊", "徐静"]


def posted(*entries: str) -> list[Line]:
    split = [entry.partition(" ") for entry in entries]
    return [Line(n, name, note or None) for n, (name, _, note) in enumerate(split, start=1)]


def after(kept: tuple[KeptLine, ...], author: str, *entries: str, whole: bool = True) -> tuple[KeptLine, ...]:
    def owns(line: KeptLine) -> bool:
        return line.author == author

    return rules.merge(kept, posted(*entries), author, owns, whole=whole)


def begun(author: str, *entries: str) -> tuple[KeptLine, ...]:
    return rules.first_lines(posted(*entries), author, lambda line: False)


def standing(kept: tuple[KeptLine, ...]) -> list[str]:
    return [rules.words(line) for line in rules.running(kept)]


def lost(kept: tuple[KeptLine, ...]) -> list[str]:
    return [line.name for line in rules.lost(kept)]


def test_everybody_adds_a_line() -> None:
    kept = after(begun("w", "王桂兰"), "l", "王桂兰", "刘洋 2份")
    assert [(line.name, line.author) for line in kept] == [("王桂兰", "w"), ("刘洋", "l")]
    assert lost(kept) == []


def test_of_several_first_lines_only_the_last_has_a_known_author() -> None:
    assert [line.author for line in begun("g", "王桂兰", "刘洋", "高敏")] == [None, None, "g"]


def test_an_old_copy_loses_a_line_that_stays() -> None:
    kept = after(begun("w", "王桂兰"), "l", "王桂兰", "刘洋")
    kept = after(kept, "g", "王桂兰", "高敏")
    assert (standing(kept), lost(kept)) == (["王桂兰", "刘洋", "高敏"], ["刘洋"])
    kept = after(kept, "t", "王桂兰", "刘洋", "高敏", "唐磊")
    assert (standing(kept), lost(kept)) == (["王桂兰", "刘洋", "高敏", "唐磊"], [])


def test_who_takes_out_the_own_line_loses_nothing_and_an_old_copy_does_not_bring_it_back() -> None:
    kept = after(begun("w", "王桂兰"), "l", "王桂兰", "刘洋")
    kept = after(kept, "l", "王桂兰")
    assert (standing(kept), lost(kept)) == (["王桂兰"], [])
    kept = after(kept, "g", "王桂兰", "刘洋", "高敏")
    assert standing(kept) == ["王桂兰", "高敏"]
    kept = after(kept, "l", "王桂兰", "高敏", "刘洋")
    assert sorted(standing(kept)) == sorted(["王桂兰", "高敏", "刘洋"])


def test_a_line_that_says_so_may_go() -> None:
    kept = (KeptLine(1, "王桂兰", None, 1, "w"), KeptLine(2, "刘洋", "退出", 0, "l"))
    assert rules.total(kept) == (1, 1)
    assert lost(after(kept, "g", "王桂兰", "高敏")) == []


def test_an_old_copy_changes_nothing_back() -> None:
    kept = after(begun("w", "王桂兰 1份"), "l", "王桂兰 1份", "刘洋")
    kept = after(kept, "w", "王桂兰 3份", "刘洋")
    kept = after(kept, "g", "王桂兰 1份", "刘洋", "高敏")
    assert (standing(kept), lost(kept)) == (["王桂兰 3份", "刘洋", "高敏"], ["王桂兰"])
    assert standing(after(kept, "w", "王桂兰 1份", "刘洋", "高敏"))[0] == "王桂兰 1份"


def test_another_of_the_same_name_is_another() -> None:
    kept = after(after(begun("w", "王桂兰"), "l", "王桂兰", "小李"), "l", "王桂兰")
    assert standing(after(kept, "x", "王桂兰", "高敏", "小李")) == ["王桂兰", "高敏", "小李"]


def test_who_came_back_is_not_mistaken_for_the_line_taken_out() -> None:
    kept: tuple[KeptLine, ...] = (
        KeptLine(1, "王桂兰", None, 1, "w"),
        KeptLine(2, "刘洋", None, 1, "x", gone=True),
        KeptLine(3, "刘洋", None, 1, "l"),
    )
    kept = after(kept, "g", "王桂兰", "刘洋", "高敏")
    assert (standing(kept), lost(kept)) == (["王桂兰", "刘洋", "高敏"], [])


def test_what_was_cut_off_is_not_lost() -> None:
    kept = after(begun("w", "王桂兰"), "l", "王桂兰", "刘洋")
    assert lost(after(kept, "g", "王桂兰", whole=False)) == []


def test_who_means_to_leave_a_line_out_is_told_three_times() -> None:
    kept = after(begun("w", "王桂兰"), "l", "王桂兰", "刘洋")
    for _ in range(3):
        kept = after(kept, "g", "王桂兰", "高敏")
        assert lost(kept) == ["刘洋"]
        kept = rules.told(kept)
    assert lost(after(kept, "g", "王桂兰", "高敏")) == []


def test_a_new_round_under_the_same_title() -> None:
    kept = begun("w", *NAMES)
    chain = Chain("签到", None, tuple(posted("王桂兰")))
    week = NOW + timedelta(days=6)
    assert rules.is_new_round(NOW, week, kept, chain)
    assert not rules.is_new_round(NOW, NOW + timedelta(hours=1), kept, chain)
    assert not rules.is_new_round(NOW, week, kept, Chain("签到", None, tuple(posted(*NAMES[:4], "小青"))))
    nameless = Chain("", None, tuple(posted("老周")))
    assert rules.is_new_round(NOW, NOW, kept, nameless)


def test_signs_make_no_other_title() -> None:
    assert rules.key_of("🍓草莓团 35元/盒！！") == rules.key_of("草莓团　35元/盒")
    assert rules.key_of("草莓团") != rules.key_of("草莓团 第二批")


@given(st.lists(st.tuples(st.sampled_from("abc"), st.lists(st.sampled_from(NAMES), max_size=6)), max_size=8))
def test_only_the_author_takes_a_line_away(postings: list[tuple[str, list[str]]]) -> None:
    kept: tuple[KeptLine, ...] = ()
    for author, names in postings:
        before = rules.running(kept)
        kept = after(kept, author, *names)
        others = [line for line in before if line.author != author]
        assert len(rules.running(kept)) >= len(others)
        assert len(kept) <= rules.MAX_LINES
