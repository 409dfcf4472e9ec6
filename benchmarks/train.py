"""Trains the network of handlers/understanding/learned.py from the labelled lines, and says how good it is.

    make model

First each group of authors is left out in turn and heard by a network that never read them: the honest figures, and the
limits. Then one is trained on all lines and written to learned.npz. Only numpy; the same lines give the same weights.
"""

import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.labelled import RULES, Labelled, labelled
from handlers.understanding.calls import strip_call
from handlers.understanding.judgement import hits_of
from handlers.understanding.learned import (
    ASKED_FOR,
    YES_OR_NO,
    Features,
    Floats,
    Network,
    label_number,
    listed,
    run_of,
)
from handlers.understanding.lexicon import shipped as tables
from handlers.understanding.model import CATEGORIES
from handlers.understanding.normal import normalise

OUT = Path(__file__).parents[1] / "handlers" / "understanding" / "learned.npz"
GROUPS = 5  # of authors, left out in turn
HIDDEN = 64
READERS = 2  # networks that start differently and are heard together: they agree on what matters
ROUNDS = 10
BATCH = 64
RARE = 3  # lines in which a feature must stand to be learned
DROP_FEATURES = 0.3  # on average; so that no single word decides
DROP_HIDDEN = 0.3
SMOOTH = 0.05
RATE, RATE_TOP = 0.1, 0.006
WEIGHTS = {"asks": 1.0, "danger": 3.0, "urgent": 3.0}  # a yes that is missed, against a no that is heard
FALSE = {"asks": 0.014, "danger": 0.02, "urgent": 0.02}  # the part of other lines that may pass the limit
_FIRST_INTENT = len(YES_OR_NO)
_FIRST_CATEGORY = _FIRST_INTENT + len(ASKED_FOR)
_ANSWERS = _FIRST_CATEGORY + len(CATEGORIES)
_NONE = -1

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Lesson:
    """The lines as numbers: the features of each, and what the network should say. In `yes` a NaN is not asked."""

    authors: NDArray[np.str_]
    lines: list[Ints]
    yes: Floats
    intents: Ints
    categories: Ints
    features: list[int]


def features_of(line: Labelled) -> list[int]:
    """The features of a line as the program would see them, the call taken off; each once."""
    rest = strip_call(line.text, ("小应", "小助手"))[1] if line.explicit else line.text
    plain = normalise(rest).strip()
    return list(dict.fromkeys(listed(plain, hits_of(tables(), plain)).tolist()))


def lesson(known: Sequence[Labelled]) -> Lesson:
    """The lines, ready for training. Only features that stand in more than one line are learned."""
    found = [features_of(line) for line in known]
    counted = Counter(feature for each in found for feature in each)
    labels = {label_number(pattern.label): f"#{pattern.label}" for _, pattern in tables().entries()}
    frequent = [feature for feature, count in counted.items() if count >= RARE]
    kept = sorted(frequent, key=lambda feature: labels.get(feature) or run_of(feature))
    number = {feature: at for at, feature in enumerate(kept)}
    lines = [np.array([number[one] for one in each if one in number] or [0]) for each in found]
    yes = np.array(
        [
            [
                np.nan if line.explicit or line.for_bot is None else line.for_bot,
                line.urgency == "emergency",
                line.urgency == "urgent",
            ]
            for line in known
        ],
        dtype=np.float32,
    )
    intents = [ASKED_FOR.index(line.intent) if line.for_bot and line.intent else _NONE for line in known]
    categories = [CATEGORIES.index(line.category) if line.category else _NONE for line in known]
    authors = np.array([line.author for line in known])
    return Lesson(authors, lines, yes, np.array(intents), np.array(categories), kept)


