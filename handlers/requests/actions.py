"""What members and residents do with a request: ask the rules, save, say. Called by chat, page, clock and CLI alike."""

from dataclasses import replace
from datetime import datetime

from handlers.errors import UserError
from handlers.hazards import inspecting
from handlers.requests import rules
from handlers.requests.access import is_given_to, may_dispatch
from handlers.requests.clocks import first_contact, follow_up, pausing, promises
from handlers.requests.dispatch.helping import tell_helpers
from handlers.requests.outcomes import is_refusal
from handlers.requests.private.confiding import superiors
from handlers.requests.reopening import open_again
from handlers.requests.rules import Step
from handlers.requests.steps import (
    dispatcher_of,
    require_hold,
    save,
    tell_affected,
    tell_member,
    tell_reporter,
)
from handlers.requests.wording import excerpt, subject, when, who
from handlers.texts import text
from handlers.turn import Turn
from storage.records import Lane, Request, RequestStatus

_TAKEN = (RequestStatus.ACCEPTED, RequestStatus.IN_HAND)


def accept(turn: Turn, request: Request, until: datetime | None = None) -> Request:
    """A member takes a request on (接单): its assignee, or somebody above who steps in. `until`: by when they promised
    to have an errand done.

    Raises:
        UserError: it is not theirs, or already taken.
    """
    require_hold(turn, request)
    check_free(turn, request)
    times = rules.clocks(turn.community, request.urgency, request.created_at, turn.now)
    taken = replace(request, close_by=request.close_by or times.close_by)
    changed = save(turn, rules.accept(taken, turn.actor, turn.now), "accept")
    turn.store.timers.cancel(changed.number, follow_up.ACCEPTING)
    if request.close_by is None:  # nobody had it yet
        follow_up.start_clocks(turn, changed, times)
    first_contact.start(turn, changed)
    if request.assignee not in (None, turn.actor):
        tell_member(turn, request, "requests.taken_over", by=who(turn.community, turn.actor))
    member = who(turn.community, turn.actor)
    if until is None:
        tell_affected(turn, changed, "accepted", member=member)
        return changed
    changed = promises.promise(turn, rules.contact(changed, turn.now), until)
    by = when(until, turn.now, turn.community)
    follow_up.tell_reporter(turn, changed, "errands.accepted", member=member, by=by)
    return changed


def check_free(turn: Turn, request: Request) -> None:
    """
    Raises:
        UserError: somebody else has accepted it; the reply names them, and how it changes hands.
    """
    if request.status in _TAKEN and not is_given_to(turn, request):
        member, you = who(turn.community, request.assignee), turn.name_of(turn.actor)
        raise UserError("requests.taken", code=request.code, member=member, you=you)


def progress(turn: Turn, request: Request, note: str) -> Request:
    """The member has begun, or tells how far it is.

    Raises:
        UserError: it is not theirs, or was not accepted.
    """
    require_hold(turn, request)
    first_contact.end(turn, request)
    changed = save(turn, rules.progress(request, turn.now), "progress", note=note)
    tell_reporter(turn, changed, "in_hand", note=excerpt(note) or text("requests.on_the_way"))
    return changed


def take_in_hand(turn: Turn, request: Request, note: str, *, told: bool = False) -> Request:
    """As `progress`; who had not accepted it yet has so now, and the resident hears both at once, unless `told`.

    Raises:
        UserError: it is not theirs, or it is past that.
    """
    require_hold(turn, request)
    if request.status is not RequestStatus.DISPATCHED:
        first_contact.end(turn, request)
        changed = save(turn, rules.progress(request, turn.now), "progress", note=note)
        if not told:
            tell_reporter(turn, changed, "in_hand", note=excerpt(note))
        return changed
    accepted = save(turn, rules.accept(request, turn.actor, turn.now), "accept")
    turn.store.timers.cancel(accepted.number, follow_up.ACCEPTING)
    if request.assignee not in (None, turn.actor):
        tell_member(turn, request, "requests.taken_over", by=who(turn.community, turn.actor))
    changed = save(turn, rules.progress(accepted, turn.now), "progress", note=note)
    if not told:
        member = who(turn.community, turn.actor)
        tell_reporter(turn, changed, "taken_in_hand", member=member, note=excerpt(note))
    return changed


def give_back(turn: Turn, request: Request, reason: str) -> Request:
    """The member cannot do it (退回); the one above is asked to dispatch it anew.

    Raises:
        UserError: it is not theirs, no reason was given, or nobody stands above.
    """
    member = require_hold(turn, request)
    rules.check(request, Step.RETURN)
    request = pausing.lift(turn, request)
    if not reason:
        raise UserError("requests.reason_wanted", code=request.code)
    above = [
        p for p in superiors(turn.community, request, member) if may_dispatch(turn.community, p, request)
    ]
    if not above:
        raise UserError("requests.nobody_above", code=request.code)
    changed = save(turn, rules.give_back(request), "return", reason=reason)
    turn.store.timers.cancel(changed.number, follow_up.ACCEPTING)
    message = text(
        "requests.returned_to_dispatcher",
        code=request.code,
        subject=subject(request),
        member=who(turn.community, member.id),
        reason=excerpt(reason),
    )
    turn.to_person(above[0], message, lane=follow_up.lane_of(request), about=request.code)
    return changed


