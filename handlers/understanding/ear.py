"""A learned ear: danger, and asking for something, in the words of people who never saw our tables.

Two linear models over the characters of a message, one weight a feature, trained by `make model` on the lines in
benchmarks/data and kept in ear.json. On authors left out of the training, at 2 false alarms in 100 lines it hears 87 of
100 emergencies (the tables alone 50), and at 1 false offer in 100 lines of chatter more than half of the requests that
call nobody (the tables 38, at 6).
"""

import json
import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from handlers.understanding.lexicon import Hit

_READ = 160  # characters: what somebody wants is said by then
_LONGEST = 3
_FIGURES = re.compile(r"[0-9]+")


class Ear(NamedTuple):
    """The trained weights; a message whose weights come to more than `limit` is what the ear listens for."""

    weights: dict[str, float]
    bias: float
    limit: float

    def above(self, found: Iterable[str]) -> float:
        """How far the features are above the limit (log odds)."""
        weights = self.weights
        return self.bias - self.limit + sum(weights.get(feature, 0.0) for feature in found)


class Ears(NamedTuple):
    """One for danger to life, one for plain words that ask the community for something."""

    danger: Ear
    asking: Ear


def features(text: str, hits: Iterable[Hit]) -> set[str]:
    """The runs of one to three characters in a normalised text, numbers as one, and the labels that the rules saw."""
    plain = _FIGURES.sub("0", text[:_READ])
    found = {plain[at : at + size] for size in range(1, _LONGEST + 1) for at in range(len(plain) - size + 1)}
    found.update(f"#{hit.label}" for hit in hits)
    return found


@cache
def shipped() -> Ears:
    """The weights that come with the program."""
    kept = json.loads(files("handlers.understanding").joinpath("ear.json").read_text(encoding="utf-8"))
    return Ears(
        *(Ear(kept[name]["weights"], kept[name]["bias"], kept[name]["limit"]) for name in Ears._fields)
    )
