"""职务: which offices of a sheet give a right, and where. Only what is known by its word, and nothing above a grid."""

import re
from dataclasses import dataclass

from handlers.community import Node, NodeKind, Role
from handlers.roster.nodes import find_node
from handlers.roster.places import read_building, read_unit
from handlers.roster.plan import Tree
from handlers.understanding.normal import normalise

_ABOVE = re.compile(r"社区|街道|居委|党委|总支|党工委|副书记|副主任|业委|物业")
_OFFICES = (
    (re.compile(r"单元长|门栋长|楼道长|楼门长"), Role.HEAD, NodeKind.UNIT),
    (re.compile(r"楼栋?长|栋长|幢长"), Role.HEAD, NodeKind.BUILDING),
    (re.compile(r"网格长|(?:片区)?(?:党)?支部书记|支书|片区长|片长"), Role.SECRETARY, NodeKind.GRID),
    (re.compile(r"网格员|党建指导员"), Role.ASSISTANT, NodeKind.GRID),
)
_BUILDING = re.compile(r"[0-9A-Z零一二三四五六七八九十百]{1,4}(?:号楼|栋|幢|座|楼|#)")
_UNIT = re.compile(rf"{_BUILDING.pattern}[0-9一二三四五六七八九十]{{1,3}}(?:单元|门)")


@dataclass(frozen=True, slots=True)
class Office:
    """A post by its word. `node` is None if it is not said, or not known, where."""

    role: Role
    node: Node | None


def read_office(title: str, scope: str, home: Node | None, tree: Tree) -> Office | None:
    """The post of a 职务; None for a title that gives no right. `home`: the node of the flat where somebody lives."""
    plain = normalise(title).replace(" ", "").upper()
    if not plain or _ABOVE.search(plain):
        return None
    for word, role, kind in _OFFICES:
        if word.search(plain):
            return Office(
                role, _place(word.sub("", plain), normalise(scope).replace(" ", "").upper(), kind, home, tree)
            )
    return None


def _place(before: str, scope: str, kind: NodeKind, home: Node | None, tree: Tree) -> Node | None:
    """What the scope says, else what stands in the title, else where they live."""
    for said in (scope, before):
        if said:
            return _named(said, kind, tree)
    return tree.above(home, kind) if home is not None else None


def _named(said: str, kind: NodeKind, tree: Tree) -> Node | None:
    unit = _UNIT.search(said)
    if kind is NodeKind.UNIT:
        found = read_unit(unit[0]) if unit else None
        building = tree.building(found[0]) if found else None
        return tree.unit(building, found[1]) if found and building else None
    block = _BUILDING.search(said)
    if block is not None:
        return tree.building(read_building(block[0]) or "")
    if kind is NodeKind.BUILDING:
        return tree.building(read_building(said) or "")
    exact = find_node(said, tree)
    if exact is not None:
        return exact if exact.kind is kind else None
    alike = [
        node for node in tree.nodes.values() if node.kind is kind and (node.name in said or said in node.name)
    ]
    return alike[0] if len(alike) == 1 else None
