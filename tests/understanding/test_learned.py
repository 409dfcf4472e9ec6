"""The network: what it was trained on it must still hear, its training must be repeatable, and it can say why."""

import numpy as np
import pytest

from benchmarks import train
from benchmarks.labelled import Labelled, labelled
from handlers.understanding.judgement import deciding
from handlers.understanding.learned import Features, Heard, features, label_number, run_of, shipped
from handlers.understanding.lexicon import shipped as tables
from handlers.understanding.model import CATEGORIES


def _features(line: Labelled) -> Features:
    return np.sort(np.array(train.features_of(line), np.int64))


@pytest.fixture(scope="module")
def heard() -> list[tuple[Labelled, Heard]]:
    """Every tenth line of the training, as the shipped network hears it."""
    return [(line, shipped().hear(_features(line))) for line in labelled()[::10]]


def test_the_shipped_weights_fit_the_lines(heard: list[tuple[Labelled, Heard]]) -> None:
    """Weights that were not trained anew after a change of the features or the tables would fall through here."""
    asked = [(said, line) for line, said in heard if line.for_bot and not line.explicit]
    chatter = [said for line, said in heard if line.for_bot is False]
    assert len(asked) > 1000
    assert np.mean([said.asks > 0 for said, _ in asked]) > 0.85
    assert np.mean([said.asks > 0 for said in chatter]) < 0.01
    assert np.mean([said.intent == line.intent for said, line in asked]) > 0.95
    assert np.mean([said.category == line.category for said, line in asked]) > 0.95


def test_danger_is_heard(heard: list[tuple[Labelled, Heard]]) -> None:
    danger = [said.danger > 0 for line, said in heard if line.urgency == "emergency"]
    other = [said.danger > 0 for line, said in heard if line.urgency != "emergency"]
    assert np.mean(danger) > 0.98
    assert np.mean(other) < 0.02


_LINES = [
    Labelled("x", "厨房着火了", True, False, "安全隐患", "消防安全", "emergency", False, False),
    Labelled("x", "晚上吃火锅", False, False, "闲聊", None, None, False, False),
    Labelled("y", "厨房着火啦快来", True, False, "安全隐患", "消防安全", "emergency", False, False),
    Labelled("y", "晚上吃火锅呀", False, False, "闲聊", None, None, False, False),
] * 10


def test_the_same_lines_give_the_same_weights() -> None:
    limits = {"asks": 0.0, "danger": 0.0, "urgent": 0.0}
    every = np.arange(len(_LINES))
    first, second = (train.network(train.train(train.lesson(_LINES), every), limits) for _ in range(2))
    assert np.array_equal(first.known, second.known)
    assert np.array_equal(first.rows, second.rows)
    assert first.hear(_features(_LINES[0])).danger > 0
    assert first.hear(_features(_LINES[1])).asks < 0


def test_the_limits_come_from_strangers() -> None:
    of = train.lesson(_LINES)
    said = np.zeros((len(_LINES), 3 + 16 + len(CATEGORIES)), np.float32)
    said[:, 0] = np.arange(len(_LINES))
    chatter = [at for at, line in enumerate(_LINES) if not line.for_bot]
    assert train.limits_of(of, said)["asks"] == max(chatter)


def test_features_are_runs_and_labels_once_each() -> None:
    hits = tables().scan("灯坏了")
    found = features("3号楼\n12号楼😀", hits).tolist()
    assert found == sorted(set(found))
    runs = {run_of(number) for number in found if number > 0}
    assert {"^", "^0号", "0号楼", "楼 0", "楼😀$"} <= runs
    assert not any("\n" in run for run in runs)
    assert {number for number in found if number < 0} == {label_number(hit.label) for hit in hits}


def test_each_label_has_a_number_of_its_own() -> None:
    labels = {pattern.label for _, pattern in tables().entries()}
    assert len({label_number(label) for label in labels}) == len(labels)
    assert all(label_number(label) < 0 for label in labels)


def test_nothing_and_the_unheard_of_are_no_request() -> None:
    for text in ("", "\u2005", "龘靐齉"):
        assert shipped().hear(features(text, [])).asks < 0


def test_it_can_say_which_words_decided() -> None:
    words = dict(deciding(tables(), "楼道里一股焦糊味还冒烟"))
    assert words
    assert all(worth > 0 for worth in words.values())
    assert any("烟" in word or "糊" in word or "emergency" in word for word in words)
