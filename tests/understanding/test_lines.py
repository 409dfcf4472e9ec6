"""The labelled lines of the benchmark: every one parses, its labels are those of the contract, none stands twice."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from handlers.understanding import CATEGORIES, INTENTS

DATA = Path(__file__).parents[2] / "benchmarks" / "data"
FILES = sorted(path for path in DATA.rglob("*.jsonl") if path.parent.name != "grammar")
GRAMMAR = sorted((DATA / "grammar").glob("*.jsonl"))


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(text) for text in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_labels_are_within_the_sets(path: Path) -> None:
    for line in _lines(path):
        if "intent" not in line:
            assert line["urgency"] in {"emergency", "not_emergency"}, line
        elif line["for_bot"]:
            assert line["addressed"] in {"explicit", "implicit"}, line
            assert line["intent"] in INTENTS[:-1], line
            assert line["category"] in CATEGORIES, line
            assert line["urgency"] in {"normal", "urgent", "emergency"}, line
        else:
            rest = (line["addressed"], line["category"], line["urgency"], line["place"])
            assert (line["intent"], rest) == ("闲聊", (None, None, None, None)), line


def test_no_text_stands_twice() -> None:
    texts = Counter(line["text"] for path in FILES for line in _lines(path))
    assert len(texts) > 10_000
    assert [text for text, count in texts.items() if count > 1] == []


@pytest.mark.parametrize("path", GRAMMAR, ids=lambda path: path.stem)
def test_the_lines_for_the_grammars_stand_once(path: Path) -> None:
    """A vote such as 同意 is asked of several polls: there the same words with the same context are a copy."""
    lines = [json.dumps(line | {"id": 0}, sort_keys=True) for line in _lines(path)]
    assert [line for line, count in Counter(lines).items() if count > 1] == []
