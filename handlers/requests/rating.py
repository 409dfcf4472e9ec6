"""What residents say when they are asked whether it is solved. Pure."""

import re
import unicodedata

_DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "1": 1, "2": 2, "3": 3, "4": 4, "5": 5}
_NUMBER = re.compile(
    r"^(?:打|给|评)?([1-5一二两三四五])(?:(?:分|星|颗星|颗)(?:好评)?(?:[\s，,。!！]*(?:谢|感谢|辛苦|多谢).{0,12})?|(?:好评)?)$"
)
_FULL = re.compile(r"(?:打|给|评)?(?:满分|一?百分|100分?|十分|10分)[了吧啊]*")
_NONE = re.compile(r"(?:打|给|评)?(?:0|零)分[了吧啊]*")
_LATER = re.compile(
    r"还没(?:有)?(?:去?看|试|用|顾上|来得及|空|回|到|下班|起)|再说|(?:他|她|师傅|老.|小.)说(?:是)?(?:修|弄|都)?好了|等我?(?:回|看|试)|不知道"
)
"""Who has not looked yet rates nothing: 我还没看, 过两天再说, 老张说好了."""
_PRAISED = re.compile(r"(?:没有?|不是)(?:什么)?不满意")
_STARS = re.compile(r"^[⭐🌟★]{1,5}$")
_NOT_SOLVED = re.compile(
    r"没(?:有)?(?:修|弄|搞|解决|处理|办|彻底)|还(?:是|在|有)?.?(?:没|不行|漏|坏|那样|老样子|滴|响|冒|堵|臭|吵|闪)|又(?:坏|漏|停|堵|不|来|没)"
    r"|未解决|不行|[个什][屁鬼]|白修|根本没|压根没"
)
_VERY_BAD = re.compile(r"非常不满|很不满|太差|差劲|差评|极差|垃圾|糟糕")
_BAD = re.compile(r"(?:说|谈|算)不上(?:满意|好)|不(?:太|够|是很|怎么)?满意|不好|不咋|差劲|一般般?都不")
_FAIR = re.compile(
    r"一般|还行|还可以|凑合|马马虎虎|过得去|基本满意|部分|一点点|好(?:了|一)?点$|(?:修|好|解决|弄|来)是(?:修|好|解决|弄|来)了|(?:好了|修了|来了|完了)[\s，,]*(?:但是?|就是|不过|可是|只是)|太慢"
)
_VERY_GOOD = re.compile(r"(?:非常|十分|特别|很|太|超级|相当)(?:满意|好|棒|赞|感谢)|好评|点赞|👍|\[强\]|完美")
_GOOD = re.compile(r"满意|解决了|修好了|弄好了|搞定|可以|不错|好了|挺好|蛮好|已解决|没问题|正常了")
_LONGEST = 60


def says_not_solved(words: str) -> bool:
    """没修好, 又坏了, 还是漏."""
    return _NOT_SOLVED.search(words[:_LONGEST]) is not None


def puts_off(words: str) -> bool:
    """我还没看, 过两天再说, 老张说好了: it is rated later, if ever."""
    return _LATER.search(words[:_LONGEST]) is not None


def _plain(words: str) -> str:
    return unicodedata.normalize("NFKC", words[:_LONGEST]).strip(" \t\n。，,.!！~～")


def is_figure(words: str) -> bool:
    """5, 五分, 4星: a figure and no other word."""
    return _NUMBER.match(_plain(words)) is not None


def read_rating(words: str) -> int | None:
    """1 (very bad) to 5 (very good), or None if it is no rating. Not solved is 2, whatever else is said."""
    plain = _plain(words)
    if _LATER.search(plain):
        return None
    if _PRAISED.search(plain):
        return 4
    if _FULL.fullmatch(plain):
        return 5
    if _NONE.fullmatch(plain):
        return 1
    found = _NUMBER.match(plain)
    if found:
        return _DIGITS[found[1]]
    if _STARS.match(plain):
        return len(plain)
    for pattern, rating in (
        (_VERY_BAD, 1),
        (_NOT_SOLVED, 2),
        (_BAD, 2),
        (_VERY_GOOD, 5),
        (_FAIR, 3),
        (_GOOD, 4),
    ):
        if pattern.search(plain):
            return rating
    return None
