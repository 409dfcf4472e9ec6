"""Plain dataclasses of what is kept of hazards and disputes, beside their requests."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Inspection:
    """A look at whether a hazard is gone (复查), until `due_at`. `rectified_by`, `inspector` and `inspected_by` are ids
    of persons; `passed` None: nobody has looked yet."""

    id: int
    request_id: int
    rectified_by: str
    rectified_at: datetime
    inspector: str
    due_at: datetime
    passed: bool | None = None
    inspected_by: str | None = None
    inspected_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Dispute:
    """The other side of a dispute and its end. `other`: the person's id, None: in no roster; `other_words`: who it is
    in the mediator's words; `reporter_agrees` and `other_agrees` to the agreement, None: not said yet; `settled` None:
    it goes on, else whether it came to an agreement."""

    request_id: int
    other: str | None = None
    other_words: str | None = None
    reporter_agrees: bool | None = None
    other_agrees: bool | None = None
    settled: bool | None = None


@dataclass(frozen=True, slots=True)
class DisputeNote:
    """A line of the mediator's record (调解记录), or what a side said to the mediator."""

    at: datetime
    actor: str
    words: str
