"""Long texts in parts, and mentions as a phone shows them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.split import LONGEST, TextPart, mark_mentions, parts_of, split_text
from handlers.messages import Attachment, Mention, Outgoing

FAMILY = "👨‍👩‍👧‍👦"
FLAG = "🇨🇳"


@pytest.mark.parametrize(
    ("text", "names", "marked"),
    [
        ("@王桂兰 您好", ["王桂兰"], "@王桂兰\u2005您好"),
        ("@王桂兰\u2005您好", ["王桂兰"], "@王桂兰\u2005您好"),
        ("@王桂兰\n您好", ["王桂兰"], "@王桂兰\u2005\n您好"),
        ("请看，@王桂兰，好吗", ["王桂兰"], "请看，@王桂兰\u2005，好吗"),
        ("@王 @王桂兰 @王桂", ["王", "王桂兰"], "@王\u2005@王桂兰\u2005@王桂"),
        ("a@b.c (x)+ @(x)+ y", ["(x)+"], "a@b.c (x)+ @(x)+\u2005y"),
        ("@王桂兰 您好", [], "@王桂兰 您好"),
        ("@ 您好", [""], "@ 您好"),
    ],
)
def test_mentions(text: str, names: list[str], marked: str) -> None:
    assert mark_mentions(text, tuple(Mention("c", name) for name in names)) == marked


@pytest.mark.parametrize(
    ("text", "longest", "parts"),
    [
        ("短", 10, ["短"]),
        ("", 10, []),
        (" \n ", 10, []),
        ("第一行很长\n第二行", 8, ["第一行很长", "第二行"]),
        ("第一句很长。第二句也长", 8, ["第一句很长。", "第二句也长"]),
        ("无处可切无处可切", 5, ["无处可切无", "处可切"]),
        ("看https://a.cn/b?c=1d好", 10, ["看", "https://a.", "cn/b?c=1d好"]),
        ("看这里https://a.cn好", 12, ["看这里", "https://a.cn", "好"]),
        ("您好您好@王桂兰\u2005请", 7, ["您好您好", "@王桂兰\u2005请"]),
        ("很好很好很好[强]", 8, ["很好很好很好", "[强]"]),
        (f"家家家{FAMILY}", 6, ["家家家", FAMILY[:6], FAMILY[6:]]),
        (f"家家家家{FAMILY}", 7, ["家家家家", FAMILY]),
        (f"{FLAG}{FLAG}{FLAG}", 3, [FLAG] * 3),
        ("e\u0301" * 4, 3, ["e\u0301"] * 4),
        ("👍🏽" * 2, 3, ["👍🏽"] * 2),
        ("a\r\nb", 2, ["a", "b"]),
    ],
)
def test_where_a_text_is_cut(text: str, longest: int, parts: list[str]) -> None:
    assert split_text(text, ["王桂兰"], longest) == parts


_pieces = st.sampled_from(
    [
        "您",
        "好",
        "。",
        "，",
        " ",
        "\n",
        "x",
        FAMILY,
        FLAG,
        "e\u0301",
        "[强]",
        "https://a.cn/x?y=1 ",
        "@王桂兰\u2005",
        "❤️",
    ]
)


@given(st.lists(_pieces, max_size=120), st.integers(min_value=30, max_value=60))
def test_nothing_is_lost_and_nothing_that_belongs_together_is_cut(pieces: list[str], longest: int) -> None:
    text = "".join(pieces)
    parts = split_text(text, ["王桂兰"], longest)
    assert all(0 < len(part) <= longest for part in parts)
    assert re.sub(r"\s", "", "".join(parts)) == re.sub(r"\s", "", text)
    for whole in (FAMILY, FLAG, "e\u0301", "[强]", "https://a.cn/x?y=1", "@王桂兰\u2005", "❤️"):
        assert sum(part.count(whole) for part in parts) == text.count(whole)


def test_a_text_made_to_be_slow() -> None:
    """20,000 marks, links, brackets and quotes: cut all the same, and at once."""
    for text in (
        "\u0301" * 20_000,
        "[" * 20_000,
        "https://" * 3000,
        FLAG * 10_000,
        "@王桂兰" * 5000,
        "\u200d" * 20_000,
    ):
        assert all(len(part) <= LONGEST for part in split_text(text, ["王桂兰"]))


def test_mentions_go_with_the_part_that_names_them() -> None:
    text = "@王桂兰 一\n" + "长" * 1990 + "\n@李伟 二"
    mentions = (
        Mention("w", "王桂兰"),
        Mention("l", "李伟"),
        Mention("x", "不在文中"),
        Mention("w", "王桂兰"),
    )
    picture = Attachment("a.png", "image/png", b"x")

    parts = parts_of(Outgoing("k", "r", None, text, mentions, picture))

    assert [part.mentions for part in parts if isinstance(part, TextPart)] == [("w", "x"), ("l",)]
    assert parts[-1] is picture
    assert parts_of(Outgoing("k", "r", None, "", mentions, picture)) == [picture]
    assert parts_of(Outgoing("k", "r", None, " ", ())) == []
