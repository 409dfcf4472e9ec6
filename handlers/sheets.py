"""Workbooks that are safe to open: every word is text and never a formula, and only one row is in memory at a time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

Cell = str | int | float | None
MOST_ROWS = 1_000_000
"""Rows of one sheet; a table that is longer goes on in the next one. Excel knows 1,048,576."""
_LONGEST = 32_000  # characters of a cell; Excel knows 32,767
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|", "%")
"""How a cell begins that some program would run once it is saved as CSV, or typed into again."""
_WIDE = 14  # the width of a column, in characters
_CONTROL = {code: None for code in range(32) if code not in (9, 10)} | {
    0x7F: None,
    0xFFFE: None,
    0xFFFF: None,
}


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet. `wide`: how many times the usual width a column has, by its header."""

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    wide: Mapping[str, float]


def write_tables(out: BinaryIO, tables: Iterable[Table], made: datetime) -> int:
    """Write a workbook; how many rows. `made` (local) stands in its properties: the same rows give the same bytes.

    Raises:
        OSError: it cannot be written.
    """
    book = Book(out, made)
    count = sum(book.table(table) for table in tables)
    book.close()
    return count


class Book:
    """A workbook under way, for rows that come in pieces."""

    _sheet: Worksheet

    def __init__(self, out: BinaryIO, made: datetime) -> None:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(out, options)
        self._book.set_properties({"created": made.replace(tzinfo=None)})
        self._head = self._book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1})
        self._plain = self._book.add_format({"num_format": "@"})
        self._under_way = Table("", (), (), {})
        self._count = 0
        self._quoted = self._book.add_format({"num_format": "@", "quote_prefix": True})

    def table(self, table: Table) -> int:
        """Write a sheet; how many rows."""
        self.begin(table)
        for cells in table.rows:
            self.row(cells)
        return self._count

    def begin(self, table: Table) -> None:
        """Begin a sheet: its header. Its rows may follow by `row`."""
        self._under_way, self._count = table, 0
        self._sheet = self._new_sheet(table.name)

    def row(self, cells: Sequence[Cell]) -> None:
        """Write the next row; what does not fit on one sheet goes on in another one."""
        number, place = divmod(self._count, MOST_ROWS)
        if number and not place:
            self._sheet = self._new_sheet(f"{self._under_way.name}{number + 1}")
        self._write(self._sheet, place + 1, cells)
        self._count += 1

    def close(self) -> None:
        """Put it together.

        Raises:
            OSError: it cannot be written.
        """
        self._book.close()

    def _new_sheet(self, name: str) -> Worksheet:
        sheet, table = self._book.add_worksheet(name), self._under_way
        for column, head in enumerate(table.header):
            sheet.set_column(column, column, _WIDE * table.wide.get(head, 1))
            sheet.write_string(0, column, head, self._head)
        sheet.freeze_panes(1, 0)
        return sheet

    def _write(self, sheet: Worksheet, row: int, cells: Sequence[Cell]) -> None:
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                if cell:
                    shown = cell.translate(_CONTROL)[:_LONGEST]
                    sheet.write_string(row, column, shown, self._format(shown))
            elif cell is not None:
                sheet.write_number(row, column, cell)

    def _format(self, cell: str) -> Format:
        """What looks like a formula gets the sign by which Excel keeps it text, also when it is typed into again."""
        return self._quoted if cell.lstrip(" \u3000\u00a0\ufeff\u200b").startswith(_FORMULA) else self._plain
