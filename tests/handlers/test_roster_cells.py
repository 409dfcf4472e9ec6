"""Cells as offices fill them: what is read, and what is said of those that cannot be."""

from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.errors import UserError
from handlers.people import Kind
from handlers.roster import cells
from handlers.roster.columns import Field, field_of
from handlers.roster.places import Address, nearest, read_address
from handlers.texts import text

ESTATE = "幸福里社区"


@pytest.mark.parametrize(
    ("cell", "number", "note"),
    [
        ("13812345678", "13812345678", None),
        ("138 1234 5678", "13812345678", None),
        ("'138-1234-5678", "13812345678", None),
        ("+86 13812345678", "13812345678", None),
        ("１３８１２３４５６７８", "13812345678", None),
        ("13812345678(儿子)", "13812345678", None),
        ("13812345678/13912345678", "13812345678", "roster.note.more_phones"),
        ("025-88886666、13812345678", "13812345678", "roster.note.more_phones"),
        ("13812345678 13812345678", "13812345678", None),
        ("025-88886666", "02588886666", None),
        ("88886666", "88886666", None),
        ("无", None, None),
        ("—", None, None),
        ("", None, None),
        ("138****5678", None, "roster.note.masked"),
    ],
)
def test_phones(cell: str, number: str | None, note: str | None) -> None:
    assert cells.read_phone(cell) == cells.Number(number, note)


@pytest.mark.parametrize(
    ("cell", "key"),
    [
        ("1381234567", "phone"),
        ("138123456789", "phone"),
        ("1381234567813912345678", "phone"),
        ("没电话", "phone"),
        ("1.38E+10", "phone_scientific"),
    ],
)
def test_a_wrong_phone_is_said_without_the_number(cell: str, key: str) -> None:
    with pytest.raises(UserError) as raised:
        cells.read_phone(cell)
    assert raised.value.key == f"roster.bad.{key}"
    assert "12345" not in text(raised.value.key, **raised.value.params)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("11010519491231002X", "11010519491231002X"),
        ("11010519491231002x", "11010519491231002X"),
        ("110105 19491231 002X", "11010519491231002X"),
        ("１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X"),
        ("无", None),
        ("1101**********002X", None),
        ("E12345678", None),
    ],
)
def test_identity_numbers(cell: str, expected: str | None) -> None:
    assert cells.read_identity(cell).value == expected


@pytest.mark.parametrize(
    ("cell", "key"),
    [
        ("110105194912310021", "identity_check"),
        ("11010519491331002X", "identity_date"),
        ("11010519491231002", "identity_length"),
        ("110105491231002", "identity_old"),
        ("1.101051949123100e+17", "identity_scientific"),
    ],
)
def test_wrong_identity_numbers(cell: str, key: str) -> None:
    with pytest.raises(UserError) as raised:
        cells.read_identity(cell)
    assert raised.value.key == f"roster.bad.{key}"


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("王桂兰", "王桂兰"),
        ("王　兰", "王兰"),
        (" 王 桂 兰\n", "王桂兰"),
        ("买买提•艾力", "买买提·艾力"),
        ("John Smith", "John Smith"),
        ("李\u202e四\u200b", "李四"),
    ],
)
def test_names(cell: str, name: str) -> None:
    assert cells.read_name(cell) == name


@pytest.mark.parametrize(
    "cell", ["王", "13812345678", "王桂兰(户主)", "=cmd|' /C calc'!A0", "王" * 10_000, "<b>王"]
)
def test_what_is_no_name(cell: str) -> None:
    with pytest.raises(UserError, match=r"roster\.bad.name"):
        cells.read_name(cell)


@pytest.mark.parametrize(
    ("cell", "area"), [("86.5", 8650), ("86.50㎡", 8650), ("1,200平方米", 120000), ("无", None)]
)
def test_areas(cell: str, area: int | None) -> None:
    assert cells.read_area(cell) == area


@pytest.mark.parametrize("cell", ["八十", "0", "-5", "86.5.1"])
def test_what_is_no_area(cell: str) -> None:
    with pytest.raises(UserError, match=r"roster\.bad.area"):
        cells.read_area(cell)


