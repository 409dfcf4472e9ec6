"""What an import would do, as plain values, and what it goes by."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from handlers.community import Community, Household, Node, NodeKind, building_label
from handlers.errors import UserError
from handlers.roster.tables import Line
from storage.roster_records import KeptHousehold, KeptNode, KeptPerson, Secrets


class Verdict(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Entry:
    """What becomes of one node, household or person (`what`). `changes`: the fields, and old and new where that is
    nothing private."""

    line: Line
    what: str
    verdict: Verdict
    label: str
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Remark:
    """A row that is left out, or something to be looked at: the text of `key` with its parameters. `line` is None
    for what concerns a whole sheet."""

    sheet: str
    line: Line | None
    key: str
    params: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Grant:
    """A right that somebody would get by 职务: `role` of handlers.people.Role at a node, which is called `place`."""

    line: Line
    person: str
    name: str
    node: str
    place: str
    role: str
    title: str


@dataclass(frozen=True)
class Known:
    """What an import is compared with. `areas` of households in hundredths of a square metre; `numbers` the marks of
    everybody's (phone, identity number), `mark` makes one; `new_id` an id for a new person, never the same twice."""

    community: Community
    areas: Mapping[str, int | None]
    numbers: Mapping[str, tuple[str | None, str | None]]
    mark: Callable[[str, str], str]
    new_id: Callable[[], str]


@dataclass
class Plan:
    """What would be written, and what is said of it row by row. `token`: the edition that it was made for."""

    token: str | None = None
    nodes: list[KeptNode] = field(default_factory=list)
    households: dict[str, KeptHousehold] = field(default_factory=dict)
    people: list[KeptPerson] = field(default_factory=list)
    numbers: dict[str, Secrets] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    bad: list[Remark] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)
    grants: list[Grant] = field(default_factory=list)
    rows: int = 0

    @property
    def is_empty(self) -> bool:
        """Nothing would be written."""
        return not (self.nodes or self.households or self.people or self.numbers)

    def count(self, what: str, verdict: Verdict) -> int:
        """How many nodes, households or people this is the verdict on."""
        return sum(entry.what == what and entry.verdict is verdict for entry in self.entries)

    @property
    def bad_rows(self) -> int:
        """How many rows are left out; one may have several things wrong."""
        return len({(remark.sheet, remark.line.row) for remark in self.bad if remark.line})

    def refuse(self, line: Line, error: UserError) -> None:
        """A row is left out."""
        self.bad.append(Remark(line.sheet, line, error.key, error.params))

    def note(self, line: Line, key: str, **params: object) -> None:
        """Something about a row that somebody should look at."""
        self.notes.append(Remark(line.sheet, line, key, params))


class Tree:
    """The nodes as they would be after the import; addresses are read against it."""

    def __init__(self, community: Community) -> None:
        self.community = community
        self.nodes: dict[str, Node] = {node.id: node for node in community.nodes}
        self.flats: dict[str, dict[tuple[str, str], str]] = {}
        self.planned: set[str] = set()
        for home in community.households:
            self.add_flat(home)
        for home in community.configured.households:
            self.planned.add(building_label(home.building))

    def add_flat(self, home: Household | KeptHousehold) -> None:
        """There is, or would be, such a household."""
        self.flats.setdefault(building_label(home.building), {})[home.unit, home.room] = home.id

    def building(self, label: str) -> Node | None:
        """The building with this number or letter."""
        node_id = self._by_label.get(label)
        return self.nodes[node_id] if node_id is not None else None

    def unit(self, building: Node, unit: str) -> Node | None:
        """The unit's own node, where the tree has units."""
        node_id = self._by_unit.get((building.id, unit))
        return self.nodes[node_id] if node_id is not None else None

    def labels(self) -> list[str]:
        """The numbers of all buildings."""
        return list(self._by_label)

    def add(self, node: Node) -> None:
        """There is, or would be, such a node."""
        self.nodes[node.id] = node
        self.__dict__.pop("_by_label", None)
        self.__dict__.pop("_by_unit", None)

    def above(self, node: Node, kind: NodeKind) -> Node | None:
        """The node itself or the nearest above it of this kind."""
        seen: Node | None = node
        while seen is not None and seen.kind is not kind:
            seen = self.nodes.get(seen.parent) if seen.parent else None
        return seen

    @cached_property
    def _by_label(self) -> dict[str, str]:
        return {
            building_label(node.name): node.id
            for node in self.nodes.values()
            if node.kind is NodeKind.BUILDING
        }

    @cached_property
    def _by_unit(self) -> dict[tuple[str, str], str]:
        return {
            (node.parent or "", unit_label(node.name)): node.id
            for node in self.nodes.values()
            if node.kind is NodeKind.UNIT
        }


def unit_label(name: str) -> str:
    """The bare number of a unit: 2单元 and 3号楼2单元 are 2."""
    digits = name.removesuffix("单元")
    start = max((digits.rfind(char) for char in "楼栋幢座"), default=-1)
    return digits[start + 1 :].strip() or name
