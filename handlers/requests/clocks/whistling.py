"""吹哨报到 (R5): what cannot be solved here is taken to a department, which reports in and answers. The resident hears
who was called and what they say; who called them hears when they do not come."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from handlers.community import Permission, Person
from handlers.departments import Department
from handlers.errors import UserError
from handlers.requests.clocks.follow_up import NOBODY, lane_of, requests
from handlers.requests.private.confiding import superiors
from handlers.requests.rules import Step, check
from handlers.requests.steps import tell_member, tell_reporter
from handlers.requests.wording import excerpt, subject, when
from handlers.texts import text
from handlers.turn import Turn
from handlers.worktime import Span, deadline, reminders
from storage.records import Request, Timer, Whistle
from storage.requests import OPEN

REMIND, LATE, NO_ANSWER = "request.whistle_remind", "request.whistle_late", "request.whistle_answer"
_TOO_LATE_TO_REMIND = timedelta(hours=2)


def blow(turn: Turn, request: Request, department: Department, words: str) -> Whistle:
    """Call a department in (吹哨), with a word of what it is about.

    Raises:
        UserError: the actor does not dispatch there, there is no word, it is over, or that department was called
            already and has not answered.
    """
    turn.require(Permission.DISPATCH, request.node)
    check(request, Step.DISPATCH)
    if not words:
        raise UserError("requests.whistle_why", code=request.code, department=department.name)
    if any(one.department == department.name for one in going(turn, request)):
        raise UserError("requests.whistle_twice", code=request.code, department=department.name)
    by, moments = _clock(turn, turn.community.rules.whistle.report)
    whistle = turn.store.whistles.add(request.id, department.name, turn.now, turn.actor, words, by)
    turn.audit("whistle", request.number, department=department.name)
    timers = turn.store.timers
    for moment in moments if department.people else ():
        timers.set(REMIND, _subject(whistle), moment, {"id": whistle.id})
    timers.set(LATE, _subject(whistle), by, {"id": whistle.id})
    shown = when(by, turn.now, turn.community)
    message = _message(request, "requests.whistled", whistle, words=excerpt(words), by=shown)
    for person in department.people:
        turn.to_actor(person, message, lane=lane_of(request), about=request.code)
    tell_reporter(turn, request, "whistle_blown", department=department.name, by=shown)
    tell_member(turn, request, "requests.whistle_to_member", department=department.name)
    return whistle


def report(turn: Turn, request: Request, whistle: Whistle) -> None:
    """The department is there (报到): its clock for an answer begins.

    Raises:
        UserError: it has reported in already.
    """
    if whistle.reported_at is not None:
        raise UserError("requests.whistle_there", code=request.code, department=whistle.department)
    turn.store.whistles.report(whistle.id, turn.now, turn.actor)
    turn.audit("whistle_report", request.number, department=whistle.department)
    turn.store.timers.cancel(_subject(whistle))
    by, _ = _clock(turn, turn.community.rules.whistle.answer)
    turn.store.timers.set(NO_ANSWER, _subject(whistle), by, {"id": whistle.id})
    _tell_caller(turn, request, whistle, "requests.whistle_reported")
    tell_reporter(turn, request, "whistle_reported_to_you", department=whistle.department)


def answer(turn: Turn, request: Request, whistle: Whistle, words: str) -> None:
    """The department answers (答复), and has come with that, too.

    Raises:
        UserError: there are no words.
    """
    if not words:
        raise UserError("requests.whistle_answer_wanted", code=request.code)
    if whistle.reported_at is None:
        turn.store.whistles.report(whistle.id, turn.now, turn.actor)
    turn.store.whistles.answer(whistle.id, turn.now, words)
    turn.audit("whistle_answer", request.number, department=whistle.department)
    turn.store.timers.cancel(_subject(whistle))
    said = excerpt(words)
    _tell_caller(turn, request, whistle, "requests.whistle_answered", words=said)
    tell_member(turn, request, "requests.whistle_answered", department=whistle.department, words=said)
    tell_reporter(turn, request, "whistle_answered_to_you", department=whistle.department, words=said)


def going(turn: Turn, request: Request) -> list[Whistle]:
    """The departments that were called and have not answered."""
    return [one for one in turn.store.whistles.of_request(request.id) if one.answered_at is None]


def theirs(turn: Turn, request: Request) -> list[Whistle]:
    """Of these, those that the actor may speak for: as one of the department, as who called it, as who dispatches
    there."""
    person, community = turn.person, turn.community
    dispatches = person is not None and community.may(person, Permission.DISPATCH, request.node)
    return [
        one
        for one in going(turn, request)
        if dispatches or turn.actor == one.called_by or turn.actor in _people(turn, one)
    ]


def state(turn: Turn, request: Request) -> str:
    """吹哨中, in words, behind how it stands; "" if no department is to do anything."""
    if request.status not in OPEN:
        return ""
    return "".join(
        text(f"requests.state.whistle_{'there' if one.reported_at else 'called'}", department=one.department)
        for one in going(turn, request)
    )


@requests.timer(REMIND, late=_TOO_LATE_TO_REMIND)
def remind_department(turn: Turn, timer: Timer) -> str | None:
    """A part of the time for reporting in is over."""
    found = _open(turn, timer)
    if found is None or found[1].reported_at is not None:
        return "reported in, or over"
    request, whistle = found
    shown = when(whistle.report_by, turn.now, turn.community)
    message = _message(request, "requests.remind_whistle", whistle, by=shown)
    for person in _people(turn, whistle):
        turn.to_actor(person, message, lane=lane_of(request), about=request.code)
    return None


@requests.timer(LATE)
def not_reported(turn: Turn, timer: Timer) -> str | None:
    """Nobody has come: who called hears of it, and after as long again whoever stands above them."""
    found = _open(turn, timer)
    if found is None or found[1].reported_at is not None:
        return "reported in, or over"
    return _late(turn, timer, *found, "requests.whistle_late", turn.community.rules.whistle.report)


@requests.timer(NO_ANSWER)
def not_answered(turn: Turn, timer: Timer) -> str | None:
    """They have come and not answered."""
    found = _open(turn, timer)
    if found is None:
        return "answered, or over"
    return _late(turn, timer, *found, "requests.whistle_no_answer", turn.community.rules.whistle.answer)


def _late(turn: Turn, timer: Timer, request: Request, whistle: Whistle, key: str, span: Span) -> str | None:
    if request.urgency != "emergency" and turn.awake > turn.now:
        turn.store.timers.set(timer.kind, timer.subject, turn.awake, timer.payload)
        return "quiet hours, put off to the morning"
    level = int(timer.payload.get("level", 0))
    ladder = _ladder(turn, request, whistle)
    if level >= len(ladder):
        return "everybody above was told"
    message = _message(request, key, whistle, since=when(whistle.at, turn.now, turn.community))
    turn.to_person(ladder[level], message, lane=lane_of(request), about=request.code)
    if level + 1 < len(ladder):
        again, _ = _clock(turn, span)
        turn.store.timers.set(timer.kind, timer.subject, again, {"id": whistle.id, "level": level + 1})
    return None


def _ladder(turn: Turn, request: Request, whistle: Whistle) -> Sequence[Person]:
    """Who hears of it when they do not come: who called them, then those above."""
    caller = turn.community.acting_for(whistle.called_by)
    return (*([caller] if caller else ()), *superiors(turn.community, request, caller or NOBODY))


def _open(turn: Turn, timer: Timer) -> tuple[Request, Whistle] | None:
    """The whistle and its request, if neither is over."""
    whistle = turn.store.whistles.get(timer.payload["id"])
    request = turn.store.requests.get(whistle.request_id) if whistle else None
    if whistle is None or request is None or request.status not in OPEN or whistle.answered_at is not None:
        return None
    return request, whistle


def _tell_caller(turn: Turn, request: Request, whistle: Whistle, key: str, **params: str) -> None:
    caller = turn.community.acting_for(whistle.called_by)
    if caller is not None and caller.id != turn.actor:
        turn.to_person(
            caller, _message(request, key, whistle, **params), lane=lane_of(request), about=request.code
        )


def _message(request: Request, key: str, whistle: Whistle, **params: str) -> str:
    return text(key, code=request.code, subject=subject(request), department=whistle.department, **params)


def _people(turn: Turn, whistle: Whistle) -> Sequence[str]:
    """Ids of those who report in for the department; none if it is in the configuration no more."""
    return next((one.people for one in turn.community.departments if one.name == whistle.department), ())


def _clock(turn: Turn, span: Span) -> tuple[datetime, tuple[datetime, ...]]:
    """When a span that begins now is over, and the moments to remind; nobody is asked to come at night."""
    community = turn.community
    around = (community.rules.working_hours, community.calendar, community.zone)
    return deadline(turn.awake, span, *around), reminders(turn.awake, span, community.rules.remind, *around)


def _subject(whistle: Whistle) -> str:
    """Its due times are its own: what ends a request's must not end these, and they look whether it is over."""
    return f"whistle:{whistle.id}"
