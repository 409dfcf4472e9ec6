"""What a mediator does with a dispute: every side hears what concerns it, privately, and no word of the other one."""

from dataclasses import replace
from datetime import datetime, timedelta

from handlers.chat import ask
from handlers.community import Person
from handlers.disputes import reminding
from handlers.disputes.reminding import MEETING, OTHER, REPORTER
from handlers.disputes.rules import is_dispute
from handlers.errors import UserError
from handlers.requests import rules
from handlers.requests.access import is_given_to, may_dispatch
from handlers.requests.clocks import follow_up
from handlers.requests.dispatch.dispatching import give_to
from handlers.requests.private.confiding import superiors
from handlers.requests.rules import Step
from handlers.requests.steps import require_hold, save
from handlers.requests.wording import excerpt, when, who
from handlers.texts import text
from handlers.turn import Turn
from storage.care_records import DisputeNote
from storage.records import Request, RequestStatus

AGREEMENT = "dispute.agreement"
_WAITS = timedelta(days=14)


def require_mediator(turn: Turn, request: Request) -> Person:
    """The acting person, if they mediate: it was given to them, or they stand above.

    Raises:
        UserError: it is no dispute, or somebody else's.
    """
    person = require_hold(turn, request)
    if not is_dispute(request):
        raise UserError("disputes.no_dispute", code=request.code)
    if not (is_given_to(turn, request) or may_dispatch(turn.community, person, request)):
        raise UserError("requests.not_yours", code=request.code, member=who(turn.community, request.assignee))
    return person


def name_other(turn: Turn, request: Request, other: Person | None, words: str) -> Request:
    """Who the other side is. From now on, nobody of their household learns of the request.

    Raises:
        UserError: not theirs, or it is the reporter, or the mediator.
    """
    require_mediator(turn, request)
    if other is not None and other.id in (request.reporter, request.assignee, turn.actor):
        raise UserError("disputes.not_the_other", code=request.code)
    kept = turn.store.disputes.of(request.id)
    turn.store.disputes.save(replace(kept, other=other.id if other else None, other_words=words or None))
    home = other.household if other is not None else None
    mates = [p.id for p in turn.community.people if home is not None and p.household == home]
    involved = {request.reporter, request.assignee}
    found = [
        one for one in (*request.kept_from, *([other.id] if other else []), *mates) if one not in involved
    ]
    changed = replace(request, kept_from=tuple(dict.fromkeys(found)))
    return save(turn, changed, "other_side")


def note(turn: Turn, request: Request, words: str) -> None:
    """A line of the record (调解记录).

    Raises:
        UserError: not theirs.
    """
    require_mediator(turn, request)
    turn.store.disputes.add_note(request.id, turn.now, turn.actor, words)
    turn.audit("mediation_note", request.number)


def record(turn: Turn, request: Request) -> list[DisputeNote]:
    """The record, for the mediator and who stands above.

    Raises:
        UserError: not theirs.
    """
    require_mediator(turn, request)
    turn.audit("mediation_read", request.number)
    return turn.store.disputes.notes(request.id)


def appoint(turn: Turn, request: Request, at: datetime, place: str) -> bool:
    """Ask both sides to come, each by itself; False: the other side has no account to write to.

    Raises:
        UserError: not theirs, it is over, or the time is past.
    """
    require_mediator(turn, request)
    rules.check(request, Step.CLOSE)
    if at <= turn.now:
        raise UserError("disputes.time_past", code=request.code)
    save(turn, rules.contact(request, turn.now), "appointment", at=at.isoformat())
    shown = {
        "mediator": who(turn.community, turn.actor),
        "at": when(at, turn.now, turn.community),
        "place": place or text("disputes.place_to_say"),
    }
    reminding.remember(turn, request, at, shown["place"])
    until = min(at, turn.now + _WAITS)
    _ask(turn, request, request.reporter, MEETING, REPORTER, "disputes.please_come", until, shown)
    other = turn.store.disputes.of(request.id).other
    if other is None or turn.contact_of(other) is None:
        return False
    _ask(turn, request, other, MEETING, OTHER, "disputes.please_come_too", until, shown)
    return True


def agree(turn: Turn, request: Request, agreement: str) -> bool:
    """They came to an agreement (调成): each side confirms it; False: the other side must do so on paper.

    Raises:
        UserError: not theirs, or it is past that.
    """
    require_mediator(turn, request)
    closed = save(turn, rules.close(request, agreement, turn.now), "mediated")
    turn.store.timers.cancel(closed.number)
    kept = turn.store.disputes.of(request.id)
    turn.store.disputes.save(replace(kept, settled=True, reporter_agrees=None, other_agrees=None))
    end = turn.now + timedelta(days=turn.community.rules.auto_close_days)
    turn.store.timers.set("request.rate_end", closed.number, end, {"id": closed.id})
    until, shown = turn.now + _WAITS, {"agreement": excerpt(agreement, 200)}
    _ask(turn, closed, closed.reporter, AGREEMENT, REPORTER, "disputes.confirm", until, shown)
    if kept.other is None or turn.contact_of(kept.other) is None:
        return False
    _ask(turn, closed, kept.other, AGREEMENT, OTHER, "disputes.confirm_too", until, shown)
    return True


