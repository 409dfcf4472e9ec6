"""Weak signals as pure functions: what counts, for which place, who hears of it, when."""

from dataclasses import fields, replace
from datetime import date, datetime

import pytest

from handlers.chat import register_of
from handlers.community import Community, Node, NodeKind, Post, Role
from handlers.signals import rules
from handlers.understanding import Further, Meaning, find_place
from storage.records import Request, Signal
from tests.conftest import NOW

SIGNAL = Signal(date(2026, 11, 23), "b3", "漏水", "3号楼2单元", 1, NOW, (NOW,), False)


def places(community: Community, room: str, words: str, topic: str = "漏水") -> list[tuple[str, str]]:
    found = community.room(room)
    assert found is not None
    return rules.places_of(community, found, topic, find_place(words, register_of(community)))


@pytest.mark.parametrize(
    ("room", "words", "expected"),
    [
        ("r-3", "", [("b3", "3号楼")]),
        ("r-3", "2单元", [("b3", "3号楼2单元")]),
        ("r-3", "3号楼2单元501", [("b3", "3号楼2单元")]),  # no flat is kept
        ("r-3", "2单元5楼", [("b3", "3号楼2单元")]),  # nor a floor, where two live
        ("r-3", "5号楼1单元", [("b5", "5号楼1单元")]),  # spoken of elsewhere
        ("r-3", "9单元", [("b3", "3号楼")]),  # there is no such unit
        ("r-3", "99号楼", []),  # not ours
        ("r-p1", "", [("g1", "")]),
        ("r-p1", "南门", [("g1", "小区南门")]),
        ("r-dw", "2号楼和3号楼", [("b2", "2号楼"), ("b3", "3号楼")]),
        ("r-dw", "", [("c", "")]),
    ],
)
def test_the_place_is_no_finer_than_a_stairwell(
    community: Community, room: str, words: str, expected: list[tuple[str, str]]
) -> None:
    assert places(community, room, words) == expected


@pytest.mark.parametrize("topic", ["邻里纠纷", "医疗健康", "矛盾调解"])
def test_a_private_matter_has_no_stairwell(community: Community, topic: str) -> None:
    assert places(community, "r-3", "2单元501", topic) == [("b3", "3号楼")]
    assert places(community, "r-p1", "南门", topic) == [("g1", "")]


@pytest.mark.parametrize(
    ("signal", "topic"),
    [
        (Further("报修", "漏水", "normal", None), "漏水"),
        (Further("求助", "其他", None, None), "求助"),
        (Further("安全隐患", None, None, None), "安全隐患"),
        (Further("报修", "王桂兰家漏水", None, None), "报修"),  # no label: not kept
        (Further("催办", "路灯照明", None, None), "路灯照明"),
        (Further("催办", "其他", None, None), None),
        (Further("闲聊", "漏水", None, None), None),
        (Further("咨询", "停车", None, None), None),
    ],
)
def test_only_labels_are_counted(signal: Further, topic: str | None) -> None:
    assert rules.topic_of(signal) == topic


def test_a_plain_request_that_nobody_took_is_a_signal_too() -> None:
    assert rules.signal_of(Meaning()) is None
    meaning = Meaning(for_bot=True, intent="报修", category="电梯", urgency="normal", place_text="3号楼")
    assert rules.signal_of(meaning) == Further("报修", "电梯", "normal", "3号楼")
    weak = Further("报修", "漏水", "normal", None)
    assert rules.signal_of(Meaning(weak=weak)) is weak


def test_who_hears_of_it(community: Community) -> None:
    def ids(node: str, of: Community = community) -> list[str]:
        return [person.id for person in rules.listeners(of, node)]

    assert [ids(node) for node in ("b3", "g2", "c", "nowhere")] == [["u-li"], ["u-chen2"], ["u-zhou"], []]
    headless = replace(community, people=tuple(p for p in community.people if p.id != "u-li"))
    assert ids("b3", headless) == ["u-chen1"]
    unit = Node("b3-2", NodeKind.UNIT, "2单元", "b3")
    people = tuple(
        replace(p, posts=(Post("b3-2", Role.HEAD),)) if p.id == "u-wang" else p for p in community.people
    )
    finer = replace(community, nodes=(*community.nodes, unit), people=people)
    assert ids("b3-2", finer) == ["u-wang", "u-li"]
    assert ids("b3", finer) == ["u-li"]
    assert places(finer, "r-3", "2单元") == [("b3-2", "3号楼2单元")]
    assert places(finer, "r-3", "1单元") == [("b3", "3号楼1单元")]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-23T09:00", "2026-11-23T18:00"),  # Monday
        ("2026-11-23T18:00", "2026-11-24T18:00"),
        ("2026-11-23T00:00", "2026-11-23T18:00"),
        ("2026-11-27T19:00", "2026-11-30T18:00"),  # Friday evening
        ("2026-11-28T10:00", "2026-11-30T18:00"),  # Saturday
        ("2026-10-10T10:00", "2026-10-10T18:00"),  # a Saturday that is worked
        ("2026-09-30T18:30", "2026-10-08T18:00"),  # the national day's holidays
    ],
)
def test_the_list_comes_at_the_end_of_a_working_day(community: Community, now: str, expected: str) -> None:
    found = rules.list_moment(community, datetime.fromisoformat(now).replace(tzinfo=community.zone))
    assert f"{found:%Y-%m-%dT%H:%M}" == expected


def test_a_jump_is_enough_within_an_hour_once_and_not_too_often_a_day() -> None:
    grown = replace(SIGNAL, recent=(NOW,) * 4)
    assert rules.is_jump(grown, [], 4)
    assert not rules.is_jump(SIGNAL, [], 4)
    assert not rules.is_jump(replace(grown, told=True), [], 4)
    told = [replace(SIGNAL, category=name, told=True) for name in ("停车", "噪音", "垃圾")]
    assert not rules.is_jump(grown, told, 4)
    assert rules.is_jump(grown, [replace(signal, node="b5") for signal in told], 4)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, True),
        ({"place": "3号楼"}, True),
        ({"place": "3号楼2单元501"}, True),
        ({"place": "3号楼1单元"}, False),
        ({"place": "13号楼2单元", "node": "c"}, False),
        ({"place": "3号楼2单元", "node": "c"}, True),
        ({"place": None}, True),
        ({"place": None, "node": "c"}, False),
        ({"category": "噪音"}, False),
        ({"node": "b5", "place": "5号楼"}, False),
    ],
)
def test_what_is_registered_is_no_signal(
    community: Community, changes: dict[str, str | None], expected: bool
) -> None:
    values: dict[str, object] = dict.fromkeys(field.name for field in fields(Request))
    values |= {"category": "漏水", "intent": "报修", "place": "3号楼2单元", "node": "b3"}
    request = Request(**values)  # type: ignore[arg-type]
    changed = replace(request, **changes)  # type: ignore[arg-type]
    assert rules.is_registered(community, SIGNAL, [changed]) is expected


def test_the_most_frequent_comes_first_and_the_rest_is_a_number() -> None:
    signals = [replace(SIGNAL, category=name, count=n) for name, n in (("停车", 1), ("噪音", 3), ("垃圾", 1))]
    entries = rules.merged(
        [*signals, replace(signals[0], count=4), replace(SIGNAL, place="", category="宠物")]
    )
    assert entries == [("停车 3号楼2单元", 5), ("噪音 3号楼2单元", 3), ("垃圾 3号楼2单元", 1), ("宠物", 1)]
    assert rules.shown(entries, 2) == "停车 3号楼2单元 5次；噪音 3号楼2单元 3次；另有2处"
