"""Personal data: found in every writing, masked, and what is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.understanding import find_pii, mask


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("139-0000-1111", "phone", "139-0000-1111"),
        ("+86 139 0000 1111", "phone", "+86 139 0000 1111"),
        ("幺三九零零零零一一一一", "phone", "13900001111"),
        ("三号楼一三九零零零零一一一一", "phone", "13900001111"),
        ("１３９００００１１１１", "phone", "13900001111"),
        ("139 0000\u200b1111", "phone", "139 0000\u200b1111"),
        ("座机010-55550123", "landline", "010-55550123"),
        ("电话8765-4321", "landline", "8765-4321"),
        ("身份证110101199001011234", "identity", "110101199001011234"),
        ("11010119900101123X", "identity", "11010119900101123X"),
        ("卡号6222020000000000000", "bank", "6222020000000000000"),
        ("6222 0200 0000 0000 000", "bank", "6222 0200 0000 0000 000"),
        ("京A12345", "plate", "京A12345"),
        ("沪AD12345", "plate", "沪AD12345"),
        ("取件码3-2-5011", "pickup", "3-2-5011"),
        ("凭12-3-4567去驿站取", "pickup", "12-3-4567"),
    ],
)
def test_found(text: str, kind: str, value: str) -> None:
    assert [(one.kind, one.value) for one in find_pii(text)] == [(kind, value)]
    assert value not in mask(text)
    assert find_pii(mask(text)) == ()


@pytest.mark.parametrize(
    "text",
    [
        "报警110 火警119 急救120",
        "139****1111",
        "2026-11-22 10:00",
        "工单202611180023",
        "工单号2026112013900001111",
        "400-820-8820",
        "3号楼2单元501",
        "打10000说要开弱电井",
        "",
    ],
)
def test_none(text: str) -> None:
    assert find_pii(text) == ()
    assert mask(text) == text


def test_how_it_is_shown() -> None:
    assert mask("找张三 13900001111 或 京A12345") == "找张三 139****1111 或 京A****5"


@given(st.text(alphabet="0139一三九零-－ １３０9京AX取件码:*", max_size=60))
def test_masking_twice_changes_nothing(text: str) -> None:
    assert mask(mask(text)) == mask(text)
