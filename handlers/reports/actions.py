"""Reports that write themselves (P4: 每周一督查、每月一通报、每季一小结), sent to groups and to those who lead."""

import io
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from itertools import chain

from handlers.community import Community, Node, NodeKind, Person, Role
from handlers.feature import Feature
from handlers.ledger.commands import send_file
from handlers.ledger.scope import below
from handlers.periods import MONTH, QUARTER, WEEK, Period, period_of
from handlers.reports.calendar import KINDS, Due, next_due
from handlers.reports.rules import Figures
from handlers.reports.wording import Report, picture, report_text, tables
from handlers.requests import ledger
from handlers.sheets import write_tables
from handlers.texts import text
from handlers.turn import Turn
from storage.records import Lane, Request, Timer

reports = Feature("reports")

_TIMER = {WEEK: "reports.weekly", MONTH: "reports.monthly", QUARTER: "reports.quarterly"}
_SUBJECT = "reports"
_TOO_LATE = timedelta(days=2)
_TOLD = (NodeKind.GRID, NodeKind.COMMUNITY, NodeKind.STREET)
"""The levels that get reports: a building is too small for figures that find nobody."""
_LEAD = (Role.SECRETARY, Role.DEPUTY, Role.ADMIN)
_MOST_ROWS = 2_000  # of a workbook: it is made within the one transaction that all wait for


@reports.recurring
def keep_timers(turn: Turn) -> None:
    """Set the due time of every report that is to come, as the settings have it now. What has fallen due stays."""
    timers = turn.store.timers
    for kind in KINDS:
        due = next_due(turn.community, kind, turn.now)
        waiting = timers.of_kind(_TIMER[kind])
        if any(timer.due_at <= turn.now for timer in waiting):
            continue  # it sets the next one
        if [timer.due_at for timer in waiting] != ([due.at] if due else []):
            timers.cancel(_SUBJECT, [_TIMER[kind]])
            _set(turn, kind, due)


def _set(turn: Turn, kind: str, due: Due | None) -> None:
    if due is not None:
        payload = {"first": due.period.first.isoformat()}
        turn.store.timers.set(_TIMER[kind], _SUBJECT, due.at, payload)


@reports.timer(_TIMER[WEEK])
def weekly(turn: Turn, timer: Timer) -> str | None:
    """每周一督查."""
    return _send_due(turn, timer, WEEK)


@reports.timer(_TIMER[MONTH])
def monthly(turn: Turn, timer: Timer) -> str | None:
    """每月一通报."""
    return _send_due(turn, timer, MONTH)


@reports.timer(_TIMER[QUARTER])
def quarterly(turn: Turn, timer: Timer) -> str | None:
    """每季一小结."""
    return _send_due(turn, timer, QUARTER)


def _send_due(turn: Turn, timer: Timer, kind: str) -> str | None:
    """Send it and set the next one, which may have been due too while the bot was down; the note if nothing was
    sent."""
    period = period_of(kind, date.fromisoformat(timer.payload["first"]))
    _set(turn, kind, next_due(turn.community, kind, timer.due_at, period))
    late = turn.now - timer.due_at
    if late > _TOO_LATE:
        return f"late by {late // timedelta(minutes=1)} minutes"
    nodes = [node for node in turn.community.nodes if node.kind in _TOLD]
    told = [_send(turn, node, period) for node in nodes]
    _send_books(turn, nodes, period)
    return None if any(told) else "nothing to tell anybody"


def _send(turn: Turn, node: Node, period: Period) -> bool:
    """One message and one picture to each group of a place."""
    rooms = turn.community.rooms_of(node.id)
    if not rooms:
        return False
    report = make(turn, node.name, below(turn.community, node.id), period)
    empty = report.total == Figures()
    if empty and not turn.community.rules.reports.say_empty:
        return False
    words = report_text(report)
    drawn = None if empty else turn.store.blobs.put("report.png", "image/png", picture(report))
    for room in rooms:
        turn.to_room(room, words)
        if drawn is not None:
            turn.to_room(room, "", file=(drawn, text("reports.picture_name", day=f"{period.last:%Y%m%d}")))
    turn.audit("report", f"node:{node.id}", kind=period.kind, since=period.first.isoformat())
    return True


def _send_books(turn: Turn, nodes: Iterable[Node], period: Period) -> None:
    """The workbook of everybody who leads one of these places: of the highest one, once."""
    told: set[str] = set()
    for node in sorted(nodes, key=lambda one: len(turn.community.chain(one.id))):
        for person in _leaders(turn.community, node):
            if person.id not in told:
                told.add(person.id)
                send_book(turn, person, node.name, below(turn.community, node.id), period)


def _leaders(community: Community, node: Node) -> list[Person]:
    return list(dict.fromkeys(person for role in _LEAD for person in community.holders(node.id, role)))


def make(turn: Turn, where: str, nodes: Collection[str], period: Period, viewer: str | None = None) -> Report:
    """The report on some places and a time, as of now; for a `viewer`, without what they must never learn of."""
    since, until = period.bounds(turn.community.zone)
    rows = turn.store.ledger.moving(nodes, since, until)
    seen = [row for row in rows if viewer is None or viewer not in row.kept_from]
    return Report.of(turn.community, where, period, turn.now, seen)


def send_book(
    turn: Turn,
    person: Person,
    where: str,
    nodes: Collection[str],
    period: Period,
    lane: Lane = Lane.NOTICE,
) -> None:
    """Send somebody who leads a place its figures, by member too, and the rows that they are counted from."""
    report = make(turn, where, nodes, period, person.id)
    if report.total == Figures():
        return
    rows = [row for row, _ in report.counted]
    sheets = tables(report)
    words = report_text(report)
    if len(rows) <= _MOST_ROWS:
        sheets.append(ledger.sheet(chain.from_iterable(ledger.rows(turn, part) for part in _parts(rows))))
    else:
        words += text("reports.rows_many")
    out = io.BytesIO()
    write_tables(out, sheets, turn.local)
    name = text("reports.file_name", day=f"{period.first:%Y%m%d}-{period.last:%Y%m%d}")
    send_file(turn, person.id, words, out.getvalue(), name, lane)


def _parts(rows: list[Request]) -> Iterable[list[Request]]:
    return (rows[at : at + 500] for at in range(0, len(rows), 500))


def own_figures(turn: Turn, person: Person, period: Period) -> Report:
    """What somebody did in a time, for their own eyes."""
    since, until = period.bounds(turn.community.zone)
    rows = turn.store.ledger.of_member(person.id, since, until)
    return Report.of(turn.community, person.name, period, turn.now, rows)


def moment_of(turn: Turn, at: datetime) -> str:
    """A moment as the reports write it."""
    local = at.astimezone(turn.community.zone)
    return text("reports.moment", month=local.month, day=local.day, clock=f"{local:%H:%M}")
