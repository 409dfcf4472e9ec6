"""The commands: what runs each, and its exit code: 0 done, 1 the work found a problem, 2 wrong arguments, 130 stopped
by Ctrl-C (`demo` and `run` are ended by it: 0)."""

import argparse
import asyncio
import json
import logging
import os
import signal
import sys
from collections.abc import Coroutine, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from bot.cli.arguments import USAGE, Run, data_folder, with_runs
from bot.cli.checks import check_apart, check_export, check_import
from bot.cli.errors import CommandError, UsageError
from bot.config import Config, ConfigError, demo_config, load

DONE, PROBLEM, INTERRUPTED = 0, 1, 130

if TYPE_CHECKING:
    from bot.office import Office


def parser() -> argparse.ArgumentParser:
    """Every command with its arguments."""
    return with_runs(_RUNS)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code."""
    os.umask(0o077)  # what is written holds what people said: for this account only
    _prepare_streams()
    parsed = parser().parse_args(arguments)
    from storage.engines import DatabaseFault, StorageError

    def tell(words: str, code: int = PROBLEM) -> int:
        first = words.partition("\n")[0]  # what comes from a database may have more lines
        print(f"gridbot {parsed.command}: {first}", file=sys.stderr)
        return code

    try:
        code: int = parsed.run(parsed)
    except ConfigError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        return PROBLEM
    except UsageError as error:
        return tell(f"{error}; see --help", USAGE)
    except (CommandError, StorageError) as error:
        return tell(str(error))
    except DatabaseFault as error:
        return tell(f"the database failed: {error.orig}")
    except KeyboardInterrupt:
        return tell("stopped before the end", INTERRUPTED)
    except BrokenPipeError:
        _nobody_reads()
        return DONE
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        return tell(f"{place}{error.strerror or error}")
    return code


def _prepare_streams() -> None:
    logging.basicConfig(
        level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    for name in ("alembic", "apscheduler"):  # it lists its plugins; it tells of every tick
        logging.getLogger(name).setLevel(logging.WARNING)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    if hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(encoding="utf-8-sig", errors="surrogateescape")


def _nobody_reads() -> None:
    """Whoever read our output has gone away (`gridbot rehearse … | head`): what follows goes nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


