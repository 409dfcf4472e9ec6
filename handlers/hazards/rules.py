"""Hazards (隐患排查整改, R9) as pure functions: what is one, who looks whether it is gone, what they say of it."""

import re
from collections.abc import Collection, Iterable

from handlers.community import Community, Person, Role
from handlers.requests.private.confiding import around
from handlers.requests.rules import HAZARD
from handlers.understanding.normal import normalise
from storage.records import Request

_LONGEST = 60
_GAP = r"[\s，,。.、!！]*"
_LOOKED = r"(?>(?:我)?(?:刚才?|已经?|去|来|现场|再)*(?:复查|复检|检查|查|看|验)(?:过|完|了|看)*)"
_GOOD = (
    r"(?:都|全|已经?|确实|现场|整改)*(?:合格|通过|达标|到位|没(?:有)?问题|可以|没(?:有)?(?:隐患|事)|[清搬拆移](?:走|掉|干净|理|完|空)+|弄好|整好|解决|干净|好)"
    r"(?:了|的|啊|呀)*"
)
_PASSED = re.compile(
    rf"(?:{_LOOKED}{_GAP}(?:了|的)?{_GAP})(?:{_GOOD}{_GAP})+|(?:复查)?{_GAP}(?:合格|通过|达标)了?{_GAP}"
)
_ANSWER = re.compile(rf"(?:复查)?{_GAP}(?:{_GOOD}{_GAP})+")
_BAD = (
    r"不合格|不通过|不达标|不到位|不行|未(?:整改|清|通过|合格)|没(?:有)?(?:通过|合格|达标|到位|整改|[清搬拆移弄处整修]|解决|做|动)"
    r"|还(?:没|有|在|是(?:老样子|原样|那样))|又(?:堆|放|停)|原样|没人动"
)
_FAILED = re.compile(_BAD)
_OF_A_LOOK = re.compile(r"[清堆搬拆]|整改|合格|复查|看过|去看|达标")
_ASKS = re.compile(r"[?？吗]|哪|什么|怎么|多少|是不是")
_HEAD = re.compile(
    rf"^(?:{_LOOKED}|结果|是|[\s，,。:：])*+(?:不合格|不通过|不达标|未通过|没通过)?[\s，,。:：]*(?:原因|因为|理由)?[\s:：]*"
)


def is_hazard(request: Request) -> bool:
    """Whether somebody else must look before it is closed. In an emergency, whoever called for help is asked."""
    return request.intent == HAZARD and request.urgency != "emergency"


def inspector_of(community: Community, request: Request, rectifiers: Collection[str]) -> Person | None:
    """Who looks whether it is gone: the grid worker, the 楼长, else who dispatches there and above, the nearest first;
    never one who took it away. None: there is nobody else."""
    around_it = around(community, request)
    chain = around_it.chain(request.node)
    people: Iterable[Person] = (
        person
        for role in (Role.ASSISTANT, Role.HEAD, Role.SECRETARY, Role.DEPUTY, Role.ADMIN)
        for node in chain
        for person in around_it.holders(node.id, role)
    )
    return next((one for one in people if one.id not in rectifiers and one.contacts and not one.away), None)


def read_verdict(words: str, *, asked: bool) -> tuple[bool, str] | None:
    """合格; 看过了没问题了; 不合格 还有两辆; 还没清干净: whether it passed, and what is still wrong. None: neither.

    `asked`: the words follow the code or the command, so that 没问题 alone is an answer too.
    """
    plain = normalise(words[: _LONGEST * 3]).strip()
    if len(plain) <= _LONGEST and (_PASSED if not asked else _ANSWER).fullmatch(plain):
        return True, ""
    if asked and _PASSED.fullmatch(plain):
        return True, ""
    if asked:
        fails = _FAILED.search(plain) is not None
    else:
        fails = (
            len(plain) <= _LONGEST
            and _FAILED.search(plain) is not None
            and _OF_A_LOOK.search(plain) is not None
        )
        fails = fails and _ASKS.search(plain) is None
    if fails:
        return False, _HEAD.sub("", plain, count=1).strip()
    return None
