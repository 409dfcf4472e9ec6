"""What follows a command word, or stands alone: a code, and the rest of the words. Pure."""

import re
from dataclasses import dataclass

_CODE = r"(?:[【\[（(#＃]\s*)?(?P<{0}>[Vv]\d{{1,4}}|\d{{3,4}})(?!\d)\s*[】\]）)]?"
_CODE_FIRST = re.compile(r"[\s:：，,。]*" + _CODE.format("first"))
_CODE_LAST = re.compile(_CODE.format("last") + r"[\s。！!]*$")
_NAMED = re.compile(r"(?<!\d)\d{4}(?!\d)")
_TAIL = 32  # characters at the end that are searched for a code
_EDGES = " \t\n:：，,。"


@dataclass(frozen=True, slots=True)
class Arguments:
    """`code`: a request's 0712 or a poll's V3, as it is kept; `rest`: the words without it."""

    code: str | None
    rest: str


def code_of(digits: str) -> str:
    """The code as it is kept: 712 → 0712, v3 → V3."""
    return digits.upper() if digits[0] in "Vv" else digits.zfill(4)


def starts_with_code(words: str) -> bool:
    """0712 5分, 【V3】同意."""
    return _CODE_FIRST.match(words) is not None


def names_another(words: str, code: str) -> bool:
    """Whether codes of requests are named, and not this one: 补充0002 …, where it is about 0003; of a poll, never."""
    named = _NAMED.findall(words)
    return code.isdigit() and bool(named) and code not in named


def read_arguments(words: str) -> Arguments:
    """Split words into a code, at either end, and the rest."""
    found = _CODE_FIRST.match(words)
    if found:
        return Arguments(code_of(found["first"]), words[found.end() :].strip(_EDGES))
    head, tail = words[:-_TAIL], words[-_TAIL:]
    found = _CODE_LAST.search(tail)
    if found:
        return Arguments(code_of(found["last"]), (head + tail[: found.start()]).strip(_EDGES))
    return Arguments(None, words.strip(_EDGES))
