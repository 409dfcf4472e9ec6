"""Plain dataclasses of who is who, as it is kept beside the configuration."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class KeptPerson:
    """A person of the roster. One with an id of the configuration replaces the entry there, as long as that is still
    the one whose fingerprint is in `configured`.

    `posts` are {"node", "role", "categories": [...], "hours": [["HH:MM", "HH:MM"], ...]}; `kinds` values of
    handlers.people.Kind; `left_at`: has moved away, and is only kept for what they did.
    """

    id: str
    name: str
    title: str = ""
    household: str | None = None
    party: bool = False
    posts: tuple[Mapping[str, Any], ...] = ()
    kinds: tuple[str, ...] = ()
    employer: str = ""
    skills: tuple[str, ...] = ()
    away: bool = False
    stand_in: str | None = None
    guardian: str | None = None
    configured: str | None = None
    left_at: datetime | None = None
    owns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Secrets:
    """The numbers of a person that are sealed at rest: a phone number, an identity number. Digits (and X) only."""

    phone: str | None = None
    identity: str | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """A WeChat contact that is bound to a person. `how`: "code", "vouched", "office", "import"; `bound_by` an actor;
    `ended_at`: no longer theirs."""

    contact: str
    person: str
    how: str
    bound_by: str
    bound_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class KeptNode:
    """A node of the grid tree that the configuration does not have. `kind`: a value of handlers.community.NodeKind."""

    id: str
    kind: str
    name: str
    parent: str


@dataclass(frozen=True, slots=True)
class KeptHousehold:
    """A flat that the configuration does not have, or its area: `area` in hundredths of a square metre."""

    id: str
    node: str
    building: str
    unit: str
    room: str
    area: int | None = None


@dataclass(frozen=True, slots=True)
class BoundRoom:
    """A chat group that was bound to a node by a code said in it."""

    id: str
    name: str
    node: str
    bound_by: str
    bound_at: datetime


@dataclass(frozen=True, slots=True)
class Ticket:
    """A code that was given out. `kind`: "person" (绑定码; the subject is a person's id), "room" (a node's id), …"""

    kind: str
    subject: str
    issued_by: str
    issued_at: datetime
    expires_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Claim:
    """A guest (`actor`) says that they are `name` of a household; `kind`: of handlers.people.Kind, or ""; `asked`: the
    id of the member who was asked if that is so."""

    id: int
    actor: str
    name: str
    household: str
    kind: str
    asked: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ImportBatch:
    """An import of the roster. `counts`: how many rows were new, changed, the same, bad; `undone_at`: was put back."""

    number: int
    at: datetime
    actor: str
    counts: Mapping[str, int]
    undone_at: datetime | None = None
