"""Ballots in the words of other people: what voice input made of an option's name, a dropped choice, a poll named."""

import pytest

from handlers.understanding import read_ballot
from handlers.understanding.model import OpenPoll

ANSWERS = OpenPoll("V3", ("同意", "反对", "弃权"))
COLOURS = OpenPoll("V4", ("砖红", "米黄", "浅灰"))


def _option(text: str, *polls: OpenPoll) -> tuple[str | None, int] | None:
    ballot = read_ballot(text, polls)
    return (ballot.poll, ballot.option) if ballot else None


@pytest.mark.parametrize(
    ("text", "option"),
    [("转红", 1), ("我选转红", 1), ("迷黄吧", 2), ("浅辉", 3), ("选红色那个", 1), ("灰的", 3)],
)
def test_an_option_that_was_misheard_or_called_by_its_colour_counts(text: str, option: int) -> None:
    assert _option(text, COLOURS) == ("V4", option)
    assert _option(text, ANSWERS, COLOURS) == ("V4", option)


@pytest.mark.parametrize("text", ["闯红灯", "中红", "大家觉得转红好看吗"])
def test_what_shares_no_character_or_asks_is_no_option(text: str) -> None:
    assert _option(text, COLOURS) is None


def test_a_name_that_sounds_like_two_options_chooses_none() -> None:
    assert _option("李方", OpenPoll("V6", ("李芳", "李放"))) is None


@pytest.mark.parametrize(
    ("text", "option"),
    [
        ("偶支持", 1),
        ("额家反对", 2),
        ("我可不同意", 2),
        ("反正我不同意", 2),
        ("不选1了 改选2", 2),
        ("不选2了选1", 1),
        ("反对不要了 改同意", 1),
        ("不弃权了,同意", 1),
        ("不是反对,是弃权", 3),
    ],
)
def test_the_choice_that_is_kept_counts(text: str, option: int) -> None:
    assert _option(text, ANSWERS) == ("V3", option)


@pytest.mark.parametrize("text", ["不选1了", "可不是嘛", "同意,就是费用要透明", "我能不同意吗"])
def test_a_choice_only_dropped_doubted_or_asked_is_none(text: str) -> None:
    assert _option(text, ANSWERS) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("关于V3 我投弃权", ("V3", 3)),
        ("针对V3这个议题 反对", ("V3", 2)),
        ("对V4 我选砖红", ("V4", 1)),
        ("关于V4 选2", ("V4", 2)),
    ],
)
def test_a_poll_is_named_with_words_around_its_code(text: str, found: tuple[str, int]) -> None:
    assert _option(text, ANSWERS, COLOURS) == found
