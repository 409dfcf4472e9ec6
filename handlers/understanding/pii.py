"""Personal data in a message: found in every way people write it, and masked.

Phones (also spoken: 幺三九…, full-width, with separators), landlines, identity numbers, bank cards, number plates,
pick-up codes. Hotlines, order numbers, dates and numbers that are masked already are none.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from handlers.understanding.normal import digits
from handlers.understanding.patterns import late


@dataclass(frozen=True, slots=True)
class Pii:
    """One find: `start`/`end` in the text as it was written, `value` the same with digits as 0-9."""

    start: int
    end: int
    kind: str
    value: str


_DASHES = frozenset("‐‑‒–—―−－﹣ー")


class _Wide(dict[int, str]):
    """A `str.translate` table that maps one character to one, so that positions stay those of the original."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        plain = "-" if char in _DASHES else unicodedata.normalize("NFKC", char)
        result = plain if len(plain) == 1 and plain.isascii() and char not in _KEPT else char
        if code < 0x10000:
            self[code] = result
        return result


_KEPT = "：（），；"
_WIDE = _Wide({ord("×"): "*", ord("•"): "·"})
_WIDE.update({start + n: str(n + 1) for start in (0x2776, 0x2780, 0x278A) for n in range(9)})
# Also as soldiers, drivers and old people read numbers aloud: 洞幺两…拐八勾.
_SPOKEN = {ord(char): digits(char) for char in "零〇一二三四五六七八九幺两壹贰叁肆伍陆柒捌玖"}
_SPOKEN |= dict(zip(map(ord, "貳參陸兩洞妖腰拐勾"), "236201179", strict=True))
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a-\u202e\u2066-\u2069\ufe0f\u20e3"

