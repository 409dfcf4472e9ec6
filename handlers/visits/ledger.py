"""Visits and patrols as rows of the ledger (民情台账, R7). Notes are in it for who may read them."""

from collections.abc import Iterable
from datetime import datetime

from handlers.community import Node, Permission
from handlers.requests.wording import who
from handlers.texts import text
from handlers.turn import Turn
from storage.visits import Visit, VisitKind

COLUMNS = ("at", "kind", "place", "member", "met", "note", "pictures")
"""The columns; their headers are texts."""


def header() -> list[str]:
    """The header cells."""
    return [text(f"visits.ledger.{column}") for column in COLUMNS]


def visit_rows(turn: Turn, scope: Node, since: datetime, until: datetime) -> list[list[str]]:
    """What was done at `scope` and below it from `since` to before `until`, oldest first, a row of `COLUMNS` each.

    The note of a visit, mostly somebody's health, is in it only where the acting person has READ at its node; a file
    that is made at the machine wanders on, and has none.
    """
    found = turn.store.visits.between(since, until)
    return list(_rows(turn, (one for one in found if turn.community.is_within(one.node, scope.id))))


def _rows(turn: Turn, visits: Iterable[Visit]) -> Iterable[list[str]]:
    community, person = turn.community, turn.person
    for one in visits:
        reads = person is not None and community.may(person, Permission.READ, one.node)
        open_to_all = one.kind is VisitKind.PATROL
        yield [
            f"{one.at.astimezone(community.zone):%Y-%m-%d %H:%M}",
            one.kind.value,
            one.place,
            who(community, one.actor),
            "" if open_to_all else text("visits.ledger.yes" if one.met else "visits.ledger.no"),
            (one.note or "") if reads or open_to_all else "",
            str(one.pictures) if one.pictures else "",
        ]
