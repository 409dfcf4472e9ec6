"""Train the ears (handlers/understanding/ear.py): `python -m benchmarks.train_ear`, or `make model`.

Logistic regression by stochastic gradient descent, in the standard library: the same lines give the same weights. The
limits are set, and the quality printed, on authors whose lines were left out of the training.
"""

import json
import math
import random
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from handlers.understanding.ear import Ear, features
from handlers.understanding.judgement import hits_of
from handlers.understanding.lexicon import shipped
from handlers.understanding.normal import normalise

DATA = Path(__file__).parent / "data"
OUT = Path(__file__).parents[1] / "handlers" / "understanding" / "ear.json"
EPOCHS = 12
RATE, DECAY = 0.15, 2e-4
_LEAST = 0.04  # smaller weights are not kept


class Line(NamedTuple):
    """A labelled line by somebody; `wanted`: it is what the ear listens for."""

    author: str
    found: list[str]
    wanted: bool


class Kind(NamedTuple):
    """What an ear is trained to: `stress` on what must not be missed, and the part of other lines that may pass."""

    name: str
    stress: float
    false: float


DANGER, ASKING = Kind("danger", 2.0, 0.02), Kind("asking", 1.0, 0.01)


def lines(kind: Kind) -> list[Line]:
    """The labelled lines for an ear, by file; an author of hands/ is one file, the rules' own author the rest.

    Danger is heard in all of them; asking only where nobody is called, and where no danger is.
    """
    read = []
    for file in sorted(DATA.rglob("*.jsonl")):
        author = file.stem if file.parent.name == "hands" else "rules"
        for raw in file.read_text(encoding="utf-8").splitlines():
            entry = json.loads(raw)
            if kind is ASKING and not _may_ask(entry):
                continue
            text = normalise(entry["text"])
            wanted = entry.get("urgency") == "emergency" if kind is DANGER else bool(entry["for_bot"])
            read.append(Line(author, sorted(features(text, hits_of(shipped(), text))), wanted))
    return read


def _may_ask(entry: dict[str, Any]) -> bool:
    called = entry.get("addressed") == "explicit"
    return entry.get("for_bot") is not None and not called and entry.get("urgency") != "emergency"


def train(known: Sequence[Line], stress: float, seed: int = 20261122) -> Ear:
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
            likely = 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
            step = rate * ((1.0 - likely) * stress if line.wanted else -likely)
            bias += step
            for feature in line.found:
                weight = weights.get(feature, 0.0)
                weights[feature] = weight + step - rate * DECAY * weight
    return Ear(weights, bias, 0.0)


def left_out(known: Sequence[Line], stress: float) -> dict[str, list[tuple[float, bool]]]:
    """By author, how their lines sound to an ear that never heard them."""
    found = {}
    for author in sorted({line.author for line in known}):
        ear = train([line for line in known if line.author != author], stress)
        found[author] = [(ear.above(line.found), line.wanted) for line in known if line.author == author]
        print(author, len(found[author]), "lines", file=sys.stderr)
    return found


def limit_of(heard: Iterable[tuple[float, bool]], false: float) -> float:
    """The value that no more than this part of the other lines passes."""
    others = sorted((value for value, wanted in heard if not wanted), reverse=True)
    return round(others[int(len(others) * false)], 3)


def _make(kind: Kind) -> dict[str, Any]:
    known = lines(kind)
    by_author = left_out(known, kind.stress)
    limit = limit_of(
        (pair for author, heard in by_author.items() if author != "rules" for pair in heard), kind.false
    )
    print(f"{kind.name}, limit {limit}")
    for author, heard in by_author.items():
        noticed = [value > limit for value, wanted in heard if wanted]
        false = [value > limit for value, wanted in heard if not wanted]
        shares = sum(noticed) / max(1, len(noticed)), sum(false) / max(1, len(false))
        print(
            f"  {author:6} noticed {shares[0]:6.1%} of {len(noticed):3}, false {shares[1]:5.2%} of {len(false)}"
        )
    ear = train(known, kind.stress)
    kept = {
        feature: round(weight, 2) for feature, weight in sorted(ear.weights.items()) if abs(weight) >= _LEAST
    }
    return {"bias": round(ear.bias, 3), "limit": limit, "weights": kept}


def main() -> None:
    """Print the quality by author and write the weights."""
    made = {kind.name: _make(kind) for kind in (DANGER, ASKING)}
    OUT.write_text(json.dumps(made, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{OUT.name}: {OUT.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
