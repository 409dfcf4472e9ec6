"""Whether two reports are of one thing. Pure. A false merge is worse than a duplicate: when in doubt they are two."""

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from handlers.requests.private.restricted import private_kind
from handlers.understanding import Place, find_place

_ONE_THING = frozenset({"电梯"})
"""Of these there is one at a place: its category is enough to know it by."""
_COMMON = _ONE_THING | {
    "水电气暖",
    "门禁",
    "路灯照明",
    "公共设施",
    "环境卫生",
    "垃圾",
    "绿化",
    "网络通信",
    "停车",
    "消防安全",
}
"""What is everybody's: two who speak of it mostly mean one thing."""
_ANYBODYS = _COMMON | {"漏水", "噪音", "治安", "违建", "高空抛物"}
"""What may be everybody's: it is asked whether it is one thing."""
_INTENTS = frozenset({"报修", "投诉", "安全隐患"})
_HELP = "求助"
"""What is wanted where somebody is stuck in what was only broken before."""
_RANKS = {"normal": 0, "urgent": 1, "emergency": 2}
_AT_HOME = re.compile(r"我们?家|家里|我们?屋|自家|卧室|厨房|厕所|卫生间|阳台|客厅|室内|屋里")
_MARKS = re.compile(
    r"[左右东西南北](?:边|侧|面|手|头|门|梯|口)?|[一二三四两\d]号(?:梯|电梯|门|灯)|[客货]梯|[前后](?:门|面|边)|单双层|[单双]号"
    r"|第[一二三四五\d][个部盏台]"
)
_FLOOR = re.compile(r"(?:地下|负)?[一二三四五六七八九十\d]+(?:楼|层)(?!道)|B\d")
_WRITING = re.compile(r"[^\w]+|_")
_FILLERS = re.compile(
    r"小应|请|麻烦|你好|您好|大家|师傅|今天|昨天|早上|晚上|刚才|现在|已经|一直|又|还是|还|都|怎么|什么|这个|那个|有没有|有人|没人|来|快|帮忙|帮"
    r"|了|的|啊|呀|呢|吧|吗|哦|嘛|很|太|好|是|在|我们|我|处理|看看|一下|下|管管|管|报修|登记|修"
)
_NONE_OF = re.compile(r"(?:没有?|断)(?=[水电气网暖])")
_ENOUGH = 0.5  # of the pairs of characters of the shorter one


class Likeness(Enum):
    """How alike two reports are."""

    SAME = 2
    PERHAPS = 1
    OTHER = 0


@dataclass(frozen=True, slots=True)
class Told:
    """What is compared of a report. `unit`: where its reporter lives, if in the same building."""

    intent: str
    category: str
    urgency: str
    place: str | None
    text: str
    unit: str | None = None


class _Where(Enum):
    EQUAL = 2
    AROUND = 1  # one holds the other, or the words differ
    APART = 0


def likeness(before: Told, now: Told) -> Likeness:
    """Whether what is told `now` is what was told `before` and is open still; also where it is more pressing now, if
    it is plainly the same."""
    if before.category != now.category or now.category not in _ANYBODYS:
        return Likeness.OTHER
    if any(private_kind(one.text, one.intent, one.category) for one in (before, now)):
        return Likeness.OTHER
    ranks = (_RANKS.get(before.urgency, 0), _RANKS.get(now.urgency, 0))
    raised = ranks[1] > ranks[0]
    intents = _INTENTS | {_HELP} if raised else _INTENTS
    if before.intent not in _INTENTS or now.intent not in intents or ranks[0] > 1:
        return Likeness.OTHER
    where = _where(before, now)
    if where is _Where.APART or not _same_words(before, now):
        return Likeness.OTHER
    sure = (
        where is _Where.EQUAL
        and (before.intent == now.intent or raised)
        and now.category in _COMMON
        and _marks(before) == _marks(now)
        and not any(_AT_HOME.search(one.text) for one in (before, now))
    )
    if sure:
        return Likeness.SAME
    return Likeness.OTHER if raised else Likeness.PERHAPS  # what is pressing waits for no answer


def _where(before: Told, now: Told) -> _Where:
    """How the places lie to each other."""
    if before.place is None or now.place is None:
        return _Where.APART
    one, other = read_place(before.place), read_place(now.place)
    if one is None or other is None or one.building is None or other.building is None:
        return _Where.EQUAL if before.place == now.place else _Where.APART
    if isinstance(one.building, tuple) or one.building != other.building:
        return _Where.APART
    names = ("zone", "room") if now.category in _ONE_THING else ("zone", "floor", "room")
    units = (one.unit or before.unit, other.unit or now.unit)
    parts = [units, *((getattr(one, name), getattr(other, name)) for name in names)]
    if any(None not in pair and pair[0] != pair[1] for pair in parts):
        return _Where.APART
    if _plainly(one, other) and all(pair[0] == pair[1] for pair in parts):
        return _Where.EQUAL
    return _Where.AROUND


@lru_cache(4096)
def read_place(place: str) -> Place | None:
    """What the place of a request names; the same places come again and again."""
    return find_place(place)


def _plainly(one: Place, other: Place) -> bool:
    """Whether no other corner of the house is named, and no several ones."""
    several = any(isinstance(part, tuple) for place in (one, other) for part in (place.unit, place.area))
    return not several and one.area == other.area


def _same_words(before: Told, now: Told) -> bool:
    """Whether the words speak of one thing: 停水 and 停电 are two, also at one place."""
    if now.category in _ONE_THING:
        return True
    one, other = _pairs(before.text), _pairs(now.text)
    return bool(one and other) and len(one & other) / min(len(one), len(other)) >= _ENOUGH


def _pairs(words: str) -> set[str]:
    """The pairs of neighbouring characters that say what it is, without the place."""
    found = find_place(words)
    bare = _WRITING.sub(" ", words)
    if found is not None:
        bare = bare.replace(found.text, " ")
    bare = re.sub(r"[\d一二三四五六七八九十A-Za-z]+(?:号楼|栋|幢|座|单元|楼|层|号|室)", " ", bare)
    bare = _FILLERS.sub(" ", _NONE_OF.sub("停", bare))
    return {piece[at : at + 2] for piece in bare.split() for at in range(len(piece) - 1)}


def _marks(told: Told) -> frozenset[str]:
    """What tells one of several things of a kind from another: the left one, the goods lift, on which floor."""
    marks = set(_MARKS.findall(told.text))
    if told.category not in _ONE_THING:
        marks |= set(_FLOOR.findall(told.text))
    return frozenset(marks)
