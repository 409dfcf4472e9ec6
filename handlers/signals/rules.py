"""Weak signals (弱信号, R6) as pure functions: what counts, for which place, who hears of it and when.

No text, no person and no flat leaves this module: a category of a fixed list, a place no finer than a stairwell.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from handlers.community import Community, Node, NodeKind, Person, Role, Room, building_label
from handlers.requests.private.restricted import private_kind
from handlers.texts import text
from handlers.understanding import CATEGORIES, Further, Meaning, Place
from handlers.worktime import add_working_days
from storage.records import Request, Signal

JUMP_WITHIN = timedelta(hours=1)
JUMPS_A_DAY = 3
"""So many jumps of one place are told a day; what else grows stands on the list."""

PROBLEMS = frozenset({"报修", "投诉", "求助", "建议", "安全隐患", "矛盾调解"})
"""The intents that are a signal; a question or a wish that nobody asked the bot for is none."""

_PUSH = "催办"  # 灯坏了没人修: a problem too, if it says which

_OTHER = "其他"
_DAY = timedelta(days=1)
_BUILDINGS = 6  # of one message
_NUMBER = re.compile(r"[0-9]+")
_WHO = {
    NodeKind.BUILDING: (Role.HEAD, Role.SECRETARY, Role.ADMIN, Role.DEPUTY),
    NodeKind.UNIT: (Role.HEAD, Role.SECRETARY, Role.ADMIN, Role.DEPUTY),
}
_WHO_ABOVE = (Role.SECRETARY, Role.ADMIN, Role.DEPUTY)


def signal_of(meaning: Meaning) -> Further | None:
    """What a message that nobody took is about: the doubt that the reading kept, or a plain request that the mode of
    the group let pass."""
    if not meaning.for_bot:
        return meaning.weak
    return Further(meaning.intent, meaning.category, meaning.urgency, meaning.place_text)


def topic_of(signal: Further) -> str | None:
    """Under what it is counted: its category, else its intent; None if it is no problem, or says nothing at all."""
    if signal.intent not in PROBLEMS and signal.intent != _PUSH:
        return None
    if signal.category in CATEGORIES and signal.category != _OTHER:
        return signal.category
    return signal.intent if signal.intent in PROBLEMS else None


def places_of(community: Community, room: Room, topic: str, place: Place | None) -> list[tuple[str, str]]:
    """For which nodes of the tree, and under which words for the place, something said in a room is counted.

    What is missing is filled in from the room. Floors and flats are left away, and all but the building where the
    matter is private. What is said of a building that the community does not have is not counted.
    """
    named = place.building if place else None
    labels = (named,) if isinstance(named, str) else (named or ())[:_BUILDINGS]
    nodes = [node for label in labels if (node := community.building_node(label)) is not None]
    if labels and not nodes:
        return []
    here = _building_of(community, room.node)
    if not nodes and here is not None:
        nodes = [here]
    if place is not None and place.known and private_kind("", topic, topic) is None:
        if isinstance(place.unit, str) and len(nodes) == 1:
            return [(_unit_node(community, nodes[0], place.unit), _words(nodes[0], place.unit))]
        if isinstance(place.area, str) and not labels:
            return [(room.node, place.area)]
    return [(node.id, _words(node, None)) for node in nodes] or [(room.node, "")]


def listeners(community: Community, node_id: str) -> tuple[Person, ...]:
    """Who hears of signals at a node: every 楼长 and 单元长 whose post reaches it, or their stand-in; at a grid or
    above, or where there is none, the nearest secretary; at the top the community's."""
    chain = community.chain(node_id)
    roles = _WHO.get(chain[0].kind, _WHO_ABOVE) if chain else ()
    for role in roles:
        found = [community.holders(node.id, role) for node in chain]
        if role is Role.HEAD:
            heads = tuple(dict.fromkeys(person for people in found for person in people))
            if heads:
                return heads
        nearest = next((people for people in found if people), None)
        if nearest:
            return tuple(dict.fromkeys(nearest))
    return ()


def list_moment(community: Community, now: datetime) -> datetime:
    """When what is said now is told: at the next end of office hours, on a working day."""
    rules = community.rules
    around = (rules.working_hours, community.calendar, community.zone)
    today = add_working_days(now.astimezone(community.zone) - _DAY, 1, *around)
    return today if today > now else add_working_days(now, 1, *around)


def last_kept(now: datetime, community: Community) -> date:
    """The oldest day whose counts are kept."""
    return now.astimezone(community.zone).date() - timedelta(days=community.rules.signals.keep_days)


def is_jump(signal: Signal, day: Iterable[Signal], enough: int) -> bool:
    """`enough` times within `JUMP_WITHIN`, not told before, and not too many jumps were told of that place."""
    told = sum(other.told for other in day if other.node == signal.node)
    return not signal.told and len(signal.recent) >= enough and told < JUMPS_A_DAY


def is_registered(community: Community, signal: Signal, requests: Iterable[Request]) -> bool:
    """Whether one of these requests is about the same matter and place."""
    return any(
        signal.category in (request.category, request.intent) and _same_place(community, signal, request)
        for request in requests
    )


def merged(signals: Iterable[Signal]) -> list[tuple[str, int]]:
    """What and where, and how often, the most frequent first."""
    counts: dict[str, int] = {}
    for signal in signals:
        subject = subject_of(signal)
        counts[subject] = counts.get(subject, 0) + signal.count
    return sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))


def subject_of(signal: Signal) -> str:
    """漏水 3号楼2单元"""
    return " ".join(part for part in (signal.category, signal.place) if part)


def _same_place(community: Community, signal: Signal, request: Request) -> bool:
    if not (signal.place and request.place):
        return signal.node == request.node
    near = community.is_within(signal.node, request.node) or community.is_within(request.node, signal.node)
    shorter, longer = sorted((signal.place, request.place), key=len)
    return near and longer.startswith(shorter)


def _building_of(community: Community, node_id: str) -> Node | None:
    return next((node for node in community.chain(node_id) if node.kind is NodeKind.BUILDING), None)


def _unit_node(community: Community, building: Node, unit: str) -> str:
    """The unit's own node where the tree has it, else its building's."""
    for node in community.nodes:
        number = _NUMBER.search(node.name)
        if node.kind is NodeKind.UNIT and node.parent == building.id and number and number[0] == unit:
            return node.id
    return building.id


def _words(building: Node, unit: str | None) -> str:
    label = building_label(building.name)
    words = text("signals.block" if label.isalpha() else "signals.building", label=label)
    return words + (text("signals.unit", unit=unit) if unit else "")


def shown(entries: Sequence[tuple[str, int]], most: int) -> str:
    """The entries in one line; beyond `most`, only how many there are."""
    lines = [text("signals.line", subject=subject, count=count) for subject, count in entries[:most]]
    left = len(entries) - most
    return text("signals.between").join(lines) + (text("signals.more", count=left) if left > 0 else "")
