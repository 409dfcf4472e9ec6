"""The numbers of places as people write and say them: 二三 → 2, 3; 十一十二 → 11, 12; 1-4; 十二零三 → 1203."""

import re
from itertools import pairwise

from handlers.understanding.normal import NUM, digits, number
from handlers.understanding.patterns import late

_SPELT = NUM.replace("0-9", "")
# 三3号楼 is no 33. Possessive: no number is read by half, and a list fails fast.
_N = f"(?:[0-9]{{1,8}}+|{_SPELT}{{1,8}}+)"
JOIN = "(?:[、,/&+]|和|跟|与|及|以及|到|至|-|~)"
LIST = (
    rf"(?P<n>{NUM}{{1,2}}(?:(?: {NUM}{{1,2}}){{2,5}}|(?:[.]{NUM}{{1,2}}){{2,5}})"
    rf"|{_N}(?:号?(?:楼|栋|幢|单元|层)? ?{JOIN} ?第?{_N}){{0,5}})"
)
"""A regex for one or several numbers of one part, in the group `n`."""

_RANGE = late("到|至|-|~")
_TEENS = late("([二三四五六七八九]?十)([一二三四五六七八九]{0,3}?)(?=[二三四五六七八九]?十|$)")
# As soldiers and drivers read numbers aloud: 拐洞勾.
_ZERO = str.maketrans(dict.fromkeys("Oo○洞", "0") | {"拐": "7", "勾": "9"})
_HUNDREDS = late(f"(?P<tens>{NUM}?十{NUM}?)[零〇](?P<ones>{NUM})")
_MOST = 9999


def numbers(text: str) -> tuple[str, ...]:
    """The single numbers of a list or range: 二三 → 2, 3; 1-4 → 1 … 4; 3、5 → 3, 5; 十一十二 → 11, 12."""
    pieces = [piece.strip("第号楼栋幢单元层 ") for piece in re.split(f"{JOIN}|[ .]", text)]
    found = [value for piece in pieces if piece for value in _spoken(piece)]
    if len(found) == 2 and len(pieces) == 2 and _RANGE.search(text):
        low, high = found
        if low < high <= low + 12:
            found = list(range(low, high + 1))
    return tuple(dict.fromkeys(str(value) for value in found))


def _spoken(text: str) -> list[int]:
    """One number, or several that are said without a word between them."""
    if text.isascii():
        return _within(number(text))
    if "十" in text and "".join(match[0] for match in _TEENS.finditer(text)) == text:
        teens: list[int] = []
        for match in _TEENS.finditer(text):
            ten, ones = number(match[1]) or 0, [number(one) or 0 for one in match[2]]
            if any(after != before + 1 for before, after in pairwise(ones)):
                return []
            teens += [ten + one for one in ones] or [ten]
        return teens
    spelt = digits(text)
    if len(text) >= 2 and spelt.isascii() and spelt.isdecimal() and "0" not in spelt:
        steps = {int(after) - int(before) for before, after in pairwise(spelt)}
        if steps == {1} or (len(text) >= 3 and min(steps) > 0):
            return [int(one) for one in spelt]
    return _within(number(text))


def _within(value: int | None) -> list[int]:
    return [] if value is None or value > _MOST else [value]


def rooms(text: str) -> tuple[str, ...]:
    """The room numbers in 501、502, 幺零二, 五O一."""
    pieces = re.split("[、,/和跟与 ]", text)
    return tuple(digits(piece.translate(_ZERO)) for piece in pieces if piece)


def spoken_room(text: str) -> str | None:
    """五百零一 → 501, 一千一百零二 → 1102, 十二零三 → 1203."""
    if match := _HUNDREDS.fullmatch(text):
        tens, ones = number(match["tens"]), number(match["ones"])
        return None if tens is None or ones is None else str(tens * 100 + ones)
    value = number(text)
    return None if value is None else str(value)
