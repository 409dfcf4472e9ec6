"""The roster, [roster]: who is who, with which posts, at which home."""

from datetime import time

from bot.config import values
from bot.config.reader import Section
from bot.config.references import reference, unique
from handlers.community import Household, Kind, Node, Person, Post, Role
from handlers.people import BY_TOPIC
from handlers.privacy.erasing import GONE
from handlers.turn import CLOCK, OFFICE
from handlers.understanding.model import CATEGORIES, INTENTS
from storage.small import GUEST

_TOPICS = frozenset([*CATEGORIES, *INTENTS])


def read_people(
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
        unique(section, "id", person.id, found)
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
        node=reference(section, "node", nodes),
        role=section.need("role", values.one_of(Role), Role.HEAD),
        categories=frozenset(section.each("categories", values.known(_TOPICS, "category or intent"))),
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
