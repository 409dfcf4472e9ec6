"""Builds the community of a configuration and checks everything that refers to something else."""

import re
from collections.abc import Container, Sequence
from datetime import time
from pathlib import Path
from zoneinfo import ZoneInfo

from bot import config_values as values
from bot.config_calls import read_calls
from bot.config_reader import Section, did_you_mean
from bot.config_reports import read_reports
from bot.config_retention import read_retention
from bot.config_services import read_services, read_visits
from bot.config_whistle import read_departments, read_whistle
from bot.config_words import read_areas, read_words
from handlers.calendar import Calendar, CalendarError
from handlers.community import (
    Community,
    Household,
    Kind,
    Node,
    NodeKind,
    Person,
    Post,
    Role,
    Room,
    RoomMode,
    building_label,
)
from handlers.names import fold
from handlers.pacing import Pace
from handlers.people import BY_TOPIC
from handlers.privacy.erasing import GONE
from handlers.rules import CLOCKS, ChainRules, Clock, PollDefaults, Rules, SignalRules
from handlers.turn import CLOCK, OFFICE
from handlers.understanding.model import CATEGORIES, INTENTS
from handlers.worktime import Hours
from storage.small import GUEST

_TOPICS = frozenset([*CATEGORIES, *INTENTS])
_LEVELS = list(NodeKind)
_MOST_HOUSEHOLDS = 100_000


def read_community(root: Section, folder: Path) -> Community:
    """The community that the tables bot, community, roster and rules describe; paths start at `folder`."""
    bot, place = root.section("bot"), root.section("community")
    contact = bot.need("contact", values.identifier, "")
    nodes = _nodes(place)
    households = _households(place, nodes)
    people = _people(root.section("roster"), contact, nodes, households)
    return Community(
        name=place.need("name", values.name, ""),
        bot_contact=contact,
        bot_names=_bot_names(bot),
        zone=place.take("timezone", values.zone, ZoneInfo("Asia/Shanghai")),
        nodes=tuple(nodes.values()),
        rooms=_rooms(place, nodes),
        households=tuple(households.values()),
        people=people,
        departments=read_departments(place, {person.id for person in people}),
        calendar=_calendar(place, folder),
        rules=_rules(root.section("rules")),
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
        _unique(section, "id", node.id, found)
        if node.parent and parent is None:
            hint = did_you_mean(node.parent, set(found))
            section.wrong("parent", f'no node "{node.parent}" stands above this line{hint}')
        elif parent and _LEVELS.index(parent.kind) >= _LEVELS.index(node.kind):
            section.wrong("parent", f"a {node.kind} cannot be below a {parent.kind}")
        elif parent is None and found:
            section.wrong(None, "parent is missing: only the first node has none")
        if node.kind is NodeKind.BUILDING:
            _unique(section, "name", building_label(node.name), labels)
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
            node=_reference(section, "node", nodes),
            mode=section.take("mode", values.one_of(RoomMode), RoomMode.ACTIVE),
        )
        _unique(section, "id", room.id, found)
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


def _people(
    roster: Section, bot: str, nodes: dict[str, Node], households: dict[str, Household]
) -> tuple[Person, ...]:
    found: dict[str, Person] = {}
    taken = {bot: "the bot"}
    for section in roster.sections("people"):
        person_id = section.need("id", values.identifier, "")
        person = Person(
            id=person_id,
            name=section.need("name", values.name, ""),
            contacts=section.each("contacts", values.identifier, (person_id,)),
            title=section.take("title", values.name, ""),
            household=section.take("household", values.identifier, None),
            party=section.take("party", values.boolean, False),
            posts=tuple(_post(post, nodes) for post in section.sections("posts")),
            kinds=frozenset(section.each("kinds", values.one_of(Kind))),
            employer=section.take("employer", values.name, ""),
            skills=section.each("skills", values.name),
            owns=section.each("owns", values.identifier),
        )
        _unique(section, "id", person.id, found)
        if person.id in (CLOCK, OFFICE) or person.id.startswith((GUEST, GONE)):
            section.wrong("id", f'"{person.id}" is kept for the program: choose another one')
        found[person.id] = person
        if person.household and person.household not in households:
            section.wrong("household", f'there is no household "{person.household}"')
        for position, flat in enumerate(person.owns):
            if flat and flat not in households:
                section.wrong("owns", f'there is no household "{flat}"', position)
        for contact in person.contacts:
            if contact and contact in taken:
                section.wrong("contacts", f'"{contact}" is a contact of {taken[contact]} too')
            taken[contact] = person.name
    top = next(iter(nodes), "")
    if not any(post.role is Role.ADMIN and post.node == top for who in found.values() for post in who.posts):
        roster.wrong(None, f'nobody has a post of role admin at "{top}", the top node')
    return tuple(found.values())


