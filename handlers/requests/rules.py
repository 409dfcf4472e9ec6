"""The life of a request (诉求), as pure functions: the request as it was in, as it will be out (docs/requests.md).

(三单制 of the seeds: 居民点单 report, 支部下单 dispatch, 党员接单 accept, 评单 rate.)
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from handlers.community import Community
from handlers.errors import UserError
from handlers.worktime import deadline, next_awake, reminders
from storage.records import Request, RequestStatus

WAITING, DISPATCHED, ACCEPTED, IN_HAND, TO_RATE, CLOSED, RETURNED, WITHDRAWN, MERGED = (
    RequestStatus.WAITING,
    RequestStatus.DISPATCHED,
    RequestStatus.ACCEPTED,
    RequestStatus.IN_HAND,
    RequestStatus.TO_RATE,
    RequestStatus.CLOSED,
    RequestStatus.RETURNED,
    RequestStatus.WITHDRAWN,
    RequestStatus.MERGED,
)
DISSATISFIED = 2
"""A rating up to this one opens the request again (R3)."""


class Step(StrEnum):
    """What can be done with a request."""

    DISPATCH = "dispatch"  # 派单
    ACCEPT = "accept"  # 接单
    PROGRESS = "progress"  # 处理中
    TRANSFER = "transfer"  # 转派
    RETURN = "return"  # 退回
    CLOSE = "close"  # 办结
    RATE = "rate"  # 评价
    REOPEN = "reopen"  # 没修好
    URGE = "urge"  # 催办
    WITHDRAW = "withdraw"  # 撤回
    CORRECT = "correct"  # 更正
    PAUSE = "pause"  # 暂停
    MERGE = "merge"  # 合并


_IN_WORK = frozenset({DISPATCHED, ACCEPTED, IN_HAND})
_OPEN = _IN_WORK | {WAITING, RETURNED}

FROM: Mapping[Step, frozenset[RequestStatus]] = MappingProxyType(
    {
        Step.DISPATCH: _OPEN,
        Step.ACCEPT: frozenset({DISPATCHED, WAITING, RETURNED}),
        Step.PROGRESS: frozenset({ACCEPTED, IN_HAND}),
        Step.TRANSFER: _IN_WORK,
        Step.RETURN: _IN_WORK,
        Step.CLOSE: _IN_WORK,
        Step.RATE: frozenset({TO_RATE}),
        Step.REOPEN: frozenset({TO_RATE, CLOSED}),
        Step.URGE: _OPEN,
        Step.WITHDRAW: _OPEN,
        Step.CORRECT: _OPEN,
        Step.PAUSE: frozenset({ACCEPTED, IN_HAND}),
        Step.MERGE: _OPEN,
    }
)
"""From where each step leads on."""

ERRAND = "办事代办"
HAZARD = "安全隐患"
_MEDIATED = frozenset({"矛盾调解"})
_REPAIRS = frozenset({"水电气暖", "电梯", "漏水", "路灯照明", "门禁", "公共设施", "网络通信"})
DISPUTES = frozenset({"邻里纠纷"})


def intent_for(intent: str, category: str) -> str:
    """The intent of a request whose category was put right: what cannot be said of the new one is replaced."""
    if category in DISPUTES:
        return usual_intent(category)
    fits = category in _REPAIRS if intent == "报修" else intent not in _MEDIATED
    return intent if fits else usual_intent(category)


def usual_intent(category: str) -> str:
    """What is mostly wanted of a category, where no words say it."""
    if category in DISPUTES:
        return "矛盾调解"
    return "报修" if category in _REPAIRS else "投诉"


def is_private(request: Request) -> bool:
    """Nothing of it may be said openly (habits): it was found restricted (restricted.py) when it was registered, put
    right or mediated. The one question of every list, export, search and message to a group."""
    return request.restricted is not None


def is_confided(request: Request) -> bool:
    """How far it is, is told to its reporter alone: what is private, and errands, with their papers and numbers."""
    return is_private(request) or request.intent == ERRAND


def check(request: Request, step: Step) -> None:
    """
    Raises:
        UserError: the step does not lead on from here; the reply names where it stands and what does.
    """
    if request.status in FROM[step]:
        return
    if request.status is TO_RATE:
        key = "rated_next"
    elif request.status in _OPEN:
        key = {Step.ACCEPT: "accepted", Step.RATE: "not_done", Step.REOPEN: "not_done"}.get(
            step, "accept_first"
        )
    else:
        key = "ended"
    raise UserError(f"requests.wrong.{key}", code=request.code, status=request.status.value)


@dataclass(frozen=True, slots=True)
class Clocks:
    """When a request must be accepted and closed, and when its member is reminded of either; when the resident of a
    long job is told how it stands (`half`), None: it is a short one; `given_at`: the dispatch itself."""

    given_at: datetime
    accept_by: datetime
    close_by: datetime
    accept_remind: tuple[datetime, ...]
    close_remind: tuple[datetime, ...]
    half: datetime | None


def clocks(community: Community, urgency: str, reported: datetime, dispatched: datetime) -> Clocks:
    """The clocks (R4) of a request that was reported and dispatched at these moments.

    The one for accepting starts when the member can know of it: a dispatch in the quiet hours is told in the
    morning, unless it is an emergency. The one for closing starts at the report: urgent clocks never stop.
    """
    rules = community.rules
    clock = rules.clock(urgency)
    around = (rules.working_hours, community.calendar, community.zone)
    told = dispatched if urgency == "emergency" else next_awake(dispatched, rules.quiet, community.zone)
    return Clocks(
        dispatched,
        deadline(told, clock.accept, *around),
        deadline(reported, clock.close, *around),
        reminders(told, clock.accept, rules.remind, *around),
        reminders(reported, clock.close, rules.remind, *around),
        reminders(reported, clock.close, (0.5,), *around)[0] if is_long(community, urgency) else None,
    )


def is_long(community: Community, urgency: str) -> bool:
    """Whether the clock for closing runs longer than a working day."""
    span = community.rules.clock(urgency).close
    if span.days:
        return span.days > 1
    day = timedelta(days=1)
    if span.working:
        opened = (
            datetime.combine(date.min, end) - datetime.combine(date.min, begin)
            for begin, end in community.rules.working_hours
        )
        day = sum((length % day for length in opened), timedelta())
    return timedelta(minutes=span.minutes) > day


def contact_clock(
    community: Community, urgency: str, accepted: datetime
) -> tuple[datetime, tuple[datetime, ...]]:
    """By when the member must have spoken to the resident (首次联系), and the moments to remind them."""
    rules = community.rules
    span = rules.clock(urgency).first_contact
    around = (rules.working_hours, community.calendar, community.zone)
    awake = accepted if urgency == "emergency" else next_awake(accepted, rules.quiet, community.zone)
    return deadline(awake, span, *around), reminders(awake, span, rules.remind, *around)


def dispatch(request: Request, assignee: str, times: Clocks) -> Request:
    """Give it to a member (下单). Its accepting clock starts again; the closing clock goes on."""
    check(request, Step.DISPATCH)
    return replace(
        request,
        status=DISPATCHED,
        assignee=assignee,
        given_at=times.given_at,
        level=0,
        accepted_at=None,
        contacted_at=None,
        accept_by=times.accept_by,
        close_by=request.close_by or times.close_by,
    )


def accept(request: Request, by: str, now: datetime) -> Request:
    """A member takes it (接单). Somebody who is not its assignee takes it over."""
    check(request, Step.ACCEPT)
    given_at = request.given_at if request.assignee == by else now
    return replace(request, status=ACCEPTED, assignee=by, given_at=given_at, accepted_at=now, accept_by=None)


def progress(request: Request, now: datetime) -> Request:
    """Work has begun, and the resident has heard so."""
    check(request, Step.PROGRESS)
    return contact(replace(request, status=IN_HAND), now)


def contact(request: Request, now: datetime) -> Request:
    """The member who has it has spoken to the resident; only the first time counts."""
    return request if request.contacted_at else replace(request, contacted_at=now)


def lift_urgency(request: Request, urgency: str, times: Clocks) -> Request:
    """It is more pressing than it was reported (its clocks are set anew, where that is earlier)."""
    check(request, Step.CORRECT)
    accept_by = request.accept_by and min(request.accept_by, times.accept_by)
    close_by = min(request.close_by or times.close_by, times.close_by)
    return replace(request, urgency=urgency, level=0, accept_by=accept_by, close_by=close_by)


def give_back(request: Request) -> Request:
    """The member cannot do it (退回): it waits for a dispatcher."""
    check(request, Step.RETURN)
    return replace(
        request, status=RETURNED, assignee=None, accepted_at=None, contacted_at=None, accept_by=None
    )


def close(request: Request, outcome: str, now: datetime) -> Request:
    """Done (办结); the resident is asked whether it is."""
    check(request, Step.CLOSE)
    accepted = request.accepted_at or now
    return contact(
        replace(
            request, status=TO_RATE, outcome=outcome, closed_at=now, accepted_at=accepted, accept_by=None
        ),
        now,
    )


def rate(request: Request, rating: int) -> Request:
    """The resident's word (评单): closed for good, or open again when dissatisfied."""
    check(request, Step.RATE)
    if rating <= DISSATISFIED:
        return reopen(replace(request, rating=rating))
    return replace(request, status=CLOSED, rating=rating)


