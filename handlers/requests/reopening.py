"""A request is open again: the same member has it, the one above watches, and takes it over the second time (R3)."""

from dataclasses import replace

from handlers.community import Person
from handlers.grid.handover import REOPENED, is_orphan, pass_on
from handlers.requests import rules
from handlers.requests.access import may_dispatch
from handlers.requests.clocks import follow_up
from handlers.requests.dispatch import dispatching
from handlers.requests.outcomes import is_refusal
from handlers.requests.private.confiding import superiors
from handlers.requests.steps import tell_member
from handlers.requests.wording import excerpt, subject, when, who
from handlers.texts import text
from handlers.turn import Turn
from storage.records import Request


def open_again(turn: Turn, request: Request, words: str, *, partly: bool = False) -> Request:
    """The same member has it again, with new clocks, and the one above watches, but where it was solved `partly`."""
    times = rules.clocks(turn.community, request.urgency, turn.now, turn.now)
    changed = replace(request, close_by=times.close_by)
    turn.store.requests.save(changed)
    follow_up.start_clocks(turn, changed, times)
    if is_orphan(turn, changed):  # whoever had it has left, or serves no more
        return pass_on(turn, [changed], None, REOPENED)[0][0]
    said = excerpt(words)
    watching = None if partly else _watching(turn, changed)
    if watching is not None and is_refusal(changed.outcome or ""):
        return _to_supervisor(turn, changed, watching, said, "refused")
    if watching is not None and times_dissatisfied(turn, changed) > 1:
        return _to_supervisor(turn, changed, watching, said, "twice")
    key = "requests.reopened_rest" if partly else "requests.reopened"
    tell_member(turn, changed, key, words=said, by=when(changed.close_by, turn.now, turn.community))
    if watching is not None:
        message = text("requests.watch", code=changed.code, subject=subject(changed), words=said)
        turn.to_person(watching, message, about=changed.code)
    return changed


def is_at_the_top(turn: Turn, request: Request) -> bool:
    """Whether it failed twice, and nobody stands above who has it: the resident hears that they see to it themselves,
    and where else to turn."""
    return times_dissatisfied(turn, request) > 1 and _watching(turn, request) is None


def times_dissatisfied(turn: Turn, request: Request) -> int:
    """How often it was said that it is not solved at all; what was solved in part does not count."""
    rows = turn.store.audit.about(request.number)
    ratings = [row.detail.get("rating") for row in rows if row.action == "rate"]
    bad = [one for one in ratings if isinstance(one, int) and one <= rules.DISSATISFIED]
    return len(bad) + sum(row.action == "reopen" for row in rows)


def _watching(turn: Turn, request: Request) -> Person | None:
    """The nearest who dispatches above whoever has it, and above whoever said that it is done, if that is somebody
    else: nobody watches their own work but at the very top."""
    member = turn.community.acting_for(request.assignee)
    ladder = superiors(turn.community, request, member) if member else ()
    above = [one for one in ladder if may_dispatch(turn.community, one, request)]
    closed = [row.actor for row in turn.store.audit.about(request.number) if row.action == "close"]
    rung = next((n for n, one in enumerate(above) if closed and one.id == closed[-1]), None)
    if rung is not None:
        above = above[rung + 1 :] or above[rung:]
    return above[0] if above else None


def _to_supervisor(turn: Turn, request: Request, above: Person, said: str, why: str) -> Request:
    """Dissatisfied `twice` (R3), or with it being `refused`: whoever stands above has it in hand now, and who had it
    hears so."""
    tell_member(turn, request, f"requests.{why}_to_member", member=who(turn.community, above.id))
    return dispatching.give_to(
        turn,
        request,
        above,
        text(f"requests.{why}_words", member=who(turn.community, request.assignee), words=said),
        text(f"requests.{why}_reason"),
    )
