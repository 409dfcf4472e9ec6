"""Following a request up: reminders, escalation, asking the resident. All of it hangs on due times (R4)."""

from dataclasses import replace
from datetime import datetime, timedelta

from handlers.chat import ask
from handlers.community import Person
from handlers.feature import Feature
from handlers.requests import rules
from handlers.requests.clocks.promises import is_promised
from handlers.requests.clocks.promises import reminders as promised_reminders
from handlers.requests.private.confiding import superiors
from handlers.requests.wording import excerpt, subject, when, who, who_acts
from handlers.texts import text
from handlers.turn import Turn
from handlers.worktime import Span, deadline
from storage.records import Lane, Request, RequestStatus, Timer

requests = Feature("requests")

RATE = "request.rate"
REFUSED, NOT_CLOSED = "requests.refused", "requests.not_closed"
SAID = "request.said"
"""A member was asked what was done, or why it cannot be."""
ACCEPTING = ("request.accept_remind", "request.accept_late")
_RATE_WAITS = timedelta(days=30)
_OWN_WORDS = frozenset({"note", "outcome", "reason", "words", "answer", "state"})
_URGE_PAUSE = timedelta(hours=1)
_TOO_LATE_TO_REMIND = timedelta(hours=2)
NOBODY = Person("", "", ())
"""Stands below everybody: what has no member is escalated from the lowest rung."""


def start_clocks(turn: Turn, request: Request, times: rules.Clocks) -> None:
    """Set the due times of a request that was just dispatched or opened again."""
    timers = turn.store.timers
    if request.status is RequestStatus.DISPATCHED:
        for moment in times.accept_remind:
            timers.set("request.accept_remind", request.number, moment, {"id": request.id})
        timers.set("request.accept_late", request.number, times.accept_by, {"id": request.id})
    promised = request.promised_by if is_promised(request) else None
    for moment in promised_reminders(turn.community, promised) if promised else times.close_remind:
        if moment > turn.now:
            timers.set("request.close_remind", request.number, moment, {"id": request.id})
    if times.half is not None and times.half > turn.now:
        timers.set("request.half", request.number, times.half, {"id": request.id})
    close_by = request.close_by or times.close_by
    timers.set("request.close_late", request.number, max(close_by, turn.now), {"id": request.id})


def tell_reporter(
    turn: Turn, request: Request, key: str, *, lane: Lane = Lane.NOTICE, **params: object
) -> None:
    """Tell the resident how it stands: where they reported it, and privately what is private; of an errand, whatever a
    member says in their own words."""
    message = text(key, code=request.code, subject=subject(request), **params)
    told_openly = (
        not rules.is_confided(request) if _OWN_WORDS & params.keys() else not rules.is_private(request)
    )
    if request.room is None or not told_openly:
        turn.to_actor(request.reporter, message, lane=lane, about=request.code)
    else:
        turn.to_room(request.room, message, lane=lane, mention=[request.reporter], about=request.code)


def tell_affected(
    turn: Turn,
    request: Request,
    key: str,
    *,
    others: str | None = None,
    lane: Lane = Lane.NOTICE,
    **params: object,
) -> None:
    """Tell everybody affected how it stands: each group of theirs in one message, privately whoever spoke privately;
    those to whom the reporter's own message does not come with the text `others`, if there is one. Of a private matter
    only its reporter hears."""
    if rules.is_confided(request):
        tell_reporter(turn, request, key, lane=lane, **params)
        return
    named = {"code": request.code, "subject": subject(request), **params}
    for room, told in _audience(turn, request).items():
        chosen = key if request.reporter in told else others or key
        if room is not None:
            turn.to_room(room, text(chosen, **named), lane=lane, mention=told, about=request.code)
            continue
        for actor in told:
            chosen = key if actor == request.reporter else others or key
            turn.to_actor(actor, text(chosen, **named), lane=lane, about=request.code)


def _audience(turn: Turn, request: Request) -> dict[str | None, list[str]]:
    """Who is affected, by the group where they said so (None: privately), the reporter's first."""
    found: dict[str | None, list[str]] = {request.room: [request.reporter]}
    for party in turn.store.requests.affected_by(request.id):
        if party.actor not in (request.reporter, turn.actor):
            found.setdefault(party.room, []).append(party.actor)
    return found


