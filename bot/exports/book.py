"""Workbooks (.xlsx) out: they must be safe to open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

_WIDEST = 30


@dataclass(frozen=True)
class Page:
    """A sheet to write: rows under a header. `notes`: what a header cell says when pointed at; `choices`: what may be
    picked in a column; `title`: a line above the header."""

    name: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    notes: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)
    title: str = ""


def write(out: BinaryIO, pages: Sequence[Page]) -> int:
    """Write a workbook; how many rows. Every cell is text: nothing in it is ever a formula."""
    book = xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1, "num_format": "@"})
    plain = book.add_format({"num_format": "@"})
    for page in pages:
        _write_page(book.add_worksheet(page.name), page, bold, plain)
    book.close()
    return sum(len(page.rows) for page in pages)


def _write_page(sheet: Worksheet, page: Page, bold: Format, plain: Format) -> None:
    top = 0
    if page.title:
        sheet.write_string(0, 0, page.title)
        top = 1
    widths = [len(name) for name in page.header]
    for column, name in enumerate(page.header):
        sheet.write_string(top, column, name, bold)
        if name in page.notes:
            sheet.write_comment(top, column, page.notes[name])
        if name in page.choices:
            listed = {"validate": "list", "source": list(page.choices[name]), "error_type": "warning"}
            sheet.data_validation(top + 1, column, top + 5000, column, listed)
    for number, row in enumerate(page.rows, top + 1):
        for column, cell in enumerate(row):
            if cell:
                sheet.write_string(number, column, cell, plain)
                widths[column] = max(widths[column], min(len(cell), _WIDEST))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width * 1.6 + 2, plain)
    sheet.freeze_panes(top + 1, 0)
