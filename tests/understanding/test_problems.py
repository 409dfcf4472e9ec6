"""Several problems in one message, and one problem that is told in several clauses."""

from datetime import datetime

import pytest

from handlers.understanding import Context, understand

CALLED = Context(datetime(2026, 11, 22, 10), mentioned=True)


def _categories(text: str) -> list[str | None]:
    meaning = understand(text, CALLED)
    return [meaning.category, *(one.category for one in meaning.more)]


@pytest.mark.parametrize(
    ("text", "categories"),
    [
        ("5号楼1单元楼道灯不亮，垃圾也两天没人收了", ["路灯照明", "垃圾"]),
        ("楼道灯不亮垃圾也两天没人收了", ["路灯照明", "垃圾"]),
        ("电梯坏了门禁也打不开", ["电梯", "门禁"]),
        ("井盖松了，路灯不亮", ["公共设施", "路灯照明"]),
        ("1单元门禁坏了，2单元灯不亮，3单元垃圾没收", ["门禁", "路灯照明", "垃圾"]),
        ("4号楼电梯门关不上另外6号楼那边下水道冒水", ["电梯", "水电气暖"]),
        ("1、电梯按键失灵 2、垃圾桶没盖子", ["电梯", "垃圾"]),
    ],
)
def test_each_fault_of_a_thing_of_its_own_is_a_problem(text: str, categories: list[str]) -> None:
    assert _categories(text) == categories


@pytest.mark.parametrize(
    "text",
    [
        "水管爆了，水漫到走廊了",
        "楼上漏水把我家灯弄坏了",
        "电梯坏了，老人下不去",
        "停电了电梯也停了",
        "电梯停在三楼不动了，按什么都没反应，灯也不亮了",
        "车库进水了，车都泡了，物业也不来人",
        "装修的把水管打爆了 水都流到电梯里了",
        "路灯坏了 黑咕隆咚的 我妈昨天还摔了一跤",
        "着火了，烟都进我家了，电也断了",
    ],
)
def test_what_follows_from_a_fault_is_no_second_one(text: str) -> None:
    assert understand(text, CALLED).more == ()


def test_the_danger_is_the_main_problem_and_the_other_one_stands_apart() -> None:
    for text in (
        "电梯困人了 3号楼2单元，我还有个事，停车位被占了",
        "我还有个事 停车位被占了 另外3号楼2单元电梯困人了",
    ):
        meaning = understand(text, CALLED)
        assert (meaning.category, meaning.urgency, meaning.place_text) == ("电梯", "emergency", "3号楼2单元")
        assert [(one.category, one.urgency) for one in meaning.more] == [("停车", "normal")]


def test_thousands_of_clauses_are_read_as_far_as_a_few() -> None:
    assert len(understand("灯坏了，垃圾没收，" * 1000, CALLED).more) <= 3
