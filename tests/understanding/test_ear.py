"""The ears: what they were trained on they must still hear, and their training must be repeatable."""

import json
from pathlib import Path

import pytest

from benchmarks.train_ear import ASKING, DANGER, Kind, Line, lines, train
from handlers.understanding.ear import Ear, shipped


@pytest.mark.parametrize(
    ("kind", "ear", "noticed", "false"),
    [(DANGER, shipped().danger, 0.97, 0.01), (ASKING, shipped().asking, 0.8, 0.01)],
)
def test_the_shipped_weights_fit_the_lines(kind: Kind, ear: Ear, noticed: float, false: float) -> None:
    """Weights that were not trained anew after a change of the features or the tables would fall through here."""
    heard = [(ear.above(line.found) > 0, line.wanted) for line in lines(kind)]
    wanted = [found for found, is_wanted in heard if is_wanted]
    others = [found for found, is_wanted in heard if not is_wanted]
    assert len(wanted) > 500
    assert sum(wanted) / len(wanted) > noticed
    assert sum(others) / len(others) < false


def test_the_same_lines_give_the_same_weights() -> None:
    known = [Line("x", ["着火", "火"], True), Line("x", ["火锅", "火"], False)] * 5
    first, second = train(known, 2.0), train(known, 2.0)
    assert first == second
    assert first.above(["着火", "火"]) > 0 > first.above(["火锅", "火"])


def test_the_weights_are_kept_sorted_and_rounded() -> None:
    """So that a diff of them can be read."""
    file = Path(__file__).parents[2] / "handlers" / "understanding" / "ear.json"
    for kept in json.loads(file.read_text(encoding="utf-8")).values():
        assert list(kept["weights"]) == sorted(kept["weights"])
        assert all(round(weight, 2) == weight for weight in kept["weights"].values())
