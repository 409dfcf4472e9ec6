"""What can be done with requests: load, ask the rules, save, say. Called by chat, page, clock and CLI alike."""

from dataclasses import dataclass, replace

from handlers.community import Community, Permission, Person
from handlers.errors import UserError
from handlers.requests import follow_up, rules
from handlers.requests.rules import Step
from handlers.requests.wording import excerpt, subject, when, who
from handlers.texts import text
from handlers.turn import Turn
from storage.records import Lane, Request, RequestStatus

_CODES = 9999
ALARMED = 2
"""How many rungs above the member hear of an emergency at once: 楼长 and grid secretary."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a resident reports. `text` is masked; `node` is where in the tree it belongs; `room` None: privately."""

    text: str
    intent: str
    category: str
    urgency: str
    place: str | None
    node: str
    room: str | None
    reporter: str


def register(turn: Turn, report: Report) -> Request:
    """Make a request of a report (点单) and give it to the member responsible (下单)."""
    code, number = _new_code(turn)
    request = turn.store.requests.add(
        {
            "code": code,
            "number": number,
            "status": RequestStatus.WAITING,
            "intent": report.intent,
            "category": report.category,
            "urgency": report.urgency,
            "place": report.place,
            "node": report.node,
            "text": report.text,
            "room": report.room,
            "reporter": report.reporter,
            "assignee": None,
            "level": 0,
            "created_at": turn.now,
            "accepted_at": None,
            "closed_at": None,
            "accept_by": None,
            "close_by": None,
            "rating": None,
            "reopened": 0,
            "outcome": None,
        }
    )
    turn.store.requests.add_party(request.id, report.reporter, turn.now)
    turn.audit("register", number, intent=report.intent, category=report.category, urgency=report.urgency)
    member = turn.community.responsible(report.category, report.intent, report.node)
    if member is None:
        return request
    request = _give_to(turn, request, member)
    if report.urgency == "emergency":
        _alarm_superiors(turn, request, member)
    return request


def dispatch(turn: Turn, request: Request, member: Person) -> Request:
    """A dispatcher gives a request to somebody (派单).

    Raises:
        UserError: the actor may not dispatch there, or the request is past it.
    """
    turn.require(Permission.DISPATCH, request.node)
    rules.check(request, Step.DISPATCH)
    return _give_to(turn, request, member)


def transfer(turn: Turn, request: Request, member: Person) -> Request:
    """The assignee, or a dispatcher, passes a request on to somebody who can do it (转派).

    Raises:
        UserError: not theirs to pass on, nobody to pass it to, or it is past that.
    """
    _require_hold(turn, request)
    rules.check(request, Step.TRANSFER)
    if member.id == request.assignee:
        raise UserError("requests.same_member", code=request.code, member=member.name)
    if not member.posts:
        raise UserError("requests.no_member", name=member.name)
    return _give_to(turn, request, member)


def accept(turn: Turn, request: Request) -> Request:
    """A member takes a request on (接单): its assignee, or somebody above who steps in.

    Raises:
        UserError: it is not theirs, or already taken.
    """
    _require_hold(turn, request)
    changed = _save(turn, rules.accept(request, turn.actor, turn.now), "accept")
    turn.store.timers.cancel(changed.number, follow_up.ACCEPTING)
    if request.assignee not in (None, turn.actor):
        _tell_member(turn, request, "requests.taken_over", by=who(turn.community, turn.actor))
    _tell_reporter(turn, changed, "accepted", member=who(turn.community, turn.actor))
    return changed


def progress(turn: Turn, request: Request, note: str) -> Request:
    """The member has begun, or tells how far it is.

    Raises:
        UserError: it is not theirs, or was not accepted.
    """
    _require_hold(turn, request)
    changed = _save(turn, rules.progress(request), "progress", note=note)
    _tell_reporter(turn, changed, "in_hand", note=excerpt(note) or text("requests.on_the_way"))
    return changed