_SEP = f"[-. ·_/,\uff0c、{_INVISIBLE}]{{0,3}}"
_APART = r"[\s~:;\uff1a\uff1b|-]{1,4}"
_OPEN = r"(?<![0-9*])(?<![0-9][-.])"
_SHUT = r"(?![0-9*])"
_PHONE = late(
    rf"(?:(?<![0-9])(?:\+|00){_SEP}86{_SEP}|(?<![0-9])86[- ]?|{_OPEN})1{_SEP}[3-9](?:{_SEP}[0-9]){{9}}{_SHUT}"
    rf"|{_OPEN}[(（]1[3-9][0-9][)）]{_SEP}[0-9]{{4}}{_SEP}[0-9]{{4}}{_SHUT}"
    # On two lines, or in columns: only where the figures stand as people group them.
    rf"|{_OPEN}1[3-9][0-9]{_APART}(?:[0-9]{{4}}{_APART}[0-9]{{4}}|[0-9]{{8}}){_SHUT}|{_OPEN}1[3-9][0-9]{{5}}{_APART}[0-9]{{4}}{_SHUT}"
)
_IDENTITY = late(
    rf"{_OPEN}[1-9][0-9]{{5}}[- ]?(?P<year>(?:18|19|20)[0-9]{{2}})[- ]?"
    rf"(?P<month>[0-9]{{2}})[- ]?(?P<day>[0-9]{{2}})[- ]?[0-9]{{3}}[- ]?[0-9Xx](?![0-9A-Za-z*])"
)
_IDENTITY_FOURS = late(rf"{_OPEN}[1-9][0-9]{{3}}(?:[- ][0-9]{{4}}){{3}}[- ]?[0-9][0-9Xx](?![0-9A-Za-z*])")
_IDENTITY_SAID = late(
    r"(?:身份证|证件)(?:号码|号)?[^0-9\n]{0,4}(?P<value>[1-9](?:[- ]?[0-9]){16}[- ]?[0-9Xx])(?![0-9A-Za-z*])"
)
_PASSPORT = late(
    r"(?:护照|通行证)(?:号码|号)?[是为:\uff1a ]{0,3}(?P<value>[A-Z][A-Z]?[0-9]{7,9})(?![0-9A-Za-z])"
)
_IDENTITY_OLD = late(r"身份证(?:号码|号)?[是为:\uff1a ]{0,3}(?P<value>[1-9][0-9]{14})(?![0-9])")
_NUMBERED = r"(?<!单号)(?<!单号[: \uff1a])(?<!订单)(?<!订单[: \uff1a])(?<!编号)(?<!编号[: \uff1a])(?<!流水号)"
_CARD = late(
    rf"{_NUMBERED}{_OPEN}(?:62|60|4[0-9]|5[1-5]|35|37|9[0-9])[0-9]{{2}}"
    rf"(?:[- ]?[0-9]{{4}}){{3}}(?:[- ]?[0-9]{{1,3}})?{_SHUT}"
)
_CARD_SAID = late(
    r"(?:卡号|银行卡|账号|帐号|账户|储蓄卡|信用卡|工资卡|借记卡|社保卡|[工农中建交招]行|邮储|打款|汇款)"
    r"[^0-9\n]{0,6}(?P<value>[0-9](?:[- ]?[0-9]){11,18})(?![0-9])"
)
_LANDLINE = late(
    rf"{_OPEN}(?:\+?86[- ])?\(?0[1-9][0-9]{{1,2}}\)?[- ]{{0,2}}[2-9][0-9]{{2,3}}[- ]?[0-9]{{4}}(?:[-转 ]{{1,"
    rf"2}}[0-9]{{1,4}}(?![0-9点号]))?{_SHUT}"
)
_LOCAL = late(
    rf"(?:电话|座机|固话|电联|来电|拨打|打|拨|致电|传真|号码|办公室)[号码是为:\uff1a ]{{0,4}}"
    rf"(?P<value>[2-8][0-9]{{2,3}}[- ]?[0-9]{{4}}){_SHUT}(?![元块度])"
)
_PROVINCE = "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼滬遼魯蘇贛陝貴閩雲晉蒙寧瓊]"
_PLATE = late(
    f"{_PROVINCE} ?[A-HJ-NP-Za-hj-np-z] ?[·. -]?(?=[A-Za-z0-9]{{0,5}}[0-9])"
    "(?:[A-HJ-NP-Za-hj-np-z0-9]{5,6}|[A-HJ-NP-Za-hj-np-z0-9]{4}[挂学警港澳领])(?![A-Za-z0-9])"
)
_PLATE_SAID = late(
    r"车牌(?:号码|号)?[是为:\uff1a ]{0,3}"
    r"(?P<value>[A-HJ-NP-Z][·. -]?(?=[A-Z]{0,4}[0-9])[A-HJ-NP-Z0-9]{5,6})(?![A-Za-z0-9])"
)
_SHELF = "[0-9]{1,3}[-杠][0-9]{1,3}[-杠][0-9]{3,6}"  # how parcel shops number: shelf, row, parcel
_PICKUP = late(
    r"(?:取件|取货|提货|收货|取餐|自提|验证|提取|取件号|开箱|开柜|驿站|包裹)"
    r"(?:码|号码|号|密码)[是为:\uff1a 【\[“\"(（]{0,3}"
    r"(?P<value>[A-Za-z]{0,2}[0-9](?:[A-Za-z0-9]|[-杠](?=[A-Za-z0-9])){2,14})"
)
_PICKUP_BY = late(
    rf"凭(?:取件码|取货码|提货码|码|号)?[ :\uff1a“\"【]{{0,2}}(?P<value>{_SHELF}|[0-9]{{4,8}})"
    r"(?:[^0-9\n]{0,8})[取领拿]"
)
_PICKUP_GOODS = late(
    r"(?:[拿取领]|到了|驿站|柜)[^0-9\n]{0,8}(?:快递|包裹|件|货)[ :\uff1a,，]{0,2}"
    r"(?P<value>[0-9]{1,3}-[0-9]{1,3}-[0-9]{4,6})(?![0-9室])"
)
# The code first: 7-1-3305取件码, 884512是验证码. 3-2-501 in front of it is a home.
_PICKUP_NAMED = late(
    r"(?<![0-9A-Za-z-])(?P<value>[0-9]{1,3}[-杠][0-9]{1,3}[-杠][0-9]{4,6}|[0-9]{4,8}(?=[ 就]?是))[ 就是这个的]{0,3}"
    r"(?:取件|取货|提货|验证|自提|开柜|开箱)(?:码|号)"
)
_NEXT = late(rf"[ ,、;/+和跟及与\uff0c\uff1b]{{1,3}}(?P<value>{_SHELF}|[0-9]{{4,8}})(?![-0-9号楼室元年点月])")


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
    ("pickup", _PICKUP_NAMED, _always),
    ("pickup", _PICKUP_GOODS, _always),
    ("identity", _IDENTITY, _real_date),
    ("identity", _IDENTITY_FOURS, _always),
    ("identity", _IDENTITY_SAID, _always),
    ("identity", _IDENTITY_OLD, _always),
    ("identity", _PASSPORT, _always),
    ("bank", _CARD_SAID, _always),
    ("bank", _CARD, _always),
    ("phone", _PHONE, _always),
    ("landline", _LANDLINE, _always),
    ("landline", _LOCAL, _always),
    ("plate", _PLATE, _always),
    ("plate", _PLATE_SAID, _always),
)
_ALOUD: tuple[tuple[str, re.Pattern[str], _Check], ...] = (
    ("identity", _IDENTITY, _real_date),
    ("bank", _CARD_SAID, _always),
    ("phone", _PHONE, _always),
)
_ALOUD += (("landline", _LANDLINE, _always), ("landline", _LOCAL, _always), ("pickup", _PICKUP, _always))
_ALOUD += (("plate", _PLATE, _always), ("bank", _CARD, _always))
_FEWEST = 3  # digits, in whatever writing, of the shortest personal number
_AT_MOST = 20  # further pick-up codes behind one


