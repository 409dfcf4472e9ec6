"""A request is put right (更正): another place or category, perhaps another member; or it was none (误报)."""

from dataclasses import replace

from handlers.community import Person
from handlers.requests import rules, standing
from handlers.requests.dispatch.dispatching import ALARMED, alarm_superiors, give_to
from handlers.requests.private.confiding import around, member_of, restrict, superiors, topics_of
from handlers.requests.rules import Step
from handlers.requests.steps import save, tell_member, tell_reporter
from handlers.requests.wording import excerpt, subject, who
from handlers.texts import text
from handlers.turn import Turn
from storage.records import Lane, Request

_SHORT = 30  # characters of what was reported, and of what was put right, in one line


def correct(
    turn: Turn,
    request: Request,
    said: str,
    *,
    place: str | None,
    node: str,
    category: str,
    inferred: str | None,
) -> Request:
    """Put a request right, as was `said` (masked). Where the building or the category changes, it goes to whom it
    would have gone.

    The member who had it is told; so is the reporter, when it was somebody else who put it right.

    Raises:
        UserError: it is past that.
    """
    rules.check(request, Step.CORRECT)
    intent = rules.intent_for(request.intent, category)
    changed = replace(request, place=place, node=node, category=category, intent=intent, inferred=inferred)
    changed = restrict(turn, changed)
    turn.store.requests.save(changed)
    turn.audit("correct", request.number, old=_labels(request), new=_labels(changed), note=subject(changed))
    moved = (node, category, intent) != (request.node, request.category, request.intent)
    changed = _route(turn, request, changed, said) if moved else _tell_same(turn, request, changed)
    if turn.actor != request.reporter:
        member = who(turn.community, changed.assignee)
        tell_reporter(turn, changed, "corrected_for_you", member=member)
    return changed


def dismiss(turn: Turn, request: Request) -> Request:
    """It was no request at all (误报): withdrawn, and everybody who was told of it is told.

    Raises:
        UserError: it is past that.
    """
    reason = text("requests.false_alarm")
    changed = save(turn, rules.withdraw(request), "dismiss", reason=reason, old=_labels(request))
    turn.store.timers.cancel(changed.number)
    tell_member(turn, changed, "requests.dismissed_to_member", lane=_lane(request))
    for person in _alarmed(turn, request):
        _tell(
            turn,
            person,
            changed,
            text("requests.dismissed_to_member", code=request.code, subject=subject(request)),
        )
    if turn.actor != request.reporter:
        tell_reporter(turn, changed, "dismissed_for_you", member=who(turn.community, turn.actor))
    return changed


def _route(turn: Turn, before: Request, request: Request, said: str) -> Request:
    """To the member responsible, as if it were registered now; who had it, or was alarmed for it, hears of it."""
    category, intent = topics_of(request)
    found = around(turn.community, request).candidates(category, intent, request.node, turn.local.time())
    if any(member.id == before.assignee for member in found):
        return _tell_same(turn, before, request)
    choice = member_of(turn, request)
    member = choice.person if choice is not None else None
    if member is None:
        routed = save(turn, rules.recall(standing.running(turn, request)), "recall")
        turn.store.timers.cancel(routed.number)
    else:
        routed = give_to(turn, request, member, _words(request, said), choice=choice)
    message = text("requests.corrected_away", code=request.code, member=who(turn.community, routed.assignee))
    former = turn.community.acting_for(before.assignee)
    still = _alarmed(turn, routed)
    for person in dict.fromkeys([*([former] if former else []), *_alarmed(turn, before)]):
        if person not in still and person != member:
            _tell(turn, person, request, message)
    if request.urgency == "emergency" and member is not None:
        alarm_superiors(turn, routed, member, _words(request, said))
    return routed


def _tell_same(turn: Turn, before: Request, request: Request) -> Request:
    """Whoever has it keeps it, and hears in one line what was put right."""
    params = {"code": request.code, "before": subject(before), "subject": subject(request)}
    tell_member(turn, request, "requests.corrected_to_member", lane=_lane(request), before=subject(before))
    for person in _alarmed(turn, request):
        _tell(turn, person, request, text("requests.corrected_to_member", **params))
    return request


def _words(request: Request, said: str) -> str:
    return text(
        "requests.words_and_correction", words=excerpt(request.text, _SHORT), said=excerpt(said, _SHORT)
    )


def _alarmed(turn: Turn, request: Request) -> tuple[Person, ...]:
    """Those above the member who hear of an emergency at once."""
    member = turn.community.acting_for(request.assignee)
    if member is None or request.urgency != "emergency":
        return ()
    return superiors(turn.community, request, member)[:ALARMED]


def _tell(turn: Turn, person: Person, request: Request, message: str) -> None:
    if person.id != turn.actor:
        turn.to_person(person, message, lane=_lane(request), about=request.code)


def _lane(request: Request) -> Lane:
    return Lane.ALARM if request.urgency == "emergency" else Lane.NOTICE


def _labels(request: Request) -> dict[str, str | None]:
    return {"intent": request.intent, "category": request.category, "place": request.place}
