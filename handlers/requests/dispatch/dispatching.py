"""A request begins: registered (点单), given to the member responsible (下单), passed on (转派)."""

from dataclasses import dataclass

from handlers.community import Permission, Person
from handlers.errors import UserError
from handlers.requests import rules, standing
from handlers.requests.access import may_be_given
from handlers.requests.clocks import follow_up
from handlers.requests.dispatch import calling
from handlers.requests.dispatch.choosing import Choice
from handlers.requests.private.confiding import check_receiver, member_of, restrict, superiors
from handlers.requests.rules import Step
from handlers.requests.same.hot_spots import note_hot_spot
from handlers.requests.steps import dispatcher_of, note_waiting, require_hold, save, tell_member
from handlers.requests.wording import excerpt, subject, when, who
from handlers.texts import text
from handlers.turn import CLOCK, Turn
from storage.records import Lane, Request, RequestStatus

_CODES = 9999
_LOOKED_AT = (8, _CODES)
"""How many codes one question to the database is about: mostly the first is free."""
ALARMED = 2
"""How many rungs above the member hear of an emergency at once: 楼长 and grid secretary."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a resident reports. `text` is masked; `node` is where in the tree it belongs; `room` None: privately.

    `inferred` says whence the part of the place that was not said was taken (intake.py); `called`: the bot was called.
    """

    text: str
    intent: str
    category: str
    urgency: str
    place: str | None
    node: str
    room: str | None
    reporter: str
    inferred: str | None = None
    called: bool = False


def register(turn: Turn, report: Report, to: Person | None = None) -> Request:
    """Make a request of a report (点单) and give it to the member responsible (下单), or `to` somebody of a service's
    team, unless it must be kept from them."""
    request = restrict(turn, _kept(turn, report))
    turn.store.requests.save(request)
    turn.store.requests.add_party(request.id, report.reporter, turn.now, report.room)
    turn.audit(
        "register",
        request.number,
        intent=report.intent,
        category=report.category,
        urgency=report.urgency,
        called=report.called,
    )
    note_hot_spot(turn, request)
    if to is not None and to.id not in request.kept_from:
        return give_to(turn, request, to)
    return assign(turn, request)


def _kept(turn: Turn, report: Report) -> Request:
    """The new request, which nobody has yet."""
    code, number = _new_code(turn)
    return turn.store.requests.add(
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
            "inferred": report.inferred,
        }
    )


def assign(turn: Turn, request: Request) -> Request:
    """Give a request to whoever the rule names (下单, choosing.py), or call it out (抢单); where nobody is responsible
    it waits for a dispatcher, who hears so."""
    choice = member_of(turn, request)
    if calling.is_called_by_rule(turn.community, request, responsible=choice is not None):
        return calling.call_out(turn, request, CLOCK)
    if choice is None:
        note_waiting(turn, request.node)
        _tell_dispatcher(turn, request)
        return request
    request = give_to(turn, request, choice.person, choice=choice)
    if request.urgency == "emergency":
        alarm_superiors(turn, request, choice.person)
    return request


def _tell_dispatcher(turn: Turn, request: Request) -> None:
    dispatcher = dispatcher_of(turn.community, request)
    if dispatcher is not None and dispatcher.id != turn.actor:
        message = text(
            "requests.waits_for_you",
            code=request.code,
            subject=subject(request),
            reporter=turn.name_of(request.reporter),
            words=excerpt(request.text),
        )
        turn.to_person(dispatcher, message, lane=follow_up.lane_of(request), about=request.code)


def dispatch(turn: Turn, request: Request, member: Person, reason: str = "") -> Request:
    """A dispatcher gives a request to somebody (派单), for a `reason` that the audit trail keeps.

    Raises:
        UserError: the actor may not dispatch there, or the request is past it.
    """
    turn.require(Permission.DISPATCH, request.node)
    rules.check(request, Step.DISPATCH)
    if member.id == request.assignee:
        raise UserError("requests.same_member", code=request.code, member=member.name)
    return give_to(turn, request, member, reason=reason)


def transfer(turn: Turn, request: Request, member: Person, reason: str = "") -> Request:
    """The assignee, or a dispatcher, passes a request on to somebody who can do it (转派), with the `reason`.

    Raises:
        UserError: not theirs to pass on, nobody to pass it to, or it is past that.
    """
    if request.assignee is None:
        return dispatch(turn, request, member, reason)
    require_hold(turn, request)
    rules.check(request, Step.TRANSFER)
    if member.id == request.assignee:
        raise UserError("requests.same_member", code=request.code, member=member.name)
    if not may_be_given(turn.community, member):
        raise UserError("requests.no_member", name=member.name)
    return give_to(turn, request, member, reason=reason)


def _new_code(turn: Turn) -> tuple[str, str]:
    """A code that people can type and that no unfinished request has, and the full number.

    Raises:
        UserError: unfinished requests have them all.
    """
    count = turn.store.counters.next("request")
    for ahead in _LOOKED_AT:
        codes = [f"{(count - 1 + n) % _CODES + 1:04d}" for n in range(ahead)]
        taken = turn.store.requests.codes_taken(codes)
        free = next((n for n, code in enumerate(codes) if code not in taken), None)
        if free is not None:
            if free:
                turn.store.counters.raise_to("request", count + free)
            return codes[free], f"{turn.local:%Y%m%d}-{count + free:04d}"
    raise UserError("requests.too_many")


def give_to(
    turn: Turn,
    request: Request,
    member: Person,
    words: str | None = None,
    reason: str = "",
    choice: Choice | None = None,
) -> Request:
    """Whoever it is: the clocks start, the member is told, with these `words` instead of those of the report. The trail
    keeps the `reason`, or what decided the `choice`."""
    check_receiver(request, member)
    times = rules.clocks(turn.community, request.urgency, request.created_at, turn.now)
    changed = rules.dispatch(standing.running(turn, request), member.id, times)
    chosen = {"chosen": choice.by.value, "among": choice.among} if choice is not None else {}
    traced = {"before": request.assignee, "reason": reason, **chosen}
    save(
        turn, changed, "dispatch", member=member.id, **{key: value for key, value in traced.items() if value}
    )
    turn.store.timers.cancel(changed.number)
    follow_up.start_clocks(turn, changed, times)
    key = "requests.dispatched_emergency" if request.urgency == "emergency" else "requests.dispatched"
    tell_member(
        turn,
        changed,
        key,
        lane=Lane.ALARM if request.urgency == "emergency" else Lane.NOTICE,
        words=words or excerpt(request.text),
        reporter=turn.name_of(request.reporter),
        home=_home(turn, request),
        by=when(changed.accept_by, turn.now, turn.community),
    )
    return changed


def alarm_superiors(turn: Turn, request: Request, member: Person, words: str | None = None) -> None:
    """In an emergency everyone up to the grid's secretary hears of it at once."""
    for person in superiors(turn.community, request, member)[:ALARMED]:
        message = text(
            "requests.alarm",
            code=request.code,
            subject=subject(request),
            words=words or excerpt(request.text),
            reporter=turn.name_of(request.reporter),
            home=_home(turn, request),
            member=who(turn.community, member.id),
        )
        turn.to_person(person, message, lane=Lane.ALARM, about=request.code)


def _home(turn: Turn, request: Request) -> str:
    """Where the reporter lives, for those who must find them in an emergency; nothing otherwise."""
    person = turn.community.person(request.reporter)
    if request.urgency != "emergency" or person is None or person.household is None:
        return ""
    return text("requests.home", household=person.household)
