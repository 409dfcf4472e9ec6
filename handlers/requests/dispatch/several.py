"""派0712 0713 李伟, 派 0712 给李师傅: which ones, to whom, and why. Pure."""

import re
from dataclasses import dataclass

from handlers.arguments import code_of

MOST = 10
"""So many are given out with one message."""
_LONGEST = 24
_CODE = re.compile(r"[\s,，、;；和及\[【(（]*(?P<code>\d{4})(?!\d)[\]】)）]?")
_TO = re.compile(
    r"[\s,，、:：]*(?:(?:都|全部?|一起)(?=派|给|由|让|交))?(?:交给|派给|转给|派|给|由|让|请)?[\s:：]*"
)
_NAME = re.compile(
    r"(?P<name>.{2,}?)(?P<tail>(?:去|来)?(?:办|处理|负责|看看|看一下|跟进)?(?:吧|了)?[。.!！~～]*)"
)


@dataclass(frozen=True, slots=True)
class GivenOut:
    """`codes` beside the first, each once, at most `MOST` and one more; `rest`: the name, and the reason if any."""

    codes: tuple[str, ...]
    rest: str


def read_given_out(words: str) -> GivenOut:
    """What follows the first code of a 派 or 转派."""
    codes, rest = further_codes(words)
    return GivenOut(codes, bare_name(rest))


def further_codes(words: str) -> tuple[tuple[str, ...], str]:
    """The codes behind the first one, each once, at most `MOST` and one more; and the words behind them."""
    codes: list[str] = []
    at = 0
    while len(codes) <= MOST and (found := _CODE.match(words, at)):
        codes.append(code_of(found["code"]))
        at = found.end()
    return tuple(dict.fromkeys(codes)), words[at:]


def bare_name(words: str) -> str:
    """给李师傅去处理吧 is 李师傅; what is longer than a name, or goes on, stays as it is behind its first word."""
    said = words[_end_of(words) :].strip()
    found = _NAME.fullmatch(said) if len(said) <= _LONGEST else None
    return found["name"] if found else said


def _end_of(words: str) -> int:
    found = _TO.match(words)
    return found.end() if found else 0
