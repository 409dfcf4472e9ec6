"""Train the ear for danger (handlers/understanding/alarm.py): `python -m benchmarks.train_alarm`.

Logistic regression by stochastic gradient descent, in the standard library: the same lines give the same weights. The
limit is set, and the quality printed, on authors whose lines were left out of the training.
"""

import json
import math
import random
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from handlers.understanding.alarm import Ear, features, score
from handlers.understanding.judgement import hits_of
from handlers.understanding.lexicon import shipped
from handlers.understanding.normal import normalise

DATA = Path(__file__).parent / "data"
OUT = Path(__file__).parents[1] / "handlers" / "understanding" / "alarm.json"
EPOCHS = 12
RATE, DECAY = 0.15, 2e-4
POSITIVE = 2.0  # a missed emergency costs more than an alarm too many
FALSE_ALARMS = 0.02  # of lines that are none, on authors left out
_LEAST = 0.04  # smaller weights are not kept


class Line(NamedTuple):
    """A labelled line by somebody."""

    author: str
    found: list[str]
    danger: bool


def lines() -> list[Line]:
    """All labelled lines, by file; an author of hands/ is one file, the rules' own author the rest."""
    read = []
    for file in sorted(DATA.rglob("*.jsonl")):
        author = file.stem if file.parent.name == "hands" else "rules"
        for raw in file.read_text(encoding="utf-8").splitlines():
            entry = json.loads(raw)
            text = normalise(entry["text"])
            found = sorted(features(text, hits_of(shipped(), text)))
            read.append(Line(author, found, entry.get("urgency") == "emergency"))
    return read


def train(known: Sequence[Line], seed: int = 20261122) -> Ear:
    """Weights for these lines."""
    chance = random.Random(seed)
    order = list(range(len(known)))
    weights: dict[str, float] = {}
    bias = -3.0
    for epoch in range(EPOCHS):
        chance.shuffle(order)
        rate = RATE / (1 + epoch)
        for at in order:
            line = known[at]
            total = bias + sum(weights.get(feature, 0.0) for feature in line.found)
            chance_of = 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
            step = rate * ((1.0 - chance_of) * POSITIVE if line.danger else -chance_of)
            bias += step
            for feature in line.found:
                weight = weights.get(feature, 0.0)
                weights[feature] = weight + step - rate * DECAY * weight
    return Ear(weights, bias, 0.0)


def left_out(known: Sequence[Line]) -> dict[str, list[tuple[float, bool]]]:
    """By author, the scores of their lines by an ear that never heard them."""
    found = {}
    for author in sorted({line.author for line in known}):
        ear = train([line for line in known if line.author != author])
        found[author] = [(score(ear, line.found), line.danger) for line in known if line.author == author]
        print(author, len(found[author]), "lines", file=sys.stderr)
    return found


def limit_of(scores: Iterable[tuple[float, bool]]) -> float:
    """The score that so few harmless lines pass."""
    harmless = sorted((value for value, danger in scores if not danger), reverse=True)
    return round(harmless[int(len(harmless) * FALSE_ALARMS)], 3)


def main() -> None:
    """Print the quality by author and write the weights."""
    known = lines()
    by_author = left_out(known)
    limit = limit_of(pair for author, pairs in by_author.items() if author != "rules" for pair in pairs)
    print(f"limit {limit}")
    for author, pairs in by_author.items():
        danger = [value > limit for value, is_danger in pairs if is_danger]
        harmless = [value > limit for value, is_danger in pairs if not is_danger]
        noticed, false = sum(danger) / max(1, len(danger)), sum(harmless) / max(1, len(harmless))
        print(
            f"{author:6} noticed {noticed:6.1%} of {len(danger):3}, false alarms {false:5.2%} of {len(harmless)}"
        )
    ear = train(known)
    kept = {
        feature: round(weight, 2) for feature, weight in sorted(ear.weights.items()) if abs(weight) >= _LEAST
    }
    made = {"bias": round(ear.bias, 3), "limit": limit, "weights": kept}
    OUT.write_text(json.dumps(made, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{OUT.name}: {len(kept)} weights, {OUT.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