def answer_agreement(turn: Turn, request: Request, side: str, yes: bool, words: str) -> None:
    """A side confirms the agreement, or does not: then it goes on."""
    if request.status is not RequestStatus.TO_RATE:
        return
    kept = turn.store.disputes.of(request.id)
    if not yes:
        turn.store.disputes.save(replace(kept, settled=None, reporter_agrees=None, other_agrees=None))
        _go_on(turn, request, side, words)
        return
    own = side == REPORTER
    kept = replace(
        kept, reporter_agrees=own or kept.reporter_agrees, other_agrees=not own or kept.other_agrees
    )
    turn.store.disputes.save(kept)
    turn.audit("mediation_agreed", request.number)
    reachable = kept.other is not None and turn.contact_of(kept.other) is not None
    if kept.reporter_agrees and (kept.other_agrees or not reachable):
        done = save(turn, rules.solve(request), "solve")
        turn.store.timers.cancel(done.number)
        _tell_mediator(turn, done, "disputes.both_agree")
    else:
        _tell_mediator(turn, request, "disputes.side_agrees", side=text(f"disputes.{side}"))


def fail(turn: Turn, request: Request, reason: str) -> Person | None:
    """They came to no agreement (调不成): it goes one rung up; at the top it ends, with whom else they can turn to. Who
    has it now; None: it is over.

    Raises:
        UserError: not theirs, or it is past that.
    """
    mediator = require_mediator(turn, request)
    rules.check(request, Step.CLOSE)
    turn.store.disputes.add_note(request.id, turn.now, turn.actor, reason)
    turn.audit("mediation_failed", request.number)
    advice = text("disputes.advice")
    ladder = [one for one in superiors(turn.community, request, mediator) if one.id != request.assignee]
    above = ladder[0] if ladder else None
    if above is not None:
        words = text("disputes.words_up", member=who(turn.community, mediator.id), reason=excerpt(reason))
        give_to(turn, request, above, words)
        follow_up.tell_reporter(
            turn, request, "disputes.goes_up", member=who(turn.community, above.id), advice=advice
        )
    else:
        kept = turn.store.disputes.of(request.id)
        turn.store.disputes.save(replace(kept, settled=False))
        closed = rules.close(request, text("disputes.not_settled"), turn.now)
        save(turn, rules.solve(closed), "close")
        turn.store.timers.cancel(request.number)
        follow_up.tell_reporter(turn, request, "disputes.over", advice=advice)
    _tell_other(turn, request, "disputes.over_too", advice=advice)
    return above


def pass_on(turn: Turn, request: Request, side: str, words: str) -> None:
    """What a side says to the mediator goes into the record and to them, and to nobody else."""
    turn.store.disputes.add_note(request.id, turn.now, turn.actor, words)
    turn.audit("mediation_note", request.number)
    _tell_mediator(turn, request, "disputes.side_says", side=text(f"disputes.{side}"), words=excerpt(words))


def answer_meeting(turn: Turn, request: Request, side: str, comes: bool, words: str) -> None:
    """Whether a side comes."""
    reminding.note_answer(turn, request, side, comes)
    key = "disputes.side_comes" if comes else "disputes.side_stays"
    _tell_mediator(turn, request, key, side=text(f"disputes.{side}"), words=excerpt(words))


def outcome_of(turn: Turn, request: Request) -> bool | None:
    """Whether a dispute was settled, for the ledger, which says no more of it; None: it goes on, or is none."""
    if request.status not in (RequestStatus.TO_RATE, RequestStatus.CLOSED) or not is_dispute(request):
        return None
    return turn.store.disputes.of(request.id).settled


def _go_on(turn: Turn, request: Request, side: str, words: str) -> None:
    times = rules.clocks(turn.community, request.urgency, turn.now, turn.now)
    changed = replace(rules.reopen(request), close_by=times.close_by)
    save(turn, changed, "mediation_refused")
    turn.store.timers.cancel(changed.number)
    follow_up.start_clocks(turn, changed, times)
    _tell_mediator(
        turn, changed, "disputes.side_refuses", side=text(f"disputes.{side}"), words=excerpt(words)
    )


def _ask(
    turn: Turn,
    request: Request,
    actor: str,
    kind: str,
    side: str,
    key: str,
    until: datetime,
    shown: dict[str, str],
) -> None:
    """A question to one side. To the other one it bears no code: they may not find the request by it."""
    ask(turn, "private", actor, kind, {"id": request.id, "side": side}, until)
    about = request.code if side == REPORTER else None
    turn.to_actor(actor, text(key, code=request.code, **shown), about=about)


def _tell_mediator(turn: Turn, request: Request, key: str, **shown: str) -> None:
    member = turn.community.acting_for(request.assignee)
    if member is not None and member.id != turn.actor:
        turn.to_person(member, text(key, code=request.code, **shown), about=request.code)


def _tell_other(turn: Turn, request: Request, key: str, **shown: str) -> None:
    """The other side, if the mediator has written to them before: else they know of nothing."""
    other = turn.store.disputes.of(request.id).other
    asked = any(row.action in ("appointment", "mediated") for row in turn.store.audit.about(request.number))
    if other is not None and asked:
        turn.to_actor(other, text(key, **shown))
