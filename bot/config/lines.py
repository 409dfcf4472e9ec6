"""Where each key of a TOML text stands, so that a problem can name its line: `tomllib` does not tell."""

import re
import tomllib
from collections.abc import Mapping

Path = tuple[str | int, ...]
"""Keys and list positions from the top: ("roster", "people", 3, "name")."""

_TOKEN = re.compile(
    r'''
      (?P<skip>[ \t\r]+|\#[^\n]*)
    | (?P<line>\n)
    | (?P<string>"""(?:\\.|[^\\])*?"{3,5} | \'\'\'.*?'{3,5} | "(?:\\.|[^"\\\n])*" | '[^'\n]*')
    | (?P<mark>[\[\]{}=,.])
    | (?P<bare>[^\s\[\]{}=,."'\#]+)
    ''',
    re.VERBOSE | re.DOTALL,
)


def line_numbers(source: str) -> Mapping[Path, int]:
    """The line, counted from 1, of every key and list item of a TOML text that `tomllib` accepts."""
    return _Walk(source).lines


def line_of(lines: Mapping[Path, int], path: Path) -> int:
    """The line of a key; for one that is missing, of the table where it should be; 0 for the whole text."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 0)


class _Walk:
    """One pass over the tokens. The text is known to be valid, so nothing is checked here."""

    def __init__(self, source: str) -> None:
        self.lines: dict[Path, int] = {}
        self._arrays: dict[Path, int] = {}  # [[tables]]: how many so far
        self._tokens: list[tuple[str, int]] = []
        line = 1
        for match in _TOKEN.finditer(source):
            if match.lastgroup != "skip":
                self._tokens.append((match.group(), line))
            line += match.group().count("\n")
        self._at = 0
        self._document()

    def _peek(self) -> str:
        return self._tokens[self._at][0] if self._at < len(self._tokens) else ""

    def _next(self) -> str:
        self._at += 1
        return self._tokens[self._at - 1][0]

    def _skip(self, *tokens: str) -> None:
        while self._peek() in tokens:
            self._at += 1

    def _document(self) -> None:
        table: Path = ()
        self._skip("\n")
        while self._peek():
            if self._peek() == "[":
                table = self._header()
            else:
                self._pair(table)
            self._skip("\n")

    def _header(self) -> Path:
        line = self._tokens[self._at][1]
        start = self._at
        self._skip("[")
        is_item = self._at - start == 2
        keys = self._keys()
        self._skip("]")
        path: Path = ()
        for key in keys[:-1]:
            path = (*path, key)
            self.lines.setdefault(path, line)
            if path in self._arrays:
                path = (*path, self._arrays[path] - 1)
        path = (*path, keys[-1])
        self.lines.setdefault(path, line)
        if is_item:
            self._arrays[path] = self._arrays.get(path, 0) + 1
            path = (*path, self._arrays[path] - 1)
            self.lines[path] = line
        return path

    def _keys(self) -> list[str]:
        keys = [_unquoted(self._next())]
        while self._peek() == ".":
            self._at += 1
            keys.append(_unquoted(self._next()))
        return keys

    def _pair(self, table: Path) -> None:
        line = self._tokens[self._at][1]
        path = table
        for key in self._keys():
            path = (*path, key)
            self.lines.setdefault(path, line)
        self._skip("=")
        self._value(path)

    def _value(self, path: Path) -> None:
        opening = self._peek()
        if opening == "[":
            self._at += 1
            self._skip("\n")
            for position in range(len(self._tokens)):
                if self._peek() == "]":
                    break
                self.lines[(*path, position)] = self._tokens[self._at][1]
                self._value((*path, position))
                self._skip("\n", ",")
            self._at += 1
        elif opening == "{":
            self._at += 1
            self._skip("\n", ",")
            while self._peek() != "}":
                self._pair(path)
                self._skip("\n", ",")
            self._at += 1
        else:
            while self._peek() not in ("", "\n", ",", "]", "}"):
                self._at += 1


def _unquoted(key: str) -> str:
    return next(iter(tomllib.loads(f"{key} = 0")))
