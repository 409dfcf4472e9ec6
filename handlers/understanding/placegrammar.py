"""The small regexes that the place grammar is made of, and how their numbers are read.

Every quantifier has a bound, so a match costs a fixed amount at most.
"""

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from handlers.understanding.normal import NUM, digits, number

_N = f"{NUM}{{1,4}}"
_JOIN = "(?:[、,/&]|和|跟|与|及|到|至|-|~)"
_LIST = rf"(?P<n>{_N}(?:号?(?:楼|栋|单元)? ?{_JOIN} ?{_N}){{0,5}})"
_RANGE = re.compile("到|至|-|~")
_NOT_A_ROOM = (
    "(?![0-9.:]|[ ]?(?:元|块|多|人|斤|度|平|米|个|天|分|点|年|月|日|%|万|千|次|家|只|条|公里|克|毫"
    "|W|瓦|岁|周|小时|户人|户居|户业|户都))"
)


@cache
def table() -> dict[str, Any]:
    """The shipped `places.toml`."""
    return tomllib.loads(Path(__file__).with_name("places.toml").read_text(encoding="utf-8"))


def either(words: Iterable[str]) -> str:
    """A regex that matches any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word)))


_HAO = either(["号楼", *table()["misspelt"]["号楼"]])
_DONG = either(["栋", *table()["misspelt"]["栋"]])
_DAN = either(["单元", *table()["misspelt"]["单元"]])

_SCHOOL = "测|考|卷|复习|作业|听写|默写|练习|单词|课|生字|古诗"
ZONE = re.compile(
    rf"(?<![第星学到日定工假周短长活早晚中近分过首末按延逾])(?P<phase>{NUM}{{1,2}})期(?!间|末|中|待|望|货|限|房贷)"
    r"|(?<![A-Za-z山社小市城地])(?P<quarter>[东西南北中]|(?<![A-Za-z])[A-Z]|[0-9]{1,2})区(?!别|域|分|长|政府|里)"
    r"|(?P<lane>[0-9]{1,4})弄(?![堂坏丢得])"
)
BUILDING = re.compile(
    rf"(?<![0-9第.])(?:{_LIST}) ?(?:(?P<hao>{_HAO})(?!盘|市|梯间?费)|(?P<dong>{_DONG})(?:楼(?!梯|道|上|下|长))?(?!梁)"
    rf"|#(?:楼(?!梯|道|上|下))?|(?P<seat>座)(?![车商面位谈椅次轿城S]|的车|大)|号(?= ?{_N} ?(?:{_DAN}))"
    rf"|楼(?= ?{_N} ?(?:{_DAN})))"
    rf"|(?<![A-Za-z])(?P<letter>[A-Za-z]) ?(?:号楼|栋|幢|座(?!位)|#|楼(?!上|下|梯|道))"
)
LANE_BUILDING = re.compile(rf"(?P<n>{NUM}{{1,4}})号(?:楼)?")
UNIT = re.compile(
    rf"(?<![0-9第]){_LIST} ?(?:个)?(?:{_DAN})(?!{_SCHOOL}|楼盘)|(?<![A-Za-z])(?P<letter>[A-Z]) ?单元"
)
UNIT_AFTER = re.compile(rf"{_LIST}(?:门(?!口|卫|禁|前|外|诊|锁|铃|店)|梯(?!子))")
FLOOR = re.compile(
    rf"(?P<below>(?:负|地下|-)(?:{NUM}{{1,2}})|(?<![A-Za-z])B[1-9])(?:楼|层)?(?![0-9])(?:的)?"
    rf"|(?<![0-9第共有高]){_LIST} ?(?:楼(?!盘|市|栋|长)|层(?!楼|灰|油|水|冰|雪|皮|纸|膜|土|泥|霜|意|漆)"
    rf"|[Ff](?![A-Za-z0-9]))"
    r"|(?P<top>顶(?:楼|层))"
)
ROOM = re.compile(
    rf"(?P<n>(?:[0-9]{{3,4}}|[零〇一二三四五六七八九幺0-9]{{3,4}})(?: ?(?:[、,/]|和|跟|与) ?[0-9]{{3,4}}){{0,4}})"
    rf"{_NOT_A_ROOM}(?:室|户|号房|号|房间|房)?(?P<suffix>[A-D](?![A-Za-z]))?"
    rf"|(?P<said>{NUM}?百(?:零|〇)?{NUM}{{1,3}})(?:室|户|房)?(?!块|元|人|多)"
)
ROOM_OF_FLOOR = re.compile(rf"(?P<n>{NUM}{{1,2}})(?:号(?!楼|线)|室)(?:房|室)?")
DASHED = re.compile(
    r"(?<![0-9A-Za-z.:-])(?P<b>[0-9]{1,3}|[A-Za-z])(?:[-#栋幢]|号)(?P<u>[0-9]{1,2})[-#](?P<r>[0-9]{3,4})(?!"
    r"[0-9.-]|元|块)"
)
DASHED_SHORT = re.compile(
    rf"(?<![0-9A-Za-z.:-])(?P<b>[0-9]{{1,2}}|[A-Za-z])[-#](?P<r>[1-9][0-9]{{2,3}})(?!-){_NOT_A_ROOM}(?:室|房)?"
)
UNIT_ROOM = re.compile(rf"-?(?P<u>[0-9]{{1,2}})[-#](?P<r>[0-9]{{3,4}})(?!-){_NOT_A_ROOM}(?:室|房)?")
SIDE = re.compile(
    r"(?P<side>[东西中南北左右])(?:边|侧|面)?(?:户|首|手|门(?!口|岗|外|卫))|(?P<opposite>对门|对户)"
)
ROOM_ALONE = re.compile(
    rf"(?:我家|我们家|俺家|住|家在|家里|隔壁|楼上|楼下|对门|门牌|房号|房间号)(?:是|在|的|号|那个)?(?P<n>[1-9"
    rf"][0-9]{{2,3}}){_NOT_A_ROOM}(?:室|户|房)?"
    r"|(?<![0-9.:-])(?P<m>[1-9][0-9]{2,3})(?:室(?!外|内)|(?:的|那个)?(?:住户|业主|邻居))"
)
GATE = re.compile(
    r"(?<![学校院园铁超市场城厦店站司局厂户大])(?:小区|社区|院子?|大院)?(?:的)?(?P<gate>东南|东北|西南"
    r"|西北|[东西南北正前后侧])(?:边|侧|面)?的?大?门"
    r"(?!庆|子|窗|票|市|牌|把|铃|锁|面|诊|店|道(?!闸))(?:口|保安亭|岗亭|门卫室|岗|卫)?|(?:小区|社区"
    r"|院)(?:的)?(?P<main>大?门)(?:口|岗亭|岗|卫)|(?P<big>大门口)"
)
POSITION = re.compile(
    "门口(?!台阶|坡道|的?灯|的?路灯|监控|摄像|对讲|垃圾桶)|门前|楼下(?!邻居|住户|的?人家|[0-9])|楼前"
    "|楼后|后面|前面|旁边|"
    "对面(?!楼)|附近|之间|中间|[东西南北]侧|后边|前边|拐角|转角|入口|出口|外墙"
)
QUARTER_OF_GARAGE = re.compile(r"(?<![A-Za-z])(?P<q>[A-Z])区")


def numbers(text: str) -> tuple[str, ...]:
    """The single numbers of a list or range as people write it: 二三 → 2, 3; 1-4 → 1 … 4; 3、5 → 3, 5."""
    pieces = [piece.strip("号楼栋单元 ") for piece in re.split(_JOIN, text)]
    values = [number(piece) for piece in pieces]
    if len(values) == 2 and _RANGE.search(text) and values[0] is not None and values[1] is not None:
        low, high = values[0], values[1]
        if low < high <= low + 12:
            return tuple(str(n) for n in range(low, high + 1))
    if len(pieces) == 1 and (run := _neighbours(pieces[0])):
        return run
    return tuple(dict.fromkeys(str(value) for value in values if value is not None))


def _neighbours(text: str) -> tuple[str, ...]:
    """二三 or 一二三 said together is several numbers; 二十三 or 23 is one."""
    spelt = digits(text)
    if text.isascii() or not 2 <= len(text) <= 4 or not (spelt.isascii() and spelt.isdecimal()):
        return ()
    if any(int(after) != int(before) + 1 for before, after in pairwise(spelt)):
        return ()
    return tuple(spelt)
