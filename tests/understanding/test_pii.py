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
        ("有事打139\n0000 1111", "phone", "139\n0000 1111"),
        ("电话139\n00001111", "phone", "139\n00001111"),
        ("139\t0000\t1111", "phone", "139\t0000\t1111"),
        ("1101 0119 9003 0785 1X", "identity", "1101 0119 9003 0785 1X"),
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
        ("139－0000—1111", "phone", "139－0000—1111"),
        ("139 - 0000 - 1111", "phone", "139 - 0000 - 1111"),
        ("8613900001111找我", "phone", "8613900001111"),
        ("(139)0000-1111", "phone", "(139)0000-1111"),
        ("幺三拐零零零零两两勾勾", "phone", "13700002299"),
        ("𝟏𝟑𝟗𝟎𝟎𝟎𝟎𝟏𝟏𝟏𝟏", "phone", "13900001111"),
        ("❶③⑨⓪⓪⓪⓪①①①①", "phone", "13900001111"),
        ("85550123打不通，拨85550124", "landline", "85550124"),
        ("身份证1101 0119 9001 0112 34", "identity", "1101 0119 9001 0112 34"),
        ("护照号E12345678", "identity", "E12345678"),
        ("工资卡 622202 0200000000014", "bank", "622202 0200000000014"),
        ("京 A12345", "plate", "京 A12345"),
        ("京A幺二三四五", "plate", "京A12345"),
        ("车牌号：B6K789", "plate", "B6K789"),
        ("取件码是 8－3－2205", "pickup", "8－3－2205"),
        ("取件码【5-2-1034】", "pickup", "5-2-1034"),
        ("请凭 4-1-8023 取", "pickup", "4-1-8023"),
        ("帮我拿下快递 8-3-2205", "pickup", "8-3-2205"),
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
        "1\n3-2-501\n3-2-502",
        "工单202611180023",
        "工单号2026112013900001111",
        "400-820-8820",
        "3号楼2单元501",
        "3-1-301 3-1-302 3-2-501都没水",
        "帮忙拿快递送到3-2-501",
        "快递放3-2-1102门口",
        "运单号9876543210123456",
        "电话费123456元",
        "幺幺九幺幺零幺二零",
        "打10000说要开弱电井",
        "",
    ],
)
def test_none(text: str) -> None:
    assert find_pii(text) == ()
    assert mask(text) == text


def test_several_codes_in_a_row() -> None:
    assert [one.value for one in find_pii("取件码5-2-1034 6-1-2020、7-1-3030两个人的")] == [
        "5-2-1034",
        "6-1-2020",
        "7-1-3030",
    ]
    assert [one.value for one in find_pii("取件码1234，5678")] == ["1234", "5678"]
    assert [one.value for one in find_pii("取件码1234 3号楼")] == ["1234"]


def test_how_it_is_shown() -> None:
    assert mask("找张三 13900001111 或 京A12345") == "找张三 139****1111 或 京A****5"


@given(st.text(alphabet="0139一三九零-－ １３０9京AX取件码:*", max_size=60))
def test_masking_twice_changes_nothing(text: str) -> None:
    assert mask(mask(text)) == mask(text)


def test_a_code_before_its_name_and_a_card_read_aloud() -> None:
    assert [one.value for one in find_pii("驿站发的7-1-3305取件码 谁顺路")] == ["7-1-3305"]
    assert [one.kind for one in find_pii("六二二八四八零四零二五六四八九零零一八")] == ["bank"]
    assert find_pii("3-2-501取件码多少") == ()
