"""Several problems in one message: 楼道灯不亮，垃圾也两天没人收了 names two, 水管爆了，水漫到走廊了 one.

A clause opens another problem when it names a thing of its own with a fault of its own, of a kind that is not told as
the consequence of what was said before; or behind 另外, 还有个事, 顺便 … anything that is a problem by itself. With
neither stops nor such words (voice), a clause is cut where one fault is complete and another thing follows. Pure.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from handlers.understanding.judgement import PROBLEMS, Judgement, hits_of, judge
from handlers.understanding.lexicon import Hit, Lexicon
from handlers.understanding.model import Place, Register
from handlers.understanding.patterns import late
from handlers.understanding.places import find_place
from handlers.understanding.topics import OF_PEOPLE, THING

Problem = tuple[Judgement, Place | None]
"""What is wrong, and the place that its own words name."""

_SHORT = 7  # characters: a clause of a list, of a thing and what ails it (电梯慢)
_MOST, _CLAUSES = 4, 12  # how many problems are told apart; how many clauses are looked at
_ASKED = PROBLEMS | {"咨询", "办事代办", "微心愿"}
_FAULTS = ("intent:报修", "intent:投诉", "intent:安全隐患")
_ALSO = late(
    r"(?:我?还有(?:一|两)?个?[件个]事情?|我?还有(?:就是|一?个(?:问题|情况))"
    r"|(?<![里头边内面])还有(?!没|个|人|多久|几|名额|[一两三四0-9]|老人|孩子|小孩|我妈|我爸)"
    r"|(?:然后)?另外"
    r"|此外|再就是|再一个|再有|再(?=麻烦|请|帮|反映)|顺[便带](?:再|也|说|问|反映|提|讲|报)?一?[下句嘴]?"
    r"|对了|其次|同时|以及|还(?:要|想)(?:反映|说|报|投诉)一?下?"
    r"|第[一二三四][,:、是个]?(?!单元|栋|期|次|天|层|部)|[一二三四]是|(?<!有)一个是|(?<![0-9])[1-4](?:[.、)](?![0-9])|是))"
)
_STOP = late(r"[ ,。;!?\n~、]+")
_RESULT = late(
    r"^(?:都|就|把|被|害|弄|搞|导致|造成|所以|结果|以至|使得?|让|滴|流|漫|淹|溅|吵得|一直|而且|里面|里头|按)"
    r"|[流漫淹滴溅震砸晃呛熏漏][到得进]"
)
_PART = late(r"^(?:灯|门(?!禁|铃|口)|按[钮键]|里面?的?灯|里面|风扇|显示屏)")
"""A part of a lift, when it follows one: 电梯停了，灯也不亮."""
_PARTICLES = "了啦的啊呀呢嘛"
_FOLLOWS = {
    "漏水": {"水电气暖", "公共设施", "路灯照明", "环境卫生", "电梯", "邻里纠纷", "停车"},
    "水电气暖": {"漏水", "环境卫生", "公共设施"},
    "噪音": {"公共设施", "停车", "环境卫生", "文体活动"},
    "停车": {"噪音", "消防安全", "公共设施", "门禁"},
    "垃圾": {"环境卫生", "消防安全"},
    "宠物": {"环境卫生", "噪音", "电梯"},
    "消防安全": {"环境卫生", "停车", "垃圾", "门禁", "水电气暖"},
    "门禁": {"治安"},
    "高空抛物": {"治安", "垃圾", "环境卫生", "停车", "公共设施"},
    "公共设施": {"治安"},
    "路灯照明": {"治安", "公共设施", "噪音"},
    "绿化": {"停车", "水电气暖", "环境卫生"},
    "违建": {"漏水", "噪音", "消防安全", "公共设施"},
    "环境卫生": {"噪音", "垃圾", "宠物"},
}
"""What is told as the consequence of a thing, where nobody says that it is another matter."""
_POWER = late("停电|断电|跳闸|没电")
_WITHOUT_POWER = frozenset(("电梯", "网络通信", "门禁", "路灯照明"))


@dataclass(frozen=True, slots=True)
class _Clause:
    """A part of the message and what the tables find in it; `also`: 另外, 还有 … stand before it."""

    text: str
    hits: Sequence[Hit]
    also: bool


@dataclass(frozen=True, slots=True)
class _Told:
    """What a clause is about: `own` the category, "" if it names no thing; `things` all categories of its things;
    `fault`: something is the matter with it; `named`: some category is named, be it in weak words."""

    own: str
    things: frozenset[str]
    fault: bool
    named: bool


def problems(bare: str, register: Register | None, lexicon: Lexicon, whole: Judgement) -> list[Problem]:
    """The problems of a message (normalised, without personal data) that is judged as `whole`, the main one first:
    where somebody is in danger, that."""
    alone: list[Problem] = [(whole, find_place(bare, register))]
    if whole.intent not in _ASKED and not whole.alarm:
        return alone
    if not _ALSO.search(bare) and len(_things(whole.hits)) < 2 and not _several_places(bare):
        return alone
    clauses = list(islice(_clauses(bare, lexicon), _CLAUSES))
    groups = _grouped(clauses, lexicon, whole) if len(clauses) > 1 else ()
    if len(groups) < 2:
        return alone
    found = [(_judged(text.strip(), lexicon), find_place(text, register)) for text in groups]
    found = [
        one for one in found if (one[0].intent in _ASKED or one[0].alarm) and (one[0].recognised or one[1])
    ]
    if whole.alarm:
        found.sort(key=lambda one: not one[0].alarm)
    if len(found) < 2 or (whole.alarm and not found[0][0].alarm):
        return alone
    (first, place), *further = found[:_MOST]
    told = [(first, place or alone[0][1])]
    for one in further:
        alarmed = one[0].alarm and first.alarm  # several words of one danger
        if not alarmed and not any(_same(one, other) for other in told):
            told.append(one)
    if len(told) < 2:
        return alone
    return told if whole.alarm else [(_calmed(one, whole), where) for one, where in told]


def _judged(text: str, lexicon: Lexicon) -> Judgement:
    """A part of a message, judged by itself; of so few words the thing that they name says more than the network."""
    judged = judge(lexicon, text)
    weights = _things(judged.hits)
    if judged.alarm or not weights or judged.category in weights:
        return judged
    return replace(judged, category=max(weights, key=weights.__getitem__))


def _calmed(one: Judgement, whole: Judgement) -> Judgement:
    """Few words sound more alarming than the whole that they stand in."""
    return replace(one, urgency=whole.urgency) if one.alarm else one


def _same(one: Problem, other: Problem) -> bool:
    apart = one[1] is not None and other[1] is not None and one[1].text != other[1].text
    return one[0].category == other[0].category and not apart


def _several_places(bare: str) -> bool:
    return len(_NUMBERED.findall(bare)) > 1


_NUMBERED = late(r"(?:单元|号楼|栋|幢|座)")


def _clauses(bare: str, lexicon: Lexicon) -> Iterator[_Clause]:
    for number, piece in enumerate(_ALSO.split(bare)):
        also = number > 0
        for part in filter(None, _STOP.split(piece)):
            for text, hits in _unpunctuated(part, lexicon):
                yield _Clause(text, hits, also)
                also = False


def _unpunctuated(part: str, lexicon: Lexicon) -> Iterator[tuple[str, Sequence[Hit]]]:
    """A clause cut where one fault is complete and another thing follows: 楼道灯不亮|垃圾也两天没人收了."""
    hits = hits_of(lexicon, part)
    while cut := _complete(part, hits):
        yield part[:cut], hits_of(lexicon, part[:cut])
        part = part[cut:]
        hits = hits_of(lexicon, part)
    yield part, hits


def _complete(part: str, hits: Sequence[Hit]) -> int:
    """Where a fault ends behind which another thing is named; 0 if there is none."""
    if len(_things(hits)) < 2:
        return 0
    ends = sorted(one.end for one in hits if one.label in _FAULTS)
    for hit in sorted(filter(_is_thing, hits), key=lambda one: one.start):
        before = bisect_right(ends, hit.start)
        if not before:
            continue
        cut = ends[before - 1]
        while part[cut : cut + 1] and part[cut] in _PARTICLES:
            cut += 1
        if hit.start >= cut and not any(one.label == hit.label and one.end <= cut for one in hits):
            return cut
    return 0


def _grouped(clauses: list[_Clause], lexicon: Lexicon, whole: Judgement) -> list[str]:
    """The clauses, those of one problem together."""
    groups: list[str] = []
    said: list[_Told] = []
    opened: set[str] = set()
    for clause in clauses:
        told = _told(clause, lexicon, whole.alarm)
        begun = any(one.own or one.fault for one in said)
        if groups and not begun and not _NUMBERED.search(groups[-1]):
            groups[-1] = clause.text  # 你好 我反映两个事
        elif groups and not (begun and _opens(clause, told, said, opened, groups[-1], whole)):
            groups[-1] += " " + clause.text
            said.append(told)
            opened |= set() if opened else {told.own}
            continue
        else:
            groups.append(clause.text)
        said.append(told)
        opened |= {told.own} - {""}
    return groups


def _opens(
    clause: _Clause, told: _Told, said: list[_Told], opened: set[str], last: str, whole: Judgement
) -> bool:
    """Whether a clause is another problem than those before it; `opened`: what the problems so far are of."""
    if clause.also:
        return bool(told.own) or (not whole.alarm and (told.fault or told.named))
    if whole.alarm or not (told.own and told.fault and opened) or _RESULT.search(clause.text):
        return False
    elsewhere = _NUMBERED.search(clause.text) and _NUMBERED.search(last)
    before = {one.own for one in said}
    if before & told.things:
        return bool(elsewhere)
    if "电梯" in before and _PART.match(clause.text):
        return False
    if told.own in _WITHOUT_POWER and _POWER.search(last) and not elsewhere:
        return False
    return not any(told.own in _FOLLOWS.get(one, ()) for one in opened)


def _told(clause: _Clause, lexicon: Lexicon, alarming: bool) -> _Told:
    text, hits = clause.text, clause.hits
    weights = _things(hits)
    own = max(weights, key=weights.__getitem__, default="")
    if alarming and (judged := judge(lexicon, text, hits)).alarm:
        own = judged.category
    fault = (
        any(hit.label in _FAULTS for hit in hits)
        or (len(text) <= _SHORT and any(hit.start <= 1 for hit in hits if _is_thing(hit)))
        or judge(lexicon, text, hits).asks > 0
    )
    named = any(hit.label.startswith("category:") for hit in hits)
    return _Told(own, frozenset(weights), fault, named)


def _things(hits: Sequence[Hit]) -> dict[str, float]:
    """The categories of the things that are named, with the weight of the strongest word of each."""
    found: dict[str, float] = {}
    for hit in filter(_is_thing, hits):
        label = hit.label.partition(":")[2]
        found[label] = max(found.get(label, 0.0), hit.weight)
    return found


def _is_thing(hit: Hit) -> bool:
    kind, _, label = hit.label.partition(":")
    return kind == "category" and hit.weight >= THING and label not in OF_PEOPLE
