"""Disputes (矛盾纠纷, R8) in words: who the other side is, whether a side agrees, where one meets. Pure."""

import re

from handlers.requests.private.restricted import Kind
from handlers.understanding.normal import normalise
from handlers.yes_no import read_yes_no
from storage.records import Request

_FLAT = re.compile(r"(?<!\d)(\d{1,3})\s*(?:-|号楼|栋|幢|#)\s*(\d{1,2})\s*(?:-|单元)\s*(\d{3,4})\s*室?(?!\d)")
_NO = re.compile(
    r"(?:我)?(?:不(?:认可|同意|接受|认|行|答应|能来|来|去)|没(?:空|时间|达成)|反悔|来不了|去不了)"
)
_YES = re.compile(r"(?:我)?(?:都)?(?:认可|同意|接受|没意见|可以来|能来|能去|会来|准时到|一定来)了?的?")
_EDGES = " \t\n，,。.!！;；:：、"
_LABELS = re.compile(r"^(?:达成(?:了)?协议|协议|结果|约了?|时间|地点|在)?[\s:：，,]*")


def is_dispute(request: Request) -> bool:
    return request.restricted == Kind.DISPUTE


def flat_in(words: str) -> tuple[str | None, str]:
    """3-1-301 刘洋, 3号楼1单元301: the flat as the register writes it, and the words without it."""
    plain = normalise(words)
    found = _FLAT.search(plain)
    if found is None:
        return None, plain.strip(_EDGES)
    rest = plain[: found.start()] + plain[found.end() :]
    return "-".join(found.groups()), rest.strip(_EDGES)


def agrees(words: str) -> bool | None:
    """Whether a side says yes or no; None: it says something else."""
    plain = normalise(words).strip(_EDGES)
    if plain == "2" or _NO.match(plain):
        return False
    answer = read_yes_no(plain)
    return True if answer is None and _YES.fullmatch(plain) else answer


def meeting_place(words: str, date: str) -> str:
    """周六下午3点 社区调解室: what is said besides the time."""
    rest = normalise(words).replace(date, "", 1) if date else normalise(words)
    return _LABELS.sub("", rest.strip(_EDGES), count=1).strip(_EDGES)
