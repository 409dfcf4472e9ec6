"""Privacy as pure functions: how people give their number, how a number or a place is shown."""

import re
from collections.abc import Sequence

from handlers.understanding import find_pii
from handlers.understanding.normal import normalise
from handlers.understanding.pii import masked

_IDENTITY_HEAD, _IDENTITY_TAIL = 3, 2
_MOBILE = re.compile(r"1[3-9]\d{9}")
_MY_PHONE = re.compile(
    r"(?:(?:请|帮忙?|麻烦)?(?:更正|改正|修改|更新|换|改)(?:一下)?)?我的?"
    r"新?(?:手机号码|电话号码|手机号|电话号|联系电话|联系方式|手机|电话)"
    r"(?:现在|已经)?(?:是|为|改成|改为|换成|更正为|变成|换了)?[\s:：,，=]*(?P<number>.{0,40}?)[\s。.!！]*"
)
_CORRECTS = re.compile("更正|改正|修改|更新|换|改")
_LONGEST = 80


def read_own_phone(words: str) -> str | None:
    """What follows 更正我的电话, 我的电话是, 我的手机号换成: a number, other words, or nothing; None: no such talk."""
    said = normalise(words[:_LONGEST]).strip()
    found = _MY_PHONE.fullmatch(said)
    return found["number"] if found is not None else None


def wants_correction(words: str) -> bool:
    """Whether it is said that a number is to be put right: 更正我的电话, 我的手机号换成."""
    return _CORRECTS.search(normalise(words[:_LONGEST])) is not None


def mobile_in(words: str) -> str | None:
    """The one mobile number in words that are nothing but a number; None otherwise."""
    finds = find_pii(words)
    if len(finds) != 1 or finds[0].kind != "phone":
        return None
    number = "".join(char for char in finds[0].value if char.isdigit())[-11:]
    rest = words[: finds[0].start] + words[finds[0].end :]
    return number if _MOBILE.fullmatch(number) and not any(map(str.isalnum, rest)) else None


def masked_phone(number: str) -> str:
    """139****1111; of what is no phone number only the last two digits."""
    finds = find_pii(number)
    return masked(finds[0]) if len(finds) == 1 else f"****{number[-2:]}"


def masked_identity(number: str) -> str:
    """110****2X."""
    return f"{number[:_IDENTITY_HEAD]}****{number[-_IDENTITY_TAIL:]}"


def without_flat(place: str | None) -> str | None:
    """A place without the flat, which leads to a household: 3号楼2单元501 → 3号楼2单元."""
    return None if place is None else re.sub(r"\d{3,4}(?:室)?(?![号楼\d])", "", place).strip("、 ") or None


def listed(codes: Sequence[str], most: int = 3) -> str:
    """0712、0713、0714等."""
    return "、".join(codes[:most]) + ("等" if len(codes) > most else "")
