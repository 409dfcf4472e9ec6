"""The arguments of every command."""

import argparse
import os
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import NoReturn

USAGE = 2
"""The exit code for wrong arguments."""
_FIRST_YEAR, _LAST_YEAR = 1970, 2999
_MOST_DIGITS = 9
_EXPORTS = (
    "roster",
    "households",
    "ledger",
    "ballots",
    "visits",
    "codes",
    "template",
    "readings",
    "audit",
    "poll-log",
    "result",
)


class _Parser(argparse.ArgumentParser):
    """An argument parser whose errors are one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(USAGE, f"{self.prog}: {message}; see --help\n")


Run = Callable[[argparse.Namespace], int]
"""Runs a command; its exit code."""
_Add = Callable[[str, str], argparse.ArgumentParser]
"""Adds a command: its name, what it does."""


def with_runs(runs: Mapping[str, Run]) -> argparse.ArgumentParser:
    """Every command with its arguments; `runs` has what runs each, by its name."""
    top = _Parser(
        prog="gridbot", description="小应: requests, dispatch, follow-up and polls in WeChat groups"
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=_Parser)

    def add(name: str, about: str) -> argparse.ArgumentParser:
        command: argparse.ArgumentParser = commands.add_parser(name, help=about, description=about)
        command.set_defaults(run=runs[name])
        return command

    demo = add("demo", "start the demo community on a page in the browser")
    demo.add_argument(
        "--port", type=_port, default=os.environ.get("PORT") or "8080", help="of the page (PORT, 8080)"
    )
    demo.add_argument("--data", type=_path, default=data_folder(), help="folder (DATA, .data)")
    run = add("run", "run the bot: the channels, the database and the web server that are configured")
    trying = _trying(add)
    check = add("check", "read the configuration, try the database and the gateway, name every problem")
    for command in (run, check):
        command.add_argument("--config", metavar="FILE", type=_path, required=True, help="the configuration")
    for command in (*trying, *_keeping(add)):
        command.add_argument("--config", metavar="FILE", type=_path, help="the configuration")
    return top


def _trying(add: _Add) -> Iterable[argparse.ArgumentParser]:
    """The commands that show what the bot makes of messages, and keep nothing."""
    rehearsal = add("rehearse", "play a transcript under a virtual clock and print what the bot sends")
    rehearsal.add_argument(
        "transcript", metavar="TRANSCRIPT", type=_word, help="JSON lines; - for standard input"
    )
    rehearsal.add_argument(
        "--db", metavar="URL", type=_database, default="sqlite://", help="database (in memory)"
    )
    rehearsal.add_argument("--dump", action="store_true", help="print the state at the end")
    understand = add("understand", "read messages as JSON lines on stdin, print what each means")
    understand.add_argument(
        "--parts", action="store_true", help="fill place, time and personal data for every line"
    )
    understand.add_argument("--why", action="store_true", help="add the words that decided")
    why = add("why", "say what the bot would do with a sentence, who would get it, and which words decide")
    why.add_argument("sentence", metavar="SENTENCE", type=_word)
    where = why.add_mutually_exclusive_group()
    where.add_argument(
        "--room", metavar="ROOM", type=_word, help="the group (that of the speaker's home, or the last one)"
    )
    where.add_argument("--private", action="store_true", help="said privately to the bot")
    why.add_argument(
        "--from", dest="speaker", metavar="CONTACT", type=_word, help="who says it (somebody in no roster)"
    )
    return rehearsal, understand, why


def _keeping(add: _Add) -> Iterable[argparse.ArgumentParser]:
    """The commands about what is in the database."""
    importing = add("import", "take in roster, households and grid tree from a workbook")
    importing.add_argument("file", metavar="FILE", type=_path, nargs="?", help=".xlsx, .xls or .ods")
    importing.add_argument("--undo", metavar="N", type=_count, help="put back what was before the Nth import")
    sure = importing.add_mutually_exclusive_group()
    sure.add_argument("--dry-run", action="store_true", help="only say what would happen, row by row")
    sure.add_argument("--yes", action="store_true", help="do not ask")
    export = add("export", "write what is kept to a workbook, or corrected readings as JSON lines")
    export.add_argument("what", metavar="WHAT", choices=_EXPORTS, help=", ".join(_EXPORTS))
    export.add_argument("-o", "--output", metavar="FILE", type=_path, required=True)
    _filtered(export)
    export.add_argument(
        "--poll", metavar="CODE", type=_word, help="which poll: only of poll-log (.jsonl) and result (.pdf)"
    )
    export.add_argument("--full", action="store_true", help="numbers of people unmasked; leaves a trace")
    code = add("code", "make a binding code for somebody (with SQLite: while the bot is stopped)")
    code.add_argument("person", metavar="PERSON_ID", type=_word, help="the id in the roster")
    verify = add("verify", "walk the audit chain and recount every closed poll")
    verify.add_argument("--poll", metavar="CODE", type=_word, help="only this poll, and the chain")
    backup = add("backup", "write a backup, also while the bot is running")
    backup.add_argument("file", metavar="FILE", type=_path)
    restore = add("restore", "put a backup in the place of the database")
    restore.add_argument("file", metavar="FILE", type=_path)
    for command in (importing, export, code, verify, backup, restore):
        command.add_argument(
            "--db", metavar="URL", type=_kept_database, help="database, if not the configured one"
        )
    return importing, export, code, verify, backup, restore


def _filtered(export: argparse.ArgumentParser) -> None:
    """What of the audit trail or the ledger is exported; nothing of it: all."""
    both = export.add_argument_group("of audit (.csv, .jsonl or .xlsx) and of ledger")
    both.add_argument(
        "--since", "--from", dest="since", metavar="DATE", type=_date, help="from this day, like 2026-11-23"
    )
    both.add_argument(
        "--until", "--to", dest="until", metavar="DATE", type=_date, help="to this day, which is in"
    )
    export.add_argument_group("only of ledger").add_argument(
        "--node", metavar="PLACE", type=_word, help="a place and all in it: an id or a name of the grid tree"
    )
    only = export.add_argument_group("only of audit")
    only.add_argument(
        "--who", metavar="PERSON", type=_word, help="who did it: a name or an id, office, clock"
    )
    only.add_argument(
        "--about", metavar="SUBJECT", type=_word, help="a code (0712, V3), a number, or a person's name"
    )


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port from 0 to 65535")
    return int(text)


def _date(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no day like 2026-11-23") from error
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:  # there must be room for the day after, in any zone
        raise argparse.ArgumentTypeError(f"{text!r} is no day from {_FIRST_YEAR} to {_LAST_YEAR}")
    return day


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > _MOST_DIGITS or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1")
    return int(text)


def _word(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError("nothing stands there")
    return text


def _path(text: str) -> Path:
    if not text.strip():
        raise argparse.ArgumentTypeError("names no file or folder")
    return Path(text)


def _database(text: str) -> str:
    from storage.engines import StorageError, read_url

    try:
        read_url(text)
    except StorageError as error:
        raise argparse.ArgumentTypeError(str(error)) from error  # without the URL: it may hold a password
    return text


def _kept_database(text: str) -> str:
    from storage.engines import is_memory, read_url

    if is_memory(read_url(_database(text))):
        raise argparse.ArgumentTypeError("nothing is kept in memory; write sqlite:///data/gridbot.db")
    return text


def data_folder() -> Path:
    """Where a demo keeps its data unless told otherwise; an empty DATA is as good as none."""
    return Path(os.environ.get("DATA") or ".data")
