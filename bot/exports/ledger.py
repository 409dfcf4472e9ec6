"""`gridbot export ledger`: the ledger of a time and a place as a workbook, also while the bot runs."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from bot.cli.errors import CommandError
from bot.exports.whole import whole
from bot.office import Office
from handlers.community import Community, Node
from handlers.directory import assemble
from handlers.ledger.scope import below
from handlers.names import fold
from handlers.requests import ledger
from handlers.sheets import write_tables
from handlers.turn import OFFICE, Turn
from storage.ledger import EVERYTHING, Wanted
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Part:
    """Which rows: registered from one day to another (both in), at a place and below (its id, or its name)."""

    since: date | None = None
    until: date | None = None
    node: str | None = None


def export_ledger(office: Office, file: Path, part: Part) -> int:
    """Write it to an .xlsx file, whole or not at all; how many rows it has.

    Raises:
        CommandError: no such place, or the file cannot be written.
        StorageError: the database cannot be read.
    """
    now = datetime.now(UTC)

    def write(store: UnitOfWork) -> int:
        turn = Turn(store, now, assemble(office.base, store), OFFICE)
        table = ledger.table(turn, EVERYTHING, _wanted(turn.community, part))
        with whole(file) as out:
            return write_tables(out, [table], turn.local)

    return office.look(write)


def _wanted(community: Community, part: Part) -> Wanted:
    def begin(day: date | None, later: int = 0) -> datetime | None:
        if day is None:
            return None
        return datetime.combine(day + timedelta(days=later), time.min, community.zone)

    nodes = below(community, _node(community, part.node).id) if part.node is not None else None
    return Wanted(nodes=nodes, since=begin(part.since), until=begin(part.until, 1))


def _node(community: Community, called: str) -> Node:
    found = [node for node in community.nodes if called == node.id or fold(called) == fold(node.name)]
    building = community.building_node(called)
    if not found and building is not None:
        found = [building]
    if len(found) != 1:
        raise CommandError(f'there is {"no" if not found else "more than one"} place "{called}"')
    return found[0]
