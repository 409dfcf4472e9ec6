"""Rows of the audit trail as a table that goes out of the house: as CSV, which Excel opens, or as JSON lines."""

import csv
import io
import json
from collections.abc import Iterable, Mapping

from handlers.audit.words import Reader, is_secret_ballot, subject_words
from handlers.texts import text
from storage.records import AuditRow

_COLUMNS = ("number", "at", "who", "about", "what", "hash")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would run


def heads() -> list[str]:
    """What stands above the columns."""
    return [text(f"audit.column.{name}") for name in _COLUMNS]


def plain_row(row: AuditRow, sentence: str, reader: Reader) -> Mapping[str, str | int]:
    """A row as it goes out: no detail, so nothing that the sentence does not say. `hash` finds it in the chain."""
    return {
        "number": row.seq,
        "at": row.at.astimezone(reader.community.zone).isoformat(timespec="seconds"),
        "who": "" if is_secret_ballot(row) else reader.who(row.actor),
        "about": subject_words(row.subject, reader),
        "what": sentence,
        "hash": row.hash,
    }


def note_row(words: str) -> Mapping[str, str | int]:
    """A line that is no row of the trail."""
    return dict.fromkeys(_COLUMNS, "") | {"what": words}


def as_csv(rows: Iterable[Mapping[str, str | int]]) -> str:
    """With a mark in front, by which Excel knows UTF-8; no cell is a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(heads())
    writer.writerows([_safe(row[name]) for name in _COLUMNS] for row in rows)
    return "\ufeff" + out.getvalue()


def as_json_lines(rows: Iterable[Mapping[str, str | int]]) -> str:
    """One object a line."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _safe(cell: str | int) -> str | int:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
