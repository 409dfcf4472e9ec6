"""Names of options that voice input wrote with other characters of the same sound: 转红 for 砖红.

Toneless syllables of the commonest characters (`ballotsounds.toml`) are compared. Only a whole name of at least two
characters is put right, of which one must have been written as it is: what shares nothing with the name is another
word. A stretch that sounds like the names of two options stays as it is.
"""

import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from handlers.understanding.patterns import late

_LONGEST = 24  # characters of a message that is little more than a choice
_NAME = late("[一-龥]{2,8}")


@cache
def _syllables() -> dict[int, str]:
    """A `str.translate` table: for each character the first one of its syllable."""
    table = tomllib.loads(Path(__file__).with_name("ballotsounds.toml").read_text(encoding="utf-8"))
    return {ord(char): alike[0] for alike in table["syllables"].values() for char in alike}


def _sound(text: str) -> str:
    return text.translate(_syllables())


def _places(sounds: str, sound: str) -> Iterable[int]:
    at = sounds.find(sound)
    while at >= 0:
        yield at
        at = sounds.find(sound, at + 1)


def as_named(text: str, options: Sequence[str]) -> str:
    """The text with a stretch that sounds like exactly one of the options written as that one; else unchanged."""
    if len(text) > _LONGEST:
        return text
    sounds = ""
    found: dict[int, set[str]] = {}
    for label in options:
        if _NAME.fullmatch(label) and not set(label).isdisjoint(text):
            sounds = sounds or _sound(text)
            for at in _places(sounds, _sound(label)):
                said = text[at : at + len(label)]
                if said != label and any(map(str.__eq__, said, label)):
                    found.setdefault(at, set()).add(label)
    for at, labels in found.items():
        if len(labels) == 1:
            label = labels.pop()
            text = text[:at] + label + text[at + len(label) :]
    return text
