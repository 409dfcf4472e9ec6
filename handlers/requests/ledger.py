"""The ledger (台账) of all requests as rows of a sheet: no phone, no full name of a reporter, nothing private."""

from datetime import datetime

from handlers.community import Community, building_label
from handlers.requests.rules import is_private
from handlers.requests.wording import who
from handlers.texts import text
from handlers.turn import Turn
from handlers.understanding import find_place, mask
from storage.records import Request

COLUMNS = (
    "number",
    "registered",
    "place",
    "intent",
    "category",
    "urgency",
    "reporter",
    "member",
    "accepted",
    "closed",
    "status",
    "outcome",
    "rating",
    "affected",
)
"""The columns; their headers are texts."""

_MOST = 1_000_000


def header() -> list[str]:
    """The header cells."""
    return [text(f"requests.ledger.{column}") for column in COLUMNS]


def rows(turn: Turn) -> list[list[str]]:
    """Every request, oldest first."""
    requests = turn.store.requests.newest(_MOST)[::-1]
    affected = turn.store.requests.affected([request.id for request in requests])
    return [_row(turn, request, affected.get(request.id, 1)) for request in requests]


def family_name(name: str) -> str:
    """王桂兰 is 王**: enough to tell rows apart, not to find somebody."""
    return name[:1] + "**"


def _row(turn: Turn, request: Request, affected: int) -> list[str]:
    community, private = turn.community, is_private(request)
    return [
        request.number,
        _moment(community, request.created_at),
        _building(request.place) if private else request.place or "",
        request.intent,
        request.category,
        text(f"requests.ledger.{request.urgency}"),
        family_name(turn.name_of(request.reporter)),
        who(community, request.assignee) if request.assignee else "",
        _moment(community, request.accepted_at),
        _moment(community, request.closed_at),
        request.status.value,
        "" if private else mask(request.outcome or ""),
        "" if request.rating is None else str(request.rating),
        str(affected),
    ]


def _building(place: str | None) -> str:
    """A private matter is not told finer than its building."""
    found = find_place(place) if place else None
    label = found.building if found else None
    if not isinstance(label, str):
        return ""
    return text("roster.block" if label.isalpha() else "roster.building", label=building_label(label))


def _moment(community: Community, moment: datetime | None) -> str:
    return "" if moment is None else f"{moment.astimezone(community.zone):%Y-%m-%d %H:%M}"