def solve(request: Request) -> Request:
    """The resident says that it is solved, without a figure."""
    check(request, Step.RATE)
    return replace(request, status=CLOSED)


def reopen(request: Request) -> Request:
    """It is not solved: back to the same member."""
    check(request, Step.REOPEN)
    return replace(
        request, status=IN_HAND, closed_at=None, close_by=None, level=0, reopened=request.reopened + 1
    )


def end_unrated(request: Request) -> Request:
    """Nobody answered: closed for good without a rating."""
    check(request, Step.RATE)
    return replace(request, status=CLOSED)


def withdraw(request: Request) -> Request:
    """The resident takes it back (撤回)."""
    check(request, Step.WITHDRAW)
    return replace(request, status=WITHDRAWN, accept_by=None, close_by=None)


def recall(request: Request) -> Request:
    """Nobody is responsible for what it turned out to be: it waits for a dispatcher."""
    check(request, Step.CORRECT)
    return replace(
        request, status=WAITING, assignee=None, accepted_at=None, contacted_at=None, accept_by=None
    )


def merge(request: Request, into: Request) -> Request:
    """It is the same as another one (合并), in which it lives on."""
    check(request, Step.MERGE)
    check(into, Step.MERGE)
    return replace(request, status=MERGED, merged_into=into.id, accept_by=None)


def split(request: Request) -> Request:
    """It is another one after all (拆开): it waits to be given to somebody."""
    if request.status is not MERGED:
        raise UserError("requests.not_merged", code=request.code)
    return replace(request, status=WAITING, merged_into=None, assignee=None, accepted_at=None, accept_by=None)
