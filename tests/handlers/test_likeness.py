"""Whether two reports are of one thing: sure, perhaps, or not."""

from dataclasses import replace

import pytest

from handlers.requests.same.likeness import Likeness, Told, likeness

LIFT = Told("报修", "电梯", "normal", "3号楼2单元", "3号楼2单元电梯坏了")
LAMP = Told("报修", "路灯照明", "normal", "3号楼2单元", "2单元楼道灯坏了")
WATER = Told("报修", "水电气暖", "normal", "3号楼", "3号楼停水了")
SAME, PERHAPS, OTHER = Likeness.SAME, Likeness.PERHAPS, Likeness.OTHER


@pytest.mark.parametrize(
    ("before", "changes", "how"),
    [
        (LIFT, {"text": "3栋2单元电梯又停了"}, SAME),
        (LIFT, {"place": "3号楼", "text": "电梯坏了"}, PERHAPS),
        (LIFT, {"place": "3号楼", "text": "电梯坏了", "unit": "2"}, SAME),
        (LIFT, {"place": "3号楼", "text": "电梯坏了", "unit": "1"}, OTHER),
        (LIFT, {"place": "3号楼1单元"}, OTHER),
        (LIFT, {"place": "5号楼2单元"}, OTHER),
        (LIFT, {"place": None}, OTHER),
        (LIFT, {"place": "3号楼2单元门口"}, PERHAPS),
        (LIFT, {"text": "3号楼2单元货梯坏了"}, PERHAPS),
        (LIFT, {"intent": "投诉"}, PERHAPS),
        (LIFT, {"intent": "建议"}, OTHER),
        (LIFT, {"intent": "矛盾调解"}, OTHER),
        (LIFT, {"category": "漏水"}, OTHER),
        (LIFT, {"urgency": "urgent"}, SAME),
        (LIFT, {"urgency": "emergency", "intent": "求助"}, SAME),
        (LIFT, {"urgency": "urgent", "place": "3号楼2单元门口"}, OTHER),  # no time to ask
        (LAMP, {"urgency": "emergency", "text": "2单元大厅开关冒火花"}, OTHER),
        (LAMP, {"text": "2单元楼道灯不亮"}, SAME),
        (LAMP, {"text": "2单元5楼楼道灯坏了"}, PERHAPS),
        (LAMP, {"text": "2单元大厅开关冒火花"}, OTHER),
        (WATER, {"text": "3号楼没水了"}, SAME),
        (WATER, {"text": "3号楼停电了"}, OTHER),
        (WATER, {"text": "我家停水了"}, PERHAPS),
        (WATER, {"category": "医疗健康"}, OTHER),
    ],
)
def test_a_second_report(before: Told, changes: dict[str, str | None], how: Likeness) -> None:
    assert likeness(before, replace(before, **changes)) is how  # type: ignore[arg-type]


@pytest.mark.parametrize("urgency", ["urgent", "emergency"])
def test_an_emergency_takes_in_nothing_and_what_presses_takes_in_less(urgency: str) -> None:
    before = replace(LIFT, urgency=urgency)
    assert likeness(before, LIFT) is (SAME if urgency == "urgent" else OTHER)


@pytest.mark.parametrize("category", ["邻里纠纷", "医疗健康", "养老助残", "儿童托管", "其他"])
def test_what_is_somebodys_own_is_never_the_same(category: str) -> None:
    own = replace(LIFT, category=category)
    assert likeness(own, own) is OTHER


def test_places_without_a_house_are_the_same_only_word_for_word() -> None:
    gate = Told("投诉", "垃圾", "normal", "小区北门", "小区北门垃圾没人收")
    assert likeness(gate, replace(gate, text="小区北门垃圾堆成山")) is SAME
    assert likeness(gate, replace(gate, place="小区南门")) is OTHER
