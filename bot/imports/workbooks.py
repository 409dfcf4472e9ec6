"""Workbooks (.xlsx, .xls, .ods) in. What comes in is hostile."""

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.cli.errors import CommandError
from bot.imports import sheet_reader
from handlers.roster.tables import Sheet

_MOST_BYTES = 50 << 20
_MOST_UNPACKED = 400 << 20
_MOST_PARTS = 2_000
_SECONDS = 120
_FORMS = (".xlsx", ".xlsm", ".xls", ".ods")
_REASONS = {
    sheet_reader.ENCRYPTED: "the file has a password; open it, save it without one, and try again",
    sheet_reader.NO_WORKBOOK: "not a workbook (.xlsx, .xls or .ods), or a damaged one; open it and save it as .xlsx",
    sheet_reader.TOO_LONG: f"more than {sheet_reader.MOST_ROWS} rows; import it in parts",
}


@dataclass(frozen=True, slots=True)
class Book:
    """What was read. `hidden` are the names of hidden sheets, which are not."""

    sheets: tuple[Sheet, ...]
    hidden: tuple[str, ...]


def read(file: Path) -> Book:
    """The sheets of a workbook as plain text.

    Raises:
        CommandError: it is none, encrypted, or so large that it must be a bomb; macros are never run.
    """
    _check_size(file)
    command = [sys.executable, "-m", "bot.imports.sheet_reader", str(file.absolute())]
    try:
        reader = subprocess.run(
            command,
            capture_output=True,
            timeout=_SECONDS,
            cwd=Path(__file__).parents[2],
            env=_without_secrets(),
        )
    except subprocess.TimeoutExpired as error:
        raise CommandError(f"{file}: takes too long to read; is there only the list in it?") from error
    if reader.returncode:
        large = "cannot be read: too large, or damaged; copy the list into a new workbook"
        raise CommandError(f"{file}: {_REASONS.get(reader.returncode, large)}")
    entries = [json.loads(line) for line in reader.stdout.splitlines()]
    return Book(
        sheets=tuple(_sheet(entry) for entry in entries if not entry["hidden"]),
        hidden=tuple(entry["name"] for entry in entries if entry["hidden"]),
    )


def _without_secrets() -> dict[str, str]:
    """The environment, without the key and the passwords in it."""
    return {name: value for name, value in os.environ.items() if not name.startswith("GRIDBOT_")}


def _check_size(file: Path) -> None:
    try:
        size = file.stat().st_size
        if not file.is_file():
            raise CommandError(f"{file}: not a file")
        if file.suffix.lower() not in _FORMS:
            raise CommandError(f"{file}: not a workbook; save it as .xlsx")
        if size > _MOST_BYTES:
            raise CommandError(f"{file}: larger than {_MOST_BYTES >> 20} MB")
        if zipfile.is_zipfile(file):
            with zipfile.ZipFile(file) as packed:
                parts = packed.infolist()
            if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
                raise CommandError(f"{file}: unpacks to more than {_MOST_UNPACKED >> 20} MB; is it a bomb?")
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror or error}") from error
    except (zipfile.BadZipFile, ValueError) as error:
        raise CommandError(f"{file}: {_REASONS[sheet_reader.NO_WORKBOOK]}") from error


def _sheet(entry: Mapping[str, object]) -> Sheet:
    rows, merged = entry["rows"], entry["merged"]
    assert isinstance(rows, list)
    assert isinstance(merged, list)
    return Sheet(
        name=str(entry["name"]),
        rows=tuple((number, tuple(cells)) for number, cells in rows),
        merged=tuple(((top, left), (bottom, right)) for (top, left), (bottom, right) in merged),
    )
