"""The grid tree and what hangs on it: levels, nodes, groups, flats."""

import re
from dataclasses import dataclass
from enum import StrEnum

from handlers.names import fold


class NodeKind(StrEnum):
    """The levels of the grid tree, from the top."""

    STREET = "street"  # 街道
    COMMUNITY = "community"  # 社区
    GRID = "grid"  # 片区, 网格
    BUILDING = "building"  # 楼栋
    UNIT = "unit"  # 单元


class RoomMode(StrEnum):
    """How much the bot says unasked in a room."""

    MENTION = "mention"  # answers only when it is called
    ACTIVE = "active"  # also offers to help when plain words ask for something
    SILENT = "silent"  # reads commands, says nothing but announcements


@dataclass(frozen=True, slots=True)
class Node:
    """A place in the grid tree. `parent` is None at the top only."""

    id: str
    kind: NodeKind
    name: str
    parent: str | None


@dataclass(frozen=True, slots=True)
class Room:
    """A chat group and the node that it belongs to."""

    id: str
    name: str
    node: str
    mode: RoomMode = RoomMode.ACTIVE


@dataclass(frozen=True, slots=True)
class Household:
    """A flat. `id` is building-unit-room as people write it (3-2-501).

    `node` is its building, or its unit where the tree has units.
    """

    id: str
    node: str
    building: str
    unit: str
    room: str


@dataclass(frozen=True, slots=True)
class BuildingPlan:
    """What the place grammar may believe of a building: its units, floors, and flats (unit, room)."""

    units: frozenset[str]
    floors: frozenset[int]
    flats: frozenset[tuple[str, str]]


def building_label(text: str) -> str:
    """The bare number or letter of a building: 3号楼, 3栋 and ３# are 3, b座 is B."""
    return re.sub(r"(?:号楼|[号楼栋幢座#])$", "", fold(text)).upper()
