"""Imports as acts: one transaction each, with a journal by which all of it can be put back."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from handlers.community import Community
from handlers.directory import assemble
from handlers.errors import UserError
from handlers.grid.base import refreshed
from handlers.grid.handover import rescue
from handlers.roster import rules
from handlers.roster.plan import Known, Plan, Verdict
from handlers.roster.tables import Sheet
from handlers.roster.wording import WHATS, label_of
from handlers.texts import text
from handlers.turn import Turn
from storage.roster_records import ImportBatch
from storage.unit_of_work import UnitOfWork

_KEPT = timedelta(days=180)
"""So long an import can be put back; then what was there before is forgotten."""

_SHOWN = 200  # of what stands against putting back


def known_now(store: UnitOfWork, community: Community, new_id: Callable[[], str]) -> Known:
    """What an import is compared with, as this transaction finds it."""
    areas = {home.id: home.area for home in store.roster.households()}
    return Known(community, areas, store.roster.number_marks(), store.vault.mark, new_id)


def look(
    store: UnitOfWork,
    base: Community,
    sheets: Sequence[Sheet],
    new_id: Callable[[], str],
    tick: rules.Tick = lambda rows: None,
) -> Plan:
    """What an import of these sheets would do now; nothing is written.

    Raises:
        UserError: there is nothing to import in them.
    """
    plan = rules.plan_import(sheets, known_now(store, assemble(base, store), new_id), tick)
    plan.token = store.roster.token()
    return plan


def apply(turn: Turn, plan: Plan) -> int:
    """Write a plan; the number of the import.

    Raises:
        UserError: the roster is not the one any more that the plan was made for.
    """
    store = turn.store
    if store.roster.token() != plan.token:
        raise UserError("roster.changed_meanwhile")
    rules.check(plan)
    number = store.counters.next("import")
    counts = {f"{what}_{verdict}": plan.count(what, verdict) for what in WHATS for verdict in Verdict}
    counts |= {"bad": plan.bad_rows, "rows": plan.rows}
    store.imports.forget_before(turn.now - _KEPT)
    store.imports.begin(ImportBatch(number, turn.now, turn.actor, counts))
    store.imports.write_nodes(number, plan.nodes)
    store.imports.write_households(number, plan.households.values())
    store.imports.write_people(number, plan.people)
    store.imports.write_numbers(number, plan.numbers)
    turn.audit("import", f"import:{number}", **counts)
    for grant in plan.grants:
        where = {"node": grant.node, "role": grant.role}
        turn.audit("import_post", f"person:{grant.person}", **where, number=number)
    rescue(refreshed(turn))
    return number


def batch_of(store: UnitOfWork, number: int) -> ImportBatch:
    """An import that may still be put back.

    Raises:
        UserError: there was none, it was put back already, or it is too old.
    """
    batch = store.imports.get(number)
    if batch is None:
        raise UserError("roster.undo_unknown", number=number)
    if batch.undone_at is not None:
        raise UserError("roster.undo_twice", number=number)
    if not store.imports.size(number):
        raise UserError("roster.undo_too_old", number=number)
    return batch


def undo(turn: Turn, number: int) -> int:
    """Put back exactly what was before an import, or nothing; how many rows.

    Raises:
        UserError: as `batch_of`; or something of it was changed since, or is used: `params["rows"]` names each.
    """
    store, community = turn.store, turn.community
    batch_of(store, number)
    names = {node.id: node.name for node in community.nodes}
    changed = [
        text("roster.undo_row", label=label_of(community, *one, names))
        for one in store.imports.changed_since(number)
    ]
    if changed:
        raise _refused(changed)
    count = store.imports.size(number)
    gone = store.imports.put_back(number, turn.now)
    needed = [
        text("roster.undo_needed", label=label_of(community, table, key, names))
        for table, key in _still_needed(store, community.configured, gone)
    ]
    if needed:
        raise _refused(needed)
    for person in gone["person"]:
        store.tickets.revoke("person", person)
    turn.audit("import_undone", f"import:{number}", rows=count)
    rescue(refreshed(turn))
    return count


def _refused(rows: Sequence[str]) -> UserError:
    unique = list(dict.fromkeys(rows))
    return UserError("roster.undo_changed", count=len(unique), rows=unique[:_SHOWN])


def _still_needed(store: UnitOfWork, base: Community, gone: dict[str, list[str]]) -> list[tuple[str, str]]:
    """What is gone again and somebody still refers to: an account, a home, a post, a group, a stand-in."""
    after = assemble(base, store)
    people, homes, nodes = set(gone["person"]), set(gone["household"]), set(gone["grid_node"])
    found = [("person", one.person) for one in store.roster.accounts() if one.ended_at is None]
    for person in after.people:
        found += [("person", other) for other in (person.stand_in, person.guardian) if other]
        found += [("household", person.household)] if person.household else []
        found += [("grid_node", post.node) for post in person.posts]
    found += [("grid_node", node.parent) for node in after.nodes if node.parent]
    found += [("grid_node", home.node) for home in after.households]
    found += [("grid_node", room.node) for room in after.rooms]
    wanted = {"person": people, "household": homes, "grid_node": nodes}
    return [(table, key) for table, key in dict.fromkeys(found) if key in wanted[table]]