def _post(section: Section, nodes: dict[str, Node]) -> Post:
    post = Post(
        node=_reference(section, "node", nodes),
        role=section.need("role", values.one_of(Role), Role.HEAD),
        categories=frozenset(section.each("categories", _topic)),
        hours=section.each("hours", values.hours),
    )
    if post.role in BY_TOPIC and not post.categories:
        section.wrong("categories" if "categories" in section else None, f"a {post.role} needs categories")
    elif post.role not in BY_TOPIC and post.categories:
        section.wrong("categories", f"only {' and '.join(sorted(BY_TOPIC))} have categories")
    for position, (begin, end) in enumerate(post.hours):
        if begin == end and begin != time.min:
            section.wrong("hours", "must be from one time to another", position)
    return post


def _topic(value: object) -> str:
    topic = values.text(value)
    if topic not in _TOPICS:
        raise ValueError(f'"{topic}" is no category or intent{did_you_mean(topic, set(_TOPICS))}')
    return topic


def _calendar(place: Section, folder: Path) -> Calendar:
    file = place.take("calendar", values.text, None)
    try:
        return Calendar.load(folder / file if file else None)
    except (CalendarError, OSError) as error:
        place.wrong("calendar", str(error))
        return Calendar({})


def _rules(section: Section) -> Rules:
    default = Rules()
    clocks, polls, pace = section.section("clocks"), section.section("polls"), section.section("pace")
    signals, chains = section.section("signals"), section.section("chains")
    return Rules(
        clocks={urgency: _clock(clocks.section(urgency), clock) for urgency, clock in CLOCKS.items()},
        remind=section.each("remind", values.part, default.remind),
        rate_again_hours=section.take("rate_again_hours", values.integer(1, 720), default.rate_again_hours),
        auto_close_days=section.take("auto_close_days", values.integer(1, 366), default.auto_close_days),
        inspect_days=section.take("inspect_days", values.integer(1, 30), default.inspect_days),
        answer_days=section.take("answer_days", values.integer(1, 30), default.answer_days),
        quiet=section.take("quiet_hours", values.hours, default.quiet),
        working_hours=_working_hours(section, default.working_hours),
        pace=_pace(pace),
        polls=PollDefaults(
            days=polls.take("days", values.integer(1, 366), default.polls.days),
            remind_hours=polls.take("remind_hours", values.integer(1, 720), default.polls.remind_hours),
            max_options=polls.take("max_options", values.integer(2, 50), default.polls.max_options),
            secret=polls.take("secret", values.boolean, default.polls.secret),
            public_days=polls.take("public_days", values.integer(1, 90), default.polls.public_days),
            statutory_channel=polls.take("statutory_channel", values.text, default.polls.statutory_channel),
        ),
        chains=ChainRules(
            keep_days=chains.take("keep_days", values.integer(1, 90), default.chains.keep_days),
            tell_minutes=chains.take("tell_minutes", values.integer(1, 720), default.chains.tell_minutes),
        ),
        calls=read_calls(section.section("calls")),
        whistle=read_whistle(section.section("whistle")),
        reports=read_reports(section.section("reports")),
        visits=read_visits(section.section("visits")),
        retention=read_retention(section.section("retention")),
        signals=SignalRules(
            jump=signals.take("jump", values.integer(2, 100), default.signals.jump),
            keep_days=signals.take("keep_days", values.integer(1, 366), default.signals.keep_days),
        ),
    )


def _clock(section: Section, default: Clock) -> Clock:
    return Clock(
        accept=section.take("accept", values.span, default.accept),
        close=section.take("close", values.span, default.close),
        first_contact=section.take("first_contact", values.span, default.first_contact),
    )


def _pace(section: Section) -> Pace:
    default = Pace()
    return Pace(
        per_minute=section.take("per_minute", values.integer(1, 60), default.per_minute),
        per_day=section.take("per_day", values.integer(1, 10_000), default.per_day),
        room_per_minute=section.take("room_per_minute", values.integer(1, 60), default.room_per_minute),
        reply=section.take("reply", values.seconds_range, default.reply),
        between_rooms=section.take("between_rooms", values.seconds_range, default.between_rooms),
        rest=section.take("rest", values.minutes_range, default.rest),
    )


def _working_hours(section: Section, default: tuple[Hours, ...]) -> tuple[Hours, ...]:
    """In order, none into another; the end of the day may be the last one's end."""
    found = section.each("working_hours", values.hours, default)
    if not found:
        section.wrong("working_hours", "must have at least one span of hours")
        return default
    before = time.min
    for position, (begin, end) in enumerate(found):
        last = position == len(found) - 1
        if begin < before or not (begin < end or (last and end == time.min)):
            section.wrong("working_hours", "must be in order, within one day, and must not overlap", position)
        before = end
    return found


def _reference(section: Section, key: str, nodes: dict[str, Node]) -> str:
    node = section.need(key, values.identifier, "")
    if node and node not in nodes:
        section.wrong(key, f'there is no node "{node}"{did_you_mean(node, set(nodes))}')
    return node


def _unique(section: Section, key: str, value: str, taken: Container[str]) -> None:
    if value and value in taken:
        section.wrong(key, f'"{value}" is there twice')
