"""The result of a poll, or counts of a report, as a picture for a phone: one bar an option."""

import io
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont
from pylopdf_fonts_zh_cn import sans_path

from handlers.names import clean

MOST_ROWS = 100

_WIDTH, _MARGIN = 1080, 72  # pixels; phones show a picture about this wide
_INNER = _WIDTH - 2 * _MARGIN
_BAR, _SMOOTH = 28, 4  # the height of a bar; how many times finer its round ends are drawn
_VALUE_GAP = 40
_PAPER, _TRACK, _LINE = "#FFFFFF", "#EEF2F8", "#E3E8F0"
_INK, _QUIET = "#1B2433", "#6B778C"
_LEADING, _OTHER = "#2B66E0", "#A7C1F3"
_NO_LINE_START = frozenset("，。、；：？！）】》”’…,.;:?!)]%")
_LACKING = "\U0010ffff"  # never a character: drawn as the font's box for what it lacks

Font = ImageFont.FreeTypeFont


def bar_chart(title: str, rows: Sequence[tuple[str, int]], footer: str, *, shares: bool = True) -> bytes:
    """A PNG, 1080 pixels wide, with the title, a bar for each (label, count) with its share, and the footer.

    The whole track of a bar is all votes; without `shares`, which are then not written, the longest bar. The texts
    may be hostile: they are cleaned, wrapped, and cut with … when too long; what the font lacks is left out (emoji)
    or becomes 〓 (letters). The same input gives the same bytes.

    Raises:
        ValueError: there are more than `MOST_ROWS` rows, or a count is negative.
    """
    if len(rows) > MOST_ROWS or any(count < 0 for _, count in rows):
        raise ValueError("too many rows, or a negative count")
    head, small = _font(54), _font(30)
    heading = _wrap(_drawable(title, head, 300), head, _INNER, 3)
    note = _wrap(_drawable(footer, small, 300), small, _INNER, 4)
    bars = _bars(rows, shares)
    height = _MARGIN + 76 * len(heading) + 28 + sum(52 * len(bar.label) + 80 for bar in bars)
    height += (44 + 46 * len(note) if note else 0) + _MARGIN - 36
    image = Image.new("RGB", (_WIDTH, height), _PAPER)
    draw = ImageDraw.Draw(image)
    top = _text(draw, heading, head, _MARGIN - 12, 76, _INK, bold=True) + 40
    for bar in bars:
        top = _draw_bar(image, draw, bar, top)
    if note:
        draw.line((_MARGIN, top, _WIDTH - _MARGIN, top), fill=_LINE, width=2)
        _text(draw, note, small, top + 28, 46, _QUIET)
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()


class _Bar:
    """One option, measured: its label in lines, its value in words, its part of all votes."""

    def __init__(self, position: int, label: str, count: int, total: int, longest: int) -> None:
        font = _font(38)
        self.count = f"{count:,}"
        self.share = _percent(count, total)
        room = _INNER - _VALUE_GAP - font.getlength(f"{self.count}  {self.share}")
        self.label = _wrap(_drawable(label, font, 200) or str(position), font, room, 2)
        self.part = count / (total or longest or 1)
        self.leads = longest > 0 and count == longest


def _percent(count: int, total: int) -> str:
    """Rounded, but nothing that is there becomes 0% and nothing that is not all becomes 100%."""
    if not total:
        return ""
    share = round(100 * count / total, 1)
    if 0 < count < total:
        share = min(max(share, 0.1), 99.9)
    return f"{share:.1f}".removesuffix(".0") + "%"


def _bars(rows: Sequence[tuple[str, int]], shares: bool) -> list[_Bar]:
    total = sum(count for _, count in rows) if shares else 0
    longest = max((count for _, count in rows), default=0)
    return [_Bar(place, label, count, total, longest) for place, (label, count) in enumerate(rows, 1)]


