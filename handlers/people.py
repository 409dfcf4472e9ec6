"""Who somebody is: a person of the roster, the posts they hold, and what a post allows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from types import MappingProxyType

from handlers.worktime import Hours


class Role(StrEnum):
    """What someone is at a node of the tree."""

    SPECIALIST = "specialist"  # 调解员, 民警, 志愿者队长: answers for categories, wherever the post reaches
    PROPERTY = "property"  # 物业: gets categories like a specialist, sees nothing but what was given to it
    ASSISTANT = "assistant"  # 网格员, 党建指导员: beside the head (一长两员), for whom they stand in
    HEAD = "head"  # 楼长, 单元长
    SECRETARY = "secretary"  # 片区支部书记, 网格长
    DEPUTY = "deputy"  # 社区副书记
    ADMIN = "admin"  # 社区书记
    AUDITOR = "auditor"  # 监督员: reads, changes nothing


class Permission(StrEnum):
    """What a post allows, at its node and below."""

    WORK = "work"  # on what was given to them: accept, close, give back
    HANDLE = "handle"  # also on what is anybody's there
    VOUCH = "vouch"  # say that somebody is who they say they are
    DISPATCH = "dispatch"
    ANNOUNCE = "announce"
    POLL = "poll"
    ROSTER = "roster"  # keep the roster: codes, moves, posts, leave
    READ = "read"  # the audit trail and the ledgers
    ADMIN = "admin"


RUNGS = (
    Role.SPECIALIST,
    Role.PROPERTY,
    Role.ASSISTANT,
    Role.HEAD,
    Role.SECRETARY,
    Role.DEPUTY,
    Role.ADMIN,
)
"""The escalation ladder (R4, R5 of the field), from the hands-on to the top."""

BY_TOPIC = frozenset({Role.SPECIALIST, Role.PROPERTY})
"""Roles that answer for categories and not for a place as such."""

FROM_OUTSIDE = frozenset({Role.PROPERTY, Role.AUDITOR})
"""Roles that make nobody a member of the place: they give no vote there."""

_SERVES = frozenset({Permission.WORK, Permission.HANDLE})
_LEADS = _SERVES | {
    Permission.VOUCH,
    Permission.DISPATCH,
    Permission.ANNOUNCE,
    Permission.POLL,
    Permission.ROSTER,
    Permission.READ,
}
ALLOWS: Mapping[Role, frozenset[Permission]] = MappingProxyType(
    {
        Role.SPECIALIST: _SERVES,
        Role.PROPERTY: frozenset({Permission.WORK}),
        Role.ASSISTANT: _SERVES | {Permission.VOUCH},
        Role.HEAD: _SERVES | {Permission.VOUCH},
        Role.SECRETARY: _LEADS,
        Role.DEPUTY: _LEADS,
        Role.ADMIN: frozenset(Permission),
        Role.AUDITOR: frozenset({Permission.READ}),
    }
)
"""What each role may do at its node and below."""


class Kind(StrEnum):
    """What kind of member somebody is (五管合一, O2 of the field); the values are what people write and read."""

    OWNER = "业主"
    TENANT = "租户"
    FAMILY = "家属"
    RESIDENT_MEMBER = "居民党员"
    EMPLOYED_MEMBER = "在职党员"  # has reported in (双报到, A5)
    RETIRED_MEMBER = "退休党员"
    MOBILE_MEMBER = "流动党员"
    ENTERPRISE_MEMBER = "企业党员"


@dataclass(frozen=True, slots=True)
class Post:
    """An office at a node. `categories` (categories and intents of requests) are those of the roles in `BY_TOPIC`.

    `hours`: when it is on duty, as local (from, to), the end after midnight where it is the earlier; empty: always.
    """

    node: str
    role: Role
    categories: frozenset[str] = frozenset()
    hours: tuple[Hours, ...] = ()

    def on_duty(self, local: time) -> bool:
        """Whether it is on duty at this time of the day."""
        return not self.hours or any(
            begin <= local < end if begin < end else local >= begin or local < end
            for begin, end in self.hours
        )


_MEMBERS = frozenset(
    {
        Kind.RESIDENT_MEMBER,
        Kind.EMPLOYED_MEMBER,
        Kind.RETIRED_MEMBER,
        Kind.MOBILE_MEMBER,
        Kind.ENTERPRISE_MEMBER,
    }
)
_VOLUNTEER = "志愿"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the roster, who writes under any of `contacts`, the one bound last first.

    `title` is the office in words, or ""; while `away`, the posts are held by `stand_in` (a person's id), or by the
    next one up; `guardian` is the id of who speaks for somebody without an account of their own (亲情代报: a child, an
    old person without a phone); `owns`: flats besides the home (名下房屋).
    Phone and identity numbers are not here: they stay sealed in the database (storage/roster.py).
    """

    id: str
    name: str
    contacts: tuple[str, ...]
    title: str = ""
    household: str | None = None
    party: bool = False
    posts: tuple[Post, ...] = ()
    kinds: frozenset[Kind] = frozenset()
    employer: str = ""
    skills: tuple[str, ...] = ()
    away: bool = False
    stand_in: str | None = None
    guardian: str | None = None
    owns: tuple[str, ...] = ()

    @property
    def volunteers(self) -> bool:
        """Whether they are a party member or, by their title, a volunteer: who may answer an open call (党员接单), and
        then work on what they took."""
        return self.party or not self.kinds.isdisjoint(_MEMBERS) or _VOLUNTEER in self.title
