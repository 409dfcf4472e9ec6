"""Shares as people say them: 过半数, 三分之二以上, 超过2/3, 60%.

以上 includes the number, 过 does not (Civil Code 1259).
"""

from typing import NamedTuple

from handlers.understanding.normal import NUM, number
from handlers.understanding.patterns import late


class Share(NamedTuple):
    """A part of a whole; `over`: more than it, else at least it."""

    num: int
    den: int
    over: bool


SHARE = (
    rf"(?:超过|多于|达到|至少|不少于|过|超|有|要|须)?(?:{NUM}{{1,3}}分之{NUM}{{1,3}}|[0-9]{{1,2}}/[0-9]{{1,2}}|[0-9]{{1,3}}%|一半|半数?)"
    "(?:以上|及以上)?"
)
"""A regex of a share, with what says whether it must be passed."""
_OF = "的?(?:户数?|人数?|业主|住户|居民|党员|代表|票数?|面积)?(?:以上)?"
_BASE = "(?:全体|参加者?的?|投票的?|到会的?|总户数的?|总人数的?|应投的?|所有(?:户|人)?的?)?"
QUORUM = rf"(?:有|要|须)?{SHARE}{_OF}(?:参加|参与|投票|到会|出席|到场)(?:投票|表决)?(?:才?有效|才算数?)?"
PASSES = rf"{_BASE}{SHARE}{_OF}(?:同意|赞成|支持|通过|当选)(?:才?(?:就|算|能)?(?:有效|通过|当选|算数?))?"
_SHARE = late(
    rf"(?P<over>超过|多于|过|超)?(?:达到|至少|不少于|有|要|须)?(?:(?P<den>{NUM}{{1,3}})分之(?P<num>{NUM}{{1,3}})"
    r"|(?P<a>[0-9]{1,2})/(?P<b>[0-9]{1,2})|(?P<percent>[0-9]{1,3})%|一半|半数?)"
)


def read_share(words: str) -> Share | None:
    """The first share in the words; None if there is none that can be one (2/0, 5/3)."""
    found = _SHARE.search(words)
    if found is None:
        return None
    if found["den"]:
        num, den = number(found["num"]), 100 if found["den"] == "百" else number(found["den"])
    elif found["a"]:
        num, den = int(found["a"]), int(found["b"])
    elif found["percent"]:
        num, den = int(found["percent"]), 100
    else:
        num, den = 1, 2
    if num is None or den is None or not 0 < num <= den:
        return None
    return Share(num, den, bool(found["over"]))
