"""Quality and speed of the understanding on labelled files in the form of the corpus.

    python -m benchmarks.understanding [FILE.jsonl ...]

Without arguments it reads `benchmarks/data/understanding.jsonl`. Quality: what is labelled in a line is compared, the
rest left out. Speed: the median time a message as a multiple of a floor measured in the same run, interleaved (one
pass of a compiled regex over the same text), because absolute times of one machine say little about another.
"""

import argparse
import json
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from handlers.understanding import Meaning, parts, understand
from handlers.understanding.wire import read_line

BASE = datetime(2026, 11, 22, 10)
DEFAULT = Path(__file__).with_name("data") / "understanding.jsonl"
_FLOOR = re.compile(
    "电梯|漏水|停电|垃圾|噪音|路灯|投票|报名|煤气|着火|[0-9]+号楼|明天|周[一二三四五六日]|1[3-9][0-9]{9}"
)
_ROUNDS = 15

Line = dict[str, Any]


def read(paths: Iterable[Path]) -> list[Line]:
    """The lines of the files; exits with a readable line when one is not JSON."""
    lines: list[Line] = []
    for path in paths:
        for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            try:
                lines.append(json.loads(text))
            except ValueError as error:
                sys.exit(f"{path}:{number}: {error}")
    return lines


def macro_f1(pairs: Sequence[tuple[str, str]]) -> float:
    """The mean of the F1 scores of the labels that occur; pairs are (right, said)."""
    labels = {right for right, _ in pairs}
    scores = []
    for label in labels:
        hits = sum(1 for right, said in pairs if right == said == label)
        wrong = sum(1 for right, said in pairs if (right == label) != (said == label))
        scores.append(2 * hits / (2 * hits + wrong))
    return sum(scores) / len(scores) if scores else 0.0


def _meaning(line: Line, read_it: Callable[..., Meaning]) -> Meaning:
    context, text = read_line(line | {"at": line.get("base") or line.get("at")}, BASE)
    return read_it(text, context)


class Report:
    """Counts what is right, field by field, and remembers what is wrong."""

    def __init__(self) -> None:
        self.right: Counter[str] = Counter()
        self.asked: Counter[str] = Counter()
        self.intents: list[tuple[str, str]] = []
        self.categories: list[tuple[str, str]] = []
        self.wrong: list[str] = []

    def count(self, field: str, line: Line, right: object, said: object) -> None:
        """One comparison of one field."""
        self.asked[field] += 1
        self.right[field] += right == said
        if right != said:
            self.wrong.append(f"{field:12} {line['text']!r}: {said}, not {right}")

    def message(self, line: Line) -> None:
        """A line with an intent: for the bot or not, and then what."""
        meaning = _meaning(line, understand)
        kind = "false offers" if not line["for_bot"] else f"noticed {line['addressed']}"
        self.count(kind, line, line["for_bot"], meaning.for_bot)
        if not (line["for_bot"] and meaning.for_bot):
            return
        self.intents.append((line["intent"], meaning.intent))
        self.categories.append((line["category"], meaning.category or ""))
        said = {"place": meaning.place_text, "due": meaning.due}
        for field in ("intent", "category", "urgency", "addressed", "place", "due"):
            self.count(field, line, line.get(field), said.get(field, getattr(meaning, field, None)))

    def line(self, line: Line) -> None:
        """Any line of the corpus, by what it labels."""
        if line.get("for_bot") is not None and line.get("intent"):
            self.message(line)
        elif line.get("urgency") in {"emergency", "not_emergency"}:
            alarm = _meaning(line, understand).urgency == "emergency"
            kind = "emergencies" if line["urgency"] == "emergency" else "false alarms"
            self.count(kind, line, line["urgency"] == "emergency", alarm)
        elif "pii" in line and "intent" not in line:
            self.count("pii", line, line["pii"], list(_meaning(line, parts).pii))
        else:
            self.grammar(line)

    def grammar(self, line: Line) -> None:
        """A line for the grammars alone: a time when it has a `kind`, else a place."""
        meaning = _meaning(line, parts)
        if "kind" in line:
            self.count("time" if line["due"] else "time traps", line, line["due"], meaning.due)
            return
        self.count("place text" if line["place"] else "place traps", line, line["place"], meaning.place_text)
        if line.get("parts"):
            self.count("place parts", line, line["parts"], meaning.place.to_json() if meaning.place else None)

    def show(self, mistakes: bool) -> None:
        """Print the table."""
        for field, asked in sorted(self.asked.items()):
            good = self.right[field]
            if field in {"false offers", "false alarms"}:
                print(f"{field:20} {asked - good:4} of {asked:4}   {(asked - good) / asked:6.1%}")
            else:
                print(f"{field:20} {good:4} of {asked:4}   {good / asked:6.1%}")
        for name, pairs in (("intent macro-F1", self.intents), ("category macro-F1", self.categories)):
            if pairs:
                print(f"{name:20} {macro_f1(pairs):.3f}")
        for wrong in self.wrong if mistakes else ():
            print(wrong)


def speed(lines: Sequence[Line]) -> None:
    """Median and 99th percentile a message, as multiples of the floor's median."""
    ready = [read_line(line | {"at": None}, BASE) for line in lines]
    floor: list[float] = []
    took: list[float] = []
    for _ in range(_ROUNDS):
        for context, text in ready:
            start = time.perf_counter()
            _FLOOR.findall(text)
            middle = time.perf_counter()
            understand(text, context)
            floor.append(middle - start)
            took.append(time.perf_counter() - middle)
    base, median = statistics.median(floor), statistics.median(took)
    slow = sorted(took)[int(len(took) * 0.99)]
    print(
        f"floor {base * 1e6:.1f} µs; understand {median * 1e6:.0f} µs = {median / base:.0f} ×, p99 {slow / base:.0f} ×"
    )


def main() -> None:
    """Read the files, print quality and speed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="*", type=Path, default=[DEFAULT])
    parser.add_argument("--mistakes", action="store_true", help="print every line that was read wrongly")
    arguments = parser.parse_args()
    lines = read(arguments.files)
    report = Report()
    for line in lines:
        report.line(line)
    report.show(arguments.mistakes)
    speed(lines)


if __name__ == "__main__":
    main()
