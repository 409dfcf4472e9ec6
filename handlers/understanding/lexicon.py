"""Words as data: patterns from the TOML tables, found in a text in one pass.

A pattern is a word or words with a small syntax of its own, safe for an office to edit because nothing in it can make
the search slow: `(a|b)` alternatives, `x?` and `(x)?` what may be missing, `[0-9]` a range, `{name}` a set from
`sets.toml`, `…` a gap of at most eight characters within a sentence, `^` the start and `$` the end of the message.
A table holds labels, each with weights and their patterns:

    [intent."报修"]
    3 = ["{灯}…{坏}"]
"""

import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

from handlers.understanding.normal import normalise
from handlers.understanding.spellings import GAP, MOST, Sets, alternatives, cut, plain

_FILES = ("categories.toml", "intents.toml", "gate.toml", "emergency.toml")
_TOLD_APART = frozenset(("intent", "category"))  # kinds whose labels exclude each other
_OWN_APART = _TOLD_APART | {"emergency"}  # the shipped ones overlap: 煤气罐爆炸 is both
_END = "$"  # stands behind a text while it is searched, so that the end can be one of several alternatives: (了|$)


_START = itemgetter(slice(2))


class LexiconError(ValueError):
    """A table cannot be used; the text names the label and the pattern."""


class Hit(NamedTuple):
    """A pattern found: its label ("intent:报修"), its weight, where it stands, and the words; `own`: it is one of a
    community's own patterns, not of the shipped ones."""

    label: str
    weight: float
    start: int
    end: int
    words: str
    own: bool = False


class _Pattern(NamedTuple):
    """What stands behind literal words: `rest` is the regex of what follows ("" for nothing)."""

    label: str
    weight: float
    rest: str
    at_start: bool
    at_end: bool
    own: bool


_Entry = tuple[str, _Pattern]
"""The literal words with which a pattern starts, and the rest of it; one pattern has many spellings."""
_Heads = dict[str, tuple[_Pattern, ...]]
"""What may stand behind the literal words with which patterns start."""


class Lexicon:
    """All patterns, by the literal words with which they start."""

    def __init__(self, tables: Iterable[Mapping[str, Any]], sets: Mapping[str, str]) -> None:
        self._sets = Sets(sets)
        self._heads: _Heads = {}
        # how long the heads are that begin with these two characters, the longest first
        self._sizes: dict[str, tuple[int, ...]] = {}
        self.clashes: list[str] = []
        seen: dict[tuple[str, str], str] = {}
        for table in tables:
            for kind, labels in table.items():
                for label, weights in labels.items():
                    for weight, patterns in weights.items():
                        if not isinstance(patterns, list):
                            raise LexiconError(f'[{label}] {weight}: a weight like "3.5" needs quotes')
                        for pattern in patterns:
                            self._file(self._read(f"{kind}:{label}", float(weight), pattern))
                            before = seen.setdefault((kind, pattern), label)
                            if before != label and kind in _TOLD_APART:
                                self.clashes.append(f"{pattern}: {kind} {before}, {label}")
        self._measure(self._heads)

    def copy(self) -> "Lexicon":
        """Another lexicon with the same patterns, to which a community's own may be added."""
        twin = Lexicon((), {})
        twin._sets, twin._heads, twin._sizes = self._sets, dict(self._heads), dict(self._sizes)
        return twin

    def add_own(self, kind: str, label: str, weight: float, source: str) -> None:
        """Add a community's own pattern; how it is written (full-width, traditional) does not matter.

        Raises:
            LexiconError: the pattern cannot be used, or its words already mean something else: they stand under
                another label of a kind whose labels exclude each other, or would shield an emergency.
        """
        plain = "…".join(map(normalise, source.split("…")))
        own = self._read(f"{kind}:{label}", weight, plain, own=True)
        for entry in _entries(own):
            for head in self._heads if kind == "shield" else (entry[0],):
                for other in self._heads.get(head, ()):
                    if _contradicts(entry, (head, other)):
                        known, _, name = other.label.partition(":")
                        raise LexiconError(f'"{entry[0]}" stands under {known} "{name}", too')
        self._file(own)
        self._measure(own)

    def _file(self, heads: _Heads) -> None:
        """Sets and dictionaries do the work: of fifty thousand heads few are met twice."""
        for head in self._heads.keys() & heads.keys():
            heads[head] = self._heads[head] + heads[head]
        self._heads.update(heads)

    def _measure(self, heads: Iterable[str]) -> None:
        sizes = self._sizes
        for start, size in set(zip(map(_START, heads), map(len, heads), strict=True)):
            sizes[start] = tuple(sorted({size, *sizes.get(start, ())}, reverse=True))

    def _read(self, label: str, weight: float, source: str, own: bool = False) -> _Heads:
        """The spellings that a pattern stands for."""
        at_start, at_end = source.startswith("^"), source.endswith("$")
        first, *others = cut(source.removeprefix("^").removesuffix("$"))
        behind = "".join(self._segment(label, source, other) for other in others)
        spellings = self._spellings(label, source, first)
        whole = _Pattern(label, weight, behind, at_start, at_end, own)
        heads: _Heads = dict.fromkeys(spellings, (whole,)) if "…" not in first else {}
        for spelt in spellings if not heads else ():
            head, gap, inner = spelt.partition("…")
            one = whole._replace(rest=GAP + plain(inner) + behind) if gap else whole
            heads[head] = (*heads.get(head, ()), one)
        if "" in heads:
            raise LexiconError(f"[{label}] {source}: a pattern must start with a word")
        return heads

    def _segment(self, label: str, source: str, text: str) -> str:
        """What follows a gap, as a regex with bounded gaps only."""
        spelt = sorted(self._spellings(label, source, text), key=len, reverse=True)
        if "" in spelt:
            raise LexiconError(f"[{label}] {source}: a word must follow a gap")
        return f"{GAP}(?:{'|'.join(map(plain, spelt))})"

    def _spellings(self, label: str, source: str, text: str) -> list[str]:
        """Every literal that a piece with alternatives and sets stands for."""
        try:
            found, end = alternatives(text, 0, self._sets)
        except KeyError as error:
            raise LexiconError(f"[{label}] {source}: there is no set {error}") from error
        if end != len(text) or not found or len(found) > MOST:
            raise LexiconError(f"[{label}] {source}: brackets do not match, or too many spellings")
        return found

    def entries(self) -> Iterator[_Entry]:
        """All spellings."""
        return _entries(self._heads)

    def scan(self, text: str) -> list[Hit]:
        """Every pattern that occurs, in the order of the text; of one label and place, the longest head once."""
        hits: list[Hit] = []
        heads, sizes, length = self._heads, self._sizes, len(text)
        text += _END
        for at in range(length):
            for size in (*sizes.get(text[at : at + 2], ()), 1):
                if at + size > length + 1:
                    continue
                for label, weight, rest, at_start, at_end, own in heads.get(text[at : at + size], ()):
                    end = at + size
                    if rest:
                        match = _compiled(rest).match(text, end)
                        if match is None:
                            continue
                        end = match.end()
                    end = min(end, length)
                    if (at_start and at) or (at_end and end < length):
                        continue
                    hits.append(Hit(label, weight, at, end, text[at:end], own))
        return hits


