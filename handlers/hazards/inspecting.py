"""A hazard is said to be gone: somebody else looks (复查), and only their word closes it."""

from dataclasses import replace
from datetime import datetime

from handlers.community import Person
from handlers.errors import UserError
from handlers.hazards.rules import inspector_of, is_hazard
from handlers.requests import rules
from handlers.requests.access import handles
from handlers.requests.clocks import follow_up, promises
from handlers.requests.private.confiding import superiors
from handlers.requests.steps import save, tell_member
from handlers.requests.wording import excerpt, subject, when, who
from handlers.texts import text
from handlers.turn import Turn
from handlers.worktime import add_working_days
from storage.care_records import Inspection
from storage.records import Request, RequestStatus, Timer

LATE = "hazard.inspect_late"


def begin(turn: Turn, request: Request) -> bool:
    """It was just closed: somebody else is to look. False: it is no hazard, or there is nobody else to look; then its
    reporter is asked, as of any request."""
    before = turn.store.hazards.waiting(request.id)
    if before is not None:  # opened again by its reporter before anybody looked
        turn.store.hazards.save(replace(before, passed=False, inspected_at=turn.now))
    if not is_hazard(request):
        return False
    rectifiers = {turn.actor, *([request.assignee] if request.assignee else [])}
    inspector = inspector_of(turn.community, request, rectifiers)
    if inspector is None:
        return False
    due = _due(turn)
    turn.store.hazards.begin(request.id, turn.actor, turn.now, inspector.id, due)
    turn.store.timers.set(LATE, request.number, due, {"id": request.id})
    _ask(turn, request, inspector, due)
    if turn.actor != request.reporter:  # else the receipt says it
        follow_up.tell_reporter(
            turn,
            request,
            "hazards.rectified",
            outcome=excerpt(request.outcome or ""),
            inspector=who(turn.community, inspector.id),
        )
    return True


def inspect(turn: Turn, request: Request, passed: bool, reason: str) -> Request:
    """The word of who looked: it is closed, or goes back to the member with a new date, and the one above watches.

    Raises:
        UserError: nothing waits to be looked at, it is not for them, they took it away themselves, or no reason was
            given.
    """
    waiting = turn.store.hazards.waiting(request.id)
    if waiting is None or request.status is not RequestStatus.TO_RATE:
        raise UserError("hazards.nothing_to_inspect", code=request.code, status=request.status.value)
    if turn.actor in (waiting.rectified_by, request.assignee):
        raise UserError("hazards.own_work", code=request.code)
    if turn.actor != _acting(turn, waiting) and not handles(turn, request):
        raise UserError("common.not_allowed")
    if not passed and not reason:
        raise UserError("hazards.reason_wanted", code=request.code)
    done = replace(waiting, passed=passed, inspected_by=turn.actor, inspected_at=turn.now)
    turn.store.hazards.save(done)
    turn.store.timers.cancel(request.number)
    return _passed(turn, request) if passed else _failed(turn, request, reason)


def check_inspected(turn: Turn, request: Request) -> None:
    """
    Raises:
        UserError: nobody has looked yet, so no word of the reporter closes it.
    """
    waiting = turn.store.hazards.waiting(request.id)
    if waiting is not None and request.status is RequestStatus.TO_RATE:
        inspector = who(turn.community, _acting(turn, waiting))
        raise UserError("hazards.not_inspected", code=request.code, inspector=inspector)


def escalate_inspection(turn: Turn, timer: Timer) -> str | None:
    """Nobody looked in time: who should have is reminded, and the next one up hears of it; again after as long."""
    request = turn.store.requests.get(timer.payload["id"])
    waiting = turn.store.hazards.waiting(request.id) if request is not None else None
    if request is None or waiting is None or request.status is not RequestStatus.TO_RATE:
        return "looked at already"
    if turn.awake > turn.now:
        turn.store.timers.set(timer.kind, request.number, turn.awake, timer.payload)
        return "quiet hours, put off to the morning"
    inspector = turn.community.person(_acting(turn, waiting) or "")
    if inspector is None:
        return "nobody is to look"
    level = int(timer.payload.get("level", 0))
    shown = {
        "code": request.code,
        "subject": subject(request),
        "inspector": who(turn.community, inspector.id),
    }
    turn.to_person(inspector, text("hazards.remind_inspect", **shown), about=request.code)
    ladder = [one for one in superiors(turn.community, request, inspector) if one.id != waiting.rectified_by]
    if level >= len(ladder):
        return "escalated to the top already"
    turn.audit("escalate", request.number, to=ladder[level].id, why=timer.kind)
    turn.to_person(ladder[level], text("hazards.not_inspected_above", **shown), about=request.code)
    turn.store.timers.set(LATE, request.number, _due(turn), {"id": request.id, "level": level + 1})
    return None


def _ask(turn: Turn, request: Request, inspector: Person, due: datetime) -> None:
    """With the last picture of it, if there is one."""
    message = text(
        "hazards.please_inspect",
        code=request.code,
        subject=subject(request),
        member=who(turn.community, turn.actor),
        outcome=excerpt(request.outcome or ""),
        by=when(due, turn.now, turn.community),
    )
    pictures = [word.file for word in turn.store.requests.words(request.id) if word.file is not None]
    file = (pictures[-1], f"{request.code}.jpg") if pictures else None
    turn.to_actor(inspector.id, message, about=request.code, file=file)


def _passed(turn: Turn, request: Request) -> Request:
    changed = save(turn, rules.solve(request), "inspect", passed=True)
    if changed.assignee != changed.reporter:
        tell_member(turn, changed, "hazards.passed_to_member", inspector=who(turn.community, turn.actor))
    follow_up.tell_affected(turn, changed, "hazards.passed", inspector=who(turn.community, turn.actor))
    return changed


def _failed(turn: Turn, request: Request, reason: str) -> Request:
    """The date is the one that was said with the reason, or as far away as that of a new request."""
    reopened = save(turn, rules.reopen(request), "inspect", passed=False, reason=reason)
    times = rules.clocks(turn.community, request.urgency, turn.now, turn.now)
    said = promises.end_said(turn, reason)
    changed = replace(reopened, close_by=times.close_by, promised_by=None)
    turn.store.requests.save(changed)
    follow_up.start_clocks(turn, changed, times)
    if said is not None and turn.now < said <= turn.now + promises.MOST:
        changed = promises.promise(turn, changed, said)
    by = when(changed.close_by, turn.now, turn.community)
    shown = {"reason": excerpt(reason), "by": by}
    tell_member(turn, changed, "hazards.failed_to_member", reason=excerpt(reason), by=by)
    if changed.assignee != changed.reporter:
        follow_up.tell_reporter(turn, changed, "hazards.failed", by=by)
    member = turn.community.acting_for(changed.assignee)
    above = superiors(turn.community, changed, member) if member is not None else ()
    watching = next((one for one in above if one.id != turn.actor), None)
    if watching is not None:
        message = text("hazards.watch", code=changed.code, subject=subject(changed), **shown)
        turn.to_person(watching, message, about=changed.code)
    return changed


def _acting(turn: Turn, waiting: Inspection) -> str | None:
    """Who is to look now: a stand-in, while the one who was asked is away."""
    person = turn.community.acting_for(waiting.inspector)
    return person.id if person is not None else None


def _due(turn: Turn) -> datetime:
    rules_ = turn.community.rules
    around = (rules_.working_hours, turn.community.calendar, turn.community.zone)
    return add_working_days(turn.now, rules_.inspect_days, *around)
