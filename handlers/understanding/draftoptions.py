"""The options of a poll in free words: listed, numbered, in brackets, with strokes, side by side, or A还是B.

All functions work on a text in its plain form in which what was understood already is blanked with NUL; they return
stretches of it (start, end), so that the caller can give the writer's own characters back.
"""

import re

from handlers.understanding.patterns import late

Stretch = tuple[int, int]
Found = tuple[list[Stretch], Stretch]
"""The options, and the stretch that they take up together."""

MOST = 21  # options that are read: one more than a poll may have, so that too many are refused and not cut
_AT = late(
    r"(?:可?选项|备选(?:项|方案)?|选择项?|候选人?|可以选)(?:(?:有|是|为|如下|分别是)[ :]{0,2}|[ :]{1,2})"
)
_UNTIL = late(
    r"\0|(?:[\n,。; -]|^)(?:投票|表决)?(?:截止|截至|时间|期限|有效期|时限|结束|到期|不记名|匿名|实名"
    r"|记名|每户|一户|每家|按户|备注|说明|范围)"
)
_END = r"(?=$|\n|\0|[ ,;。]{1,2}(?:截止|截至|时间|期限|不记名|匿名|每户|一户))"
_UNITS = "号楼栋幢单元层室户点月日天年周元块个次人岁米种条#%:.0-9A-Za-z"
_NAMED = "方案|计划|选项|套餐|[款型组队区类级档座]"  # A方案 is a name, not a mark before one
# Marks in order, what must follow one, and what else may go before all but the first.
_MARKS = (
    ("A B C D E F G H I J", rf"(?!{_NAMED})[.、):]? ?(?![{_UNITS}])", "|(?<=[^0-9A-Za-z])"),
    ("a b c d e f g h i j", rf"(?!{_NAMED})[.、):]? ?(?![{_UNITS}])", "|(?<=[^0-9A-Za-z])"),
    ("甲 乙 丙 丁 戊 己 庚 辛", rf"[.、):]? ?(?![{_UNITS}])", ""),
    (" ".join(map(str, range(1, MOST + 1))), rf"(?:[.、):](?![0-9]) ?| ?(?![ {_UNITS}]))", ""),
    ("一 二 三 四 五 六 七 八 九 十", "(?:[.、):] ?| )", ""),
)
_STRONG = late(r"[/、|\n;,]")
_SPLIT = late(r"[/、|\n;]|,| 或者?|(?<=[^或])或者|(?<![0-9A-Za-z]) +(?![0-9]+天)")
_BRACKETS = late(r"\((?P<inside>[^()\n]{2,80})\)")
_SLASHED = late(r"(?<![0-9A-Za-z])[^\s,。;:?!/\0]{1,20}(?:/[^\s,。;:?!/\0]{1,20}){1,19}")
_LISTED = late(r"(?<=[ \n,。:?!\0])[^\s,。;:?!、\0]{1,20}(?:、[^\s,。;:?!、\0]{1,20}){1,19}")
_COUNT = late(r"(?:[二两三四五六2-6]|几)(?:者|个)?选(?:[一二两三1-3]|其一)$")
_EDGE = " .。!！,，;；:：()（）"
_CHOOSE = late("[ ,]?(?:大家|各位)?(?:来)?(?:选|挑|要|用)?(?:哪[个种家款]|哪一[个种家款])")
_OPEN_QUESTION = late("哪|几|什么|啥|谁|多少|怎么|咋|如何|何时")
_ANSWERS = late(
    "(?:[不没]?(?:同意|反对|赞成|支持|愿意|可以|要|行|装|办|换|去|改|修|建|好|需要|参加|留|拆)|弃权|无所谓|随便|都行|都可以|是|否|中立)"
)


def listed(rest: str) -> Found | None:
    """The options that a text lists in one of the ways known, the surest first."""
    return _announced(rest) or _numbered(rest) or _bracketed(rest) or _struck(rest) or _beside(rest)


def _announced(rest: str) -> Found | None:
    match = _AT.search(rest)
    if match is None:
        return None
    stop = _UNTIL.search(rest, match.end())
    end = stop.start() if stop else _sentence_end(rest, match.end())
    numbered = _marked(rest[:end], match.end())
    return (numbered or pieces(rest, match.end(), end)), (match.start(), end)


def _sentence_end(rest: str, start: int) -> int:
    stop = re.compile(r"[。!?]|\n\n").search(rest, start)
    return stop.start() if stop else len(rest)