def ask_for_rating(turn: Turn, request: Request, key: str) -> None:
    """Ask the resident whether it is solved (评单), and set the next times to ask and to stop asking."""
    # Who waits in an emergency must hear at once that it is over; being asked once more can wait for the morning.
    first = key != "requests.rate_again"
    lane = lane_of(request) if first else Lane.NOTICE
    outcome = excerpt(request.outcome or "")
    if key == REFUSED:
        teller = turn.actor if turn.person is not None else request.assignee
        member, others = who(turn.community, teller), "requests.refused_for_you"
        tell_affected(turn, request, key, others=others, lane=lane, outcome=outcome, member=member)
    elif first:
        tell_affected(turn, request, key, others="requests.done_for_you", lane=lane, outcome=outcome)
    else:
        tell_reporter(turn, request, key, lane=lane, outcome=outcome)
    until = turn.now + _RATE_WAITS
    private = request.room is None or rules.is_confided(request)
    if request.room is not None and private and not rules.is_private(request) and key == "requests.to_rate":
        done = text("requests.errand_done", code=request.code)
        turn.to_room(request.room, done, mention=[request.reporter], about=request.code)
    ask(
        turn,
        "private" if private else str(request.room),
        request.reporter,
        RATE,
        {"code": request.code},
        until,
    )
    community_rules = turn.community.rules
    if key == "requests.to_rate":
        again = turn.now + timedelta(hours=community_rules.rate_again_hours)
        turn.store.timers.set("request.rate_again", request.number, again, {"id": request.id})
    if first:
        end = turn.now + timedelta(days=community_rules.auto_close_days)
        turn.store.timers.set("request.rate_end", request.number, end, {"id": request.id})


def stop_asking(turn: Turn, request: Request) -> None:
    """The resident has answered: what was to ask them in the morning is not said any more. Neighbours who would have
    read there that it is done still do."""
    told = rules.is_confided(request) or request.status is not RequestStatus.CLOSED
    room, contact = request.room, turn.contact_of(request.reporter)
    if room is not None and turn.store.outbox.take_back(request.code, room=room):
        others = [] if told else [one for one in _audience(turn, request)[room] if one != request.reporter]
        shown = {"subject": subject(request), "outcome": excerpt(request.outcome or "")}
        if others:
            message = text("requests.done_for_you", code=request.code, **shown)
            turn.to_room(room, message, mention=others, about=request.code)
    if contact is not None:
        turn.store.outbox.take_back(request.code, contact=contact)


def urged_lately(turn: Turn, request: Request) -> bool:
    """Was its member told to hurry within the last hour?"""
    told = [row for row in turn.store.audit.about(request.number) if row.action == "urge"]
    return any(turn.now - row.at < _URGE_PAUSE for row in told[:-1])


@requests.timer("request.accept_remind", late=_TOO_LATE_TO_REMIND)
def remind_to_accept(turn: Turn, timer: Timer) -> str | None:
    """Half of the time for accepting is over."""
    request = turn.store.requests.get(timer.payload["id"])
    if request is None or request.status is not RequestStatus.DISPATCHED:
        return "no longer waiting to be accepted"
    return remind(turn, request, "requests.remind_accept", request.accept_by)


@requests.timer("request.close_remind", late=timedelta(days=1))
def remind_to_close(turn: Turn, timer: Timer) -> str | None:
    """Half of the time for closing is over."""
    request = turn.store.requests.get(timer.payload["id"])
    if request is None or request.status not in rules.FROM[rules.Step.CLOSE]:
        return "no longer open"
    return remind(turn, request, "requests.remind_close", request.close_by)


@requests.timer("request.accept_late")
def escalate_acceptance(turn: Turn, timer: Timer) -> str | None:
    """Nobody accepted in time: one rung up (R5), and again after as long."""
    request = turn.store.requests.get(timer.payload["id"])
    if request is None or request.status is not RequestStatus.DISPATCHED:
        return "no longer waiting to be accepted"
    return escalate(turn, timer, request, "requests.not_accepted")


@requests.timer("request.close_late")
def escalate_closing(turn: Turn, timer: Timer) -> str | None:
    """It is not done in time: one rung up, and again after as long."""
    request = turn.store.requests.get(timer.payload["id"])
    if request is None or request.status not in rules.FROM[rules.Step.DISPATCH]:
        return "no longer open"
    return escalate(turn, timer, request, NOT_CLOSED)


