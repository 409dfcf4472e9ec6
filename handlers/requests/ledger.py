"""The ledger (台账) of requests as rows of a sheet: no phone and no full name of a reporter; of a private matter where,
what kind, when, and how it stands, and nothing more."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from handlers.community import Community, building_label
from handlers.disputes.actions import outcome_of
from handlers.reports.rules import Facts, facts
from handlers.requests.rules import is_private
from handlers.sheets import Cell, Table
from handlers.texts import text
from handlers.turn import Turn
from handlers.understanding import find_place, mask
from handlers.worktime import working_minutes
from storage.ledger import Scope, Wanted
from storage.records import Request, Whistle

COLUMNS = (
    "number",
    "registered",
    "place",
    "intent",
    "category",
    "urgency",
    "words",
    "reporter",
    "source",
    "member",
    "accepted",
    "accepted_in_time",
    "contacted",
    "promised",
    "closed",
    "hours",
    "closed_in_time",
    "overdue",
    "status",
    "outcome",
    "departments",
    "answers",
    "solved",
    "reopened",
    "rating",
    "affected",
)
"""The columns; their headers are texts."""
_OF_PRIVATE = frozenset(
    {
        "number",
        "registered",
        "place",
        "intent",
        "category",
        "accepted",
        "accepted_in_time",
        "contacted",
        "closed",
    }
    | {"hours", "closed_in_time", "overdue", "status", "solved", "reopened"}
)
_WIDE = {"words": 4.0, "outcome": 3.0, "answers": 3.0, "place": 1.5, "number": 1.2, "registered": 1.2}


def header() -> list[str]:
    """The header cells."""
    return [text(f"requests.ledger.{column}") for column in COLUMNS]


def table(turn: Turn, scope: Scope, wanted: Wanted) -> Table:
    """The sheet of what is wanted, oldest first; its rows are read while they are written."""
    pieces = turn.store.ledger.every(scope, wanted)
    return sheet(row for piece in pieces for row in rows(turn, piece))


def sheet(of: Iterator[list[Cell]]) -> Table:
    """The sheet with these rows."""
    wide = {text(f"requests.ledger.{column}"): factor for column, factor in _WIDE.items()}
    return Table(text("requests.ledger.sheet"), header(), of, wide)


def rows(turn: Turn, requests: list[Request]) -> Iterator[list[Cell]]:
    """The rows of some requests."""
    ids = [request.id for request in requests]
    affected = turn.store.requests.affected(ids)
    called: dict[int, list[Whistle]] = {}
    for whistle in turn.store.whistles.of_requests(ids):
        called.setdefault(whistle.request_id, []).append(whistle)
    for request in requests:
        yield _row(turn, request, affected.get(request.id, 1), called.get(request.id, []))


def family_name(name: str) -> str:
    """王桂兰 is 王**: enough to tell rows apart, not to find somebody."""
    return name[:1] + "**"


def _row(turn: Turn, request: Request, affected: int, called: Sequence[Whistle]) -> list[Cell]:
    said = facts(turn.community, request, turn.now)
    private = is_private(request)
    cells = _cells(turn, request, said) | _of_departments(called) | {"affected": affected}
    if private:
        cells["place"] = building_of(request.place)
        settled = outcome_of(turn, request)
        cells["solved"] = _yes_no(settled) if settled is not None else cells["solved"]
    return [cells[column] if not private or column in _OF_PRIVATE else None for column in COLUMNS]


def _cells(turn: Turn, request: Request, said: Facts) -> dict[str, Cell]:
    community = turn.community
    member = community.person(request.assignee) if request.assignee else None
    room = community.room(request.room) if request.room else None
    return {
        "number": request.number,
        "registered": _moment(community, request.created_at),
        "place": request.place or "",
        "intent": request.intent,
        "category": request.category,
        "urgency": text(f"requests.ledger.{request.urgency}"),
        "words": mask(request.text),
        "reporter": family_name(turn.name_of(request.reporter)),
        "source": room.name
        if room
        else text("requests.ledger.group" if request.room else "requests.ledger.talk"),
        "member": member.name if member else "",
        "accepted": _moment(community, request.accepted_at),
        "accepted_in_time": _yes_no(said.accepted_in_time),
        "contacted": _moment(community, request.contacted_at),
        "promised": _moment(community, request.promised_by),
        "closed": _moment(community, request.closed_at),
        "hours": _hours(community, request),
        "closed_in_time": _yes_no(said.closed_in_time),
        "overdue": _yes_no(said.overdue or said.closed_in_time is False),
        "status": request.status.value,
        "outcome": mask(request.outcome or ""),
        "solved": _yes_no(said.solved),
        "reopened": request.reopened,
        "rating": request.rating,
    }


def _of_departments(called: Sequence[Whistle]) -> dict[str, Cell]:
    """Which departments were called in (吹哨), and what each said."""
    answers = [f"{one.department}：{mask(one.answer)}" for one in called if one.answer]
    return {"departments": "、".join(one.department for one in called), "answers": "；".join(answers)}


def _yes_no(said: bool | None) -> str:
    return "" if said is None else text("requests.ledger.yes" if said else "requests.ledger.no")


def _hours(community: Community, request: Request) -> float | None:
    """From the registration to the end, in hours of working time."""
    if request.closed_at is None:
        return None
    hours = community.rules.working_hours
    try:
        minutes = working_minutes(
            request.created_at, request.closed_at, hours, community.calendar, community.zone
        )
    except ValueError:  # ten years and more
        return None
    return round(minutes / 60, 1)


def building_of(place: str | None) -> str:
    """As much of the place of a private matter as may be told: its building."""
    found = find_place(place) if place else None
    label = found.building if found else None
    if not isinstance(label, str):
        return ""
    return text("roster.block" if label.isalpha() else "roster.building", label=building_label(label))


def _moment(community: Community, moment: datetime | None) -> str:
    return "" if moment is None else f"{moment.astimezone(community.zone):%Y-%m-%d %H:%M}"
