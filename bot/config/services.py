"""The menu of services, [[services]]."""

from collections.abc import Mapping

from bot.config import values
from bot.config.reader import Section, did_you_mean
from handlers.names import fold
from handlers.people import Person
from handlers.services.menu import Service
from handlers.understanding.model import CATEGORIES, INTENTS
from handlers.understanding.normal import normalise

_SHORTEST, _LONGEST = 2, 12  # characters of a service's name or word


def read_services(root: Section, people: tuple[Person, ...]) -> tuple[Service, ...]:
    """The services in their order on the menu, each with a team of the roster."""
    known = {person.id: person for person in people}
    found: list[Service] = []
    taken: dict[str, str] = {}
    for section in root.sections("services"):
        service = _service(section, known)
        for key, words in (("name", (service.name,)), ("words", service.words)):
            for word in words:
                if taken.setdefault(fold(word), service.id) != service.id:
                    section.wrong(key, f'"{word}" is a word of "{taken[fold(word)]}", too')
        if any(one.id == service.id for one in found):
            section.wrong("id", f'"{service.id}" is there twice')
        found.append(service)
    return tuple(found)


def _service(section: Section, people: Mapping[str, Person]) -> Service:
    name = section.need("name", _word, "")
    return Service(
        id=section.need("id", values.identifier, ""),
        name=name,
        words=section.each("words", _word),
        intent=section.take("intent", values.known(INTENTS, "intent"), "求助"),
        category=section.need("category", values.known(CATEGORIES, "category"), "其他"),
        team=section.take("team", values.name, name),
        lead=_worker(section, "lead", section.need("lead", values.identifier, ""), people),
        members=tuple(
            _worker(section, "members", one, people, position)
            for position, one in enumerate(section.each("members", values.identifier))
        ),
        skills=section.each("skills", values.name),
        place=section.take("place", values.name, ""),
        hours=section.take("hours", values.name, ""),
        note=section.take("note", values.name, ""),
    )


def _word(value: object) -> str:
    """A name or word as it is looked for in messages."""
    word = normalise(values.text(value)).strip()
    if not _SHORTEST <= len(word) <= _LONGEST:
        raise ValueError(f"must have {_SHORTEST} to {_LONGEST} characters")
    return word


def _worker(
    section: Section, key: str, person_id: str, people: Mapping[str, Person], position: int | None = None
) -> str:
    """Somebody of the roster to whom requests can be given."""
    person = people.get(person_id)
    if person_id and person is None:
        section.wrong(
            key, f'there is no person "{person_id}"{did_you_mean(person_id, set(people))}', position
        )
    elif person is not None and not (person.posts or person.volunteers):
        section.wrong(
            key, f'"{person_id}" holds no post and is no volunteer: nothing can be given to them', position
        )
    return person_id
