"""`gridbot export WHAT -o FILE`: what somebody needs outside, as a workbook or as JSON lines."""

import asyncio
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from bot.exports import book
from bot.exports.book import Page
from bot.exports.whole import whole
from bot.office import Office
from handlers.community import NodeKind
from handlers.directory import assemble
from handlers.identity import rules as identity_rules
from handlers.identity.actions import issue_codes
from handlers.people import Kind
from handlers.polls import published
from handlers.readings import corrected_readings
from handlers.roster import pages
from handlers.texts import text
from handlers.turn import OFFICE, Turn
from handlers.visits import ledger as visit_ledger
from storage.store import Unit, snapshot


def export(what: str, office: Office, file: Path, full: bool = False) -> int:
    """Write one export to a file, whole or not at all; how many lines or rows it has.

    Raises:
        CommandError: the file cannot be written.
        StorageError: the database cannot be read; or a bot runs on it, and a trace must be left.
    """
    if what == "readings":
        return _write_lines(office, file)
    if what == "template":
        return _write(file, _template())
    if what == "codes" or full:  # these leave a trace
        with whole(file) as out:  # opened first: no trace is left of what could not be written
            return book.write(out, asyncio.run(_written(office, _codes if what == "codes" else _full_roster)))
    return _write(file, _looked(office, _PAGES[what]))


def _write(file: Path, pages_of: list[Page]) -> int:
    with whole(file) as out:
        return book.write(out, pages_of)


def _roster(turn: Turn) -> list[Page]:
    return [_people(turn, full=False)]


def _full_roster(turn: Turn) -> list[Page]:
    page = _people(turn, full=True)
    turn.audit("export_full", "roster", rows=len(page.rows))
    return [page]


def _people(turn: Turn, full: bool) -> Page:
    rows = pages.people_rows(turn.community, turn.store.roster.all_secrets(), full)
    return Page(text("roster.sheet.people"), pages.header(pages.PEOPLE), rows)


def _households(turn: Turn) -> list[Page]:
    areas = {home.id: home.area for home in turn.store.roster.households()}
    return [
        Page(text("roster.sheet.nodes"), pages.header(pages.NODES), pages.node_rows(turn.community)),
        Page(text("roster.sheet.homes"), pages.header(pages.HOMES), pages.home_rows(turn.community, areas)),
    ]


def _visits(turn: Turn) -> list[Page]:
    top = next(node for node in turn.community.nodes if node.parent is None)
    rows = visit_ledger.visit_rows(turn, top, datetime.min.replace(tzinfo=UTC), turn.now)
    return [Page(text("visits.ledger.sheet"), visit_ledger.header(), rows)]


def _ballots(turn: Turn) -> list[Page]:
    results, ballots = published.result_rows(turn.store), published.ballot_rows(turn.store)
    return [
        Page(text("polls.published.results"), published.header(published.RESULTS), results),
        Page(text("polls.published.ballots"), published.header(published.BALLOTS), ballots),
    ]


def _codes(turn: Turn) -> list[Page]:
    """A letter's worth a row for everybody who has no account and nobody to speak for them."""
    unbound = [one for one in turn.community.people if not one.contacts and one.guardian is None]
    until = f"{(turn.now + identity_rules.CODE_LASTS).astimezone(turn.community.zone):%Y-%m-%d}"
    rows = [
        [
            person.name,
            person.household or "",
            code,
            text("roster.codes.how", bot=turn.community.bot_names[0], code=code),
            until,
        ]
        for person, code in issue_codes(turn, pages.by_home(unbound))
    ]
    turn.audit("export_codes", "roster", rows=len(rows))
    columns = ("name", "home", "code", "how", "until")
    return [Page(text("roster.sheet.codes"), pages.header(columns), rows)]


_PAGES: Mapping[str, Callable[[Turn], list[Page]]] = {
    "roster": _roster,
    "households": _households,
    "ballots": _ballots,
    "visits": _visits,
}


def _template() -> list[Page]:
    """An example to start from: notes at the headers, lists to pick from, rows that an import does not read."""
    yes_no = (text("roster.yes"), text("roster.no"))
    people = ("serial", "name", "building", "unit", "room", "phone", "identity", "relation", "kinds", "party")
    found = []
    for sheet, columns in (
        ("people", (*people, "employer", "skills", "title", "scope")),
        ("homes", ("serial", *pages.HOMES)),
        ("nodes", ("serial", *pages.NODES)),
    ):
        header = pages.header(columns)
        notes = ("phone", "identity", "kinds", "title", "building", "area")
        choices = {
            text("roster.column.kinds"): [kind.value for kind in Kind],
            text("roster.column.party"): yes_no,
            text("roster.column.level"): [
                text(f"roster.level.{kind}") for kind in (NodeKind.GRID, NodeKind.BUILDING, NodeKind.UNIT)
            ],
        }
        found.append(
            Page(
                text(f"roster.sheet.{sheet}"),
                header,
                pages.template_rows(sheet),
                {text(f"roster.column.{name}"): text(f"roster.template.note_{name}") for name in notes},
                {name: listed for name, listed in choices.items() if name in header},
            )
        )
    first, *rest = pages.template_notes()
    return [*found, Page(text("roster.sheet.notes"), [first], [[line] for line in rest])]


def _looked(office: Office, make: Callable[[Turn], list[Page]]) -> list[Page]:
    return office.look(_unit(office, make))


async def _written(office: Office, make: Callable[[Turn], list[Page]]) -> list[Page]:
    office.must_be_there()
    store = office.open()
    try:
        return await store.write(_unit(office, make))
    finally:
        await store.close()


def _unit(office: Office, make: Callable[[Turn], list[Page]]) -> Unit[list[Page]]:
    return lambda store: make(Turn(store, datetime.now(UTC), assemble(office.base, store), OFFICE))


def _write_lines(office: Office, file: Path) -> int:
    lines = snapshot(
        office.database,
        lambda store: [json.dumps(one, ensure_ascii=False) for one in corrected_readings(store, office.base)],
    )
    with whole(file) as out:
        out.write("".join(line + "\n" for line in lines).encode())
    return len(lines)
