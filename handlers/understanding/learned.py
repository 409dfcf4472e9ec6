"""What was learned from labelled lines: does somebody ask for something, is anybody in danger, and what is it about.

A small network: the runs of one to three characters of a message and the labels that the tables found in it, added up
to a few dozen hidden values, and from those one answer a label. `make model` trains it on the lines in benchmarks/data
(benchmarks/train.py) and keeps it in learned.npz; how good it is on authors it never read stands in
docs/decisions/understanding.md.
"""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from handlers.understanding.lexicon import Hit
from handlers.understanding.model import CATEGORIES, INTENTS

ASKED_FOR = tuple(INTENTS[:-1])
"""The intents the network chooses from: all but 闲聊, which is what nobody asked for."""
YES_OR_NO = ("asks", "danger", "urgent")
"""The first answers of the network; behind them one an intent, then one a category."""
_A_GUESS = 0.2  # a category no likelier than this is none: 其他
_READ = 160  # characters: what somebody wants is said by then
_FIGURES = re.compile(r"[0-9]+")
_GAPS = re.compile(r"\s+")
_FIRST_INTENT = len(YES_OR_NO)
_FIRST_CATEGORY = _FIRST_INTENT + len(ASKED_FOR)

Floats = NDArray[np.float32]
Features = NDArray[np.int64]
"""Runs of characters and labels of the tables, each as a number: what is looked up for every message is then a sorted
megabyte that stays in the processor's cache, and not strings all over the memory."""
_CHARACTER = 21  # bits of a character in the number of a run
_BITS = (2 * _CHARACTER, _CHARACTER, 0)


class Heard(NamedTuple):
    """The network's answers to one message. `asks`, `danger` and `urgent` are log odds above the limit that the
    training set (more than 0: yes); `sure` is the likelihood of `intent` among the intents."""

    asks: float
    danger: float
    urgent: float
    intent: str
    category: str
    sure: float


@dataclass(frozen=True)
class Network:
    """The trained weights: `known` the features, ascending; `rows` a line of small whole numbers for each, `scale` what
    one of them is worth."""

    known: Features
    rows: NDArray[np.int8]
    scale: Floats
    bias: Floats
    answers: Floats
    answer_bias: Floats
    limits: Floats
    """What asks, danger and urgent must come to, in log odds."""

    def hear(self, found: Features) -> Heard:
        """What a message with these features, each once, means to the network."""
        said = np.maximum(self._hidden(self._lines(found)), 0.0) @ self.answers + self.answer_bias
        asks, danger, urgent = (said[:_FIRST_INTENT] - self.limits).tolist()
        answers = said.tolist()  # of so few numbers Python is faster
        intent, sure = _likeliest(answers[_FIRST_INTENT:_FIRST_CATEGORY], ASKED_FOR)
        category, named = _likeliest(answers[_FIRST_CATEGORY:], CATEGORIES)
        return Heard(asks, danger, urgent, intent, category if named > _A_GUESS else CATEGORIES[-1], sure)

    def deciding(self, found: Features, answers: Sequence[str], most: int) -> list[tuple[int, float]]:
        """The features without which the given answers would have been weaker, and by how much (log odds)."""
        columns = [(*YES_OR_NO, *ASKED_FOR, *CATEGORIES).index(answer) for answer in answers]
        lines = self._lines(found)
        whole = self._hidden(lines)
        without = whole - (self.rows[lines] * self.scale) / np.sqrt(max(1, len(lines)))
        weaker = (np.maximum(whole, 0.0) - np.maximum(without, 0.0)) @ self.answers[:, columns]
        order = np.argsort(-weaker.sum(axis=1))[:most]
        known = self.known[lines].tolist()
        return [(known[at], round(float(weaker[at].sum()), 2)) for at in order if weaker[at].sum() > 0]

    def _lines(self, found: Features) -> NDArray[np.intp]:
        at = self.known.searchsorted(found)
        lines: NDArray[np.intp] = at[self.known.take(at, mode="clip") == found]
        return lines

    def _hidden(self, lines: NDArray[np.intp]) -> Floats:
        # Whole numbers this small add up exactly in float32.
        total = np.add.reduce(self.rows.take(lines, axis=0), axis=0, dtype=np.float32)
        hidden: Floats = total * self.scale / math.sqrt(max(1, len(lines))) + self.bias
        return hidden


def _likeliest(said: list[float], labels: Sequence[str]) -> tuple[str, float]:
    """The label with the strongest answer, and how likely it is among them."""
    most = max(said)
    return labels[said.index(most)], 1.0 / sum(math.exp(one - most) for one in said)


def listed(text: str, hits: Iterable[Hit]) -> Features:
    """The runs of one to three characters in a normalised text, its ends marked, numbers and gaps as one; then the
    labels that the tables saw in it. In order, and as often as they occur."""
    plain = f"^{_GAPS.sub(' ', _FIGURES.sub('0', text[:_READ]))}$".encode("utf-32-le", "surrogatepass")
    ones = np.frombuffer(plain, "<u4").astype(np.int64)
    twos = (ones[:-1] << _CHARACTER) | ones[1:]
    threes = (twos[:-1] << _CHARACTER) | ones[2:]
    labels = np.array([label_number(hit.label) for hit in hits], np.int64)
    return np.concatenate((ones, twos, threes, labels))


def features(text: str, hits: Iterable[Hit]) -> Features:
    """What is `listed`, each once, ascending."""
    found = listed(text, hits)
    found.sort()
    first = np.empty(len(found), np.bool_)
    first[0] = True
    np.not_equal(found[1:], found[:-1], out=first[1:])
    return found[first]


@cache
def label_number(label: str) -> int:
    """The number of a label of the tables as a feature; those of runs are positive."""
    return -1 - crc32(label.encode())


def run_of(number: int) -> str:
    """The run of characters that a feature stands for."""
    return "".join(chr(number >> bits & ((1 << _CHARACTER) - 1)) for bits in _BITS if number >> bits)


@cache
def shipped() -> Network:
    """The weights that come with the program."""
    with files("handlers.understanding").joinpath("learned.npz").open("rb") as file:
        kept = np.load(file, allow_pickle=False)
        return Network(**{field.name: kept[field.name] for field in fields(Network)})