def give_back(turn: Turn, request: Request, reason: str) -> Request:
    """The member cannot do it (退回); the one above is asked to dispatch it anew.

    Raises:
        UserError: it is not theirs, no reason was given, or nobody stands above.
    """
    member = _require_hold(turn, request)
    rules.check(request, Step.RETURN)
    if not reason:
        raise UserError("requests.reason_wanted", code=request.code)
    above = [
        p for p in turn.community.superiors(member, request.node) if _may_dispatch(turn.community, p, request)
    ]
    if not above:
        raise UserError("requests.nobody_above", code=request.code)
    changed = _save(turn, rules.give_back(request), "return", reason=reason)
    turn.store.timers.cancel(changed.number, follow_up.ACCEPTING)
    message = text(
        "requests.returned_to_dispatcher",
        code=request.code,
        subject=subject(request),
        member=who(turn.community, member.id),
        reason=excerpt(reason),
    )
    turn.to_person(above[0], message, about=request.code)
    return changed


def close(turn: Turn, request: Request, outcome: str) -> Request:
    """The member says it is done (办结); the resident is asked to rate it.

    Raises:
        UserError: it is not theirs, or no word was said of what was done.
    """
    _require_hold(turn, request)
    rules.check(request, Step.CLOSE)
    if not outcome:
        raise UserError("requests.outcome_wanted", code=request.code)
    changed = _save(turn, rules.close(request, outcome, turn.now), "close", outcome=outcome)
    turn.store.timers.cancel(changed.number)
    follow_up.ask_for_rating(turn, changed, "requests.to_rate")
    return changed


def rate(turn: Turn, request: Request, rating: int, words: str) -> Request:
    """The resident's word on it (评单): closed, or open again when dissatisfied (R3)."""
    changed = _save(turn, rules.rate(request, rating), "rate", rating=rating)
    turn.store.timers.cancel(changed.number)
    _answered(turn, changed)
    if changed.status is RequestStatus.CLOSED:
        _tell_member(turn, changed, "requests.rated", rating=rating)
        return changed
    return _open_again(turn, changed, words)


def reopen(turn: Turn, request: Request, words: str) -> Request:
    """The resident says that it is not solved after all.

    Raises:
        UserError: it was never closed.
    """
    changed = _save(turn, rules.reopen(request), "reopen")
    turn.store.timers.cancel(changed.number)
    _answered(turn, changed)
    return _open_again(turn, changed, words)


def urge(turn: Turn, request: Request) -> None:
    """Somebody affected asks to hurry (催办): whoever has it hears it, at most once an hour.

    Raises:
        UserError: it is already done or withdrawn.
    """
    rules.check(request, Step.URGE)
    turn.audit("urge", request.number)
    if follow_up.urged_lately(turn, request):
        return
    _tell_member(turn, request, "requests.urged", at=when(request.created_at, turn.now, turn.community))


def withdraw(turn: Turn, request: Request) -> Request:
    """The resident takes a request back (撤回); its member is told.

    Raises:
        UserError: it is past that.
    """
    changed = _save(turn, rules.withdraw(request), "withdraw")
    turn.store.timers.cancel(changed.number)
    _tell_member(turn, changed, "requests.withdrawn_to_member")
    return changed


def add_word(turn: Turn, request: Request, contact: str, words: str, file: str | None) -> None:
    """Somebody affected adds a word or a picture; the member who has it gets it."""
    turn.store.requests.add_word(request.id, turn.now, contact, words, file)
    turn.audit("word", request.number, picture=file is not None)
    member = turn.community.person(request.assignee) if request.assignee else None
    if member is None or not member.contacts:
        return
    message = text(
        "requests.word_to_member", code=request.code, words=excerpt(words) or text("requests.picture")
    )
    turn.to_contact(member.contacts[0], message, about=request.code)
    if file is not None:
        turn.to_contact(member.contacts[0], "", about=request.code, file=(file, f"{request.code}.jpg"))


def join(turn: Turn, request: Request, contact: str) -> bool:
    """One more household is affected (我家也是); False if it was counted before."""
    if not turn.store.requests.add_party(request.id, contact, turn.now):
        return False
    turn.audit("join", request.number)
    return True


