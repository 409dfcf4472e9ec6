"""Quality and speed of the understanding on labelled files in the form of the corpus.

    python -m benchmarks.understanding [--mistakes] [FILE.jsonl ...]
    make bench-understanding

Without files: the honest table. Each group of authors of benchmarks/data/hands is left out of the training in turn and
heard by a network that never read them; then the grammars on benchmarks/data/grammar, then the speed. With files: what
the program as shipped makes of them. What is labelled in a line is compared, the rest left out; lines that call
themselves debatable in their note (可判, 存疑) are not counted. Speed is a multiple of a floor measured in the same
run, interleaved (one pass of a compiled regex over the same text): absolute times of one machine say little about
another.
"""

import argparse
import json
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import train
from benchmarks.labelled import DATA, labelled
from handlers.understanding import Meaning, parts, understand
from handlers.understanding.model import CATEGORIES, INTENTS
from handlers.understanding.wire import read_line

BASE = datetime(2026, 11, 22, 10)
GRAMMAR = DATA / "grammar"
_FLOOR = re.compile(
    "电梯|漏水|停电|垃圾|噪音|路灯|投票|报名|煤气|着火|[0-9]+号楼|明天|周[一二三四五六日]|1[3-9][0-9]{9}"
)
_ROUNDS = 15
_SPOKEN = 400  # lines that the speed is measured on
_DEBATABLE = ("可判", "存疑", "边界")
_FAULTS = frozenset(("false offers", "false alarms"))  # what is counted is what went wrong

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


def _meaning(line: Line, read_it: Callable[..., Meaning]) -> Meaning:
    context, text = read_line(line | {"at": line.get("base") or line.get("at")}, BASE)
    return read_it(text, context)


