"""Why somebody has a request, in one sentence: told from its trail, so that it stays what it was then."""

from handlers.requests.dispatch.choosing import By
from handlers.requests.wording import excerpt, who
from handlers.texts import text
from handlers.turn import CLOCK, OFFICE, Turn
from storage.records import AuditRow, Request

_GIVEN = frozenset({"dispatch", "hand_over", "accept", "take_call"})


def why_given(turn: Turn, request: Request) -> str:
    """The last thing that decided who has it."""
    community = turn.community
    member = who(community, request.assignee)
    row = _how(turn, request)
    if row is None:
        return text("requests.why.nobody", code=request.code)
    if row.action == "dispatch" and "chosen" in row.detail:
        node = community.node(request.node)
        return text(
            f"requests.why.{By(row.detail['chosen']).value}",
            code=request.code,
            member=member,
            matter=request.category,
            place=node.name if node is not None else "",
            among=row.detail.get("among", 1),
        )
    named = {"code": request.code, "member": member}
    if row.action in ("take_call", "accept"):
        return text(f"requests.why.{'called' if row.action == 'take_call' else 'took'}", **named)
    if row.action == "hand_over" or row.actor in (CLOCK, OFFICE):
        return text("requests.why.handed", before=who(community, row.detail.get("before")), **named)
    reason = str(row.detail.get("reason") or "")
    because = text("requests.why.because", reason=excerpt(reason)) if reason else ""
    return text("requests.why.by_hand", by=who(community, row.actor), because=because, **named)


def was_given_by_name(turn: Turn, request: Request) -> bool:
    """Whether whoever has it answered an open call, or was named by a dispatcher: no matter of a post."""
    row = _how(turn, request)
    return row is not None and (
        row.action == "take_call" or (row.action == "dispatch" and "chosen" not in row.detail)
    )


def _how(turn: Turn, request: Request) -> AuditRow | None:
    """The row by which whoever has it got it; None: nobody has it."""
    rows = [row for row in turn.store.audit.about(request.number) if row.action in _GIVEN]
    if request.assignee is None or not rows:
        return None
    return next((one for one in reversed(rows) if _changed(one, request)), rows[-1])


def _changed(row: AuditRow, request: Request) -> bool:
    """Whether this gave it to who has it: who only accepted what they were given did not."""
    if row.action in ("dispatch", "hand_over"):
        return row.detail.get("member") == request.assignee
    return row.action == "take_call"