class Learner:
    """The network while it learns: rows by Adagrad (a step for each row that stands in the batch), the rest by Adam."""

    def __init__(self, of: Lesson, chance: np.random.Generator) -> None:
        self.of, self.chance = of, chance
        self.rows = (chance.standard_normal((len(of.features), HIDDEN)) * 0.05).astype(np.float32)
        self.moved = np.full(len(of.features), 1e-6, np.float32)
        self.top = {
            "bias": np.zeros(HIDDEN, np.float32),
            "answers": (chance.standard_normal((HIDDEN, _ANSWERS)) * 0.1).astype(np.float32),
            "answer_bias": np.zeros(_ANSWERS, np.float32),
        }
        self.momentum = {
            name: (np.zeros_like(value), np.zeros_like(value)) for name, value in self.top.items()
        }
        self.steps = 0

    def hidden(self, lines: Sequence[Ints]) -> tuple[Floats, Ints, Ints, Floats]:
        """Hidden values of some lines; their features one behind the other, how many each has, and the worth of one."""
        counts = np.array([len(line) for line in lines])
        flat = np.concatenate(lines)
        worth = (1.0 / np.sqrt(counts)).astype(np.float32)
        starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
        total = np.add.reduceat(self.rows[flat], starts, axis=0)
        return total * worth[:, None] + self.top["bias"], flat, counts, worth

    def said(self, which: Ints) -> Floats:
        """All answers to these lines."""
        parts = []
        for at in range(0, len(which), 512):
            hidden, *_ = self.hidden([self.of.lines[line] for line in which[at : at + 512]])
            parts.append(np.maximum(hidden, 0) @ self.top["answers"] + self.top["answer_bias"])
        return np.concatenate(parts)

    def learn(self, which: Ints) -> None:
        """All rounds over these lines; the rate rises over the first tenth and then falls to nothing."""
        total = ROUNDS * -(-len(which) // BATCH)
        for _ in range(ROUNDS):
            order = self.chance.permutation(which)
            for at in range(0, len(order), BATCH):
                part = self.steps / total
                self._step(order[at : at + BATCH], min(1.0, part * 10) * (1 - part))

    def _step(self, batch: Ints, rate: float) -> None:
        self.steps += 1
        heard = [self._thinned(self.of.lines[line]) for line in batch]
        hidden, flat, counts, worth = self.hidden(heard)
        kept = (self.chance.random(hidden.shape) >= DROP_HIDDEN).astype(np.float32) / (1 - DROP_HIDDEN)
        active = np.maximum(hidden, 0) * kept
        wrong = _wrong(active @ self.top["answers"] + self.top["answer_bias"], self.of, batch)
        back = (wrong @ self.top["answers"].T) * kept * (hidden > 0)
        self._adam("answers", active.T @ wrong, rate)
        self._adam("answer_bias", wrong.sum(axis=0), rate)
        self._adam("bias", back.sum(axis=0), rate)
        self._adagrad(flat, np.repeat(np.arange(len(batch)), counts), back * worth[:, None], rate)

    def _thinned(self, line: Ints) -> Ints:
        kept = line[self.chance.random(len(line)) >= self.chance.random() * 2 * DROP_FEATURES]
        return kept if len(kept) else line

    def _adam(self, name: str, slope: Floats, rate: float) -> None:
        mean, square = self.momentum[name]
        mean += 0.1 * (slope - mean)
        square += 0.001 * (slope * slope - square)
        step = (mean / (1 - 0.9**self.steps)) / (np.sqrt(square / (1 - 0.999**self.steps)) + 1e-8)
        self.top[name] -= RATE_TOP * rate * step

    def _adagrad(self, flat: Ints, owner: Ints, slopes: Floats, rate: float) -> None:
        order = np.argsort(flat, kind="stable")
        flat = flat[order]
        starts = np.flatnonzero(np.concatenate([[True], flat[1:] != flat[:-1]]))
        slope = np.add.reduceat(slopes[owner[order]], starts, axis=0)
        rows = flat[starts]
        self.moved[rows] += (slope * slope).mean(axis=1)
        self.rows[rows] -= RATE * rate * slope / np.sqrt(self.moved[rows])[:, None]


def _wrong(said: Floats, of: Lesson, batch: Ints) -> Floats:
    """The slope of the loss: what was said, less what should have been said."""
    wrong = np.zeros_like(said)
    for at, name in enumerate(YES_OR_NO):
        wanted = of.yes[batch, at]
        off = (1 / (1 + np.exp(-said[:, at])) - wanted) * np.where(wanted == 1, WEIGHTS[name], 1.0)
        wrong[:, at] = np.where(np.isnan(wanted), 0.0, off)
    for first, size, wanted_ones in (
        (_FIRST_INTENT, len(ASKED_FOR), of.intents[batch]),
        (_FIRST_CATEGORY, len(CATEGORIES), of.categories[batch]),
    ):
        asked = np.flatnonzero(wanted_ones != _NONE)
        shares = np.exp(
            said[asked, first : first + size] - said[asked, first : first + size].max(axis=1, keepdims=True)
        )
        shares /= shares.sum(axis=1, keepdims=True)
        shares -= SMOOTH / size
        shares[np.arange(len(asked)), wanted_ones[asked]] -= 1 - SMOOTH
        wrong[asked, first : first + size] = shares
    return (wrong / len(batch)).astype(np.float32)


def train(of: Lesson, which: Ints, seed: int = 20261122) -> list[Learner]:
    """Networks that have read these lines."""
    learners = [Learner(of, np.random.default_rng(seed + number)) for number in range(READERS)]
    for learner in learners:
        learner.learn(which)
    return learners


def together(learners: Sequence[Learner], which: Ints) -> Floats:
    """All answers to these lines, on average."""
    said: Floats = np.mean([learner.said(which) for learner in learners], axis=0, dtype=np.float32)
    return said


def network(learners: Sequence[Learner], limits: dict[str, float]) -> Network:
    """What was learned, in the form the program keeps: side by side in one network, rows as small whole numbers, those
    that say nothing left out."""
    exact = np.concatenate([learner.rows for learner in learners], axis=1)
    scale = (np.abs(exact).max(axis=0) / 127).astype(np.float32)
    rows = np.rint(exact / scale).astype(np.int8)
    features: Features = np.array(learners[0].of.features, np.int64)
    telling = np.flatnonzero(np.abs(rows).max(axis=1) > 1)
    telling = telling[np.argsort(features[telling])]
    return Network(
        features[telling],
        rows[telling],
        scale,
        np.concatenate([learner.top["bias"] for learner in learners]),
        np.concatenate([learner.top["answers"] / np.float32(len(learners)) for learner in learners]),
        np.mean([learner.top["answer_bias"] for learner in learners], axis=0, dtype=np.float32),
        np.array([limits[name] for name in YES_OR_NO], np.float32),
    )


def left_out(of: Lesson) -> Floats:
    """All answers, to each line by a network that never read its author."""
    authors = sorted(set(of.authors))
    said = np.zeros((len(of.lines), _ANSWERS), np.float32)
    for group in range(GROUPS):
        strange = np.isin(of.authors, authors[group::GROUPS])
        print(f"without {' '.join(authors[group::GROUPS])}", file=sys.stderr)
        said[strange] = together(train(of, np.flatnonzero(~strange)), np.flatnonzero(strange))
    return said


def limit_of(values: Floats, false: float) -> float:
    """The value that no more than this part of the values passes."""
    return round(float(np.sort(values)[::-1][int(len(values) * false)]), 3)


def limits_of(of: Lesson, said: Floats) -> dict[str, float]:
    """By what strangers' lines that are none of it come to."""
    strange = of.authors != RULES
    return {
        name: limit_of(said[strange & (of.yes[:, at] == 0), at], FALSE[name])
        for at, name in enumerate(YES_OR_NO)
    }


def macro_f1(right: Ints, said: Ints, labels: Iterable[int]) -> float:
    """The mean of the F1 scores of the labels that occur."""
    scores = [
        2 * np.sum((right == one) & (said == one)) / (np.sum(right == one) + np.sum(said == one))
        for one in labels
        if np.any(right == one)
    ]
    return float(np.mean(scores)) if scores else float("nan")


def show(of: Lesson, known: Sequence[Labelled], said: Floats, limits: dict[str, float]) -> None:
    """The table: by hardness, then by author."""
    hard = np.array([line.hard is True for line in known])
    told = np.array([line.hard is not None for line in known])
    strange = of.authors != RULES
    parts = {"strangers": strange, "plain": told & ~hard, "hard": hard}
    parts |= {author: of.authors == author for author in sorted(set(of.authors))}
    print(f"limits {limits}")
    for name, which in parts.items():
        cells = []
        for at, answer in enumerate(YES_OR_NO):
            heard, wanted = said[which, at] > limits[answer], of.yes[which, at]
            cells.append(f"{answer} {heard[wanted == 1].mean():6.1%} false {heard[wanted == 0].mean():5.2%}")
        asked = which & (of.intents != _NONE)
        intents = said[asked, _FIRST_INTENT:_FIRST_CATEGORY].argmax(axis=1)
        cells.append(f"intent {macro_f1(of.intents[asked], intents, range(len(ASKED_FOR))):.3f}")
        asked = which & (of.categories != _NONE)
        categories = said[asked, _FIRST_CATEGORY:].argmax(axis=1)
        cells.append(f"category {macro_f1(of.categories[asked], categories, range(len(CATEGORIES))):.3f}")
        print(f"{name:10} {np.sum(which):6}  " + "  ".join(cells))


def write(made: Network, path: Path = OUT) -> None:
    """Keep the network where the program finds it."""
    np.savez(path, **{field.name: getattr(made, field.name) for field in fields(Network)})


def main() -> None:
    """Print the quality by author and write the weights."""
    known = labelled()
    of = lesson(known)
    said = left_out(of)
    limits = limits_of(of, said)
    show(of, known, said, limits)
    made = network(train(of, np.arange(len(known))), limits)
    write(made)
    print(f"{OUT.name}: {len(made.known)} features, {OUT.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
