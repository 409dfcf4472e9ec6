"""What is looked for in the ledger: 查 电梯 3号楼 上月, 找一下漏水的, 王桂兰的单子, 超时的, 还有哪些没办. Pure.

From words a period, a state, a place and people are taken out; what is left are words to look for.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from handlers.arguments import starts_with_code
from handlers.community import Community
from handlers.ledger.scope import below
from handlers.names import fold
from handlers.periods import Period, find_period
from handlers.requests.rules import DISSATISFIED
from handlers.understanding import Register, find_place
from handlers.understanding.normal import normalise
from storage.records import RequestStatus
from storage.requests import OPEN

LONGEST = 40
"""Characters of a message that can be a search."""
_MOST_WORDS = 4
_LONGEST_WORD = 12
_POLITE = r"(?:请|麻烦你?|帮我|帮忙|给我|我要|我想|能不能)*"
_HEAD = re.compile(
    rf"{_POLITE}(?:查找|查询|查看|查一?下|查一查|查查|搜索|搜一?下|搜|列一?下|列出|查)(?:出|到)?[\s:：,，]*"
)
_FIND = re.compile(rf"{_POLITE}(?:找一?下|找一找|找找|找出)(?P<what>.{{1,24}})")
_THINGS = r"(?:单子|工单|诉求单?|台账|报修单|记录|投诉|事项|那些事|事情|事儿?)"
_LISTED = re.compile(
    r"(?!我的诉求\W*$)(?P<what>.{1,24}?)的?(?:单子|工单|诉求单?|台账)(?:有哪些|有几[件个条单]|都有啥|呢)?[?？。!！\s]*"
)
"""我的诉求 is left to the command of that name: it shows what one is affected by, too."""
_ENDS_IN_THINGS = re.compile(rf".*(?:的|{_THINGS})[?？。!！\s]*")
_ALONE = re.compile(
    r"(?:(?:今[天日]|昨[天日]|本周|这周|上周|本月|上月)(?:的|有哪些)?|(?:超时|逾期|在办|没办完|待评价)的?|我(?:手上|手里)?的)"
    r"[?？。!！\s]*"
)
_NO_SEARCH = re.compile(
    r"进度|怎么|如何|多少|为什么|为啥|谁|哪里|哪儿|什么时候|几点|[吗么呢]$|[0-9]{11}|导出|下载|电话号|手机|号码|身份证|密码"
)
_COUNTED = re.compile(
    r"(?:请问|问一?下|我?想知道|看看|那)?[\s,，]*(?:(?:今天|现在|目前|眼下|当前|到现在)(?=还|一共|总共|手|有?哪))?"
    r"(?P<before>.{0,16}?)(?:还|一共|总共|现在|目前|都)*(?:剩下?|有|是|共)?"
    rf"(?:哪些|哪[几一两]?[件个条单]|几[件个条单]|多少[件个条单]?)(?:{_THINGS}|活)?(?P<behind>.{{0,16}}?)[了呢啊的?？。!！\s]*"
)
"""How many, which ones: a search where nothing is left over but a state, somebody, a place or a time."""
_CAME_IN = re.compile("(?:登记|上报|收到|接到|新增|新来|来|报)了?(?=$|\\s)")
_STATES: tuple[tuple[re.Pattern[str], tuple[RequestStatus, ...]], ...] = (
    (
        re.compile(
            "没办(?!法)[完结好]?|未办[完结]|没完成|未完成|没结|未结|在办|正在办|没解决|未解决|没处理完?|没[弄做干忙][完好]?|没搞定"
        ),
        OPEN,
    ),
    (re.compile("待派单?|没派|未派|没人管"), (RequestStatus.WAITING, RequestStatus.RETURNED)),
    (re.compile("没人接"), (RequestStatus.WAITING, RequestStatus.RETURNED, RequestStatus.DISPATCHED)),
    (re.compile("待接单?|没接单?|未接单?"), (RequestStatus.DISPATCHED,)),
    (re.compile("待评价?|没评价|未评价"), (RequestStatus.TO_RATE,)),
    (re.compile("已?退回"), (RequestStatus.RETURNED,)),
    (re.compile("已?撤[销回]"), (RequestStatus.WITHDRAWN,)),
    (re.compile("已?合并"), (RequestStatus.MERGED,)),
    (re.compile("处理中"), (RequestStatus.IN_HAND,)),
    (re.compile("已派单?"), (RequestStatus.DISPATCHED,)),
    (re.compile("已接单?"), (RequestStatus.ACCEPTED, RequestStatus.IN_HAND)),
    (
        re.compile("已?办[完结]了?|已完成|完成了?|办好了?|已?解决了?"),
        (RequestStatus.TO_RATE, RequestStatus.CLOSED),
    ),
)
_OVERDUE = re.compile("超时|逾期|超期|过期|超时限|没按时")
_BAD = re.compile("不满意|差评")
_MINE = re.compile(
    r"^我(?:自己)?(?:的|报的|手上的?|手里的?|办的|接的|名下的?)?$|我(?:自己)?(?:报|办|接|反映|提)的?|我的|我手[上里]的?|我名下的?"
)
_FILLER = re.compile(
    rf"{_THINGS}|一下|有没有|有哪些|都有啥|有几[件个条单]|几[件个条单]|所有|全部|关于|有关|相关|那[个些件条]|这[个些件条]|哪些|看看"
    r"|那边|这边|出来|给我|(?:^|(?<=\s))[请在]|[还在都是吧呢啊呀了吗]+(?:$|(?=\s))"
)
_WHO_DID = re.compile(r"(?P<who>[^\s的]{2,8}?)(?P<did>经办|承办|手上|手里|处理|办|接|反映|上报|报|提|说)的?")
_DEEDS = dict.fromkeys(("经办", "承办", "处理", "办", "接"), "work") | dict.fromkeys(("手上", "手里"), "held")
_SPLIT = re.compile(r"[\s,，、。.;；:：/的和跟与!！?？]+")


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody looks for. `nodes`: of the place that was named; `place`: its words where they are finer than a
    node; `plain`: nothing was left over that is not a period, a state, a place, somebody, or the speaker's own."""

    words: tuple[str, ...] = ()
    nodes: frozenset[str] | None = None
    place: str = ""
    people: tuple[str, ...] = ()
    given: bool = True
    reported: bool = True
    statuses: tuple[RequestStatus, ...] = ()
    overdue: bool = False
    rated: int | None = None
    period: Period | None = None
    mine: bool = False

    @property
    def plain(self) -> bool:
        return not self.words


