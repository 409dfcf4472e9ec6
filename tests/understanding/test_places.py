"""Places: what is read, what is not one, and what the register knows."""

import pytest

from handlers.understanding import Register, find_place
from handlers.understanding.normal import normalise

REGISTER = Register(frozenset("123456"), units=2, floors=6, flats=2, areas=(("幸福亭", ("老槐树",)),))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("3号楼2单元501漏水", "3号楼2单元501"),
        ("３号楼２单元", "3号楼2单元"),
        ("三號樓二單元冇水", "3号楼2单元"),
        ("三号搂2但元502", "3号楼2单元502"),
        ("七号楼幺零二", "7号楼102"),
        ("三号楼二单元五百零一", "3号楼2单元501"),
        ("③号楼", "3号楼"),
        ("3#2-501", "3号楼2单元501"),
        ("8-1-802王", "8号楼1单元802"),
        ("3-501没电", "3号楼501"),
        ("3号楼-2-501", "3号楼2单元501"),
        ("B栋1203", "B座1203"),
        ("十二幢", "12号楼"),
        ("二十三层", "23楼"),
        ("88弄12号601室", "88弄12号楼601"),
        ("一期5栋", "1期5号楼"),
        ("5楼2单元", "5号楼2单元"),
        ("五栋三单元十二楼一号", "5号楼3单元12楼1号"),
        ("五单元六楼西门", "5单元6楼西户"),
        ("5号楼二三单元", "5号楼2单元、3单元"),
        ("5号楼1单元和2单元", "5号楼1单元、2单元"),
        ("1、2、3号楼停水", "1号楼、2号楼、3号楼"),
        ("1到3号楼", "1号楼、2号楼、3号楼"),
        ("3号楼和5号楼之间", "3号楼、5号楼之间"),
        ("3号楼2单元501、502", "3号楼2单元501、502"),
        ("地库负二层C区", "地下车库B2C区"),
        ("活动中心二楼", "活动中心2楼"),
        ("顶层天台", "顶层天台"),
        ("南门道闸", "小区南门"),
        ("菜鸟驿站门前", "菜鸟驿站门前"),
        ("楼上502", "502"),
        ("20号楼2单元 26号停水吗", "20号楼2单元"),
        ("6号楼3单元有人从三楼拉线", "6号楼3单元"),
    ],
)
def test_a_place(text: str, place: str) -> None:
    found = find_place(normalise(text))
    assert found is not None
    assert found.text == place


@pytest.mark.parametrize(
    "text",
    [
        "我加200块",
        "国家栋梁啊",
        "三好学生",
        "支持3楼说的",
        "数学第三单元测验",
        "一栋楼都没电",
        "整栋楼",
        "7座商务车",
        "学校东门",
        "6号线地铁",
        "2026-11-22",
        "工单202611200015",
        "一层灰",
        "快递一号来",
        "3-500元",
        "广场舞太吵",
        "",
    ],
)
def test_no_place(text: str) -> None:
    assert find_place(normalise(text)) is None


def test_parts_of_a_list() -> None:
    found = find_place("5号楼二三单元停水")
    assert found is not None
    assert found.to_json() == {
        "zone": None, "building": "5", "unit": ["2", "3"], "floor": None, "room": None, "area": None
    }  # fmt: skip


@pytest.mark.parametrize(("text", "known"), [("3号楼2单元", True), ("9号楼", False), ("3号楼4单元", False)])
def test_the_register_knows_its_buildings(text: str, known: bool) -> None:
    found = find_place(text, REGISTER)
    assert found is not None
    assert found.known is known


def test_landmarks_of_the_register() -> None:
    found = find_place("老槐树下面积水", REGISTER)
    assert found is not None
    assert (found.text, found.area) == ("幸福亭", "幸福亭")


@pytest.mark.parametrize(
    ("text", "place"),
    [("①③⑤号楼停水", "1号楼、3号楼、5号楼"), ("③号楼", "3号楼")],
)
def test_circled_numbers_side_by_side_are_numbers_apart(text: str, place: str) -> None:
    found = find_place(normalise(text))
    assert found is not None
    assert found.text == place


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("5号楼602天天半夜剁馅", "5号楼602"),
        ("八栋幺单元拐零二没水", "8号楼1单元702"),
        ("四号楼 一单元 嗯 那个 五零二 没气", "4号楼1单元502"),
        ("10幢2单元601屋顶渗水", "10号楼2单元601"),
        ("壹号楼壹单元陆零壹", "1号楼1单元601"),
        ("2号楼2单元一层水管爆", "2号楼2单元1楼"),
        ("地库B2A区积水", "地下车库B2A区"),
        ("东门门岗没人", "小区东门"),
        ("后门锁了", "小区后门"),
        ("我姐家小区12号楼", None),
        ("12栋楼房都拆了", None),
        ("上了二楼那个帖子", None),
    ],
)
def test_places_of_the_second_hand(text: str, place: str | None) -> None:
    found = find_place(normalise(text))
    assert (found.text if found else None) == place
