"""Arguments that are right one by one and wrong together: found before anything is read or written."""

import argparse
from pathlib import Path

from bot.cli.errors import UsageError

_ONLY_OF = {
    "full": ("roster",),
    "who": ("audit",),
    "about": ("audit",),
    "since": ("audit", "ledger"),
    "until": ("audit", "ledger"),
    "node": ("ledger",),
    "poll": ("poll-log", "result"),
}
"""Options of `export`, and what they are for: nothing that was asked for is left out in silence."""

_ENDINGS = {"audit": (".csv", ".jsonl", ".xlsx"), "result": (".pdf",)}
"""What the file of an export may be, by the end of its name; of the others an .xlsx."""

_LINES = ("poll-log", "readings")
"""Exports as JSON lines, under any name that does not promise something else."""
_OTHERS = (".xlsx", ".xls", ".ods", ".csv", ".pdf")


def check_export(parsed: argparse.Namespace) -> None:
    """
    Raises:
        UsageError: an option is for another export or missing, the days are the wrong way round, or the file would
            be of another kind than its name says.
    """
    for option, of in _ONLY_OF.items():
        if getattr(parsed, option) and parsed.what not in of:
            raise UsageError(f"--{option} is only for export {' and '.join(of)}")
    if parsed.what in _ONLY_OF["poll"] and parsed.poll is None:
        raise UsageError(f"say which poll: export {parsed.what} --poll V3")
    if parsed.since and parsed.until and parsed.since > parsed.until:
        raise UsageError(f"--until {parsed.until} is before --since {parsed.since}")
    ending = parsed.output.suffix.lower()
    if parsed.what in _LINES:
        if ending in _OTHERS:
            raise UsageError(f"{parsed.output}: {parsed.what} is JSON lines; the name must end in .jsonl")
    elif ending not in (endings := _ENDINGS.get(parsed.what, (".xlsx",))):
        raise UsageError(f"{parsed.output}: the name must end in {' or '.join(endings)}")


def check_import(parsed: argparse.Namespace) -> None:
    """
    Raises:
        UsageError: neither or both of a file and an import to undo, or an undoing that is to be only said.
    """
    if (parsed.file is None) == (parsed.undo is None):
        raise UsageError("give either a FILE or --undo N")
    if parsed.undo is not None and parsed.dry_run:
        raise UsageError("--dry-run is only for a FILE; without --yes, --undo asks before it does anything")


def check_apart(database: str, file: Path) -> None:
    """
    Raises:
        UsageError: the file is the database itself, which a copy of it would take the place of.
    """
    from storage.engines import read_url, sqlite_file

    kept = sqlite_file(read_url(database))
    if kept is not None and kept.exists() and file.exists() and kept.samefile(file):
        raise UsageError(f"{file}: this is the database itself; name another file")
