"""The small regexes that the place grammar is made of.

Every quantifier has a bound, so a match costs a fixed amount at most.
"""

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from handlers.understanding.normal import NUM
from handlers.understanding.patterns import late
from handlers.understanding.placenumbers import LIST


@cache
def table() -> dict[str, Any]:
    """The shipped `places.toml`."""
    return tomllib.loads(Path(__file__).with_name("places.toml").read_text(encoding="utf-8"))


def either(words: Iterable[str]) -> str:
    """A regex that matches any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word)))


def followed(words: Iterable[str]) -> str:
    """A regex of words that may say what must not follow: 元!旦 is 元 unless 旦 follows, 人!家/在家 has two."""
    pieces = []
    for word in sorted(set(words), key=lambda word: (-len(word), word)):
        plain, _, after = word.partition("!")
        unless = f"(?!{either(after.split('/'))})" if after else ""
        pieces.append(re.escape(plain) + unless)
    return "|".join(pieces)


def _sounds(name: str) -> str:
    """A regex class of the characters that voice input writes for a syllable."""
    return f"[{re.escape(table()['sounds'][name])}]"


# What is counted: 501家单位 is no room, 501家里 is one.
_COUNTED = followed(table()["counted"])
_NOT_A_ROOM = (
    rf"(?![0-9.:]|[ ]?(?:{_COUNTED}|[Ww](?![A-Za-z])|[Mm][LlMm]?(?![A-Za-z])|[Kk][Gg]?(?![A-Za-z])"
    r"|[Gg][Bb]?(?![A-Za-z])))"
)
_LOU = _sounds("楼")
_LOU_WEAK = _sounds("楼弱")
_HAO = (
    rf"号{_LOU}|号 楼(?![上下道梯顶前后里])|号{_LOU_WEAK}(?= ?{NUM}{{1,4}})|{_sounds('号')}{_LOU}"
    rf"|{either(table()['misspelt']['号楼'])}"
)
DAN = (
    rf"(?:单元(?!{followed(table()['yuan_words'])})|(?!单元){_sounds('单')}{_sounds('元')}"
    r"(?![工满因来价本头码子旦气素格宵])|单 元(?=[ 0-9])|单[无云](?=[ ,、-]|$|[0-9]))"
)
_DONG = rf"(?:{_sounds('栋')}|{_sounds('栋弱')}(?= ?{NUM}{{1,4}}(?:{DAN}|楼|层|-)| ?{NUM}{{3}}))"
_SEAT = followed(table()["seats"])
_SCHOOL = f"(?:{followed(table()['lessons_after'])}|第?{NUM}{{1,2}}课)"

ZONE = late(
    rf"(?<![第星学到日定工假周短长活早晚中近分过首末按延逾])(?P<phase>{NUM}{{1,2}})期(?!间|末|中|待|望|货|限|房贷)"
    rf"|(?<![A-Za-z山社小市城地江河淮浦郊])(?P<quarter>[东西南北中]|(?<![A-Za-z])[A-Z]|[0-9]{{1,2}}"
    rf"|{NUM}{{1,2}}(?=区 ?{NUM}{{1,3}} ?(?:号|栋|幢|#|座)))区(?!别|域|分|长|政府|里)"
    r"|(?P<lane>[0-9]{1,4})弄(?![堂坏丢得])"
)
_NO_STAIRS = "(?!梯|道|上|下)"
BUILDING = late(
    rf"(?<![0-9])(?:{LIST}) ?(?:(?P<hao>{_HAO})(?!盘|市|梯间?费|主(?![管要干卧路阀机]))"
    rf"|(?P<dong>{_DONG})(?:楼(?!长){_NO_STAIRS})?(?!梁)"
    rf"|#(?!{followed(table()['hash_goods'])})(?:楼{_NO_STAIRS})?|(?P<seat>座)(?!{_SEAT})"
    rf"|号(?= ?{NUM}{{1,4}} ?{DAN}| ?[0-9]{{3,4}}[室户])|楼(?= ?{NUM}{{1,4}} ?{DAN}))"
    r"|(?<![A-Za-z0-9])(?P<letter>[A-Za-z](?: ?(?:[、,/&]|和|跟|与) ?[A-Za-z]){0,4})"
    rf" ?(?:号楼|栋|幢|座(?!位|{_SEAT})|#|楼{_NO_STAIRS})"
)
LANE_BUILDING = late(rf"(?P<n>{NUM}{{1,4}})号(?:楼)?")
UNIT = late(rf"(?<![0-9]){LIST} ?{DAN}(?!{_SCHOOL})|(?<![A-Za-z])(?P<letter>[A-Za-z]) ?单元(?!{_SCHOOL})")
UNIT_AFTER = late(rf"{LIST}(?:门(?!口|卫|禁|前|外|诊|锁|铃|店)|梯(?!子))")
FLOOR = late(
    r"(?<=[停在到去下从库])(?P<deep>负[一二三1-3])(?![0-9楼层分度场比胜号些责担定部点样])"
    rf"|(?P<below>(?:负|地下|-)(?:{NUM}{{1,2}})|(?<![A-Za-z])[Bb][1-9])(?:(?P<written>楼|层)|(?![0-9A-Za-z])|(?=[A-Z]区))的?"
    rf"|(?<![0-9A-Za-z共有高]){LIST} ?(?:楼(?!盘|市|栋|长)|(?P<storey>层)(?!楼(?![梯道])|意)"
    rf"(?P<film>(?=[灰油水冰雪皮纸膜土泥霜漆]))?"
    rf"|[搂娄](?![着抱住粗腰])|[Ff](?![A-Za-z0-9]))"
    r"|(?P<top>顶(?:楼|层)(?!主))"
)
_DIGIT = "[零〇一二三四五六七八九幺两洞拐勾壹贰叁肆伍陆柒捌玖0-9]"
ROOM = late(
    rf"(?P<n>(?:[0-9]{{3,4}}|{_DIGIT}(?:{_DIGIT}|[Oo○](?={_DIGIT})){{1,2}}{_DIGIT})"
    rf"(?: ?(?:[、,/]|和|跟|与) ?[0-9]{{3,4}}){{0,4}})"
    rf"{_NOT_A_ROOM}(?:室|户|号房|号|房间|房)?(?P<suffix>[A-D](?![A-Za-z]))?"
    rf"|(?P<said>(?:{NUM}千)?{NUM}?百[零〇]?{NUM}{{1,3}}|{NUM}千[零〇]{NUM}{{1,2}}|{NUM}?十{NUM}?[零〇]{NUM})"
    rf"(?:室|户|房)?{_NOT_A_ROOM}"
)
ROOM_OF_FLOOR = late(rf"(?P<n>{NUM}{{1,2}})(?:号(?!楼|线)|室)(?:房|室)?")
_SEP = "[ ]?[-/_][ ]?"
DASHED = late(
    rf"(?<![0-9A-Za-z.:/_-])(?P<b>{NUM}{{1,3}}|[A-Za-z])(?:{_SEP}|[#栋幢号])(?P<u>{NUM}{{1,2}})(?:{_SEP}|#)"
    rf"(?P<r>(?!(?:19|20)[2-9][0-9]){_DIGIT}{{3,4}}(?:[、,/][0-9]{{3,4}}){{0,3}})(?![/_-]|\.[0-9]){_NOT_A_ROOM}"
)
SPACED = late(rf"(?P<b>[0-9]{{1,2}}) (?P<u>[0-9]) (?P<r>[1-9][0-9]{{2,3}})(?! ?[0-9-]){_NOT_A_ROOM}")
DASHED_SHORT = late(
    rf"(?<![0-9A-Za-z.:/_-])(?P<b>[0-9]{{1,2}}|[A-Za-z])[-#](?P<r>[1-9](?!0?00)[0-9]{{2,3}})(?![A-Za-z-]){_NOT_A_ROOM}"
    r"(?:室|房)?"
)
DASHED_UNIT = late(rf"(?<![0-9A-Za-z.:/_-])(?P<b>{NUM}{{1,3}})-(?P<u>{NUM}{{1,2}}) ?{DAN}")
UNIT_ROOM = late(rf"-?(?P<u>[0-9]{{1,2}})[-#](?P<r>[0-9]{{3,4}})(?!-){_NOT_A_ROOM}(?:室|房)?")
SIDE = late(r"(?P<side>[东西中南北左右])(?:边|侧|面)?(?:户|首|手|门(?!口|岗|外|卫))|(?P<opposite>对门|对户)")
ROOM_ALONE = late(
    r"(?:我家|我们家|俺家|住|家在|家里|隔壁|楼上|楼下|对门|门牌|房号|房间号)(?:是|在|的|号|那个)?"
    rf"(?P<n>[1-9](?!0?00)[0-9]{{2,3}})(?!{followed(table()['not_a_home'])}){_NOT_A_ROOM}(?:室|户|房)?"
    r"|(?<![0-9.:-])(?P<m>[1-9][0-9]{2,3})(?:室(?!外|内)|(?:的|那个)?(?:住户|业主|邻居))"
)
GATE = late(
    r"(?<![学校医法院园铁超市场城厦店站司局厂户大华旦馆宫坛寺庙景谷尼汇街镇村巢陵塔车左右])(?:小区|社区|院子?|大院)?(?:的)?(?P<gate>东南|东北|西南"
    r"|西北|[东西南北正前侧]|(?<![走开留])后)(?:边|侧|面)?的?大?门"
    rf"(?!{followed(table()['not_a_gate'])}|道(?!闸))(?:口|保安亭|岗亭|门卫室|门岗|岗|卫)?"
    r"|(?:小区|社区|院)(?:的)?(?:(?P<main>大?门)(?:口|岗亭|岗|卫)|(?<=[小社]区)的?大门(?!外))|(?P<big>大门口)"
    rf"|(?<![0-9第])(?P<numbered>{NUM}{{1,2}})号大?门(?![口店诊面窗票铃锁牌])"
)
POSITION = late(
    "门口(?!台阶|坡道|的?灯|的?路灯|监控|摄像|对讲|垃圾桶)|门前|楼下(?!邻居|住户|的?人家|[0-9])|楼前"
    "|楼后|后面|前面|旁边|"
    "对面(?!楼)|附近|之间|中间|[东西南北]侧|后边|前边|入口|出口"
)
QUARTER_OF_GARAGE = late(r"(?<![A-Za-z])(?P<q>[A-Z])区")
