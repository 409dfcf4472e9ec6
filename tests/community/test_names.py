"""Names from outside: what is shown, and which spellings are one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.names import MAX_NAME, clean, fold, is_called, same_name

ANYTHING = st.text(st.characters())  # lone surrogates and controls included


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("  王 \n\t桂兰 ", "王 桂兰"),
        ("\u202e兰桂王\u202c", "兰桂王"),
        ("王\u200b桂\ufeff兰\x00\ud800", "王桂兰"),
        ("\u3164\u2800", ""),
        ("z\u0300\u0301\u0302\u0303a", "z\u0300\u0301a"),
        ("长" * 1_000_000, "长" * MAX_NAME),
    ],
)
def test_clean(name: str, shown: str) -> None:
    assert clean(name) == shown


@given(ANYTHING)
def test_a_clean_name_is_one_short_line_and_stays_clean(name: str) -> None:
    shown = clean(name)
    assert len(shown) <= MAX_NAME
    assert all(char == " " or not char.isspace() for char in shown)
    assert clean(shown) == shown
    assert shown.encode("utf-8").decode("utf-8") == shown


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("王桂兰", "王 桂\u200b兰", True),
        ("Ｌi Ｗei", "li wei", True),
        ("买买提·艾力", "买买提•艾力", True),
        ("王桂兰", "王桂芳", False),
        ("", "\u200b", False),
    ],
)
def test_same_name(a: str, b: str, same: bool) -> None:
    assert same_name(a, b) is same


@given(ANYTHING)
def test_folding_twice_changes_nothing(name: str) -> None:
    assert fold(fold(name)) == fold(name)


@pytest.mark.parametrize(
    ("called", "name", "title", "fits"),
    [
        ("王阿姨", "王桂兰", "", True),
        ("桂兰阿姨", "王桂兰", "", True),
        ("老王", "王桂兰", "", True),
        ("欧阳师傅", "欧阳锋", "", True),
        ("欧师傅", "欧阳锋", "", False),
        ("李楼长", "李伟", "3号楼楼长", True),
        ("李楼长", "李伟", "", False),
        ("李伟楼长", "李伟", "3号楼楼长", True),
        ("钱警官", "钱军", "民警", True),
        ("王", "王桂兰", "", False),
        ("王师", "王桂兰", "", False),
    ],
)
def test_forms_of_address(called: str, name: str, title: str, fits: bool) -> None:
    assert is_called(called, name, title) is fits