def find_pii(text: str) -> tuple[Pii, ...]:
    """Everything personal in the text, in order; positions are those of the text as given."""
    wide = text.translate(_WIDE)
    aloud = wide.translate(_SPOKEN)
    if len(_DIGIT.findall(aloud)) < _FEWEST:
        return ()
    finds: list[Pii] = []
    taken = bytearray(len(text))

    def add(kind: str, start: int, end: int, mapped: str) -> None:
        if not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            finds.append(Pii(start, end, kind, _as_written(text[start:end], mapped[start:end])))

    for mapped, rules in ((wide, _WRITTEN), (aloud, _ALOUD)):
        for kind, pattern, check in rules:
            for match in pattern.finditer(mapped):
                if check(match):
                    start, end = match.span("value" if "value" in match.re.groupindex else 0)
                    add(kind, start, end, mapped)
                    for more in _further(mapped, start, end) if kind == "pickup" else ():
                        add(kind, *more, mapped)
    return tuple(sorted(finds, key=lambda find: find.start))


_DIGIT = late("[0-9]")


def _further(mapped: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The codes that follow a pick-up code in the same form: 5-2-1034 6-1-2020."""
    shelf, size = "-" in mapped[start:end], end - start
    for _ in range(_AT_MOST):
        match = _NEXT.match(mapped, end)
        if match is None or (not shelf and len(match["value"]) != size) or shelf != ("-" in match["value"]):
            return
        yield match.span("value")
        end = match.end()


def _as_written(text: str, mapped: str) -> str:
    """Digits and Latin letters in their plain form, every separator as the writer put it."""
    if text == mapped:
        return text.strip()
    return "".join(
        plain if plain.isascii() and plain.isalnum() else char
        for char, plain in zip(text, mapped, strict=True)
    ).strip()


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
