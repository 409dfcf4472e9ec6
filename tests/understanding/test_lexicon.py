"""The tables as data: the pattern syntax, what is refused, and that the shipped ones hold together."""

from pathlib import Path

import pytest

from handlers.understanding import CATEGORIES, INTENTS
from handlers.understanding.lexicon import Lexicon, LexiconError, read_tables, shipped, unshielded


def _found(pattern: str, text: str) -> list[str]:
    lexicon = Lexicon([{"intent": {"报修": {"3": [pattern]}}}], {"灯": "路灯|廊灯"})
    return [hit.words for hit in lexicon.scan(text)]


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("漏水", "楼上漏水漏水", ["漏水", "漏水"]),
        ("{灯}…(坏|不亮)", "门口路灯又不亮了", ["路灯又不亮"]),
        ("灯…坏", "灯。坏", []),
        ("灯…坏", "灯一二三四五六七八九坏", []),
        ("^查", "查进度 再查", ["查"]),
        ("坏$", "坏 坏", ["坏"]),
        ("来(修)?人", "来人 来修人", ["来人", "来修人"]),
        ("[2-3]次", "2次4次3次", ["2次", "3次"]),
        ("(a(b|c)|d)…e", "ac-e d e", ["ac-e", "d e"]),
        ("a?b", "ab", ["ab", "b"]),
    ],
)
def test_patterns(pattern: str, text: str, found: list[str]) -> None:
    assert _found(pattern, text) == found


@pytest.mark.parametrize("pattern", ["(a", "a)", "{b}", "…a", "a…", "(|a)", "", "(a|b)" * 13])
def test_a_bad_pattern_is_named(pattern: str) -> None:
    with pytest.raises(LexiconError, match="报修"):
        Lexicon([{"intent": {"报修": {"3": [pattern]}}}], {})


def test_a_weight_without_quotes_is_named() -> None:
    with pytest.raises(LexiconError, match="quotes"):
        Lexicon([{"intent": {"报修": {"3": {"5": ["漏"]}}}}], {})


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "sets.toml").write_text("=", encoding="utf-8")
    with pytest.raises(LexiconError, match=r"sets\.toml"):
        read_tables(tmp_path)


def test_shields_hide_what_lies_in_them_but_not_doubts() -> None:
    tables = {
        "shield": {"words": {"1": ["火锅"]}},
        "intent": {"报修": {"3": ["火"]}},
        "doubt": {"joke": {"9": ["锅"]}},
    }
    assert [hit.label for hit in unshielded(Lexicon([tables], {}).scan("火锅 火"))] == [
        "doubt:joke",
        "intent:报修",
    ]


def test_the_shipped_tables_use_the_labels_of_the_contract() -> None:
    labels = {pattern.label for _, pattern in shipped().entries()}
    assert {label.removeprefix("intent:") for label in labels if label.startswith("intent:")} <= set(INTENTS)
    assert {label.removeprefix("category:") for label in labels if label.startswith("category:")} <= set(
        CATEGORIES
    )


def test_two_labels_with_one_pattern_are_a_clash() -> None:
    table = {"category": {"漏水": {"3": ["滴"]}, "噪音": {"3": ["滴"]}}}
    assert Lexicon([table], {}).clashes == ["滴: category 漏水, 噪音"]
    assert shipped().clashes == []
