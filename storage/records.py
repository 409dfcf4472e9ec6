"""Plain dataclasses of what is kept. Moments are aware UTC datetimes; texts are already cleaned and masked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from storage.poll_records import Ballot as Ballot
from storage.poll_records import How as How
from storage.poll_records import Late as Late
from storage.poll_records import Poll as Poll
from storage.poll_records import PollKind as PollKind
from storage.poll_records import PollStatus as PollStatus
from storage.poll_records import SecretBallot as SecretBallot
from storage.poll_records import Unit as Unit
from storage.poll_records import Voter as Voter


class RequestStatus(StrEnum):
    """Where a request (诉求) stands; the values are what `rehearse --dump` and the pages print."""

    WAITING = "待派"
    DISPATCHED = "已派"
    ACCEPTED = "已接"
    IN_HAND = "处理中"
    TO_RATE = "待评价"
    CLOSED = "已办结"
    RETURNED = "已退回"
    WITHDRAWN = "已撤销"
    MERGED = "已合并"


class Lane(StrEnum):
    """How urgent an outgoing message is: who just wrote gets an answer; a notice waits for the morning; an alarm
    never waits."""

    REPLY = "reply"
    NOTICE = "notice"
    ALARM = "alarm"


class Delivery(StrEnum):
    """What became of an outgoing message."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    DEAD = "dead"  # the channel refused it for good
    SKIPPED = "skipped"  # it would have come too late to be of use


class TimerState(StrEnum):
    """What became of a due time."""

    WAITING = "waiting"
    DONE = "done"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Request:
    """A request (诉求). `code` is what people type; `number` is the full number; `reporter` an actor
    (a person's id, or a guest's); `assignee` a person's id; `level` how many rungs it was escalated; `merged_into`
    the id of the one that it lives on in (已合并); `given_at` when it was given to whoever has it; `contacted_at` when
    the member who has it first spoke to the resident; `restricted` why nothing of it may be said openly (a Kind of
    handlers/requests/private/restricted.py), `kept_from` the persons who must never learn of it; `promised_by` the
    date that was promised for it (代办, 整改)."""

    id: int
    code: str
    number: str
    status: RequestStatus
    intent: str
    category: str
    urgency: str
    place: str | None
    node: str
    text: str
    room: str | None
    reporter: str
    assignee: str | None
    level: int
    created_at: datetime
    accepted_at: datetime | None
    closed_at: datetime | None
    accept_by: datetime | None
    close_by: datetime | None
    rating: int | None
    reopened: int
    outcome: str | None
    inferred: str | None
    merged_into: int | None = None
    given_at: datetime | None = None
    contacted_at: datetime | None = None
    restricted: str | None = None
    kept_from: tuple[str, ...] = ()
    promised_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody affected by a request. `room`: the group where they said so, None: privately."""

    actor: str
    at: datetime
    room: str | None


@dataclass(frozen=True, slots=True)
class Word:
    """Something said about a request after its first message, or a picture of it (`file`: a blob's digest)."""

    request_id: int
    at: datetime
    actor: str
    text: str
    file: str | None


@dataclass(frozen=True, slots=True)
class Helper:
    """Somebody (a person's id) who helps with a request (协办), asked by the one who has it or dispatches there."""

    request_id: int
    person: str
    asked_by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OpenCall:
    """A request that was called out in a group (抢单): whoever answers first has it. `called_by`: a person's id, or the
    clock's actor where the rule did it; `ended_at` None: it runs; `taken_by` None: nobody came."""

    request_id: int
    room: str
    called_by: str
    called_at: datetime
    until: datetime
    taken_by: str | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Whistle:
    """A department that was called in for a request (吹哨). `called_by` a person's id, `reported_by` of whoever said
    that it is there (报到): somebody of the department, or who called it."""

    id: int
    request_id: int
    department: str
    at: datetime
    called_by: str
    words: str
    report_by: datetime
    reported_at: datetime | None = None
    reported_by: str | None = None
    answered_at: datetime | None = None
    answer: str | None = None


@dataclass(frozen=True, slots=True)
class KeptChain:
    """A chain (接龙) that runs in a group. `key` is its title as it is compared; `opened_by` an actor.

    `touched_at`: when somebody last wrote in it; `told_at`: when the group was last told of lost lines.
    """

    id: int
    code: str
    room: str
    key: str
    title: str
    example: str | None
    opened_by: str
    opened_at: datetime
    touched_at: datetime
    told_at: datetime | None


@dataclass(frozen=True, slots=True)
class KeptLine:
    """One line of a chain. `n` as last written; `author` the actor who wrote it, None if nobody saw who.

    `before`: its words before its last change; `gone`: taken out by its author; `missing`: the last posting left it
    out; `told`: how often the group was told so.
    """

    n: int | None
    name: str
    note: str | None
    count: int
    author: str | None
    before: str | None = None
    gone: bool = False
    missing: bool = False
    told: int = 0


@dataclass(frozen=True, slots=True)
class Question:
    """What the bot last asked somebody in one conversation and is still waiting to hear."""

    conversation: str
    actor: str
    kind: str
    payload: Mapping[str, Any]
    asked_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Post:
    """One outgoing message, kept until it is sent and after. `mentions` are (contact, name) pairs."""

    id: int
    at: datetime
    due_at: datetime
    lane: Lane
    room: str | None
    contact: str | None
    text: str
    mentions: tuple[tuple[str, str], ...]
    file: str | None
    file_name: str | None
    about: str | None
    status: Delivery
    attempts: int
    expires_at: datetime | None
    sent_at: datetime | None
    wire_id: str | None


@dataclass(frozen=True, slots=True)
class Timer:
    """A due time: at `due_at`, the handler of `kind` is called for `subject`."""

    id: int
    kind: str
    subject: str
    due_at: datetime
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One link of the audit chain: who did what when. `hash` covers all the rest and the row before.

    It covers `detail` by its salted `digest` only, so that the words of somebody who asks for it can be taken out, salt
    and all, and the chain still fits. Rows of old have neither: their hash covers the detail itself.
    """

    seq: int
    at: datetime
    actor: str
    action: str
    subject: str
    detail: Mapping[str, Any]
    prev: str
    hash: str
    salt: str | None = None
    digest: str | None = None


@dataclass(frozen=True, slots=True)
class Blob:
    """A file's content under its SHA-256 digest."""

    digest: str
    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Signal:
    """How often a group spoke of something without asking the bot (弱信号).

    `day` is the local day of the list that it is for; `node` a place in the tree; `place` words for it, or "";
    `recent` the moments of the last hour, at most as many as make a jump; `told` that a jump was told.
    """

    day: date
    node: str
    category: str
    place: str
    count: int
    last_at: datetime
    recent: tuple[datetime, ...]
    told: bool


@dataclass(frozen=True, slots=True)
class Consent:
    """Somebody was shown a version of the text that says what is kept of them; `how`: "private"."""

    actor: str
    version: str
    at: datetime
    how: str


@dataclass(frozen=True, slots=True)
class HeldPicture:
    """A picture that came before any words; its metadata is taken out already."""

    name: str
    media_type: str
    data: bytes