def asks(words: str) -> str | None:
    """What stands behind 查, 找一下, or before 的单子; None: it is no search by its form."""
    said = normalise(words).strip()
    if not said or len(said) > LONGEST or _NO_SEARCH.search(said):
        return None
    if _ALONE.fullmatch(said):
        return said
    found = _HEAD.match(said)
    if found and found.end():
        rest = said[found.end() :].strip()
        return None if not rest or starts_with_code(rest) else rest
    sought = _FIND.fullmatch(said)
    if sought:
        return sought["what"] if _ENDS_IN_THINGS.fullmatch(said) else None
    listed = _LISTED.fullmatch(said)
    return listed["what"] if listed else None


def counts(words: str) -> str | None:
    """What a question after how many or which ones asks about: 3号楼还有哪些没办, 吴强手上有几件, 这周来了几件."""
    found = _COUNTED.fullmatch(normalise(words).strip()) if len(words) <= LONGEST else None
    if found is None or starts_with_code(words):
        return None
    return _CAME_IN.sub(" ", f"{found['before']} {found['behind']}").strip() or None


def read_query(words: str, community: Community, register: Register, today: date) -> Query | None:
    """What some words look for; None: nothing is left of them."""
    rest = normalise(words)[:LONGEST]
    found = find_period(rest, today)
    period, rest = found or (None, rest)
    overdue, rest = _taken(_OVERDUE, rest)
    bad, rest = _taken(_BAD, rest)
    statuses, rest = _states(rest)
    mine, rest = _taken(_MINE, rest.strip())
    nodes, place, rest = _place(rest, community, register)
    people, did, rest = _people(rest, community)
    if did == "held" and not statuses:
        statuses = OPEN
    said = tuple(_words(rest))
    query = Query(
        words=said[:_MOST_WORDS],
        nodes=nodes,
        place=place,
        people=people,
        given=did != "report",
        reported=did not in ("work", "held"),
        statuses=statuses,
        overdue=overdue,
        rated=DISSATISFIED if bad else None,
        period=period,
        mine=mine,
    )
    return None if query == Query() or len(said) > _MOST_WORDS else query


def spellings(word: str) -> tuple[str, ...]:
    """A word as it is looked for: plain (the database looks in any case), and as keyboards write it that are set to
    full width, whose small and capital letters not every database takes for the same."""
    wide = "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in word)
    return tuple(dict.fromkeys((word, wide.lower(), wide.upper())))


def _taken(pattern: re.Pattern[str], words: str) -> tuple[bool, str]:
    found = pattern.search(words)
    return (True, f"{words[: found.start()]} {words[found.end() :]}") if found else (False, words)


def _states(words: str) -> tuple[tuple[RequestStatus, ...], str]:
    for pattern, statuses in _STATES:
        said, rest = _taken(pattern, words)
        if said:
            return statuses, rest
    return (), words


def _place(words: str, community: Community, register: Register) -> tuple[frozenset[str] | None, str, str]:
    """The place that is named: its nodes, its words where they say more than the node, and the rest."""
    for node in sorted(community.nodes, key=lambda one: -len(one.name)):
        if node.name in words and community.building_node(node.name) is None:
            return below(community, node.id), "", words.replace(node.name, " ", 1)
    place = find_place(words, register)
    if place is None or not isinstance(place.building, str):
        return None, "", words
    building = community.building_node(place.building)
    finer = place.text if place.unit or place.room or place.floor or place.area else ""
    return (
        below(community, building.id) if building else frozenset(),
        finer,
        _without(words, place.text, register),
    )


def _without(words: str, place: str, register: Register) -> str:
    """The words without those that say the place: the shortest stretch that still says all of it."""

    def says(part: str) -> bool:
        found = find_place(part, register)
        return found is not None and found.text == place

    end = next((end for end in range(1, len(words)) if says(words[:end])), len(words))
    start = next((start for start in range(end - 1, 0, -1) if says(words[start:end])), 0)
    return f"{words[:start]} {words[end:]}"


def _people(words: str, community: Community) -> tuple[tuple[str, ...], str, str]:
    """Who is named, whether as the one who has it now (held), has or had it (work) or reported it (report), and the
    rest."""
    for found in _WHO_DID.finditer(words):
        people = community.find_people(found["who"])
        if people:
            did = _DEEDS.get(found["did"], "report")
            return tuple(one.id for one in people), did, f"{words[: found.start()]} {words[found.end() :]}"
    for part in _SPLIT.split(words):
        people = community.find_people(part) if 2 <= len(fold(part)) <= 8 else ()
        if people:
            return tuple(one.id for one in people), "", words.replace(part, " ", 1)
    return (), "", words


def _words(rest: str) -> Iterator[str]:
    for part in _SPLIT.split(rest):
        for word in _FILLER.sub(" ", part).split():
            yield word[:_LONGEST_WORD]
