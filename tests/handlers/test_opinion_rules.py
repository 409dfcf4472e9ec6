"""What may be asked about, what leaves the machine, and what an answer may change."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.opinion.rules import OFFERED, URGENCIES, Opinion, anonymous, undecided, with_opinion
from handlers.requests.clocks.follow_up import requests
from handlers.requests.plain_words import report
from handlers.understanding import CATEGORIES, INTENTS, Further, Meaning

CALL = Meaning(True, "explicit", "咨询", "其他", "normal", confidence=0.3)
WEAK = Meaning(confidence=0.6, weak=Further("报修", "电梯", None, "3号楼2单元"))
NAMES = ("李伟", "王桂兰", "王桂", "华")

opinions = st.builds(Opinion, *map(st.sampled_from, (INTENTS, CATEGORIES, URGENCIES)))


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("王桂兰家 13812345678 漏了", "＊家 0 漏了"),
        ("李伟，3号楼2单元501那家", "＊，3号楼2单元0那家"),
        ("灯 五零一 ５０１ 幺三九零零零零", "灯 0 0 0"),
        ("@3-2-601 小陈\u2005 你家的灯", "@＊ 你家的灯"),
        ("@李伟楼上又响了", "@＊楼上又响了"),
        ("＠陈阿姨 灯坏了", "@＊ 灯坏了"),
        ("加我wxid_abc123def 或 https://a.example/x?u=1", "加我… 或 …"),
        ("京A12345挡道", "京A0挡道"),
        ("华山路的灯", "华山路的灯"),
        ("？！ 12 ……", ""),
        ("", ""),
        ("坏\n\n\t了", "坏 了"),
        ("灯" * 300, "灯" * 200),
    ],
)
def test_what_leaves_the_machine(said: str, told: str) -> None:
    assert anonymous(said, NAMES) == told


@given(
    st.lists(
        st.sampled_from(["王桂兰", "@", "李伟", "13812345678", " ", "灯坏了", "\u2005", "3-2-501", "王"])
    )
)
def test_no_name_and_no_long_number_gets_out(pieces: list[str]) -> None:
    told = anonymous("".join(pieces), NAMES)
    assert not any(name in told for name in ("王桂兰", "李伟"))
    assert not any(told[at : at + 3].isdigit() for at in range(len(told) - 2))


@given(st.text(max_size=4000))
def test_any_text_can_be_made_anonymous(said: str) -> None:
    assert len(anonymous(said, NAMES)) <= 200


@pytest.mark.parametrize(
    ("meaning", "called", "active", "open_"),
    [
        (CALL, True, False, True),
        (Meaning(True, "explicit", "报修", "电梯", "normal", confidence=0.97), True, True, False),
        (Meaning(True, "explicit", "求助", "其他", "emergency", confidence=0.3), True, True, False),
        (WEAK, False, True, True),
        (WEAK, False, False, False),
        (WEAK, True, True, False),
        (Meaning(confidence=0.6), False, True, False),
        (Meaning(), True, False, False),
    ],
)
def test_what_is_undecided(meaning: Meaning, called: bool, active: bool, open_: bool) -> None:
    assert undecided(meaning, called, active) is open_


def test_a_call_goes_the_normal_way() -> None:
    found = with_opinion(CALL, Opinion("报修", "电梯", "urgent"), called=True)
    assert (found.for_bot, found.addressed, found.intent) == (True, "explicit", "报修")
    assert (found.category, found.urgency) == ("电梯", "urgent")
    assert found.confidence > 0.5


def test_a_weak_signal_keeps_its_place() -> None:
    found = with_opinion(WEAK, Opinion("投诉", "噪音", "urgent"), called=False)
    assert (found.for_bot, found.addressed, found.intent, found.category) == (
        True,
        "implicit",
        "投诉",
        "噪音",
    )
    assert (found.urgency, found.place_text) == ("normal", "3号楼2单元")


@pytest.mark.parametrize("intent", sorted({*INTENTS} - OFFERED - {"催办", "查询进度"}))
def test_what_counts_rates_or_takes_back_is_not_for_others_to_say(intent: str) -> None:
    assert with_opinion(CALL, Opinion(intent, "电梯", "normal"), called=True) is CALL
    assert with_opinion(WEAK, Opinion(intent, "电梯", "normal"), called=False) is WEAK


def test_an_opinion_that_says_no_more_is_none() -> None:
    assert with_opinion(CALL, Opinion("咨询", "其他", "normal"), called=True) is CALL
    assert with_opinion(WEAK, Opinion("报修", "其他", "urgent"), called=False) is WEAK
    assert with_opinion(CALL, Opinion("催办", "其他", "emergency"), called=True) is CALL


@given(opinions, st.booleans())
def test_an_opinion_raises_no_alarm_and_a_weak_signal_is_never_pressing(
    opinion: Opinion, called: bool
) -> None:
    own = CALL if called else WEAK
    found = with_opinion(own, opinion, called)
    assert found is own or found.urgency in (("normal", "urgent") if called else ("normal",))
    assert found is own or called or found.intent in OFFERED


def test_what_is_offered_is_what_becomes_a_request() -> None:
    assert {intent for intent, serve in requests.intents.items() if serve is report} == OFFERED
