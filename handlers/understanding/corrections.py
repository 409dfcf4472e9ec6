"""Words that put right what was just said: 不是3栋是5栋, 打错了 是2单元, 改成明天下午, 改2 3栋, 不是电梯是门禁.

A correction has a sign (打错了, 改成, 不是 … 是 …) and, besides it, hardly more than the new value. What is denied is
read too: it tells which of several requests is meant, and whether it is about one of them at all.
"""

from dataclasses import dataclass, field
from datetime import datetime

from handlers.understanding.lexicon import Lexicon
from handlers.understanding.model import Due, Place, Register
from handlers.understanding.normal import NUM, digits, normalise, number
from handlers.understanding.patterns import late
from handlers.understanding.places import find_place, place_spans
from handlers.understanding.times import find_due
from handlers.understanding.topics import topic

_LONGEST = 48  # characters; who says more tells a story
_ROOMY, _TIGHT = 8, 2  # characters that a plain sign, or a doubtful one, leaves unexplained
_SLOT = (
    "(?:(?:楼号|楼栋号?|栋号|几栋|单元号?|房间?号|门牌号?|楼层|层数|地址|地点|位置|地方|时间|日期|日子"
    "|钟点|类别|类型|分类|种类)(?:那里|上)?)"
)
_HINT = late(  # without one of these there is no sign below: most messages end here
    r"[错反混岔串漏误滑改换归划推延挪应补加才忘系非算]|不[是对关在行方,是 ]|没[错坏问事说写讲空时]"
    r"|[更纠订]正|成|作|调[整到为至]|[多少]|第.?[个件条项]|其实|实际|准确|确切|具体|重新|还是|无关|没关系|不相干|好了|好的|好着|对的|正常|有事|提前"
    rf"|我[说指讲报意]|{_SLOT}"
)
_POLITE = late(
    r"^(?P<ask>能不能|可不可以|可以|能否|能)(?=.{0,12}(?:改|更正|换|算|推|延|提前))"
    r"|(?:请|劳驾|烦请|麻烦(?:您|你|给|帮)?|辛苦|帮(?:我|忙)?|给我|替我)(?=.{0,12}(?:改|更正|换|算|推|延|提前))"
    r"|[ ,]?(?:可以|行|好|成|中|要得)(?:不行|不)?(?:吗|么|嘛|不)?[?]?$"
)
_ASKS = late(r"\?|吗|么$|呢$|怎么|咋|为什么|为啥|是不是|有没有|要不要|谁|多少|哪|啥|几[时点]")
_ITEM = late(
    r"^(?:把|将)?(?:(?:修?改|更正|纠正) ?(?:第 ?)?(?P<a>[1-9一二两三四五六七八九])"
    r"(?: ?[个件条项](?!单元|楼|门|栋)[ ,:]{0,2}|[ ,:]{1,2})"
    r"|第 ?(?P<b>[1-9一二两三四五六七八九]) ?[个件条项](?!单元|楼|门|栋|月|星期|礼拜|小时)[ ,:]{0,2}"
    r"|(?P<c>[1-9]) ?(?=改[成为到]))"
)
_VERB = "[打敲讲说写看听搞报弄输选发填记转点按标录派读认念传指归放登分]|登记|识别|定位|理解"
_WRONG = late(
    rf"(?<![没不])(?:{_VERB})(?:错(?!电话|话|过|人|峰|门|车|药|站|路|账|钱|别人)误?|[反混岔串漏](?=了|啦|[ ,]))"
    rf"(?:了|啦|咯|喽|嘞)?(?:{_SLOT}了?|楼|栋|单元|类)?了?"
    rf"|[多少漏][打写说讲报填输发](?:了|个)(?:一个?|个)?(?:{_SLOT}|单元|字|数)?"
    rf"|(?<![没不])(?:错了|错啦)|{_SLOT}(?:有点|好像)?(?:不对|有误|错)了?|手滑了?|手误|口误|笔误|更正(?:一?下)?"
    r"|纠正(?:一?下)?|订正(?:一?下)?|重新(?:说|报|发)(?:一?[下遍])?"
)
_TO = late(
    r"(?:改|换|调|修改|调整|更改|变更)(?:成|为|到|作|做|至|回)|归(?:到|为|入)|划到|算(?:到|作|成)"
    r"|(?:推|延|挪|提前|推迟|延迟|延期|延后|顺延)(?:到|至)"
)
_CHANGE = late(
    r"(?:修?改|更改|变更)(?:一下|下)|应为|改期(?:到|为)?|[改换]个时间|^(?:补充?|加)(?:一?下|上|个)?"
    rf"(?={_SLOT})|{_SLOT}[是:]|^修?改 ?(?={_SLOT}|[^天日签造善装革建扩行个])"
    rf"|^换 ?(?={_SLOT}|[明后今周下]|大后|星期|礼拜|{NUM})"
)
_PERHAPS = late(
    rf"应该?(?:是|算|在|属于)|不对(?!劲|外|着|起|称|付)|[我俺](?:说|指|讲|报|意思)的?(?:意思)?是|才(?:对|是)|^{_SLOT}"
    r"|(?:刚才?|刚刚|前面|上面|之前)(?:忘记?了?|没|漏)[写说讲报打填带加提]了?(?:清楚?|全|完|明白)?"
    r"|忘记?了?[写说讲报打填带加提]了?"
    r"|^(?:我|刚才?|哎呀?|哦|啊|[ ,])*漏了(?![水雨电气煤])|没[说写讲](?:清楚?|全)|^算(?!了|账|命|上|我)"
    r"|(?:其实|实际上?|准确地?说|准确的说|确切地?说|具体)是?|^还是|^[哦噢啊额呃唉哎诶喔]*不+[ ,]"
)
_X = "(?P<x>[^ ,。;!?\n、是系]{1,14}(?:、[^ ,。;!?\n、是系]{1,6})?)"
_DENIED = (
    late(rf"^(?:把|将){_X}(?=[改换调推挪归划算])"),
    late(rf"(?<![是要还可岂又并就都也])(?:并?不是|并非|唔系|不系|冇系|不关|不在) ?(?:说|指|修|报)?{_X}"),
    late(r"[跟和与同](?P<x>[^ ,。;!?\n是]{1,10}?)(?:没关系|无关|不相干)"),
    late(
        r"(?<![^ ,。;!?\n是])(?P<x>[^ ,。;!?\n是]{1,10})(?:没错|没坏|没问题|没事|好了|是好的|是对的|好着呢?|正常)"
        r"(?=[ ,。;]{0,2}[^ ,。;]{0,3}[是系])"
    ),
    late(r"(?<![^ ,。;!?\n])(?P<x>[^ ,。;!?\n是]{2,8})(?:不行|没空|没时间|不在家|不方便|有事)(?=[ ,])"),
)
_MISTAKEN = (
    late(rf"(?:{_VERB})(?:成|作)了?(?P<x>[^ ,。;!?\n、是系了]{{1,14}})了?"),
    late(
        r"(?<![^ ,。;!?\n、是系])"
        r"(?P<x>[^ ,。;!?\n、是系]{0,11}[楼栋幢元门层室0-9期区])[啊哦呃]{0,2}(?:错了|不对(?=[ ,]))"
    ),
)
_STORY = late(
    "昨|前[天年]|上次|以前|去年|也|又"
)  # what happened, or goes on beside, is told rather than put right
_NUMBER = late(rf"{NUM}{{1,4}}")
_HERE = late(
    r"(?:[这那]|[我咱]们?)?(?:个|一)?(?:栋|幢|楼|单元|层|户|室|里|边|儿|地方|位置)(?:里|内|外|上|下|面|头)?"
)
_FILLER = late(
    rf"{_SLOT}|抱歉|不好意思|对不起|谢谢|麻烦|[我咱俺你您]们?|[那这]个|刚才|刚刚|哎呀|一下|问题|情况|毛病|事情?|报修"
    r"|投诉|反映|语音|输入法|说的|报的|小应|[的了啊呀哈呢嘛吧哦噢喔呃额嗯哎唉诶呐咯喽啦请就才是系在那这住到说来去把将也]"
    r"|[^\w]"
)
_ALL = frozenset(("place", "due", "category"))
_ROOM = late(r"(?P<n>[1-9][0-9]{2,3}|[一二三四五六七八九][零〇幺一二三四五六七八九]{2,3})(?:室|号房?|房|户)?")


