"""How members write down what they did: 走访 3-2-501 血压高，已提醒复诊; 巡查 3号楼 消防通道有杂物. Pure.

A visit is nothing but what was done: plans (明天去走访), questions and talk of visits are none.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from handlers.understanding import Place, Register, find_place
from handlers.understanding.places import place_spans

LONGEST = 400
"""Characters of a message in which visits are looked for."""

MOST = 20
"""Flats of one message: each costs a reading of its place."""

_AGO: Mapping[str, int] = {"昨": 1, "前": 2}
_WHEN = r"(?:(?:(?P<ago>[昨前])[天晚日]|今[天早日])?[ ,]*+(?:刚刚?|刚才|方才|早上|上午|中午|下午|傍晚|晚上)?[ ,]*+)"
_HINT = re.compile(
    r"走访|入户|家访|探访|慰问|[看探坐转去]了|[看坐转]过|看望|了一?趟|家了|在家|家里没"
)  # places are read of few messages only
_START = rf"(?:我们?|咱们?)?[ ,:]*+{_WHEN}(?:我们?|咱们?)?(?:又|已经|已|刚|去|到|上门|来)*"
_DONE = r"(?:了|过了?|一下|完了?|完毕)"
_STRONG = r"(?:(?:上门走访|入户走访|入户探访|走访|入户|家访|探访|慰问)(?!记录|历史|统计|情况|的|时|人员|员|组|队|表))"
_WHOM = r"(?:[\u4e00-\u9fff]{2,4}?(?:家|家里)?[ ,，:(])?"
_MANY = re.compile(rf"({_STRONG}{_DONE}?)[0-9一二三四五六七八九十两]{{1,3}}[户家][ ,:]*")  # 走访3户：
_BEFORE = re.compile(rf"{_START}{_STRONG}{_DONE}?(?:住户|群众|居民)?[ ,:\-\n]*{_WHOM}[ ]*")
_BARE = re.compile(rf"{_STRONG}{_DONE}?(?:[ ,:\n]+|$)")
_WEAK = re.compile(
    rf"{_START}(?:看了看|看了|看过|看望了|探望了|探了|坐了坐|转了转|去了一?趟|了一?趟|了)[ ,:]*{_WHOM}[ ]*"
)
_FIRST = re.compile(rf"{_START}[ ,:]*")
_AFTER = re.compile(
    rf"(?:家|住户|的)?[^,。;\n]{{0,6}}?(?:{_STRONG}{_DONE}|已{_STRONG}|[看坐转](?:了一?[看坐转下]|过)了?)[ ,.。:]*"
)
_PATROL = re.compile(
    rf"{_START}(?:安全)?(?:巡查|巡逻|巡楼|巡视|巡更|巡防|巡)"
    r"(?P<done>了一?(?:遍|圈|下|趟)?|过了?|一遍|一圈|完了?)?(?P<gap>[ ,:\n]*)"
)
_ASKS = re.compile(r"[?？吗么]\s*$|(?:没有|没|不|谁)\s*$|怎么样$|什么时候|几点|是不是|有没有人|(?:你|您)们")
_JOINED = re.compile(r".*[ 、,;。\n]|[、,;&/和跟及与还有]*", re.S)
_EDGES = " ,，。.:：、;；!！\n\t的~"
_NOBODY = re.compile(
    r"(?:家里?)?(?:没人|没有人|无人)(?!关|管|照|陪|帮)|(?:没|不)在家|人不在|(?:没见|没碰|没遇)[着到]|锁着?门|敲门?没(?:人)?[应开]"
)
_ONLY_NOBODY = re.compile(r"[ ,]*(?:家里?)?(?:没人在家|没在家|不在家|家里没有?人)[了。!]*")
"""3-2-502没人在家, and no word more: nobody was met. Who does not answer the door may need help."""
_FINE = re.compile(
    r"(?:都|一切|均|全部)?(?:正常|良好|无异常|没(?:有)?(?:问题|异常|发现问题|情况|啥|事)|安全|平安|挺?好的?|干净"
    r"|无隐患|无事|ok|[ ,，。;；、])*"
)


@dataclass(frozen=True, slots=True)
class Home:
    """A flat that was visited, and what was noted of it. `id`: None for one that there is not, of which `said` are the
    words."""

    id: str | None
    said: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class VisitSaid:
    """A message about visits. `ago`: so many days; `plainly`: it can mean nothing else (走访 3-2-501 …), while 刚去看了
    3-2-501 may be about other work; `homes` empty: no flat is named, or more than `MOST`."""

    ago: int
    plainly: bool
    homes: tuple[Home, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class PatrolSaid:
    """A message about a patrol. `place`: the words for the place, or ""; `note`: all that is said after it."""

    ago: int
    place: str
    note: str


FindHomes = Callable[[Place], Sequence[str]]
"""The ids of the flats that a place names; nothing if the community has none such."""


def read_visit(
    words: str, register: Register, find: FindHomes, ids: Callable[[str], bool]
) -> VisitSaid | None:
    """What (normalised) words say of visits; None: they are about something else. `ids`: whether a word is the id of a
    flat."""
    if len(words) > LONGEST or not _HINT.search(words) or _ASKS.search(words):
        return None
    words = _MANY.sub(r"\1 ", words, count=1)
    bare = _BARE.match(words)
    spans = place_spans(words, register)
    if bare and not (spans and spans[0][0] == bare.end()) and ids(words[bare.end() :].split(" ", 1)[0]):
        flat, _, note = words[bare.end() :].partition(" ")
        return VisitSaid(0, True, (Home(flat, flat, _tidy(note)),))
    if not spans:
        return VisitSaid(0, True) if bare else None
    start, end = spans[0]
    head, tail = words[:start], words[end:]
    strong = _BEFORE.fullmatch(head)
    found = strong or _WEAK.fullmatch(head)
    if found is None:
        after = _AFTER.match(tail)
        found = _FIRST.fullmatch(head) if after or _ONLY_NOBODY.fullmatch(tail) else None
        if found is None:
            return None
        end += after.end() if after else 0
    place = find_place(words[start : spans[0][1]], register)
    if place is None or (place.room is None and not strong):
        return None
    if place.room is None or len(spans) > MOST:
        return VisitSaid(_ago(found), True)
    return VisitSaid(
        _ago(found), strong is not None, _homes(words, [(start, end), *spans[1:]], register, find)
    )


def _homes(
    words: str, spans: Sequence[tuple[int, int]], register: Register, find: FindHomes
) -> tuple[Home, ...]:
    """Every flat with the words up to the next one; of several in a row, the words after the last are for all."""
    starts: list[tuple[int, int, str, Sequence[str]]] = []
    for start, end in spans:
        place = find_place(words[start:end], register)
        if place is None or place.room is None or place.building is None:
            continue
        if not starts or _joined(words[starts[-1][1] : start]):
            starts.append((start, end, place.text, find(place)))
    found: list[Home] = []
    ends = [start for start, *_ in starts[1:]] + [len(words)]
    note = ""
    for (_, end, said, ids), until in zip(reversed(starts), reversed(ends), strict=True):
        note = _tidy(words[end:until]) or note
        found[:0] = [Home(one, said, note) for one in ids] or [Home(None, said, note)]
    return tuple(found)


def _joined(between: str) -> bool:
    """Whether another flat begins after these words; 说和3-2-502吵架了 goes on about the one before."""
    return _JOINED.fullmatch(between) is not None


def _tidy(note: str) -> str:
    """A note as it is kept: with the stops of Chinese."""
    return note.strip(_EDGES + "和跟及与还有").replace(",", "，").replace(";", "；")


def read_patrol(words: str, register: Register) -> PatrolSaid | None:
    """What (normalised) words say of a patrol; None: they are about something else."""
    found = _PATROL.match(words) if len(words) <= LONGEST and not _ASKS.search(words) else None
    if found is None:
        return None
    rest = words[found.end() :]
    spans = place_spans(rest, register)
    first = spans[0] if spans and spans[0][0] <= 1 else None
    if rest and not (found["done"] or found["gap"] or first):
        return None  # 巡查员没来, 巡逻车坏了
    if first is None:
        return PatrolSaid(_ago(found), "", _tidy(rest))
    return PatrolSaid(_ago(found), rest[first[0] : first[1]], _tidy(rest[first[1] :]))


def was_met(note: str) -> bool:
    """Whether somebody was at home, as the note has it."""
    return _NOBODY.search(note) is None


def is_only_nobody(note: str) -> bool:
    """Whether the note says that nobody was at home, and nothing else."""
    return _ONLY_NOBODY.fullmatch(note.strip(_EDGES)) is not None


def is_fine(note: str) -> bool:
    """Whether the note of a patrol says nothing but that all is well."""
    return _FINE.fullmatch(note.strip(_EDGES).casefold()) is not None


def _ago(found: re.Match[str]) -> int:
    return _AGO.get(found["ago"] or "", 0)
