"""Workbooks that a spreadsheet opens without running anything."""

import io
import re
import zipfile
from datetime import datetime

import pytest
from python_calamine import CalamineWorkbook

from handlers import sheets
from handlers.sheets import Table, write_tables

MADE = datetime(2026, 11, 23, 9)
NASTY = (
    "=1+1",
    "+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "＝cmd|'/c calc'!A0",
    "=cmd|'/c calc'!A0",
    '=HYPERLINK("http://evil.example","x")',
    "+cmd|'/c calc'!A0",
    "\ufeff=1+1",
    "\u200b=1",
    " =1+1",
    "{=1+1}",
    "http://evil.example/x",
    "mailto:a@b",
    "00123",
    "1e5",
    "2026-11-23",
    "TRUE",
    "#REF!",
    "\x00\x01\x0b坏\ufffe字",
    "a" * 40_000,
    "_x0041_",
    "<f>1</f>&amp;",
)


def written(*tables: Table) -> bytes:
    out = io.BytesIO()
    write_tables(out, tables, MADE)
    return out.getvalue()


def test_no_cell_is_a_formula_or_a_link_whatever_it_says() -> None:
    book = written(Table("台账", ("甲", "乙"), [(words, words) for words in NASTY], {"甲": 2.0}))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    assert rows[0] == ["甲", "乙"]
    assert len(rows) == len(NASTY) + 1
    assert all(isinstance(cell, str) for row in rows for cell in row)
    assert [row[0] for row in rows[1:8]] == list(NASTY[:7])
    with zipfile.ZipFile(io.BytesIO(book)) as packed:
        sheet = packed.read("xl/worksheets/sheet1.xml").decode()
        styles = packed.read("xl/styles.xml").decode()
        assert not any("externalLink" in name for name in packed.namelist())
    assert re.search(r"<f[ >]", sheet) is None
    assert "hyperlink" not in sheet
    assert 'quotePrefix="1"' in styles


def test_numbers_stay_numbers_and_nothing_stays_empty() -> None:
    book = written(Table("数", ("件", "率", "空"), [(3, 2.5, None), (0, 0.0, "")], {}))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    assert [row[:2] for row in rows[1:]] == [[3.0, 2.5], [0.0, 0.0]]


def test_what_is_longer_than_a_sheet_goes_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 10)
    book = CalamineWorkbook.from_filelike(
        io.BytesIO(
            written(Table("台账", ("n",), ([str(n)] for n in range(25)), {}), Table("空", ("n",), [], {}))
        )
    )
    assert book.sheet_names == ["台账", "台账2", "台账3", "空"]
    found = [row[0] for name in book.sheet_names[:3] for row in book.get_sheet_by_name(name).to_python()[1:]]
    assert found == [str(n) for n in range(25)]


def test_the_same_rows_give_the_same_bytes() -> None:
    table = Table("台账", ("n",), [["一"], ["=二"]], {})
    assert written(table) == written(table)
