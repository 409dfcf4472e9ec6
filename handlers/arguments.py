"""What follows a command word, or stands alone: a code, and the rest of the words. Pure."""

import re
from dataclasses import dataclass

_CODE = r"(?:[【\[（(#＃]\s*)?(?P<{0}>[Vv]\d{{1,4}}|\d{{3,4}})(?!\d)\s*[】\]）)]?"
_CODE_FIRST = re.compile(r"[\s:：，,。]*" + _CODE.format("first"))
_CODE_LAST = re.compile(_CODE.format("last") + r"[\s。！!]*$")
_NAMED = re.compile(r"(?<!\d)\d{4}(?!\d)")
_TAIL = 32  # characters at the end that are searched for a code
_EDGES = " \t\n:：，,。"


_CODES_FIRST = re.compile(r"(?:[\s,，、和及跟]*[【\[（(#＃]?\d{4}(?!\d)[】\]）)]?)+\s*")
_WH = r"(?:是|有|都)?(?:[吗么呢?？]|什么|多少|怎么|如何|谁|哪|几|$)"
_ASKED = re.compile(
    # 办结了吗, 接单没, 办结不
    r"[\s，,]*(?:了|过|掉|完|好)*(?:[吗么嘛]|没有?|不|与否)?[呢啊呀]?[\s?？。!！]*[?？][\s?？。!！]*"
    r"|[\s，,]*(?:了|过|掉|完|好)*(?:[吗么嘛]|没有?|不|与否)[呢啊呀]?[\s。!！]*"
)
_SPOKEN_OF = re.compile(
    # 接单情况, 办结标准是什么; 办结后报我, 办好了告诉我. Only glued: 办结0712 后来自己好了 is an outcome.
    rf"(?:了|的)*(?:情况|时间|时限|期限|日期|标准|流程|要求|条件|进度|率|人|单位|原因|结果)(?:{_WH}).*"
    r"|(?:了|的)*(?:(?:之|以)?[前后](?![门面院台楼窗墙排来天勤期几])|的时候|不了"
    r"|(?:就|再|请)*(?:告诉|通知|报告?给?|汇报给?|跟)(?:一声)?(?:我|社区|书记))"
    r".*|(?:是|有)?(?:谁|什么|怎么|哪|多少|几件).*",
    re.S,
)


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


def further(words: str) -> str:
    """The codes of requests at the head of words that follow one, as they stand there."""
    found = _CODES_FIRST.match(words)
    return found[0] if found else ""


def asks_about(tail: str) -> bool:
    """Whether what follows the word of a step, and perhaps a code, asks about the step or speaks of it (办结了吗,
    接单情况, 办好了告诉我) instead of taking it."""
    code = _CODE_FIRST.match(tail)
    rest = tail[code.end() :] if code else tail
    glued = not (code and code[0][-1:].isspace())
    return _ASKED.fullmatch(rest) is not None or (glued and _SPOKEN_OF.fullmatch(rest) is not None)


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