def _draw_bar(image: Image.Image, draw: ImageDraw.ImageDraw, bar: _Bar, top: int) -> int:
    """Draws label, value and bar; where the next one begins."""
    font = _font(38)
    right = _WIDTH - _MARGIN
    if bar.share:
        draw.text((right, top), bar.share, font=font, fill=_QUIET, anchor="ra")
        right -= int(font.getlength(bar.share + "  "))
    draw.text((right, top), bar.count, font=font, fill=_LEADING if bar.leads else _INK, anchor="ra")
    top = _text(draw, bar.label, font, top, 52, _INK) + 8
    _pill(image, _MARGIN, top, _INNER, _TRACK)
    if bar.part:
        _pill(image, _MARGIN, top, max(_BAR, round(_INNER * bar.part)), _LEADING if bar.leads else _OTHER)
    return top + 72


def _pill(image: Image.Image, left: int, top: int, width: int, colour: str) -> None:
    """A bar with round, smooth ends."""
    mask = Image.new("L", (width * _SMOOTH, _BAR * _SMOOTH))
    ImageDraw.Draw(mask).rounded_rectangle(
        (0, 0, width * _SMOOTH - 1, _BAR * _SMOOTH - 1), _BAR * _SMOOTH // 2, fill=255
    )
    image.paste(colour, (left, top), mask.resize((width, _BAR), Image.Resampling.BOX))


def _text(
    draw: ImageDraw.ImageDraw,
    lines: Sequence[str],
    font: Font,
    top: int,
    step: int,
    colour: str,
    bold: bool = False,
) -> int:
    """Draws lines from the left margin; where the next one would begin. No bold font: a hairline is added."""
    for line in lines:
        stroke = 0.6 if bold else 0
        draw.text((_MARGIN, top), line, font=font, fill=colour, stroke_width=stroke, stroke_fill=colour)
        top += step
    return top


def _wrap(text: str, font: Font, width: float, most: int) -> list[str]:
    """The text in at most so many lines, broken between Chinese characters or Western words, the rest as …"""
    lines: list[str] = []
    rest = text
    while rest and len(lines) < most:
        end = _fitting(rest, font, width)
        lines.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    if rest:
        last = lines[-1]
        while last and font.getlength(last + "…") > width:
            last = last[:-1]
        lines[-1] = last.rstrip() + "…"
    return lines


def _fitting(text: str, font: Font, width: float) -> int:
    """How many characters go on one line; at least one."""
    end = 1
    while end < len(text) and font.getlength(text[: end + 1]) <= width:
        end += 1
    if end == len(text):
        return end
    if text[end] in _NO_LINE_START:
        return end + 1  # it hangs over into the margin
    if text[end - 1].isascii() and text[end - 1].isalnum() and text[end].isascii() and text[end].isalnum():
        return text.rfind(" ", 0, end) + 1 or end
    return end


def printable(words: str, limit: int) -> str:
    """Words on one line, at most `limit` characters, without what the font (pylopdf_fonts_zh_cn) has no sign for."""
    return _drawable(words, _font(30), limit)


def _drawable(text: str, font: Font, limit: int) -> str:
    """The text without what the font cannot draw."""
    shown = "".join(_glyph(char, font) for char in unicodedata.normalize("NFC", clean(text, limit)))
    return " ".join(shown.split())


@lru_cache(maxsize=4096)
def _glyph(char: str, font: Font) -> str:
    if char == " " or _picture(char, font) != _picture(_LACKING, font):
        return char
    return "〓" if unicodedata.category(char).startswith("L") else ""


def _picture(char: str, font: Font) -> bytes:
    image = Image.new("1", (64, 64))
    ImageDraw.Draw(image).text((8, 0), char, font=font, fill=1)
    return image.tobytes()


@lru_cache(maxsize=4)
def _font(size: int) -> Font:
    return ImageFont.truetype(sans_path(), size, layout_engine=ImageFont.Layout.BASIC)
