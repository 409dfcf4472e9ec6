"""The menu of services (R11) as pure functions: what is asked for, what is shown, who gets it."""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from handlers.community import Community, Person
from handlers.names import fold
from handlers.services.menu import Service

PAGE = 6
"""Services on one page: two in a line."""

_LONGEST = 80
_MENU = re.compile(
    r"(?:(?:我)?(?:要|想)?(?:看看?|查看?)?(?:一下)?)?(?:社区|你们?|咱们|小应|这里|这边)?(?:都)?(?:能|可以)?(?:提供)?"
    r"(?:有?(?:什么|啥|哪些)服务(?:项目)?(?:可选|可以选)?|服务菜单|服务项目|服务清单|服务单|菜单"
    r"|七助(?:服务|菜单)?(?:有哪些|是什么)?)(?:有哪些|呢|吗|呀)?"
)
_FOR = (
    r"(?:请|麻烦|小应)?[ ,]*(?:我们?|咱|家里?|老人|老伴|我?家老人"
    r"|[给帮替]?我?(?:家|爸妈?|妈|父母|父亲|母亲|爷爷|奶奶|老伴|孩子)(?:老人)?)?[ ,]*(?:这边)?"
)
_WANT = re.compile(
    rf"{_FOR}(?:也|就)?(?:想要?|要|需要|申请|预约|登记|安排|预订|订|来|报名|能不能|可以|可不可以|能)++"
    r"(?:申请|预约|登记|安排|订|点|一[份个次下顿]|[个份]|用一?下?|一下|参加)*+的?[ ]*"
)
_AFTER = re.compile(
    r"(?:的)?(?:服务|队)?(?:吗|么|吧|呢|啊|呀|一下|一次|一份|谢谢)*(?:$|[ ,，。.!！?？;；~].*)", re.S
)
_ASKS = re.compile(
    r"(?:的)?(?:服务)?(?:怎么|如何|咋|几点|什么时候|啥时候|多少钱|收费|在哪|哪里|哪儿|时间|地点|有没有|有吗|谁|是什么|是啥|找谁|可以吗)?.{0,12}"
)
_UNKNOWN = re.compile(
    r"(?P<what>助[\u4e00-\u9fff]|[\u4e00-\u9fff]{2,4}(?=服务))(?:服务)?(?:吗|吧|呢|呀)?[ 。.!！?？]*"
)
_NOT = re.compile(r"不(?!能|可)|没(?!有)|别|取消")
_NEAR = 0.4


@dataclass(frozen=True, slots=True)
class Wish:
    """A service that somebody speaks of. `asks`: they want to know of it rather than to have it."""

    service: Service
    asks: bool


def asks_for_menu(words: str) -> bool:
    """有什么服务, 服务菜单."""
    return len(words) <= 24 and _MENU.fullmatch(words.strip(" ?？。.!~,，")) is not None


def read_wish(words: str, services: Sequence[Service]) -> Wish | None:
    """The service that (normalised) words ask for: 我想要助餐, 给我妈预约助浴; or its name, or a question about it."""
    said = words.strip(" \n。.!！~")
    if not said or len(said) > _LONGEST or not services:
        return None
    want = _WANT.match(said)
    for name, service in _names(tuple(services)):
        if want is not None and said.startswith(name, want.end()):
            wanted = _AFTER.fullmatch(said[want.end() + len(name) :]) is not None
            return Wish(service, asks=False) if wanted and not _NOT.search(want[0]) else None
        if said.startswith(name) and _ASKS.fullmatch(said[len(name) :]):
            return None if _NOT.search(said[len(name) :]) else Wish(service, asks=True)
    return None


def unknown_wish(words: str, services: Sequence[Service]) -> str | None:
    """What is asked for like a service and is none: 我想要助乐."""
    said = words.strip(" \n。.!！~")[:_LONGEST]
    want = _WANT.match(said)
    found = _UNKNOWN.fullmatch(said[want.end() :]) if want is not None and services else None
    return found["what"] if found is not None else None


def nearest(said: str, services: Sequence[Service]) -> Service:
    """The service whose name or words are most like what was said."""
    names = _names(tuple(services))
    best = difflib.get_close_matches(said, [name for name, _ in names], n=1, cutoff=_NEAR)
    return next((service for name, service in names if best and name == best[0]), services[0])


def with_skill(services: Sequence[Service], skill: str) -> list[Service]:
    """The services whose team can do something, or that are called so."""
    wanted = fold(skill)
    return [
        one
        for one in services
        if any(
            known and (wanted in known or known in wanted)
            for known in map(fold, (*one.skills, one.name, *one.words))
        )
    ]


def page_of(services: Sequence[Service], page: int) -> tuple[list[tuple[int, Service]], bool]:
    """The services of a page, counted from 1 over all pages; and whether there are more behind it."""
    first = page * PAGE
    shown = [(first + n + 1, one) for n, one in enumerate(services[first : first + PAGE])]
    return shown, first + PAGE < len(services)


def receiver(community: Community, service: Service, can_work: Sequence[str]) -> Person | None:
    """Who of the team gets a request: the lead or their stand-in; while they are away, the first who is there.
    `can_work`: ids of those to whom requests can be given."""
    for person_id in service.people:
        person = community.acting_for(person_id)
        if person is not None and not person.away and person.contacts and person.id in can_work:
            return person
    return None


@lru_cache(maxsize=4)
def _names(services: tuple[Service, ...]) -> tuple[tuple[str, Service], ...]:
    """Every name and word with its service, the longest first."""
    found = [(name, one) for one in services for name in (one.name, *one.words)]
    return tuple(sorted(found, key=lambda entry: -len(entry[0])))