@dataclass(frozen=True, slots=True)
class Correction:
    """What is put right; what was not said is None.

    `item` counts from 1 (改2: the second problem of a receipt). `not_place` and `not_category` are what is denied;
    `rest` are the words that are neither a sign nor a place or time.
    """

    place: Place | None = None
    due: Due | None = None
    category: str | None = None
    item: int | None = None
    not_place: Place | None = None
    not_category: str | None = None
    rest: str = ""


@dataclass(slots=True)
class _Denied:
    """What is said not to be so."""

    place: Place | None = None
    category: str | None = None
    kinds: set[str] = field(default_factory=set)
    mistaken: bool = False

    def add(self, said: str, register: Register | None, now: datetime, *, firm: bool) -> None:
        """Take in one thing denied. Not `firm`: 5号楼没错 is about a place, but does not deny it."""
        place = _place(said, register)
        here = place or find_place(said, register) or _HERE.fullmatch(said) or _NUMBER.fullmatch(said)
        category = None if here and not _left(said, register) else topic(said)
        due = None if here or category else find_due(said, now)
        self.kinds |= {
            kind for kind, value in (("place", here), ("category", category), ("due", due)) if value
        }
        self.place = self.place or (place if firm else None)
        self.category = self.category or category


def read_correction(
    text: str, register: Register | None, now: datetime, lexicon: Lexicon | None = None
) -> Correction | None:
    """What a message corrects, or None if it corrects nothing.

    `now` is the community's local time. It is read by itself: whether there is something of the speaker's to correct
    is the caller's to ask. Who reported it, or should come (不是张师傅 是吴强), is none of this.
    """
    if len(text) > _LONGEST or not _HINT.search(plain := normalise(text).strip()):
        return None
    asked = _POLITE.search(plain)
    plain = _POLITE.sub("", plain.rstrip("吗么嘛不?") if asked and asked["ask"] else plain)
    if _ASKS.search(plain):
        return None
    item = _ITEM.match(plain)
    rest = plain[item.end() :] if item else plain
    rest, denied = _without_denied(rest, register, now)
    changed = _TO.search(rest)
    if changed:
        start = _clause(rest, changed.start())
        before = rest[start : changed.start()]
        if not _is_object(before, register):
            return None
        denied.add(before, register, now, firm=True)
        rest = rest[:start] + rest[changed.end() :]
    sure = denied.mistaken or bool(item or changed)
    for sign in (_WRONG, _CHANGE):
        rest, count = sign.subn(" ", rest)
        sure = sure or count > 0
    rest, doubtful = _PERHAPS.subn(" ", rest)
    if not (sure or doubtful or denied.kinds) or (not sure and _STORY.search(rest)):
        return None
    kinds = _ALL if sure or doubtful else frozenset(denied.kinds)
    room = _ROOMY if sure else _TIGHT
    found = _read(rest.strip(), register, now, room, explained=sure or "category" in kinds)
    if found is None or (found.due and found.due.kind == "recur"):
        return None
    corrected = Correction(
        found.place if "place" in kinds else None,
        found.due if "due" in kinds else None,
        found.category if "category" in kinds and found.category != denied.category else None,
        number(next(one for one in item.groups() if one)) if item else None,
        denied.place,
        denied.category,
        found.rest,
    )
    return corrected if corrected.place or corrected.due or corrected.category else None