async def _until_told(work: Coroutine[Any, Any, None]) -> None:
    """Run what goes on for ever until SIGINT or SIGTERM, also while it is still starting; it then tidies up."""
    told = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    working, waiting = asyncio.create_task(work), asyncio.create_task(told.wait())
    await asyncio.wait({working, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    working.cancel()
    with suppress(asyncio.CancelledError):
        await working


def _config(parsed: argparse.Namespace) -> Config:
    return demo_config() if parsed.config is None else load(parsed.config)


def _database(parsed: argparse.Namespace) -> str:
    """The database a maintenance command works on: --db, the configured one, or that of the demo."""
    if parsed.db is not None:
        return str(parsed.db)
    if parsed.config is not None:
        return load(parsed.config).database_url
    return f"sqlite:///{data_folder() / 'demo.db'}"


def _office(parsed: argparse.Namespace) -> "Office":
    """The database with the community and the key that belong to it."""
    from bot.office import Office

    config = _config(parsed)
    key_file = config.key_file if parsed.config is not None else None
    return Office(_database(parsed), config.community, key_file)


def _demo(parsed: argparse.Namespace) -> int:
    from bot.demo import serve_demo

    asyncio.run(_until_told(serve_demo(parsed.data, parsed.port)))
    return DONE


def _run(parsed: argparse.Namespace) -> int:
    from bot.service import serve

    asyncio.run(_until_told(serve(load(parsed.config))))
    return DONE


def _rehearse(parsed: argparse.Namespace) -> int:
    from bot.rehearsal import TranscriptError, read_transcript, rehearse

    community = _config(parsed).community

    def show(entry: dict[str, object]) -> None:
        try:
            print(json.dumps(entry, ensure_ascii=False))
        except BrokenPipeError:  # the house would take it for a fault of its channel
            _nobody_reads()

    folder = Path.cwd() if parsed.transcript == "-" else Path(parsed.transcript).parent
    with _open(parsed.transcript) as source:
        lines = read_transcript(source, community.zone)
        try:
            asyncio.run(rehearse(lines, community, parsed.db, folder, show, parsed.dump))
        except TranscriptError as error:
            raise CommandError(f"{parsed.transcript}: {error}") from error
    return DONE


def _open(name: str) -> TextIO:
    if name == "-":
        return sys.stdin
    try:
        return open(name, encoding="utf-8-sig", errors="surrogateescape")
    except OSError as error:
        raise CommandError(f"{name}: {error.strerror}") from error


def _understand(parsed: argparse.Namespace) -> int:
    from bot.reading import read_all
    from handlers.chat import register_of

    community = _config(parsed).community
    register = register_of(community) if parsed.config is not None else None
    now = datetime.now(community.zone).replace(tzinfo=None)
    options = (community.bot_names, register, community.lexicon, now, parsed.parts, parsed.why)
    return DONE if read_all(sys.stdin, sys.stdout, sys.stderr, *options) else PROBLEM


def _why(parsed: argparse.Namespace) -> int:
    from bot.why import ask

    community = _config(parsed).community
    now = datetime.now(community.zone)
    answer = asyncio.run(ask(community, now, parsed.sentence, parsed.speaker, parsed.room, parsed.private))
    print("\n".join(answer.lines()))
    return DONE


def _check(parsed: argparse.Namespace) -> int:
    from bot.checking import problems

    config = load(parsed.config)
    found = problems(config, parsed.config)
    for problem in found:
        print(problem, file=sys.stderr)
    if not found:
        print(f"{parsed.config}: ok")
    return PROBLEM if found else DONE


def _import(parsed: argparse.Namespace) -> int:
    from bot.imports.importing import dry_run, run_import, undo

    check_import(parsed)
    office = _office(parsed)
    if parsed.undo is not None:
        done = undo(office, parsed.undo, parsed.yes, print)
    elif parsed.dry_run:
        done = dry_run(office, parsed.file, print)
    else:
        done = run_import(office, parsed.file, parsed.yes, print)
    return DONE if done else PROBLEM


def _export(parsed: argparse.Namespace) -> int:
    from bot.exports.ledger import Part, export_ledger
    from bot.exports.polls import export_poll_log, export_result
    from bot.exports.tables import export
    from bot.exports.trail import Asked, export_audit

    check_export(parsed)
    check_apart(_database(parsed), parsed.output)
    if parsed.what == "audit":
        asked = Asked(parsed.since, parsed.until, parsed.who, parsed.about)
        rows = export_audit(_database(parsed), _config(parsed).community, parsed.output, asked)
        print(f"{parsed.output}: {rows} rows")
        return DONE
    if parsed.what == "ledger":
        rows = export_ledger(_office(parsed), parsed.output, Part(parsed.since, parsed.until, parsed.node))
        print(f"{parsed.output}: {rows} rows")
        return DONE
    if parsed.what == "poll-log":
        rows = export_poll_log(_database(parsed), parsed.poll, parsed.output)
        print(f"{parsed.output}: {rows} lines")
        return DONE
    if parsed.what == "result":
        rows = export_result(_office(parsed), parsed.poll, parsed.output)
        print(f"{parsed.output}: {rows} ballots")
        return DONE
    count = export(parsed.what, _office(parsed), parsed.output, parsed.full)
    print(f"{parsed.output}: {count} {'lines' if parsed.what == 'readings' else 'rows'}")
    return DONE


def _code(parsed: argparse.Namespace) -> int:
    from bot.issuing import code_for

    office = _office(parsed)
    print(code_for(office, parsed.person))
    return DONE


def _verify(parsed: argparse.Namespace) -> int:
    from bot.maintenance import verify

    return DONE if verify(_database(parsed), parsed.poll, _config(parsed).community) else PROBLEM


def _backup(parsed: argparse.Namespace) -> int:
    from bot.maintenance import back_up

    check_apart(_database(parsed), parsed.file)
    back_up(_database(parsed), parsed.file)
    return DONE


def _restore(parsed: argparse.Namespace) -> int:
    from bot.maintenance import restore

    check_apart(_database(parsed), parsed.file)
    restore(_database(parsed), parsed.file)
    return DONE


_RUNS: Mapping[str, Run] = {
    "demo": _demo,
    "run": _run,
    "rehearse": _rehearse,
    "understand": _understand,
    "why": _why,
    "check": _check,
    "import": _import,
    "export": _export,
    "code": _code,
    "verify": _verify,
    "backup": _backup,
    "restore": _restore,
}
