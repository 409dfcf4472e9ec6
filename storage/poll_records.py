"""Plain dataclasses of polls (表决): what is asked, who may vote, what was cast."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class PollStatus(StrEnum):
    """Where a poll (表决) stands."""

    DRAFT = "草稿"
    OPEN = "进行中"
    CLOSED = "已截止"
    PUBLISHED = "已公示"
    CANCELLED = "已作废"


class PollKind(StrEnum):
    """What a result is worth; the value is the label on all that is posted of a poll."""

    OPINION = "意向征集"
    DELIBERATION = "议事表决"
    STATUTORY = "法定表决"


class Unit(StrEnum):
    """Who or what has one vote."""

    PERSON = "person"
    HOUSEHOLD = "household"
    OWNER = "owner"  # one head with its area: a flat, or all flats of one owner (Civil Code 278)


class How(StrEnum):
    """By which way a ballot came."""

    CHAT = "chat"
    PAGE = "page"
    PAPER = "paper"
    PHONE = "phone"
    DOOR = "door"


@dataclass(frozen=True, slots=True)
class Poll:
    """A poll (一键表决). `unit` is a value of `Unit`, `kind` one of `PollKind`.

    `room`: the first of `rooms`, where it is told; `node`: where the permission was asked for; `electorate`: who votes,
    in words of a machine (handlers/polls/units.py); `rule` and `rule_text`: what it takes to pass
    (handlers/polls/outcome.py); `choose`: how many options one may choose at most; `show_counts`: how it stands may be
    told while it goes on; `eligible_area`: hundredths of a square metre, only with the unit owner; `replaces`: the code
    of the poll that was ended for this one; `zone`: the wall clock of its published moments; `result` is set when it is
    over; `public_days`: how long its 公示 is, `public_until`: the end of it.
    """

    id: int
    code: str
    title: str
    kind: PollKind
    status: PollStatus
    options: tuple[str, ...]
    choose: int
    secret: bool
    unit: Unit
    room: str
    rooms: tuple[str, ...]
    node: str
    electorate: Mapping[str, Any]
    eligible: int
    eligible_area: int | None
    rule: Mapping[str, Any]
    rule_text: str
    show_counts: bool
    opened_by: str
    opened_at: datetime
    opens_at: datetime
    deadline: datetime
    zone: str
    public_days: int
    replaces: str | None
    result: Mapping[str, Any] | None
    public_until: datetime | None


@dataclass(frozen=True, slots=True)
class Voter:
    """One line of a frozen electorate. `voter`: the id of a person, of a household, or of the first flat of a head;
    `label`: what is published; `node`: the building; `area`: hundredths of a square metre (unit owner); `flats`: those
    of a head. `voted` says that, and never when."""

    voter: str
    label: str
    node: str = ""
    area: int | None = None
    flats: tuple[str, ...] = ()
    voted: bool = False


@dataclass(frozen=True, slots=True)
class Ballot:
    """A ballot of a named poll. `choices` count from 1, ascending; `actor`: who cast it, or of one on paper, by phone
    or at the door who entered it, with the `witness` and the digest of a picture (`file`).

    `n` and `link`: its line in the published log (handlers/polls/log.py), None on one of an earlier release.
    """

    voter: str
    choices: tuple[int, ...]
    actor: str
    at: datetime
    how: How = How.CHAT
    witness: str | None = None
    file: str | None = None
    n: int | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True)
class SecretBallot:
    """A ballot of a secret poll: nothing leads from it to a voter but the key of the poll, as long as there is one."""

    receipt: str
    choices: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Late:
    """A ballot that came after the deadline: that it came, not what it said."""

    voter: str
    at: datetime