def close(turn: Turn, request: Request, outcome: str) -> Request:
    """The member says it is done (办结); the resident is asked to rate it.

    Raises:
        UserError: it is not theirs, or no word was said of what was done.
    """
    require_hold(turn, request)
    rules.check(request, Step.CLOSE)
    if not outcome:
        raise UserError("requests.outcome_wanted", code=request.code)
    changed = save(turn, rules.close(request, outcome, turn.now), "close", outcome=outcome)
    turn.store.timers.cancel(changed.number)
    if changed.assignee != turn.actor:
        tell_member(turn, changed, "requests.closed_by_other", by=who(turn.community, turn.actor))
    tell_helpers(turn, changed, "helped_and_closed")
    refused = is_refusal(outcome)
    if refused or not inspecting.begin(turn, changed):
        follow_up.ask_for_rating(turn, changed, follow_up.REFUSED if refused else "requests.to_rate")
    return changed


def rate(turn: Turn, request: Request, rating: int, words: str) -> Request:
    """The resident's word on it (评单): closed, or open again when dissatisfied (R3)."""
    if rating > rules.DISSATISFIED:
        inspecting.check_inspected(turn, request)
    changed = save(turn, rules.rate(request, rating), "rate", rating=rating)
    turn.store.timers.cancel(changed.number)
    _answered(turn, changed)
    if changed.status is RequestStatus.CLOSED:
        tell_member(turn, changed, "requests.rated", lane=Lane.NOTICE, rating=rating)
        return changed
    return open_again(turn, changed, words)


def solve(turn: Turn, request: Request) -> Request:
    """The resident says that it is solved: closed, without a figure, and not asked about again.

    Raises:
        UserError: it is not done yet.
    """
    inspecting.check_inspected(turn, request)
    changed = save(turn, rules.solve(request), "solve")
    turn.store.timers.cancel(changed.number)
    _answered(turn, changed)
    tell_member(turn, changed, "requests.solved_to_member", lane=Lane.NOTICE)
    return changed


def rate_later(turn: Turn, request: Request, rating: int) -> Request:
    """A figure for what was closed without one."""
    return save(turn, replace(request, rating=rating), "rate", rating=rating)


def reopen_rest(turn: Turn, request: Request, words: str) -> Request:
    """A part of it is solved: the same member gets the rest, in the resident's words.

    Raises:
        UserError: it was never closed.
    """
    changed = save(turn, rules.reopen(request), "partly")
    turn.store.timers.cancel(changed.number)
    _answered(turn, changed)
    return open_again(turn, changed, words, partly=True)


def reopen(turn: Turn, request: Request, words: str) -> Request:
    """The resident says that it is not solved after all.

    Raises:
        UserError: it was never closed.
    """
    changed = save(turn, rules.reopen(request), "reopen")
    turn.store.timers.cancel(changed.number)
    _answered(turn, changed)
    return open_again(turn, changed, words)


def urge(turn: Turn, request: Request, said: str = "") -> None:
    """Somebody affected asks to hurry (催办): whoever has it, or must give it to somebody, hears it, with what they
    `said` (masked) besides, at most once an hour.

    Raises:
        UserError: it is already done or withdrawn.
    """
    rules.check(request, Step.URGE)
    turn.audit("urge", request.number)
    if follow_up.urged_lately(turn, request):
        return
    at = when(request.created_at, turn.now, turn.community)
    if request.assignee is not None:
        key = "requests.urged_saying" if said else "requests.urged"
        tell_member(turn, request, key, at=at, words=excerpt(said))
        return
    dispatcher = dispatcher_of(turn.community, request)
    if dispatcher is not None:
        message = text("requests.urged_to_dispatch", code=request.code, subject=subject(request), at=at)
        turn.to_person(dispatcher, message, lane=follow_up.lane_of(request), about=request.code)


def withdraw(turn: Turn, request: Request) -> Request:
    """The resident takes a request back (撤回); its member is told.

    Raises:
        UserError: it is past that.
    """
    changed = save(turn, rules.withdraw(request), "withdraw")
    turn.store.timers.cancel(changed.number)
    tell_member(turn, changed, "requests.withdrawn_to_member")
    tell_helpers(turn, changed, "withdrawn_to_member")
    return changed


def _answered(turn: Turn, request: Request) -> None:
    for conversation in {request.room or "private", "private"}:
        pending = turn.store.questions.pending(conversation, request.reporter, turn.now)
        if pending and pending.kind == follow_up.RATE and pending.payload["code"] == request.code:
            turn.store.questions.settle(conversation, request.reporter)
    follow_up.stop_asking(turn, request)