def _numbered(rest: str) -> Found | None:
    found = _marked(rest, 0)
    if not found:
        return None
    start = max(rest.rfind(char, 0, found[0][0]) for char in " \n,;。:?(\0")
    return found, (max(start, 0), len(rest))


def _marked(rest: str, start: int) -> list[Stretch]:
    """The labels behind marks that count up from the first: 1. … 2. …, A… B…, 甲 … 乙 …, ①…②…"""
    for marks, stop, glued in _MARKS:
        found = _counting(rest, start, marks.split(), stop, glued)
        if len(found) > 1:
            return found
    return []


def _counting(rest: str, start: int, marks: list[str], stop: str, glued: str) -> list[Stretch]:
    places: list[tuple[int, int]] = []
    for mark in marks[:MOST]:
        edge = f"(?:^|(?<=[\n ,;。:?、(\0]){glued if places else ''})"
        match = re.compile(f"{edge}\\(?{mark}{stop}").search(rest, places[-1][1] if places else start)
        if match is None:
            break
        places.append(match.span())
    if len(places) < 2:
        return []
    ends = [place[0] for place in places[1:]] + [len(rest)]
    labels = [_trimmed(rest, place[1], end) for place, end in zip(places, ends, strict=True)]
    return labels if all(first < last for first, last in labels) else []


def _trimmed(rest: str, start: int, end: int) -> Stretch:
    if match := re.compile(_END).search(rest, start, end):
        end = min(end, match.start())
    while end > start and rest[end - 1] in _EDGE + "\n、" and not _closes(rest[start:end]):
        end -= 1
    while start < end and rest[start] in _EDGE:
        start += 1
    return start, end


def _closes(label: str) -> bool:
    """Whether it ends with the second of two brackets of its own: 1号方案(楼前)."""
    return label[-1] in ")）" and label.rfind("(") > label.rfind(")", 0, -1)


def _bracketed(rest: str) -> Found | None:
    for match in _BRACKETS.finditer(rest):
        found = pieces(rest, *match.span("inside"))
        if len(found) > 1:
            return found, match.span()
    return None


def _struck(rest: str) -> Found | None:
    """同意/反对/弃权 or, as a stretch of its own, 楼前、楼后、天台 without the word 选项."""
    if match := _SLASHED.search(rest):
        return pieces(rest, *match.span()), match.span()
    for match in _LISTED.finditer(rest):
        if "还是" not in match[0] and _alone(rest, *match.span()):
            return pieces(rest, *match.span()), match.span()
    return None


def _alone(rest: str, start: int, end: int) -> bool:
    """Whether a stretch stands by itself behind a question, or before 选哪个, not inside a sentence."""
    before = rest[:start].rstrip(" \n,。:?!\0")
    if _CHOOSE.match(rest, end):
        return True
    return bool(before) and not rest[end : end + 1].strip(" \n,。;\0")


def _beside(rest: str) -> Found | None:
    """Answers side by side behind a question: 几把合适 两把 三把 四把; 要不要装 要 不要."""
    found = [match.span() for match in re.finditer(r"[^\s,。;:?!\0]+[?!]?", rest)]
    for index in range(max(0, len(found) - MOST - 1), len(found) - 2):
        asked = rest[found[index][0] : found[index][1]]
        said = [rest[start:end] for start, end in found[index + 1 :]]
        if _COUNT.fullmatch(said[-1]):
            said.pop()
        if len(said) < 2 or max(map(len, said)) > 10:
            continue
        if all(_ANSWERS.fullmatch(one) for one in said) or (
            _OPEN_QUESTION.search(asked) and not any(_OPEN_QUESTION.search(one) for one in said)
        ):
            return found[index + 1 : index + 1 + len(said)], (found[index + 1][0], found[-1][1])
    return None


def pieces(rest: str, start: int, end: int) -> list[Stretch]:
    """A list taken apart at its separators, the strong ones before blanks; each label once."""
    stretch, found, at = rest[start:end], [], 0
    split = _STRONG if _STRONG.search(stretch) else _SPLIT
    for match in [*split.finditer(stretch), None]:
        stop = match.start() if match else len(stretch)
        first, last = _trimmed(rest, start + at, start + stop) if at <= stop else (0, 0)
        if count := re.search(f" ?{_COUNT.pattern}", rest[first:last]):
            last = first + count.start()
        if first < last:
            found.append((first, last))
        at = match.end() if match else at
    unique = {rest[first:last]: (first, last) for first, last in reversed(found)}
    return sorted(unique.values())[:MOST]
