"""Reads a workbook in a process of its own, so that a hostile one can hurt nothing but that process.

    python -m bot.imports.sheet_reader FILE

Prints one JSON line a sheet: {"name", "hidden", "rows": [[number, [cells]]], "merged": [[from, to]]}, from and to as
[row, column]; rows from 1, columns from 0, empty rows and cells behind the last one left away. Exits with 3 for an
encrypted file, 4 for what is no workbook, 5 for one with too many rows, and anyhow if it takes more memory than it may.
"""

import json
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import python_calamine
from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from handlers.names import clean

MEMORY = 2 << 30
"""Bytes that the process may take: 24 a cell, so about forty million cells."""
MOST_ROWS = 100_000
ENCRYPTED, NO_WORKBOOK, TOO_LONG = 3, 4, 5
"""Exit codes."""

_MOST_TEXT = 128 << 20  # characters of all sheets together
_MOST_CELLS = 200  # of a row
_LONGEST = 500  # characters of a cell
_EXACT = 1e15  # what is greater has lost digits: Excel keeps fifteen


def main() -> int:
    """Print the sheets of the file that is named."""
    _limit_memory()
    try:
        book = CalamineWorkbook.from_path(sys.argv[1])
        left, written = MOST_ROWS, 0
        for described in book.sheets_metadata:
            if described.typ is not SheetTypeEnum.WorkSheet:
                continue
            hidden = described.visible is not SheetVisibleEnum.Visible
            sheet = book.get_sheet_by_name(described.name)
            rows = [] if hidden else list(_rows(sheet, left))
            left -= len(rows)
            merged = [] if hidden else _merged(sheet)
            entry = {"name": clean(described.name), "hidden": hidden, "rows": rows, "merged": merged}
            line = json.dumps(entry)
            written += len(line)
            if written > _MOST_TEXT:
                raise _TooLong
            sys.stdout.write(line + "\n")
    except python_calamine.PasswordError:
        return ENCRYPTED
    except python_calamine.CalamineError:
        return NO_WORKBOOK
    except _TooLong:
        return TOO_LONG
    return 0


class _TooLong(Exception):
    """There are more rows than one import may have."""


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # not on Windows
        return
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    memory = MEMORY if most == resource.RLIM_INFINITY else min(MEMORY, most)
    resource.setrlimit(resource.RLIMIT_AS, (memory, most))


def _rows(sheet: CalamineSheet, most: int) -> Iterator[tuple[int, list[str]]]:
    if sheet.start is None:
        return
    top, left = sheet.start
    found = 0
    for number, row in enumerate(sheet.to_python(skip_empty_area=True), top + 1):
        cells = [""] * min(left, _MOST_CELLS) + [_text(cell) for cell in row[:_MOST_CELLS]]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            found += 1
            if found > most:
                raise _TooLong
            yield number, cells


def _merged(sheet: CalamineSheet) -> list[Any]:
    found = sheet.merged_cell_ranges or []
    return [[[top + 1, left], [bottom + 1, right]] for (top, left), (bottom, right) in found]


def _text(cell: object) -> str:
    """A cell as one reads it. A number too long to be exact keeps its exponent, so that it is seen to be broken."""
    if isinstance(cell, str):
        return (
            cell if cell.isascii() and cell.isprintable() and len(cell) < _LONGEST else clean(cell, _LONGEST)
        )
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, int | float):
        whole = float(cell).is_integer() and abs(cell) < _EXACT
        return str(int(cell)) if whole else (f"{cell:e}" if abs(cell) >= _EXACT else repr(cell))
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d}" if cell.time() == time() else f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, date):
        return f"{cell:%Y-%m-%d}"
    return "" if isinstance(cell, timedelta) else str(cell)


if __name__ == "__main__":
    sys.exit(main())