def test_kinds_and_party_from_several_columns() -> None:
    assert cells.read_standing("妻子", "", "中共党员", "") == cells.Standing(
        True, frozenset({Kind.FAMILY}), ()
    )
    assert cells.read_standing("业主、在职党员") == cells.Standing(
        True, frozenset({Kind.OWNER, Kind.EMPLOYED_MEMBER}), ()
    )
    assert cells.read_standing("群众", "外星人") == cells.Standing(False, frozenset(), ("外星人",))
    assert cells.read_standing("户主", "/") == cells.Standing(None, frozenset(), ())


@pytest.mark.parametrize(
    "cell",
    [
        "3-2-501", "3号楼2单元501室", "3幢2-501", "3#2-501",
        "三号楼二单元501", "幸福里小区3号楼2单元501", "３－２－５０１",
        "3号楼 2 单元 0501", "幸福里3栋2单元5楼501室", "阳光路8号院3号楼2单元501", "3/2/501",
    ],
)  # fmt: skip
def test_one_flat_in_many_spellings(cell: str) -> None:
    assert read_address({Field.PLACE: cell}, ESTATE) == Address("3", "2", "501")
    assert read_address({Field.ROOM: cell}, ESTATE) == Address("3", "2", "501")


@pytest.mark.parametrize(
    "columns",
    [
        ("3", "2", "501"),
        ("3号楼", "2单元", "501室"),
        ("三幢", "二单元", "501"),
        ("3", "", "2-501"),
        ("3栋", "", "3-2-501"),
    ],
)
def test_one_flat_in_columns(columns: tuple[str, str, str]) -> None:
    said = dict(zip((Field.BUILDING, Field.UNIT, Field.ROOM), columns, strict=True))
    assert read_address(said, ESTATE) == Address("3", "2", "501")


def test_a_flat_without_unit_and_one_that_nothing_is_said_of() -> None:
    assert read_address({Field.PLACE: "3-501"}, ESTATE) == Address("3", None, "501")
    assert read_address({Field.PLACE: "无"}, ESTATE) is None


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ({Field.PLACE: "3-2"}, "place"),
        ({Field.PLACE: "看门房"}, "place"),
        ({Field.PLACE: "2026-03-02"}, "place_date"),
        ({Field.BUILDING: "3", Field.UNIT: "2"}, "place_missing"),
        ({Field.BUILDING: "4", Field.ROOM: "3-2-501"}, "place"),
        ({Field.BUILDING: "3", Field.UNIT: "1", Field.ROOM: "2-501"}, "place"),
    ],
)
def test_what_is_no_address(said: dict[Field, str], key: str) -> None:
    with pytest.raises(UserError) as raised:
        read_address(said, ESTATE)
    assert raised.value.key == f"roster.bad.{key}"


def test_the_nearest_building() -> None:
    assert nearest("7", ["1", "6", "12"]) == "6"
    assert nearest("b", ["A", "B"]) == "A"
    assert nearest("7", []) is None


@pytest.mark.parametrize(
    ("header", "field"),
    [
        (" 姓　名 *", Field.NAME),
        ("户主姓名", Field.HEAD),
        ("联系电话（手机）", Field.PHONE),
        ("电话2", Field.PHONE),
        ("身份证号码：", Field.IDENTITY),
        ("建筑面积(㎡)", Field.AREA),
        ("幢号", Field.BUILDING),
        ("序号", None),
        ("x" * 10_000, None),
    ],
)
def test_headers(header: str, field: Field | None) -> None:
    assert field_of(header) is field


def refusal(read: Callable[[], object]) -> str:
    """What is said against a cell; "" if it was read."""
    try:
        read()
    except UserError as error:
        return text(error.key, **error.params)
    return ""


@given(st.text(max_size=80))
def test_no_cell_breaks_the_reading(cell: str) -> None:
    for read in (cells.read_phone, cells.read_identity, cells.read_name, cells.read_area, cells.read_text):
        assert "\n" not in refusal(partial(read, cell))
    assert "\n" not in refusal(partial(read_address, {Field.PLACE: cell, Field.ROOM: cell[::-1]}, ESTATE))
    cells.read_standing(cell)
    cells.read_words(cell)
    field_of(cell)