@requests.timer("request.rate_again", late=timedelta(days=2))
def ask_again(turn: Turn, timer: Timer) -> str | None:
    """A day after closing: ask once more (二次回访)."""
    request = turn.store.requests.get(timer.payload["id"])
    if request is None or request.status is not RequestStatus.TO_RATE:
        return "already answered"
    ask_for_rating(turn, request, "requests.rate_again")
    return None


@requests.timer("request.rate_end")
def end_unrated(turn: Turn, timer: Timer) -> str | None:
    """No answer for days: closed, and said so."""
    request = turn.store.requests.get(timer.payload["id"])
    if request is None or request.status is not RequestStatus.TO_RATE:
        return "already answered"
    changed = rules.end_unrated(request)
    turn.store.requests.save(changed)
    turn.audit("end_unrated", request.number, status=changed.status.value)
    tell_reporter(turn, changed, "requests.ended_unrated", days=turn.community.rules.auto_close_days)
    return None


def remind(turn: Turn, request: Request, key: str, by: datetime | None) -> str | None:
    """Remind the member who has it of what must be done by then; not at night."""
    member = turn.community.acting_for(request.assignee)
    if member is None:
        return "nobody has it"
    if _is_night(turn, request):
        return "quiet hours"
    message = text(key, code=request.code, subject=subject(request), by=when(by, turn.now, turn.community))
    turn.to_person(member, message, lane=lane_of(request), about=request.code)
    return None


def escalate(turn: Turn, timer: Timer, request: Request, key: str) -> str | None:
    """Tell the next one up; they may take it on or pass it on. At the top there is nobody left to tell: what is still
    not done can be taken to a department (吹哨)."""
    if _is_night(turn, request):
        turn.store.timers.set(timer.kind, request.number, turn.awake, timer.payload)
        return "quiet hours, put off to the morning"
    member = turn.community.acting_for(request.assignee)
    ladder = superiors(turn.community, request, member or NOBODY)
    level = int(timer.payload.get("level", 0))
    if level >= len(ladder):
        return _at_the_top(turn, request, member, key)
    above = ladder[level]
    top = level + 1 == len(ladder)
    turn.store.requests.save(replace(request, level=max(request.level, level + 1)))
    turn.audit("escalate", request.number, to=above.id, why=timer.kind)
    params = {
        "code": request.code,
        "subject": subject(request),
        "member": who_acts(turn.community, request.assignee),
        "since": when(request.created_at, turn.now, turn.community),
    }
    if top and key == NOT_CLOSED and turn.community.departments:
        key, params["department"] = f"{key}_at_top", turn.community.departments[0].name
    turn.to_person(above, text(key, **params), lane=lane_of(request), about=request.code)
    if not top:
        span = _span(turn, request, timer.kind)
        again = deadline(
            turn.now, span, turn.community.rules.working_hours, turn.community.calendar, turn.community.zone
        )
        turn.store.timers.set(timer.kind, request.number, again, {"id": request.id, "level": level + 1})
    return None


def _at_the_top(turn: Turn, request: Request, member: Person | None, key: str) -> str | None:
    """Whoever has it stands highest themselves: a department is all that is left, and they hear so once."""
    if member is None or key != NOT_CLOSED or not turn.community.departments:
        return "escalated to the top already"
    message = text(
        "requests.whistle_offer",
        code=request.code,
        subject=subject(request),
        department=turn.community.departments[0].name,
    )
    turn.to_person(member, message, lane=lane_of(request), about=request.code)
    return None


def _span(turn: Turn, request: Request, kind: str) -> Span:
    """After how long the next one up hears of it."""
    clock = turn.community.rules.clock(request.urgency)
    spans = {"request.accept_late": clock.accept, "request.contact_late": clock.first_contact}
    return spans.get(kind, clock.close)


def _is_night(turn: Turn, request: Request) -> bool:
    """Nobody is woken but by an emergency."""
    return request.urgency != "emergency" and turn.awake > turn.now


def lane_of(request: Request) -> Lane:
    """An emergency never waits for the morning."""
    return Lane.ALARM if request.urgency == "emergency" else Lane.NOTICE
