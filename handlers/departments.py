"""Who can be called in from outside (吹哨): departments, as the configuration names them. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from handlers.names import fold


@dataclass(frozen=True, slots=True)
class Department:
    """`names`: what it is called besides; `people`: ids of those of the roster who report in for it; none: whoever
    called it in does so for it."""

    name: str
    names: tuple[str, ...] = ()
    people: tuple[str, ...] = ()


def named_first(departments: Iterable[Department], words: str) -> tuple[Department, str] | None:
    """The department that words begin with, by its longest name, and what follows it; None if there is none."""
    said = words.strip()
    names = sorted(
        ((name, one) for one in departments for name in (one.name, *one.names)),
        key=lambda entry: -len(entry[0]),
    )
    for name, one in names:
        if fold(said[: len(name)]) == fold(name):
            return one, said[len(name) :].strip(" \t\n:：，,。")
    return None
