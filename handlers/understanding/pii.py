"""Personal data in a message: found in every way people write it, and masked.

Phones (also spoken: 幺三九…, full-width, with separators), landlines, identity numbers, bank cards, number plates,
pick-up codes. Hotlines, order numbers, dates and numbers that are masked already are none.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from handlers.understanding.normal import digits


@dataclass(frozen=True, slots=True)
class Pii:
    """One find: `start`/`end` in the text as it was written, `value` the same with digits as 0-9."""

    start: int
    end: int
    kind: str
    value: str


# Both tables map one character to one character, so that positions stay those of the original.
_WIDE = {0xFF10 + n: str(n) for n in range(10)} | {0xFF21 + n: chr(65 + n) for n in range(26)}
_WIDE |= {0xFF41 + n: chr(97 + n) for n in range(26)}
_WIDE |= dict.fromkeys(map(ord, "‐‑‒–—―−－﹣"), "-") | {
    ord("　"): " ",
    ord("＋"): "+",
    0xA0: " ",
    0x2005: " ",
}
_WIDE |= {ord(circled): str(n) for n, circled in enumerate("⓪①②③④⑤⑥⑦⑧⑨")} | {ord("×"): "*", ord("•"): "·"}
_SPOKEN = {ord(char): digits(char) for char in "零〇一二三四五六七八九幺壹贰叁肆伍陆柒捌玖貳參陸"} | {
    ord("貳"): "2",
    ord("參"): "3",
    ord("陸"): "6",
}
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a-\u202e\u2066-\u2069\ufe0f\u20e3"

_SEP = f"[-. ·_/,\uff0c、{_INVISIBLE}]{{0,2}}"
_OPEN = r"(?<![0-9*])(?<![0-9][-.])"
_SHUT = r"(?![0-9*])"
_PHONE = re.compile(
    rf"(?:(?<![0-9])(?:\+|00){_SEP}86{_SEP}|(?<![0-9])86[- ]|{_OPEN})1{_SEP}[3-9](?:{_SEP}[0-9]){{9}}{_SHUT}"
)
_IDENTITY = re.compile(
    rf"{_OPEN}[1-9][0-9]{{5}}[- ]?(?P<year>(?:18|19|20)[0-9]{{2}})[- ]?"
    rf"(?P<month>[0-9]{{2}})(?P<day>[0-9]{{2}})[- ]?[0-9]{{3}}[- ]?[0-9Xx](?![0-9A-Za-z*])"
)
_IDENTITY_OLD = re.compile(r"身份证(?:号码|号)?[是为:\uff1a ]{0,3}(?P<value>[1-9][0-9]{14})(?![0-9])")
_CARD = re.compile(
    rf"{_OPEN}(?:62|60|4[0-9]|5[1-5]|35|37|9[0-9])[0-9]{{2}}(?:[- ]?[0-9]{{4}}){{3}}(?:[- ]?[0-9]{{1,3}})?{_SHUT}"
)
_CARD_SAID = re.compile(
    r"(?:卡号|银行卡|账号|帐号|账户)[^0-9\n]{0,6}(?P<value>[0-9](?:[- ]?[0-9]){11,18})(?![0-9])"
)
_LANDLINE = re.compile(
    rf"{_OPEN}(?:\+?86[- ])?\(?0[1-9][0-9]{{1,2}}\)?[- ]{{0,2}}[2-9][0-9]{{2,3}}[- ]?[0-9]{{4}}(?:[-转 ]{{1,"
    rf"2}}[0-9]{{1,4}}(?![0-9点号]))?{_SHUT}"
)
_LOCAL = re.compile(
    rf"(?:电话|座机|固话|电联|来电|拨打|打)[号码是为:\uff1a ]{{0,4}}(?P<value>[2-8][0-9]{{2,3}}[- ]?[0-9]{{4}}){_SHUT}"
)
_PLATE = re.compile(
    "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼滬遼魯蘇贛陝貴閩雲晉蒙寧瓊]"
    "[A-HJ-NP-Za-hj-np-z][·. -]?(?=[A-Za-z0-9]{0,5}[0-9])"
    "(?:[A-HJ-NP-Za-hj-np-z0-9]{5,6}|[A-HJ-NP-Za-hj-np-z0-9]{4}[挂学警港澳])(?![A-Za-z0-9])"
)
_PICKUP = re.compile(
    r"(?:取件|取货|提货|收货|取餐|自提|验证|提取|取件号|开箱|驿站)(?:码|号码|号|密码)[是为:\uff1a ]{0,3}"
    r"(?P<value>[A-Za-z]?[0-9](?:[A-Za-z0-9]|-(?=[A-Za-z0-9])){2,14})"
)
_PICKUP_BY = re.compile(r"凭(?P<value>[0-9]{1,3}-[0-9]{1,3}-[0-9]{3,6}|[0-9]{4,8})(?:[^0-9\n]{0,8})[取领]")


def _real_date(match: re.Match[str]) -> bool:
    try:
        date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return False
    return True


def _always(match: re.Match[str]) -> bool:
    return True


_Check = Callable[[re.Match[str]], bool]
# In this order: a longer number is taken before a shorter one that could be found inside it.
_WRITTEN: tuple[tuple[str, re.Pattern[str], _Check], ...] = (
    ("pickup", _PICKUP, _always),
    ("pickup", _PICKUP_BY, _always),
    ("identity", _IDENTITY, _real_date),
    ("identity", _IDENTITY_OLD, _always),
    ("bank", _CARD_SAID, _always),
    ("bank", _CARD, _always),
    ("phone", _PHONE, _always),
    ("landline", _LANDLINE, _always),
    ("landline", _LOCAL, _always),
    ("plate", _PLATE, _always),
)
_ALOUD: tuple[tuple[str, re.Pattern[str], _Check], ...] = (
    ("identity", _IDENTITY, _real_date),
    ("bank", _CARD_SAID, _always),
    ("phone", _PHONE, _always),
)
_ALOUD += (("landline", _LANDLINE, _always), ("landline", _LOCAL, _always), ("pickup", _PICKUP, _always))
_MANY = re.compile("[0-9\uff10-\uff19零〇一二三四五六七八九幺\u2460-\u2468\u24ea壹贰叁肆伍陆柒捌玖]")


def find_pii(text: str) -> tuple[Pii, ...]:
    """Everything personal in the text, in order; positions are those of the text as given."""
    if len(_MANY.findall(text)) < 3:
        return ()
    finds: list[Pii] = []
    wide = text.translate(_WIDE)
    for mapped, rules in ((wide, _WRITTEN), (wide.translate(_SPOKEN), _ALOUD)):
        for kind, pattern, check in rules:
            for match in pattern.finditer(mapped):
                group = "value" if "value" in pattern.groupindex else 0
                start, end = match.span(group)
                if check(match) and not any(start < find.end and find.start < end for find in finds):
                    finds.append(Pii(start, end, kind, match[group].strip()))
    return tuple(sorted(finds, key=lambda find: find.start))


_SHOWN = {
    "phone": (3, 4),
    "landline": (3, 2),
    "identity": (3, 2),
    "bank": (4, 4),
    "plate": (2, 1),
    "pickup": (0, 0),
}


def masked(find: Pii) -> str:
    """How a find is shown: 139****1111, 京A****5, a pick-up code not at all."""
    plain = "".join(char for char in find.value if char.isalnum())
    if find.kind == "phone":
        plain = plain[-11:]
    head, tail = _SHOWN[find.kind]
    return plain[:head] + "****" + (plain[-tail:] if tail else "")


def mask(text: str) -> str:
    """The text with everything personal in it made unreadable; the rest as it was. Masking twice changes nothing."""
    pieces, last = [], 0
    for find in find_pii(text):
        pieces += [text[last : find.start], masked(find)]
        last = find.end
    return "".join([*pieces, text[last:]])
