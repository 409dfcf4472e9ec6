"""Reads TOML tables key by key and collects every problem with its key and line, not only the first."""

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from bot.config.lines import Path, line_of

T = TypeVar("T")
Read = Callable[[object], T]
"""Turns a TOML value into a typed one; raises ValueError with a text that goes behind the key."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong: in which file, on which line (0: the whole file), at which dotted key."""

    file: str
    line: int
    key: str
    text: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.key}: {self.text}" if self.key else f"{where}: {self.text}"


class ConfigError(Exception):
    """A configuration cannot be used. `problems` has all that is wrong, in the order of the file."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(map(str, self.problems)))


class Findings:
    """What is wrong so far with one file."""

    def __init__(self, file: str, lines: Mapping[Path, int]) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self._lines = lines

    def add(self, path: Path, text: str) -> None:
        """Notes a problem at a key."""
        self.problems.append(Problem(self.file, line_of(self._lines, path), _dotted(path), text))


class Section:
    """One table. Every key is taken by name; `finish` reports those that nobody took."""

    def __init__(self, table: Mapping[str, object], path: Path, findings: Findings) -> None:
        self.path = path
        self._table = table
        self._findings = findings
        self._known: set[str] = set()
        self._parts: list[Section] = []

    def __contains__(self, key: str) -> bool:
        return key in self._table

    def names(self) -> list[str]:
        """All keys of a table in which they are data, such as names; none of them is reported by `finish`."""
        self._known.update(self._table)
        return list(self._table)

    def wrong(self, key: str | None, text: str, position: int | None = None) -> None:
        """Notes a problem at a key of this table (at an item of its list), or at the table itself."""
        path = self.path if key is None else (*self.path, key)
        self._findings.add(path if position is None else (*path, position), text)

    def take(self, key: str, read: Read[T], default: T) -> T:
        """The value at a key; `default` if it is missing or wrong."""
        self._known.add(key)
        if key not in self._table:
            return default
        try:
            return read(self._table[key])
        except ValueError as error:
            self.wrong(key, str(error))
            return default

    def need(self, key: str, read: Read[T], fallback: T) -> T:
        """The value at a key that must be there; `fallback`, with the problem noted, if it is not."""
        if key not in self._table:
            self.wrong(None, f"{key} is missing")
        return self.take(key, read, fallback)

    def each(self, key: str, read: Read[T], default: tuple[T, ...] = ()) -> tuple[T, ...]:
        """The right items of a list; `default` if there is no list."""
        found: list[T] = []
        items = self.take(key, _list, None)
        for position, item in enumerate(items or []):
            try:
                found.append(read(item))
            except ValueError as error:
                self.wrong(key, str(error), position)
        return default if items is None else tuple(found)

    def section(self, key: str) -> "Section":
        """The table at a key; an empty one if it is missing."""
        return self._part(self.take(key, _table, {}), (*self.path, key))

    def sections(self, key: str) -> list["Section"]:
        """The tables in the list at a key."""
        found: list[Section] = []
        nothing: list[object] = []
        for position, item in enumerate(self.take(key, _list, nothing)):
            if isinstance(item, dict):
                found.append(self._part(item, (*self.path, key, position)))
            else:
                self.wrong(key, "must be a table in braces: { … }", position)
        return found

    def finish(self) -> None:
        """Reports the keys that mean nothing, here and in the tables below."""
        for key in self._table:
            if key not in self._known:
                self.wrong(key, f"is no setting{did_you_mean(key, self._known)}")
        for part in self._parts:
            part.finish()

    def _part(self, table: Mapping[str, object], path: Path) -> "Section":
        part = Section(table, path, self._findings)
        self._parts.append(part)
        return part


def did_you_mean(word: str, known: set[str]) -> str:
    """ ", did you mean "x"?" for the nearest known word, or nothing."""
    near = difflib.get_close_matches(word[:64], sorted(known), n=1, cutoff=0.5)
    return f', did you mean "{near[0]}"?' if near else ""


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise ValueError("must be a list in brackets: [ … ]")
    return value


def _table(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise ValueError("must be a table")
    return value


def _dotted(path: Path) -> str:
    """roster.people[3].name; list positions count from 1, as people do."""
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text
