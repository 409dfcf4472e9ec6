"""Errands (代办) in words: who promises a date, who puts it off. Pure."""

import re

from handlers.requests.rules import ERRAND
from handlers.understanding.normal import normalise
from storage.records import Request

_LONGEST = 60
_DONE_BY = re.compile(
    r"(?:办|弄|搞|处理|拿|取|送|交|填|报)(?:好|完|妥|下来|到|成|掉|上)(?!了)|给(?:您|你|他|她|老人|居民|阿姨|大爷|大妈)(?:办|弄|送|拿|取)(?!了)"
)
_ASKS = re.compile(r"[?？吗]|能不能|可不可以|行不行|什么时候|几号|哪天")
_LATE = re.compile(r"办不(?:好|完|了|成|下来)|来不及|没法|不能")
_EDGES = " \t\n，,。.!！;；:：、"
_WHY = re.compile(
    r"^(?:前|之前|以前|再|才能|能)?(?:给(?:您|你)?)?(?:办好|办完|弄好)?[\s，,。;；:：]*(?:原因|理由|因为)?(?:是)?[\s:：]*"
)


def is_errand(request: Request) -> bool:
    """Whether its date is the one that its member promises."""
    return request.intent == ERRAND and request.urgency != "emergency"


def promises_a_day(words: str) -> bool:
    """周五前办好, 周五给您办好; not 周五办好了, 周五能办好吗, 周五前办不完."""
    plain = normalise(words[: _LONGEST + 1])
    if len(plain) > _LONGEST or _ASKS.search(plain) or _LATE.search(plain):
        return False
    return _DONE_BY.search(plain) is not None


def reason_in(words: str, date: str) -> str:
    """下周一 窗口休息: what is left without the date as it was said."""
    rest = normalise(words).replace(date, "", 1) if date else normalise(words)
    return _WHY.sub("", rest.strip(_EDGES), count=1).strip(_EDGES)
