"""Departments that can be called in, and how long they have: [community] departments, [rules.whistle]."""

from collections.abc import Container

from bot import config_values as values
from bot.config_reader import Section
from handlers.departments import Department
from handlers.names import fold
from handlers.rules import WhistleRules


def read_whistle(section: Section) -> WhistleRules:
    """The spans; what is not said is the default."""
    default = WhistleRules()
    return WhistleRules(
        report=section.take("report", values.span, default.report),
        answer=section.take("answer", values.span, default.answer),
    )


def read_departments(place: Section, people: Container[str]) -> tuple[Department, ...]:
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