class Report:
    """Counts what is right, measure by measure and by hardness, and remembers what is wrong."""

    def __init__(self) -> None:
        self.right: Counter[tuple[str, str]] = Counter()
        self.asked: Counter[tuple[str, str]] = Counter()
        self.labels: dict[str, list[tuple[str, str, str]]] = {"intent": [], "category": []}
        self.wrong: list[str] = []

    def count(self, measure: str, line: Line, right: object, said: object) -> None:
        """One comparison."""
        key = measure, "hard" if line.get("hard") else "plain"
        self.asked[key] += 1
        self.right[key] += right == said
        if right != said:
            self.wrong.append(f"{measure:12} {line['text']!r}: {said}, not {right}")

    def line(self, line: Line) -> None:
        """Any line of the corpus, by what it labels."""
        if any(word in (line.get("note") or "") for word in _DEBATABLE):
            return
        if line.get("for_bot") is not None and line.get("intent"):
            self.message(line)
        elif line.get("urgency") in {"emergency", "not_emergency"}:
            self.alarm(line, line["urgency"] == "emergency", _meaning(line, understand))
        elif "pii" in line:
            self.count("personal data", line, line["pii"], list(_meaning(line, parts).pii))
        elif "ballot" in line:
            ballot = _meaning(line, understand).ballot
            self.count(_trap("ballots", line["ballot"]), line, line["ballot"], ballot and asdict(ballot))
        elif "poll" in line:
            self.poll(line)
        elif "place" in line or "due" in line:
            self.grammar(line)

    def message(self, line: Line) -> None:
        """A line with an intent: for the bot or not, and then what."""
        meaning = _meaning(line, understand)
        self.count(
            f"noticed {line['addressed']}" if line["for_bot"] else "false offers",
            line,
            line["for_bot"],
            meaning.for_bot,
        )
        self.alarm(line, line["urgency"] == "emergency", meaning)
        if not line["for_bot"]:
            return
        told = _meaning(line | {"mentioned": True}, understand)  # what it makes of it once it is called
        hardness = "hard" if line.get("hard") else "plain"
        for label in ("intent", "category"):
            said = getattr(told, label)
            self.labels[label].append((hardness, line[label], said))
            self.count(f"{label} exact", line, line[label], said)
        for field in ("place", "due"):
            if line.get(field):
                self.count(field, line, line[field], told.place_text if field == "place" else told.due)

    def alarm(self, line: Line, wanted: bool, meaning: Meaning) -> None:
        """Whether it is taken for an emergency."""
        self.count("emergencies" if wanted else "false alarms", line, wanted, meaning.urgency == "emergency")

    def poll(self, line: Line) -> None:
        """A poll asked for in free words, field by field; or talk about polls that asks for none."""
        draft, wanted = _meaning(line, understand).poll, line["poll"]
        self.count("polls" if wanted else "poll traps", line, bool(wanted), draft is not None)
        if wanted and draft:
            said = asdict(draft) | {"options": list(draft.options)}
            for field in ("topic", "options", "secret", "due"):
                self.count(f"poll {field}", line, wanted.get(field), said[field])

    def grammar(self, line: Line) -> None:
        """A line for the grammars alone: a time when it has a `kind`, else a place."""
        meaning = _meaning(line, parts)
        if "kind" in line:
            self.count(_trap("times", line["due"]), line, line["due"], meaning.due)
        else:
            self.count(_trap("places", line["place"]), line, line["place"], meaning.place_text)

    def show(self, mistakes: bool) -> None:
        """Print the table."""
        print(f"{'':20} {'plain':>22} {'hard':>22}")
        for measure in dict.fromkeys(measure for measure, _ in sorted(self.asked)):
            print(
                f"{measure:20} " + " ".join(self._cell(measure, hardness) for hardness in ("plain", "hard"))
            )
        for label, names in (("intent", INTENTS[:-1]), ("category", CATEGORIES)):
            if not self.labels[label]:
                continue
            cells = [f"{self._macro_f1(label, names, hardness):22.3f}" for hardness in ("plain", "hard")]
            print(f"{label + ' macro-F1':20} " + " ".join(cells))
        for wrong in self.wrong if mistakes else ():
            print(wrong)

    def _cell(self, measure: str, hardness: str) -> str:
        asked, good = self.asked[measure, hardness], self.right[measure, hardness]
        if not asked:
            return f"{'':22}"
        good = asked - good if measure in _FAULTS else good
        return f"{good:6} of {asked:5} {good / asked:6.1%}"

    def _macro_f1(self, label: str, names: Sequence[str], hardness: str) -> float:
        pairs = [(right, said) for hard, right, said in self.labels[label] if hard == hardness]
        right = np.array([names.index(one) for one, _ in pairs], dtype=np.int64)
        said = np.array([names.index(one) if one in names else -1 for _, one in pairs], dtype=np.int64)
        return train.macro_f1(right, said, range(len(names)))


def _trap(measure: str, wanted: object) -> str:
    return measure if wanted else f"{measure.removesuffix('s')} traps"


def speed(lines: Sequence[Line]) -> None:
    """Median and 99th percentile a message, as multiples of the floor's median."""
    ready = [read_line({"text": line["text"]}, BASE) for line in lines]
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
        f"floor {base * 1e6:.1f} µs; understand {median * 1e6:.0f} µs = {median / base:.0f} ×,"
        f" p99 {slow * 1e6:.0f} µs = {slow / base:.0f} ×"
    )


def honest() -> None:
    """What networks make of authors they never read, and the grammars of lines by another hand."""
    known = labelled()
    of = train.lesson(known)
    said = train.left_out(of)
    train.show(of, known, said, train.limits_of(of, said))
    report = Report()
    lines = read(sorted(GRAMMAR.glob("*.jsonl")))
    for line in lines:
        report.line(line)
    report.show(False)
    every = read(sorted((DATA / "hands").glob("*.jsonl")))
    speed(every[:: max(1, len(every) // _SPOKEN)])


def main() -> None:
    """Read the files, print quality and speed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--mistakes", action="store_true", help="name each wrong field")
    parsed = parser.parse_args()
    if not parsed.files:
        honest()
        return
    lines, report = read(parsed.files), Report()
    for line in lines:
        report.line(line)
    report.show(parsed.mistakes)
    speed(lines)


if __name__ == "__main__":
    main()