def _without_denied(text: str, register: Register | None, now: datetime) -> tuple[str, _Denied]:
    """The text without 不是3栋, 电梯没坏, 写成3栋了 and 把2单元 (in 把2单元改成4单元), and what these deny."""
    denied = _Denied()
    for pattern in (*_MISTAKEN, *_DENIED):
        for match in pattern.finditer(text):
            denied.add(match["x"], register, now, firm=pattern is not _DENIED[3])
            denied.mistaken = denied.mistaken or pattern in _MISTAKEN
        text = pattern.sub(" ", text)
    return text, denied


def _clause(text: str, end: int) -> int:
    """Where the clause begins that runs up to `end`."""
    return 1 + max(text.rfind(mark, 0, end) for mark in " ,。;")


def _is_object(before: str, register: Register | None) -> bool:
    """Whether the words before 改成 are what is changed (2单元改成3单元), and not another affair (上课改到周三)."""
    left = _left(_PERHAPS.sub("", _WRONG.sub("", before)), register)
    return not left or (len(left) <= _ROOMY and topic(left) is not None)


def _left(text: str, register: Register | None) -> str:
    """What remains when places and words that say nothing are taken away."""
    for start, end in place_spans(text, register):
        text = text[:start] + " " * (end - start) + text[end:]
    return _FILLER.sub("", text)


def _read(
    text: str, register: Register | None, now: datetime, room: int, *, explained: bool
) -> Correction | None:
    """The new values; None if there is none, or much else besides. `explained`: words of a category may be many."""
    place = _place(text, register)
    for start, end in place_spans(text, register):
        text = text[:start] + " " * (end - start) + text[end:]
    if place is not None and place.text == place.room:
        text = _ROOM.sub(" ", text)
    due = find_due(text, now)
    if due:
        text = text.replace(due.span, " ")
    left = _FILLER.sub("", text)
    category = topic(left) if left else None
    most = room + 6 if category and explained else 4 if category else room
    if len(left) > most or not (place or due or category):
        return None
    if due and left and not place and room == _TIGHT:
        return None  # 应该是明天来修: what is expected, not what is put right
    return Correction(place, due, category, rest=left)


def _place(text: str, register: Register | None) -> Place | None:
    """A place of at least one part; a number that stands alone is a flat's (应该是502)."""
    place = find_place(text, register)
    if place is not None:
        parts = (place.zone, place.building, place.unit, place.floor, place.room, place.area)
        return place if any(parts) else None
    alone = _ROOM.fullmatch(_FILLER.sub("", text))
    if alone is None:
        return None
    room = digits(alone["n"])
    return Place(room, room=room)
