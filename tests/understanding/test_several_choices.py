"""Ballots where several options may be chosen, and what voice input makes of the words."""

import pytest

from handlers.understanding import OpenPoll, read_ballot
from handlers.understanding.normal import normalise

USUAL = OpenPoll("V1", ("同意", "反对", "弃权"))
PEOPLE = OpenPoll("V2", ("张建国", "李秀英", "王大海", "赵小明"), 3)
PLANS = OpenPoll("V3", ("1号方案", "2号方案", "3号方案"), 2)


def _choices(text: str, poll: OpenPoll) -> tuple[int, ...] | None:
    ballot = read_ballot(normalise(text), [poll])
    return ballot.choices if ballot else None


@pytest.mark.parametrize(
    ("choices", "texts"),
    [
        (
            (1, 3),
            "1和3|选1、3|1 3|1+3|13|A和C|第一个和第三个|张建国、王大海|我选1和3|501 1和3|V2 1 3|1张建国 3王大海",
        ),
        ((1,), "1|张建国|选第一个|A"),
        ((1, 2, 3, 4), "1、2、3、4|1234"),
        (None, "1李秀英|1、李秀英|31|301|选1不选2|+1|都选|1和9"),
    ],
)
def test_several(choices: tuple[int, ...] | None, texts: str) -> None:
    assert {text: _choices(text, PEOPLE) for text in texts.split("|")} == dict.fromkeys(
        texts.split("|"), choices
    )


def test_options_that_hold_numbers() -> None:
    assert _choices("1号方案和3号方案", PLANS) == (1, 3)
    assert _choices("2号方案", PLANS) == (2,)
    assert _choices("方案一和方案二", PLANS) == (1, 2)


def test_all_of_them_where_all_may_be_chosen() -> None:
    poll = OpenPoll("V4", ("公园", "博物馆"), 2)
    assert _choices("都选", poll) == (1, 2)


@pytest.mark.parametrize(
    ("option", "text"),
    [
        (1, "我同义"),
        (1, "同意同意的"),
        (1, "我同意我同意"),
        (2, "选第二个"),
        (2, "反队"),
        (3, "弃全"),
        (2, "改成反对"),
    ],
)
def test_an_old_woman_speaks(option: int, text: str) -> None:
    assert _choices(text, USUAL) == (option,)
