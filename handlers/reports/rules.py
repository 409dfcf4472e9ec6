"""What the figures of a report (P4) mean. Pure; each figure is a sum over rows of the ledger.

A report on a time counts, of its places:
registered 登记: registered in it, whatever became of it; what was merged lives on in another one and counts there.
closed 办结: closed in it, and not opened again since. open 在办: registered before its end, and open now.
响应率: of the registered whose time to be accepted is over or that were accepted, those accepted within the clock for
accepting, counted from the registration. 按时办结: of the closed, those closed by their date.
解决率: of the closed, those never opened again, or confirmed with 3 or more after that.
满意率: of the closed that are rated, those with 4 or 5; private matters are not asked about.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime

from handlers.community import Community
from handlers.office.numbers import is_overdue
from handlers.requests.rules import DISSATISFIED, is_private
from handlers.worktime import deadline, next_awake
from storage.records import Request, RequestStatus
from storage.requests import OPEN

LEAST = 5
"""Fewer than so many are not shown by themselves: nobody is to be found in a figure."""
_SATISFIED = 4
_ENDED = (RequestStatus.TO_RATE, RequestStatus.CLOSED)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a row says of itself; None where it cannot be said (yet)."""

    overdue: bool
    accepted_in_time: bool | None
    closed_in_time: bool | None
    solved: bool | None
    satisfied: bool | None


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts that add up: those of two groups of requests are the sum of each. `answered` of `answerable`, `solved`
    and `in_time` of `closed`, `satisfied` of `rated`, `overdue` of `open`."""

    registered: int = 0
    closed: int = 0
    open: int = 0
    overdue: int = 0
    answerable: int = 0
    answered: int = 0
    in_time: int = 0
    solved: int = 0
    rated: int = 0
    satisfied: int = 0

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(
            **{one.name: getattr(self, one.name) + getattr(other, one.name) for one in fields(Figures)}
        )


def facts(community: Community, request: Request, now: datetime) -> Facts:
    """What the row of a request says at `now`."""
    ended = request.status in _ENDED and request.closed_at is not None
    rated = ended and request.rating is not None and not is_private(request)
    confirmed = request.status is RequestStatus.CLOSED and (request.rating or 0) > DISSATISFIED
    return Facts(
        overdue=is_overdue(request, now),
        accepted_in_time=_by(request, request.accepted_at, _accept_by(community, request), now),
        closed_in_time=_by(request, request.closed_at, request.close_by, now),
        solved=(request.reopened == 0 or confirmed) if ended else None,
        satisfied=(request.rating or 0) >= _SATISFIED if rated else None,
    )


def figures(request: Request, said: Facts, since: datetime, until: datetime) -> Figures:
    """What one request adds to a report on the time from `since` to `until`, the end not included."""
    registered = since <= request.created_at < until and request.status is not RequestStatus.MERGED
    closed = request.status in _ENDED and request.closed_at is not None and since <= request.closed_at < until
    still = request.created_at < until and request.status in OPEN
    return Figures(
        registered=int(registered),
        closed=int(closed),
        open=int(still),
        overdue=int(still and said.overdue),
        answerable=int(registered and said.accepted_in_time is not None),
        answered=int(registered and said.accepted_in_time is True),
        in_time=int(closed and said.closed_in_time is True),
        solved=int(closed and said.solved is True),
        rated=int(closed and said.satisfied is not None),
        satisfied=int(closed and said.satisfied is True),
    )


def grouped(
    counted: Iterable[tuple[Request, Figures]], key: Callable[[Request], str]
) -> Mapping[str, Figures]:
    """The figures of each group, the one with the most registered first; their sum is that of all."""
    found: dict[str, Figures] = {}
    for request, one in counted:
        name = key(request)
        found[name] = found.get(name, Figures()) + one
    return dict(sorted(found.items(), key=lambda entry: (-entry[1].registered, -entry[1].closed, entry[0])))


def folded(parts: Mapping[str, int], other: str, most: int = 8) -> list[tuple[str, int]]:
    """A breakdown in which no part is smaller than `LEAST`: what is too small, or beyond `most`, goes into `other`,
    and with it whatever must so that `other` is large enough too. Empty where that leaves one part only."""
    shown = sorted(
        ((name, count) for name, count in parts.items() if name != other), key=lambda one: (-one[1], one[0])
    )
    rest = parts.get(other, 0)
    while shown and (shown[-1][1] < LEAST or len(shown) > most or 0 < rest < LEAST):
        rest += shown.pop()[1]
    if rest:
        shown.append((other, rest))
    return shown if len(shown) > 1 else []


def percent(part: int, whole: int) -> str:
    """Rounded, but what is not all is never 100% and what is there never 0%; "" for nothing of nothing."""
    if not whole:
        return ""
    share = round(100 * part / whole)
    if 0 < part < whole:
        share = min(max(share, 1), 99)
    return f"{share}%"


def _accept_by(community: Community, request: Request) -> datetime:
    """The clock for accepting as the resident sees it: from the registration, at night from the morning on unless it
    is an emergency."""
    rules, start = community.rules, request.created_at
    told = start if request.urgency == "emergency" else next_awake(start, rules.quiet, community.zone)
    clock = rules.clock(request.urgency).accept
    return deadline(told, clock, rules.working_hours, community.calendar, community.zone)


def _by(request: Request, done: datetime | None, by: datetime | None, now: datetime) -> bool | None:
    """Whether something was done by its date; None: there was none, or it is not over yet."""
    if by is None:
        return None
    if done is not None:
        return done <= by
    return False if request.status in OPEN and by < now else None
