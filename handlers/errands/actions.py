"""What a promise does: the clock ends then, and the resident hears of it."""

from datetime import datetime

from handlers.errors import UserError
from handlers.requests import actions, rules
from handlers.requests.clocks import follow_up, promises
from handlers.requests.private.confiding import superiors
from handlers.requests.rules import Step
from handlers.requests.steps import require_hold, save
from handlers.requests.wording import excerpt, subject, when, who
from handlers.texts import text
from handlers.turn import Turn
from storage.records import Request

_OFTEN = 2  # put off so often, the one above hears of it


def accept(turn: Turn, request: Request, until: datetime) -> Request:
    """A member takes an errand on and says by when: the resident hears both at once.

    Raises:
        UserError: as `actions.accept`, or the date cannot be.
    """
    require_hold(turn, request)
    rules.check(request, Step.ACCEPT)
    promises.checked(turn, request, until)
    return actions.accept(turn, request, until)


def promise(turn: Turn, request: Request, until: datetime, reason: str = "") -> Request:
    """By when it will be done; `reason`: why later than was said before.

    Raises:
        UserError: not theirs, not accepted, or the date cannot be.
    """
    require_hold(turn, request)
    rules.check(request, Step.CLOSE)
    before = promises.is_promised(request)
    checked = promises.checked(turn, request, until)
    changed = promises.promise(turn, rules.contact(request, turn.now), checked)
    save(turn, changed, "promise", by=until.isoformat(), **({"reason": reason} if reason else {}))
    by = when(until, turn.now, turn.community)
    member = who(turn.community, turn.actor)
    if not before:
        follow_up.tell_reporter(turn, changed, "errands.promised", member=member, by=by)
        return changed
    follow_up.tell_reporter(turn, changed, "errands.moved", member=member, by=by, reason=excerpt(reason))
    _tell_above(turn, changed, by, reason)
    return changed


def why_wanted(request: Request) -> UserError:
    """Whoever was told a date is told why it is another one."""
    return UserError("errands.why_wanted", code=request.code)


def _tell_above(turn: Turn, request: Request, by: str, reason: str) -> None:
    rows = turn.store.audit.about(request.number)
    count = sum(row.action == "promise" and "reason" in row.detail for row in rows)
    person = turn.person
    if count < _OFTEN or person is None:
        return
    for above in superiors(turn.community, request, person)[:1]:
        message = text(
            "errands.moved_to_superior",
            code=request.code,
            subject=subject(request),
            member=who(turn.community, person.id),
            count=count,
            by=by,
            reason=excerpt(reason),
        )
        turn.to_person(above, message, about=request.code)
