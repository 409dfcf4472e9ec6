"""Ballots: every way to vote, and everything that only looks like it."""

import pytest

from handlers.understanding import Ballot, OpenPoll, read_ballot
from handlers.understanding.normal import normalise

USUAL = OpenPoll("V3", ("同意", "反对", "弃权"))
PLANS = OpenPoll("V4", ("1号方案", "2号方案"))
FITTING = OpenPoll("V5", ("装", "不装"))
COLOURS = OpenPoll("V6", ("红色", "蓝色", "都行"))


def _vote(text: str, *polls: OpenPoll) -> int | None:
    ballot = read_ballot(normalise(text), polls)
    return ballot.option if ballot else None


@pytest.mark.parametrize(
    ("option", "texts"),
    [
        (1, "1|１|①|1️⃣|A|a|同意|赞成|支持|+1|＋1|没意见|👍|👍🏻|👍👍|[强]"),
        (
            1,
            "同意！|我家同意|同意 谢谢|1同意|我投1|赞成票|V3同意|v3 1",
        ),
        (1, "3号楼501 同意|3-2-501 同意|501同意|3号楼501王桂兰 同意|3号楼2单元501李大爷 同意"),
        (
            1,
            "同意 王桂兰|我没意见，同意",
        ),
        (2, "2|反对|不同意|👎|不支持|选B|第二个|坚决反对！！|我们全家反对|投反对票|唔同意|V3 2|V3:2"),
        (3, "3|弃权|弃权吧|C|投弃权"),
    ],
)
def test_a_vote(option: int, texts: str) -> None:
    assert {text: _vote(text, USUAL) for text in texts.split("|")} == dict.fromkeys(texts.split("|"), option)


@pytest.mark.parametrize(
    "text",
    [
        *("不反对", "不太同意", "同意但是要快", "同意吗", "同意？", "大家都同意", "不同意不行", "有点同意"),
        *("如果便宜就同意", "同意的举手", "同意楼上", "物业同意吗", "4", "0", "12", "110", "1和2", "2 同意"),
        *("0712", "V9 1", "V3", "501", "+10", "五百", "1号楼", "1楼", "1点", "3单元没水"),
        *("好", "好的", "可以", "行", "OK", "收到", "谢谢", ""),
    ],
)
def test_not_a_vote(text: str) -> None:
    assert _vote(text, USUAL) is None


@pytest.mark.parametrize(
    ("text", "poll", "option"),
    [
        ("方案二", PLANS, 2),
        ("二号方案", PLANS, 2),
        ("1号方案", PLANS, 1),
        ("第一个", PLANS, 1),
        ("同意", PLANS, None),
        ("装", FITTING, 1),
        ("不装", FITTING, 2),
        ("反对", FITTING, 2),
        ("红色", COLOURS, 1),
        ("我选蓝色吧", COLOURS, 2),
        ("喜欢红色的衣服", COLOURS, None),
    ],
)
def test_labels_count(text: str, poll: OpenPoll, option: int | None) -> None:
    assert _vote(text, poll) == option


@pytest.mark.parametrize(
    ("text", "ballot"),
    [
        ("1", None),
        ("同意", None),
        ("V3 1", Ballot(1, "V3")),
        ("v4 2", Ballot(2, "V4")),
        ("方案二", Ballot(2, "V4")),
    ],
)
def test_with_two_open_polls_one_must_be_named(text: str, ballot: Ballot | None) -> None:
    assert read_ballot(text, (USUAL, PLANS)) == ballot


def test_nothing_is_a_vote_without_a_poll() -> None:
    assert read_ballot("1", ()) is None
