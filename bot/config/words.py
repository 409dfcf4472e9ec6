"""A community's own words and places, added to the tables that come with the program (handlers/understanding)."""

from functools import partial

from bot.config import values
from bot.config.reader import Read, Section, did_you_mean
from handlers.understanding.lexicon import Lexicon, shipped
from handlers.understanding.model import CATEGORIES, INTENTS
from handlers.understanding.normal import normalise

_KINDS = ("category", "intent", "emergency")
_WEIGHTS = {"category": 4.0, "intent": 4.0, "emergency": 5.0, "shield": 1.0}
"""As much as the surest words of the shipped tables weigh: an office adds a word because it is sure."""
_SHIELD = "words"  # the one label of the words that hide what stands in them
_GAPS = 3  # the time that a search takes grows ninefold with each
_SHORTEST, _LONGEST = 2, 20  # characters of a place's name

Areas = tuple[tuple[str, tuple[str, ...]], ...]


def read_words(section: Section) -> Lexicon | None:
    """The shipped words with the own ones of `[words]`; None where there are none."""
    parts = {kind: section.section(kind) for kind in _KINDS}
    if not any(kind in section for kind in (*_KINDS, "shield")):
        return None
    own = shipped().copy()
    for kind, part in parts.items():
        labels = _labels(own, kind)
        for label in part.names():
            if label in labels:
                part.each(label, _adder(own, kind, label))
            else:
                hint = did_you_mean(label, labels) or f"; there are {'、'.join(sorted(labels))}"
                part.wrong(label, f"is no {kind}{hint}")
    section.each(
        "shield", _adder(own, "shield", _SHIELD)
    )  # last: none may hide an emergency, an own one neither
    return own


def _labels(lexicon: Lexicon, kind: str) -> set[str]:
    if kind == "emergency":
        found = {pattern.label.partition(":") for _, pattern in lexicon.entries()}
        return {label for known, _, label in found if known == kind}
    return set(CATEGORIES if kind == "category" else INTENTS)


def _adder(own: Lexicon, kind: str, label: str) -> Read[str]:
    """Reads a pattern and adds it."""

    def read(value: object) -> str:
        pattern = values.text(value)
        if pattern.count("…") > _GAPS:
            raise ValueError(f"at most {_GAPS} gaps (…) in a pattern")
        own.add_own(kind, label, _WEIGHTS[kind], pattern)
        return pattern

    return read


def read_areas(section: Section) -> Areas:
    """The own landmarks of `[places]`: their normal names, and what else people call them.

    A name that the shipped landmarks have for another place (小广场) means this community's own.
    """
    taken: dict[str, str] = {}
    areas: list[tuple[str, tuple[str, ...]]] = []
    for key in section.names():
        try:
            name = _place(key, key, taken)
        except ValueError as error:
            section.wrong(key, str(error))
            continue
        areas.append((name, section.each(key, partial(_place, key, taken=taken))))
    return tuple(areas)


def _place(key: str, value: object, taken: dict[str, str]) -> str:
    """A name of the place `key`, as it is looked for in messages."""
    name = normalise(values.text(value)).strip()
    if not _SHORTEST <= len(name) <= _LONGEST:
        raise ValueError(f"a place has a name of {_SHORTEST} to {_LONGEST} characters")
    if taken.setdefault(name, key) != key:
        raise ValueError(f'"{name}" is a name of "{taken[name]}", too')
    return name
