"""Builds the community of a configuration and checks everything that refers to something else."""

import re
from collections.abc import Container, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.config import values
from bot.config.people import read_people
from bot.config.reader import Section, did_you_mean
from bot.config.references import reference, unique
from bot.config.rules import read_rules
from bot.config.services import read_services
from bot.config.words import read_areas, read_words
from handlers.calendar import Calendar, CalendarError
from handlers.community import (
    Community,
    Department,
    Household,
    Node,
    NodeKind,
    Room,
    RoomMode,
    building_label,
)
from handlers.names import fold

_LEVELS = list(NodeKind)
_MOST_HOUSEHOLDS = 100_000


def read_community(root: Section, folder: Path) -> Community:
    """The community that the tables bot, community, roster and rules describe; paths start at `folder`."""
    bot, place = root.section("bot"), root.section("community")
    contact = bot.need("contact", values.identifier, "")
    nodes = _nodes(place)
    households = _households(place, nodes)
    people = read_people(root.section("roster"), contact, nodes, households)
    return Community(
        name=place.need("name", values.name, ""),
        bot_contact=contact,
        bot_names=_bot_names(bot),
        zone=place.take("timezone", values.zone, ZoneInfo("Asia/Shanghai")),
        nodes=tuple(nodes.values()),
        rooms=_rooms(place, nodes),
        households=tuple(households.values()),
        people=people,
        departments=_departments(place, {person.id for person in people}),
        calendar=_calendar(place, folder),
        rules=read_rules(root.section("rules")),
        areas=read_areas(root.section("places")),
        lexicon=read_words(root.section("words")),
        services=read_services(root, people),
    )


def _bot_names(bot: Section) -> tuple[str, ...]:
    names = bot.each("names", values.name)
    if not names:
        bot.wrong("names" if "names" in bot else None, "names must have at least one name")
    for position, name in enumerate(names):
        if fold(name) in map(fold, names[:position]):
            bot.wrong("names", f'"{name}" is there twice', position)
    return names


def _nodes(place: Section) -> dict[str, Node]:
    found: dict[str, Node] = {}
    labels: set[str] = set()
    for section in place.sections("nodes"):
        parent_id = section.take("parent", values.identifier, None)
        parent = found.get(parent_id) if parent_id else None
        node = Node(
            id=section.need("id", values.identifier, ""),
            kind=section.need("kind", values.one_of(NodeKind), _below(parent)),
            name=section.need("name", values.name, ""),
            parent=parent_id,
        )
        unique(section, "id", node.id, found)
        if node.parent and parent is None:
            hint = did_you_mean(node.parent, set(found))
            section.wrong("parent", f'no node "{node.parent}" stands above this line{hint}')
        elif parent and _LEVELS.index(parent.kind) >= _LEVELS.index(node.kind):
            section.wrong("parent", f"a {node.kind} cannot be below a {parent.kind}")
        elif parent is None and found:
            section.wrong(None, "parent is missing: only the first node has none")
        if node.kind is NodeKind.BUILDING:
            unique(section, "name", building_label(node.name), labels)
            labels.add(building_label(node.name))
        found[node.id] = node
    if not found:
        place.wrong("nodes" if "nodes" in place else None, "nodes must have at least one node")
    return found


def _below(parent: Node | None) -> NodeKind:
    """What stands for a kind that cannot be read, so that one mistake does not look like several."""
    return _LEVELS[min(_LEVELS.index(parent.kind) + 1, len(_LEVELS) - 1)] if parent else NodeKind.COMMUNITY


def _rooms(place: Section, nodes: dict[str, Node]) -> tuple[Room, ...]:
    found: dict[str, Room] = {}
    for section in place.sections("rooms"):
        room = Room(
            id=section.need("id", values.identifier, ""),
            name=section.need("name", values.text, ""),
            node=reference(section, "node", nodes),
            mode=section.take("mode", values.one_of(RoomMode), RoomMode.ACTIVE),
        )
        unique(section, "id", room.id, found)
        found[room.id] = room
    return tuple(found.values())


def _households(place: Section, nodes: dict[str, Node]) -> dict[str, Household]:
    buildings = {building_label(node.name): node for node in nodes.values() if node.kind is NodeKind.BUILDING}
    units = {
        (node.parent, number[0]): node.id
        for node in nodes.values()
        if node.kind is NodeKind.UNIT and (number := re.search(r"[0-9]+", node.name))
    }
    found: dict[str, Household] = {}
    for section in place.sections("plans"):
        labels = section.each("buildings", values.identifier)
        sizes = [
            section.need(key, values.integer(1, high), 1)
            for key, high in (("units", 50), ("floors", 150), ("flats", 99))
        ]
        left_out = section.each("except", values.identifier)
        if len(found) + len(labels) * sizes[0] * sizes[1] * sizes[2] > _MOST_HOUSEHOLDS:
            section.wrong(None, f"more than {_MOST_HOUSEHOLDS} households")
            continue
        for position, label in enumerate(labels):
            building = buildings.get(building_label(label))
            if building is None:
                hint = did_you_mean(building_label(label), set(buildings))
                section.wrong("buildings", f'no building node is called "{label}"{hint}', position)
                continue
            homes = _flats(building, building_label(label), sizes, units)
            if not found.keys().isdisjoint(homes):
                section.wrong("buildings", f'"{label}" has households from a line above', position)
            found |= homes
        for position, flat in enumerate(left_out):
            if found.pop(flat, None) is None:
                section.wrong("except", f'there is no household "{flat}"', position)
    return found


def _flats(
    building: Node, label: str, sizes: Sequence[int], units: dict[tuple[str | None, str], str]
) -> dict[str, Household]:
    """A building's households: units, floors and flats count from 1, a room is the floor and two digits."""
    homes = (
        Household(
            id=f"{label}-{unit}-{floor}{flat:02}",
            node=units.get((building.id, str(unit)), building.id),
            building=label,
            unit=str(unit),
            room=f"{floor}{flat:02}",
        )
        for unit in range(1, sizes[0] + 1)
        for floor in range(1, sizes[1] + 1)
        for flat in range(1, sizes[2] + 1)
    )
    return {home.id: home for home in homes}


def _calendar(place: Section, folder: Path) -> Calendar:
    file = place.take("calendar", values.text, None)
    try:
        return Calendar.load(folder / file if file else None)
    except (CalendarError, OSError) as error:
        place.wrong("calendar", str(error))
        return Calendar({})


def _departments(place: Section, people: Container[str]) -> tuple[Department, ...]:
    """The departments; `people`: the ids of the roster."""
    found: list[Department] = []
    taken: dict[str, str] = {}
    for section in place.sections("departments"):
        one = Department(
            name=section.need("name", values.name, ""),
            names=section.each("names", values.name),
            people=section.each("people", values.identifier),
        )
        for key, name in (("name", one.name), *(("names", other) for other in one.names)):
            if name and fold(name) in taken:
                section.wrong(key, f'"{name}" is a name of {taken[fold(name)]} too')
            taken[fold(name)] = one.name
        for position, person in enumerate(one.people):
            if person not in people:
                section.wrong("people", f'there is nobody "{person}" in the roster', position)
        found.append(one)
    return tuple(found)
