"""The ear for danger: what it was trained on it must still hear, and its training must be repeatable."""

import json
from pathlib import Path

from benchmarks.train_alarm import Line, lines, train
from handlers.understanding.alarm import score, shipped

HANDS = Path(__file__).parents[2] / "benchmarks" / "data" / "hands"


def test_the_shipped_weights_fit_the_lines() -> None:
    """Weights that were not trained anew after a change of the features or the tables would fall through here."""
    ear = shipped()
    heard = [(score(ear, line.found) > ear.limit, line.danger) for line in lines()]
    danger = [found for found, is_danger in heard if is_danger]
    harmless = [found for found, is_danger in heard if not is_danger]
    assert len(danger) > 500
    assert sum(danger) / len(danger) > 0.97
    assert sum(harmless) / len(harmless) < 0.01


def test_the_same_lines_give_the_same_weights() -> None:
    known = [Line("x", ["着火", "火"], True), Line("x", ["火锅", "火"], False)] * 5
    first, second = train(known), train(known)
    assert first == second
    assert score(first, ["着火", "火"]) > 0 > score(first, ["火锅", "火"])


def test_the_weights_are_kept_sorted_and_rounded() -> None:
    """So that a diff of them can be read."""
    file = Path(__file__).parents[2] / "handlers" / "understanding" / "alarm.json"
    weights = json.loads(file.read_text(encoding="utf-8"))["weights"]
    assert list(weights) == sorted(weights)
    assert all(round(weight, 2) == weight for weight in weights.values())
