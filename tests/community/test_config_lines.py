"""Line numbers of TOML keys, against a text that uses every way to write them."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config.lines import Path, line_numbers, line_of

SOURCE = '''# comment with [brackets] = "and quotes
a = 1
b.c = "x # no comment"
"d e" = """
two [lines] "quoted"
"""
[t]
f = 2026-11-23 09:00:00  # a space in a value
g = [
  1.5,  # one
  { h = 'x', i = [1,
  2] },
]
[[rows]]
k = {}
[[rows]]
k = { l.m = [] }
[rows.n]
o = true
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("a",), 2),
        (("b", "c"), 3),
        (("d e",), 4),
        (("t",), 7),
        (("t", "f"), 8),
        (("t", "g", 0), 10),
        (("t", "g", 1, "h"), 11),
        (("t", "g", 1, "i", 1), 12),
        (("rows", 0), 14),
        (("rows", 1, "k", "l", "m"), 17),
        (("rows", 1, "n", "o"), 19),
        (("t", "g", 1, "missing"), 11),
        (("nothing",), 0),
    ],
)
def test_lines(path: Path, line: int) -> None:
    tomllib.loads(SOURCE)
    assert line_of(line_numbers(SOURCE), path) == line


@given(
    st.dictionaries(
        st.text("ab. \"'\\#=[]\n", min_size=1, max_size=6), st.text("x\"'\\#]}\n", max_size=8), max_size=6
    )
)
def test_every_key_is_found_on_its_line(table: dict[str, str]) -> None:
    def quoted(text: str) -> str:
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'

    source = "\n".join(f"{quoted(key)} = [{quoted(value)}]" for key, value in table.items())
    lines = line_numbers(source)
    for number, key in enumerate(tomllib.loads(source), 1):
        assert lines[(key,)] == lines[(key, 0)] == number
