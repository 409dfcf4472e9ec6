"""How the patterns of the TOML tables are written out: alternatives, sets, what may be missing, gaps (lexicon.py)."""

import re
from collections.abc import Mapping
from itertools import product

MOST = 4000
"""Spellings of one pattern."""
_GAP = 8
GAP = f"[^。!?;\\n]{{0,{_GAP}}}?"
"""The regex of a gap (…): at most eight characters within a sentence."""
_WORDS = re.compile(r"[^(){}|?\[]+(?!\?)")  # but for the letter before a "?"
_CHOICE = re.compile(r"\(([^(){}?\[]*)\)")  # brackets around mere words
_RANGE = re.compile(r"\[([0-9A-Za-z])-([0-9A-Za-z])\]")


def plain(text: str) -> str:
    """The regex of words with gaps between them."""
    return GAP.join(map(re.escape, text.split("…")))


def cut(text: str) -> list[str]:
    """The pieces between the gaps that stand outside of all brackets."""
    if "…" not in text:
        return [text]
    pieces, depth, start = [], 0, 0
    for at, char in enumerate(text):
        depth += (char in "({") - (char in ")}")
        if char == "…" and depth == 0:
            pieces.append(text[start:at])
            start = at + 1
    return [*pieces, text[start:]]


class Sets(dict[str, list[str]]):
    """The spellings of each named set, worked out at its first use.

    Raises:
        KeyError: there is no set of that name.
    """

    def __init__(self, texts: Mapping[str, str]) -> None:
        super().__init__()
        self._texts = texts

    def __missing__(self, name: str) -> list[str]:
        words = self._texts[name].split("|")
        self[name] = [spelt for word in words for spelt in _joined([alternatives(word, 0, self)[0]])]
        return self[name]


def alternatives(text: str, at: int, sets: Sets) -> tuple[list[str], int]:
    """The spellings of the alternatives from `at` to the end or a closing bracket."""
    results: list[str] = []
    parts: list[list[str]] = []
    start = at
    while at < len(text) and text[at] != ")":
        char = text[at]
        if char == "|":
            results += _joined(parts)
            parts, start = [], at + 1
        elif match := _CHOICE.match(text, at):
            parts.append(match[1].split("|"))
            at = match.end() - 1
        elif char == "(":
            inner, at = alternatives(text, at + 1, sets)
            if at >= len(text):
                return [], at
            parts.append(inner)
        elif char == "{":
            end = text.index("}", at) if "}" in text[at:] else len(text)
            parts.append(sets[text[at + 1 : end]])
            at = end
        elif match := _WORDS.match(text, at):
            parts.append([match[0]])
            at = match.end() - 1
        elif match := _RANGE.match(text, at):
            parts.append([chr(code) for code in range(ord(match[1]), ord(match[2]) + 1)])
            at = match.end() - 1
        elif char == "?" and at > start:
            parts[-1] = [*parts[-1], ""]
        else:
            parts.append([char])
        at += 1
    return list(dict.fromkeys(results + _joined(parts))), at


def _joined(parts: list[list[str]]) -> list[str]:
    count = 1
    for part in parts:
        count *= len(part)
    if count > MOST:
        return []
    return parts[0] if len(parts) == 1 else list(map("".join, product(*parts)))
