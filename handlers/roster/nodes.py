"""Rows of the grid tree: 片区, 楼栋, 单元 with what they belong to."""

from dataclasses import dataclass

from handlers.community import Node, NodeKind
from handlers.errors import UserError
from handlers.names import clean, fold
from handlers.roster.cells import read_text, shown
from handlers.roster.columns import Field
from handlers.roster.places import nearest, read_building, read_unit
from handlers.roster.plan import Entry, Plan, Tree, Verdict, unit_label
from handlers.roster.tables import Line
from handlers.roster.wording import change
from handlers.texts import text
from handlers.understanding.normal import normalise
from storage.roster_records import KeptNode

_LEVELS = list(NodeKind)
_WORDS = {
    "片区": NodeKind.GRID,
    "网格": NodeKind.GRID,
    "楼栋": NodeKind.BUILDING,
    "楼": NodeKind.BUILDING,
    "栋": NodeKind.BUILDING,
    "幢": NodeKind.BUILDING,
    "单元": NodeKind.UNIT,
}


@dataclass(frozen=True, slots=True)
class _Wanted:
    line: Line
    kind: NodeKind
    name: str
    parent: str


def plan_nodes(lines: list[Line], tree: Tree, plan: Plan) -> None:
    """Take up what the rows say, parents before what is below them, in whatever order they stand."""
    waiting = []
    for line in lines:
        try:
            waiting.append(_read(line))
        except UserError as error:
            plan.refuse(line, error)
    seen: dict[str, int] = {}
    while waiting:
        later = []
        for wanted in waiting:
            parent = _parent(wanted, tree)
            if parent is None:
                later.append(wanted)
                continue
            try:
                _take(wanted, parent, tree, plan, seen)
            except UserError as error:
                plan.refuse(wanted.line, error)
        if len(later) == len(waiting):
            break
        waiting = later
    for wanted in waiting:
        plan.refuse(wanted.line, UserError("roster.bad.parent", said=wanted.parent, near=_near(wanted, tree)))


def find_node(name: str, tree: Tree) -> Node | None:
    """The node that is called so, or by this id."""
    if name in tree.nodes:
        return tree.nodes[name]
    label, unit = read_building(name), read_unit(name)
    if unit is not None and (building := tree.building(unit[0])):
        return tree.unit(building, unit[1])
    if label is not None and (building := tree.building(label)):
        return building
    called = fold(name)
    return next((node for node in tree.nodes.values() if fold(node.name) == called), None)


def _read(line: Line) -> _Wanted:
    name = read_text(line.cells.get(Field.NODE) or line.cells.get(Field.BUILDING, ""))
    if not name:
        raise UserError("roster.bad.node_name")
    if clean(name) != name:
        raise UserError("roster.bad.too_long", most=32)
    said = normalise(line.cells.get(Field.LEVEL, "")).strip()
    kind = _WORDS.get(said) if said else _kind(name)
    if kind is None:
        raise UserError("roster.bad.level", said=shown(said or name))
    if kind is NodeKind.BUILDING:
        label = read_building(name)
        if label is None:
            raise UserError("roster.bad.building_name", said=shown(name))
        name = text("roster.block" if label.isalpha() else "roster.building", label=label)
    return _Wanted(line, kind, name, read_text(line.cells.get(Field.PARENT, "")))


def _kind(name: str) -> NodeKind | None:
    plain = normalise(name)
    if read_unit(plain) or plain.endswith("单元"):
        return NodeKind.UNIT
    if any(word in plain for word in ("网格", "片区", "支部")):
        return NodeKind.GRID
    return NodeKind.BUILDING if read_building(plain) else None


def _parent(wanted: _Wanted, tree: Tree) -> Node | None:
    if wanted.parent:
        return find_node(wanted.parent, tree)
    of_unit = read_unit(wanted.name)
    if wanted.kind is NodeKind.UNIT and of_unit:
        return tree.building(of_unit[0])
    return next((node for node in tree.nodes.values() if node.parent is None), None)


def _near(wanted: _Wanted, tree: Tree) -> str:
    label = read_building(wanted.parent)
    found = nearest(label, tree.labels()) if label else None
    if found and (node := tree.building(found)):
        return node.name
    names = {node.name: node for node in tree.nodes.values() if node.kind is not NodeKind.UNIT}
    return nearest(wanted.parent, list(names)) or ""


def _take(wanted: _Wanted, parent: Node, tree: Tree, plan: Plan, seen: dict[str, int]) -> None:
    if _LEVELS.index(parent.kind) >= _LEVELS.index(wanted.kind):
        raise UserError("roster.bad.parent_below", name=wanted.name, parent=parent.name)
    there = _there(wanted, parent, tree)
    node_id = there.id if there else f"{wanted.kind.value}-{_key(wanted, parent)}"
    if seen.setdefault(node_id, wanted.line.row) != wanted.line.row:
        raise UserError("roster.bad.node_twice", name=wanted.name, row=seen[node_id])
    if there is None:
        tree.add(Node(node_id, wanted.kind, wanted.name, parent.id))
        plan.nodes.append(KeptNode(node_id, wanted.kind.value, wanted.name, parent.id))
        label = text("roster.node_below", name=wanted.name, parent=parent.name)
        plan.entries.append(Entry(wanted.line, "node", Verdict.NEW, label))
    elif there.parent in (parent.id, None):
        plan.entries.append(Entry(wanted.line, "node", Verdict.SAME, there.name))
    elif tree.community.configured.node(there.id) is not None:
        raise UserError("roster.bad.node_configured", name=there.name)
    else:
        old = tree.nodes[there.parent or ""].name
        tree.add(Node(there.id, there.kind, there.name, parent.id))
        plan.nodes.append(KeptNode(there.id, there.kind.value, there.name, parent.id))
        moved = change("parent", old, parent.name)
        plan.entries.append(Entry(wanted.line, "node", Verdict.CHANGED, there.name, (moved,)))


def _there(wanted: _Wanted, parent: Node, tree: Tree) -> Node | None:
    if wanted.kind is NodeKind.BUILDING:
        return tree.building(read_building(wanted.name) or "")
    if wanted.kind is NodeKind.UNIT:
        return tree.unit(parent, unit_label(wanted.name))
    called = fold(wanted.name)
    of_kind = (node for node in tree.nodes.values() if node.kind is wanted.kind)
    return next((node for node in of_kind if fold(node.name) == called), None)


def _key(wanted: _Wanted, parent: Node) -> str:
    """What makes the id: a building's label, a unit's with its building's id, a grid's name."""
    if wanted.kind is NodeKind.BUILDING:
        return read_building(wanted.name) or ""
    if wanted.kind is NodeKind.UNIT:
        return f"{parent.id}-{unit_label(wanted.name)}"
    return fold(wanted.name)
