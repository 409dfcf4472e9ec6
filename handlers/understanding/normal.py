"""One written form for many: full-width, traditional, circled, invisible. Numbers in Chinese characters."""

import tomllib
import unicodedata
from pathlib import Path

from handlers.understanding.patterns import late

MAX_READ = 1000
"""Characters of a message that are analysed; what follows is kept by others but decides nothing."""

_DIGITS = dict(zip("零〇一二三四五六七八九幺两俩壹贰叁肆伍陆柒捌玖", "00123456789122123456789", strict=True))
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "廿": 20, "卅": 30}
NUM = "[0-9零〇一二三四五六七八九十百两幺廿卅壹贰叁肆伍陆柒捌玖拾]"
"""A regex class: one character of a number as people write it."""


def _traditional() -> dict[str, str]:
    table = tomllib.loads(Path(__file__).with_name("characters.toml").read_text(encoding="utf-8"))
    return {pair[0]: pair[1] for pair in table["pairs"].split()}


class _Characters(dict[int, str]):
    """A `str.translate` table that works out each character once (the basic plane only, so that it stays small)."""

    def __init__(self) -> None:
        self._simple = _traditional()

    def __missing__(self, code: int) -> str:
        result = self._plain(chr(code))
        if code < 0x10000:
            self[code] = result
        return result

    def _plain(self, char: str) -> str:
        kind = unicodedata.category(char)
        if kind in {"Cf", "Mn", "Me", "Cs", "Co", "Cn", "Sk"} and char not in "^`":
            return ""
        if kind in {"Cc", "Zl", "Zp"}:
            return "\n" if char in "\n\r\x0b\x0c\x85\u2028\u2029" else " "
        return "".join(self._simple.get(one, one) for one in unicodedata.normalize("NFKC", char)).translate(
            _DASHES
        )


_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−－", "-") | {"～": "~", "〜": "~", "﹟": "#"})
_CHARACTERS = _Characters()
_CIRCLED = "[①-⒇㈠-㈩㊀-㊉]"
_SIDE_BY_SIDE = late(f"(?<={_CIRCLED})(?={_CIRCLED})")  # ①③⑤号楼 are three buildings, not one of number 135


def normalise(text: str) -> str:
    """The message in its plain form: compatibility forms, simplified, dashes as "-", nothing invisible.

    Works character by character (no recomposition), so its cost is linear whatever the text holds.
    """
    return _SIDE_BY_SIDE.sub("、", text).translate(_CHARACTERS)


def aligned(text: str) -> tuple[str, list[int]]:
    """The plain form and, for each of its characters, the index in `text` it came from."""
    apart = {match.start() for match in _SIDE_BY_SIDE.finditer(text)}
    pieces = [("、" if at in apart else "") + _CHARACTERS[ord(char)] for at, char in enumerate(text)]
    origin = [index for index, piece in enumerate(pieces) for _ in piece]
    return "".join(pieces), origin


def number(text: str) -> int | None:
    """The value of 23, 二十三, 廿三, 一百零二 or, digit by digit, 幺零二; None when it is no number."""
    if not text:
        return None
    if not any(char in _TENS for char in text):
        spelt = "".join(_DIGITS.get(char, char) for char in text)
        return int(spelt) if spelt.isascii() and spelt.isdecimal() else None
    total, current = 0, None
    for char in text:
        if char in "廿卅":
            total += _TENS[char]
        elif char in _TENS:
            total += (1 if current is None else current) * _TENS[char]
            current = None
        elif char in "零〇":
            current = None
        else:
            digit = _DIGITS.get(char, char)
            if not (digit.isascii() and digit.isdecimal()) or current is not None:
                return None
            current = int(digit)
    return total + (current or 0)


def digits(text: str) -> str:
    """Spoken digits as Arabic ones, one by one: 幺零二 → 102."""
    return "".join(_DIGITS.get(char, char) for char in text)
