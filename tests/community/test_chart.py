"""The picture of a poll: always a picture, whatever the words are, and always the same one."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from handlers.chart import MOST_ROWS, bar_chart

LEADING = (0x2B, 0x66, 0xE0)


def picture(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGB")


def blue_width(png: bytes, colour: tuple[int, int, int]) -> int:
    """The longest run of a colour on one line of pixels."""
    image = picture(png)
    rows = ([image.getpixel((x, y)) == colour for x in range(image.width)] for y in range(0, image.height, 4))
    return max(sum(row) for row in rows)


def test_a_bar_is_as_long_as_its_share() -> None:
    png = bar_chart("是否加装充电桩？", [("同意", 3), ("反对", 1)], "截止")
    assert blue_width(png, LEADING) == pytest.approx(0.75 * (1080 - 2 * 72), abs=30)


def test_no_votes_no_bar() -> None:
    assert blue_width(bar_chart("题", [("同意", 0), ("反对", 0)], ""), LEADING) == 0


def test_same_input_same_bytes() -> None:
    rows = [(f"选项{n}", n) for n in range(20)]
    assert bar_chart("题", rows, "脚") == bar_chart("题", rows, "脚")


def test_what_cannot_be_drawn_leaves_no_trace() -> None:
    plain = bar_chart("题", [("同意", 1)], "脚")
    assert bar_chart("题😀\u202e\x00\ud800", [("同\u200b意👍", 1)], "脚\n\U000e0041") == plain


def test_a_letter_that_the_font_lacks_is_marked() -> None:
    assert bar_chart("王\U00020000", [], "") == bar_chart("王〓", [], "")


def test_long_words_are_cut_and_the_picture_stays_a_picture() -> None:
    png = bar_chart("长" * 5000, [("选" * 5000, 1), ("W" * 5000, 10**12)] * 10, "脚" * 5000)
    image = picture(png)
    assert image.width == 1080
    assert image.height < 4400


def test_too_much_is_refused() -> None:
    with pytest.raises(ValueError, match="rows"):
        bar_chart("题", [("同意", 1)] * (MOST_ROWS + 1), "")
    with pytest.raises(ValueError, match="negative"):
        bar_chart("题", [("同意", -1)], "")


@settings(max_examples=25, deadline=None)
@given(
    st.text(st.characters()), st.lists(st.tuples(st.text(st.characters()), st.integers(0, 10**9)), max_size=4)
)
def test_hostile_words_give_a_picture(title: str, rows: list[tuple[str, int]]) -> None:
    assert picture(bar_chart(title, rows, title)).width == 1080