def _new_code(turn: Turn) -> tuple[str, str]:
    """A code that people can type and that no unfinished request has, and the full number."""
    for _ in range(_CODES):
        count = turn.store.counters.next("request")
        code = f"{(count - 1) % _CODES + 1:04d}"
        if not turn.store.requests.code_in_use(code):
            return code, f"{turn.local:%Y%m%d}-{count:04d}"
    raise UserError("requests.too_many")


def _give_to(turn: Turn, request: Request, member: Person) -> Request:
    times = rules.clocks(turn.community, request.urgency, request.created_at, turn.now)
    changed = rules.dispatch(request, member.id, times)
    _save(turn, changed, "dispatch", member=member.id)
    turn.store.timers.cancel(changed.number)
    follow_up.start_clocks(turn, changed, times)
    key = "requests.dispatched_emergency" if request.urgency == "emergency" else "requests.dispatched"
    _tell_member(
        turn,
        changed,
        key,
        lane=Lane.ALARM if request.urgency == "emergency" else Lane.NOTICE,
        words=excerpt(request.text),
        reporter=turn.name_of(request.reporter),
        by=when(changed.accept_by, turn.now, turn.community),
    )
    return changed


def _alarm_superiors(turn: Turn, request: Request, member: Person) -> None:
    """In an emergency everyone up to the grid's secretary hears of it at once."""
    for person in turn.community.superiors(member, request.node)[:ALARMED]:
        message = text(
            "requests.alarm",
            code=request.code,
            subject=subject(request),
            words=excerpt(request.text),
            member=who(turn.community, member.id),
        )
        turn.to_person(person, message, lane=Lane.ALARM, about=request.code)


def _require_hold(turn: Turn, request: Request) -> Person:
    """The acting person, if the request is theirs or they stand above who has it.

    Raises:
        UserError: it is somebody else's.
    """
    person = turn.person
    if person is not None and (
        person.id == request.assignee or _may_dispatch(turn.community, person, request)
    ):
        return person
    holder = turn.community.person(request.assignee) if request.assignee else None
    above = turn.community.superiors(holder, request.node) if holder else ()
    if person is None or person not in above:
        raise UserError("requests.not_yours", code=request.code, member=who(turn.community, request.assignee))
    return person


def _may_dispatch(community: Community, person: Person, request: Request) -> bool:
    return community.may(person, Permission.DISPATCH, request.node)


def _open_again(turn: Turn, request: Request, words: str) -> Request:
    """The same member has it again, with new clocks, and the one above watches."""
    times = rules.clocks(turn.community, request.urgency, turn.now, turn.now)
    changed = replace(request, close_by=times.close_by)
    turn.store.requests.save(changed)
    follow_up.start_clocks(turn, changed, times)
    said = excerpt(words)
    _tell_member(
        turn, changed, "requests.reopened", words=said, by=when(changed.close_by, turn.now, turn.community)
    )
    member = turn.community.person(changed.assignee) if changed.assignee else None
    above = turn.community.superiors(member, changed.node) if member else ()
    watching = [person for person in above if _may_dispatch(turn.community, person, changed)]
    if watching:
        message = text("requests.watch", code=changed.code, subject=subject(changed), words=said)
        turn.to_person(watching[0], message, about=changed.code)
    return changed


def _answered(turn: Turn, request: Request) -> None:
    for conversation in {request.room or "private", "private"}:
        pending = turn.store.questions.pending(conversation, request.reporter, turn.now)
        if pending and pending.kind == follow_up.RATE and pending.payload["code"] == request.code:
            turn.store.questions.settle(conversation, request.reporter)


def _save(turn: Turn, request: Request, action: str, **detail: object) -> Request:
    turn.store.requests.save(request)
    turn.audit(action, request.number, status=request.status.value, **detail)
    return request


def _tell_member(
    turn: Turn, request: Request, key: str, *, lane: Lane = Lane.NOTICE, **params: object
) -> None:
    member = turn.community.person(request.assignee) if request.assignee else None
    if member is not None and member.id != turn.actor:
        message = text(key, code=request.code, subject=subject(request), **params)
        turn.to_person(member, message, lane=lane, about=request.code)


def _tell_reporter(turn: Turn, request: Request, key: str, **params: object) -> None:
    follow_up.tell_reporter(turn, request, f"requests.{key}", **params)
