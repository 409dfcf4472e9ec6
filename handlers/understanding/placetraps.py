"""What looks like a place and is none: 人民广场, 清华西门, 三层口罩, 8车3座. The words are in `places.toml`."""

import re
from functools import cache

from handlers.understanding.patterns import late
from handlers.understanding.placegrammar import followed, table

_BEFORE = 8  # characters that are looked at in front of a place
_AFTER = 6


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(followed(table()[name]))


@cache
def _words(name: str) -> tuple[str, ...]:
    return tuple(table()[name])


@cache
def _other_words() -> dict[str, re.Pattern[str]]:
    return {word: late(followed(after)) for word, after in table()["other_word"].items()}


@cache
def _common() -> frozenset[str]:
    return frozenset(table()["common"])


_THAT_ONE = late("^ *(?:[那这]个|[那这]位(?!说))?")
# Where a relative or friend lives: 我姐家小区, 同事他们小区.
_SOMEBODYS = late(
    "(?:[姐妹哥弟姨姑舅叔]|朋友|同学|同事|亲戚|公婆|婆婆|娘家|丈母娘|闺蜜)[他她]?们?家?(?:那边|那个|的)?小区$"
)
_ELSEWHERE_TAIL = late("[的那里 ]{0,2}$")


def _head(text: str, at: int) -> str:
    return text[max(0, at - _BEFORE) : at]


def elsewhere(text: str, at: int) -> bool:
    """Whether the words in front say that the place is not of the community: 医院, 隔壁小区, 清华."""
    head = _head(text, at)
    if not head or head[-1] == " ":
        return False
    head = _ELSEWHERE_TAIL.sub("", head)
    return head.endswith(_words("elsewhere")) or _SOMEBODYS.search(head) is not None


def named(text: str, at: int, word: str) -> bool:
    """Whether a common noun is the end of a name: 人民|广场, 阳光|花园; 在广场 and 小区广场 are places."""
    if word not in _common() or not at:
        return False
    before = text[at - 1]
    if before.isdigit():
        return True
    return "\u4e00" <= before <= "\u9fff" and not _head(text, at).endswith(_words("before_common"))


def other_word(text: str, end: int, word: str) -> bool:
    """Whether a landmark goes on as another word: 天台|山, 花园|宝宝."""
    after = _other_words().get(word)
    return bool(after and after.match(text, end))


def no_floor(text: str, start: int, end: int) -> bool:
    """Whether a floor alone counts layers or heights (三层口罩, 爬六楼), is a post (三楼正解) or no floor (B1 驾照)."""
    head = _head(text, start)
    if text[start] in "Bb":
        return bool(head.endswith(_words("not_b1_before")) or _pattern("not_b1").match(text, end))
    if text[end - 1] in "Ff" and head.endswith(("车", "排")):
        return True  # 12车15F: a seat
    if head.endswith(_words("not_a_floor_before")):
        return True
    if text[end - 1] == "层" and (
        head.endswith(_words("layers_before")) or _pattern("layers").match(text, end)
    ):
        return True
    return bool(_pattern("posts").match(_THAT_ONE.sub("", text[end : end + _AFTER])))


def no_zone(text: str, start: int, end: int) -> bool:
    """Whether a zone that stands alone is a term or an issue: 三期疫苗, 东区决赛."""
    return bool(
        _head(text, start).endswith(_words("not_a_zone_before")) or _pattern("not_a_zone").match(text, end)
    )


def lesson(text: str, start: int) -> bool:
    """Whether a unit belongs to a schoolbook: 数学二单元."""
    return _head(text, start).rstrip("第 ").endswith(_words("lessons"))


def seat(text: str, start: int) -> bool:
    """Whether 3座 is a seat: 8车3座, 5排7座."""
    return text[start - 1 : start] in {"车", "排", "厢", "室", "票", "门"} and start > 0


def counted_houses(text: str, start: int, end: int) -> bool:
    """Whether 3栋 counts houses: 三栋小楼, 买了2栋楼."""
    houses = _pattern("counted_houses")
    if houses.match(text, end) or (text[end - 1] == "楼" and houses.match(text, end - 1)):
        return True
    return text[end - 1 : end + 1].endswith("楼") and bool(
        _head(text, start).endswith(_words("house_builders"))
    )
