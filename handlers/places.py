"""The places of a community as a value: the tree, the groups and the flats on it. Pure, no I/O."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from handlers.nodes import BuildingPlan, Household, Node, NodeKind, Room, building_label


@dataclass(frozen=True)
class Places:
    """Where everything is; `bot.config` makes it valid: ids are unique, the tree has one top and no ring."""

    nodes: tuple[Node, ...]
    rooms: tuple[Room, ...]
    households: tuple[Household, ...]

    def node(self, node_id: str) -> Node | None:
        """The node with this id."""
        return self._nodes.get(node_id)

    def room(self, room_id: str) -> Room | None:
        """The room with this id; None for a group that the bot does not serve."""
        return self._rooms.get(room_id)

    def household(self, household_id: str) -> Household | None:
        """The household with this id."""
        return self._households.get(household_id)

    def chain(self, node_id: str) -> tuple[Node, ...]:
        """The node itself and everything above it, the top last; empty for an unknown node."""
        found: list[Node] = []
        node = self._nodes.get(node_id)
        while node is not None and len(found) < len(self.nodes):
            found.append(node)
            node = self._nodes.get(node.parent) if node.parent is not None else None
        return tuple(found)

    def is_within(self, node_id: str, ancestor_id: str) -> bool:
        """Whether a node is the other one or lies below it."""
        return any(node.id == ancestor_id for node in self.chain(node_id))

    def building_node(self, building: str) -> Node | None:
        """The node of a building as people write its number: 3, 3号楼, b座. None if there is no such one."""
        return self._buildings.get(building_label(building))

    def rooms_of(self, node_id: str) -> tuple[Room, ...]:
        """The groups of this very node."""
        return tuple(room for room in self.rooms if room.node == node_id)

    def households_in(self, node_id: str) -> tuple[Household, ...]:
        """The flats at a node and below it."""
        return tuple(flat for flat in self.households if self.is_within(flat.node, node_id))

    def place_register(self) -> Mapping[str, BuildingPlan]:
        """Every building that has flats, by its label (3, B)."""
        flats: dict[str, set[tuple[str, str]]] = {}
        for home in self.households:
            flats.setdefault(building_label(home.building), set()).add((home.unit, home.room))
        return {label: _plan(frozenset(rooms)) for label, rooms in flats.items()}

    @cached_property
    def _nodes(self) -> Mapping[str, Node]:
        return {node.id: node for node in self.nodes}

    @cached_property
    def _rooms(self) -> Mapping[str, Room]:
        return {room.id: room for room in self.rooms}

    @cached_property
    def _households(self) -> Mapping[str, Household]:
        return {flat.id: flat for flat in self.households}

    @cached_property
    def _buildings(self) -> Mapping[str, Node]:
        return {building_label(node.name): node for node in self.nodes if node.kind is NodeKind.BUILDING}


def _plan(flats: frozenset[tuple[str, str]]) -> BuildingPlan:
    """The floor of a flat is its number without the last two digits: 501 is on 5, 1203 on 12."""
    return BuildingPlan(
        units=frozenset(unit for unit, _ in flats),
        floors=frozenset(int(room[:-2]) for _, room in flats if len(room) > 2 and room.isdecimal()),
        flats=flats,
    )
