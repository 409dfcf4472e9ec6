"""Places whose numbers stand among other words: gaps inside the parts, days right before them, counts of seats."""

import pytest

from handlers.understanding import find_place


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("3 号 楼 2 单元 501 下水堵", "3号楼2单元501"),
        ("3 号 楼 2 单 元 501", "3号楼2单元501"),
        ("下周三3号楼2单元停电吗", "3号楼2单元"),
        ("下周三三号楼停水", "3号楼"),
        ("下周二十三号楼停水", "13号楼"),
        ("初五5号楼放炮", "5号楼"),
        ("二期三十号楼电梯坏", "2期30号楼"),
        ("3座的车库漏水", "3号楼地下车库"),
    ],
)
def test_the_number_of_the_building_is_its_own(text: str, place: str) -> None:
    found = find_place(text)
    assert found is not None
    assert found.text == place


@pytest.mark.parametrize("text", ["五座的小轿车够坐吗", "七座的商务车", "五座的SUV停哪"])
def test_seats_are_no_building(text: str) -> None:
    assert find_place(text) is None