def _entries(heads: _Heads) -> Iterator[_Entry]:
    for head, patterns in heads.items():
        for pattern in patterns:
            yield head, pattern


def _contradicts(own: _Entry, other: _Entry) -> bool:
    """Whether the same words would mean two things; nothing may shield a part of what tells of an emergency."""
    (head, pattern), (other_head, known) = own, other
    kind, known_kind = pattern.label.partition(":")[0], known.label.partition(":")[0]
    if kind == "shield":
        return known_kind == "emergency" and head in other_head
    apart = kind == known_kind and kind in _OWN_APART and pattern.label != known.label
    return apart and head == other_head and pattern[2:5] == known[2:5]


@cache
def _compiled(source: str) -> re.Pattern[str]:
    return re.compile(source)  # at first use: most patterns are never met, and compiling all takes a second


_A_LITTLE = 2  # characters


def unshielded(hits: Sequence[Hit]) -> list[Hit]:
    """The hits without those that meet a word that only looks like them (火锅味, 跳楼价).

    A hit that is such a word and a little more wins: there is 火了 (in fashion) in 着火了, too.
    """
    shields = [(hit.start, hit.end) for hit in hits if hit.label.startswith("shield:")]
    if not shields:
        return list(hits)
    starts = [start for start, _ in shields]  # in order, as the text was read in order
    longest = max(end - start for start, end in shields)

    def hidden(hit: Hit) -> bool:
        near = shields[bisect_left(starts, hit.start - longest) : bisect_left(starts, hit.end)]
        return any(_hides(shield, hit) for shield in near)

    return [
        hit
        for hit in hits
        if not hit.label.startswith("shield:")
        and (hit.label.startswith(("against:", "doubt:")) or not hidden(hit))
    ]


def own_label(hits: Iterable[Hit], kind: str) -> str | None:
    """The label of a kind that a community's own words name; of several the one with the most words, then the first."""
    own = [hit for hit in hits if hit.own and hit.label.startswith(f"{kind}:")]
    return max(own, key=lambda hit: len(hit.words)).label.partition(":")[2] if own else None


def _hides(shield: tuple[int, int], hit: Hit) -> bool:
    start, end = shield
    if hit.end <= start or end <= hit.start:
        return False
    longer = (end - start) < (hit.end - hit.start) <= (end - start) + _A_LITTLE
    return not (longer and hit.start <= start and end <= hit.end)


def read_tables(folder: Path) -> Lexicon:
    """The lexicon of a folder that holds `sets.toml` and the label tables.

    Raises:
        LexiconError: a table or pattern cannot be used.
        OSError: a file is missing.
    """
    tables = {name: _read(folder / name) for name in ("sets.toml", *_FILES)}
    sets = {name: "|".join(words.split()) for name, words in tables.pop("sets.toml").items()}
    return Lexicon(tables.values(), sets)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LexiconError(f"{path}: {error}") from error


@cache
def shipped() -> Lexicon:
    """The tables of this package, read once."""
    return read_tables(Path(__file__).parent)
