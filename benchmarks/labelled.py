"""The labelled lines in benchmarks/data, by author."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DATA = Path(__file__).with_name("data")
RULES = "rules"
"""The author name of the lines that the author of the tables wrote; all others are independent hands."""


@dataclass(frozen=True)
class Labelled:
    """One line: what was said, by which author it was written, and its labels as in the corpus.

    `for_bot` and `intent` are None where only the urgency is labelled ("not_emergency": it is none). `hard`: avoids the
    obvious words, or is chatter with trouble words; None where the author did not say. `look_alike`: sounds like an
    emergency and is none.
    """

    author: str
    text: str
    for_bot: bool | None
    explicit: bool
    intent: str | None
    category: str | None
    urgency: str | None
    hard: bool | None
    look_alike: bool


def labelled() -> list[Labelled]:
    """All lines that say whether they are for the bot or an emergency, file by file; each text once."""
    found: dict[str, Labelled] = {}
    for file in sorted(DATA.rglob("*.jsonl")):
        author = file.stem if file.parent.name == "hands" else RULES
        for entry in map(json.loads, file.read_text(encoding="utf-8").splitlines()):
            if _is_message(entry):
                found.setdefault(entry["text"], _line(author, entry))
    return list(found.values())


def _is_message(entry: dict[str, Any]) -> bool:
    """Lines for the grammars alone carry no intent; of them, a vote and a correction are at least no emergency."""
    if "ballot" in entry or "said" in entry:
        entry["urgency"] = "not_emergency"
    return entry.get("intent") is not None or entry.get("urgency") is not None


def _line(author: str, entry: dict[str, Any]) -> Labelled:
    return Labelled(
        author,
        entry["text"],
        entry.get("for_bot"),
        entry.get("addressed") == "explicit",
        entry.get("intent"),
        entry.get("category"),
        entry.get("urgency"),
        entry.get("hard"),
        entry.get("note") == "look-alike",
    )
