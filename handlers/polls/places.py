"""Which places and groups are meant by the words of a draft: 1、2、3号楼, 1-6号楼, 第一片区, 全小区, 本群."""

import re
from collections.abc import Sequence

from handlers.community import Community, Node, NodeKind, Room
from handlers.errors import UserError
from handlers.names import fold
from handlers.polls.units import Who
from handlers.understanding.normal import number

_EVERYWHERE = re.compile("(?:全|整个?|所有|各)?(?:小区|社区|楼栋?|群)")
_HERE = re.compile("本群|这个?群|本楼")
_RANGE = re.compile(
    r"(?P<first>[0-9一二三四五六七八九十]{1,3})(?:号楼?|栋|幢)?"
    r"[-~到至](?P<last>[0-9一二三四五六七八九十]{1,3})(?:号楼?|栋|幢)?"
)
_TAIL = re.compile("(?:的)?(?:微信)?群$")
_SMALL = (NodeKind.BUILDING, NodeKind.UNIT)
_MOST = 60  # buildings of a range


def nodes_meant(community: Community, words: Sequence[str], here: Node) -> tuple[Node, ...]:
    """The nodes that the words name, each once. `here`: where the speaker is.

    Raises:
        UserError: there is no such place.
    """
    found: dict[str, Node] = {}
    for said in words:
        for node in _nodes(community, _TAIL.sub("", said), here):
            found[node.id] = node
    return tuple(found.values())


def _nodes(community: Community, said: str, here: Node) -> list[Node]:
    if _HERE.fullmatch(said):
        return [here]
    if _EVERYWHERE.fullmatch(said):
        above = community.chain(here.id)
        return [next((node for node in above if node.kind is NodeKind.COMMUNITY), above[-1])]
    if match := _RANGE.fullmatch(said):
        first, last = number(match["first"]) or 0, number(match["last"]) or 0
        spelt = [str(one) for one in range(first, min(last, first + _MOST) + 1)]
    else:
        value = number(re.sub("(?:号楼?|栋|幢)$", "", said))
        spelt = [said if value is None else str(value)]
    return [_node(community, one, said) for one in spelt or [said]]


def _node(community: Community, spelt: str, said: str) -> Node:
    building = community.building_node(spelt)
    if building is not None:
        return building
    named = [node for node in community.nodes if fold(node.name) == fold(spelt)]
    named = named or [node for node in community.nodes if len(spelt) > 1 and fold(spelt) in fold(node.name)]
    if len(named) != 1:
        raise UserError("polls.place_unknown", place=said)
    return named[0]


def rooms_at(community: Community, nodes: Sequence[Node], who: Who) -> tuple[Room, ...]:
    """The groups in which a poll of these places is told: those of party members at the places themselves, else where
    the residents are, the groups of the buildings.

    Raises:
        UserError: there are none.
    """
    found: dict[str, Room] = {}
    for node in nodes:
        own = community.rooms_of(node.id)
        below = [
            room
            for room in community.rooms
            if community.is_within(room.node, node.id) and _kind(community, room) in _SMALL
        ]
        for room in own if who is Who.PARTY or not below else below:
            found[room.id] = room
    if not found:
        raise UserError("polls.no_room", places="、".join(node.name for node in nodes))
    return tuple(found.values())


def common_node(community: Community, nodes: Sequence[Node]) -> Node:
    """The lowest node above all of these, or the one itself."""
    shared = [node.id for node in community.chain(nodes[0].id)]
    for other in nodes[1:]:
        above = {node.id for node in community.chain(other.id)}
        shared = [one for one in shared if one in above]
    return community.node(shared[0]) or nodes[0]


def _kind(community: Community, room: Room) -> NodeKind | None:
    node = community.node(room.node)
    return node.kind if node is not None else None
