"""The commands: what each takes, and its exit code: 0 done, 1 the work found a problem, 2 wrong arguments."""

import argparse
import asyncio
import json
import logging
import os
import signal
import sys
from collections.abc import Callable, Coroutine, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn, TextIO

from bot.cli_errors import CommandError
from bot.config import Config, ConfigError, demo_config, load

DONE, PROBLEM, USAGE = 0, 1, 2


class _Parser(argparse.ArgumentParser):
    """An argument parser whose errors are one line."""

    def error(self, message: str) -> NoReturn:
        print(f"{self.prog}: {message}; see --help", file=sys.stderr)
        raise SystemExit(USAGE)


_Add = Callable[[str, Callable[[argparse.Namespace], int], str], argparse.ArgumentParser]
"""Adds a command: its name, what runs it, what it does."""


def parser() -> argparse.ArgumentParser:
    """Every command with its arguments."""
    top = _Parser(
        prog="gridbot", description="小应: requests, dispatch, follow-up and polls in WeChat groups"
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=_Parser)

    def add(name: str, run: Callable[[argparse.Namespace], int], about: str) -> argparse.ArgumentParser:
        command: argparse.ArgumentParser = commands.add_parser(name, help=about, description=about)
        command.set_defaults(run=run)
        return command

    demo = add("demo", _demo, "start the demo community on a page in the browser")
    demo.add_argument(
        "--port", type=_port, default=os.environ.get("PORT", "8080"), help="of the page (PORT, 8080)"
    )
    demo.add_argument(
        "--data", type=Path, default=os.environ.get("DATA", ".data"), help="folder (DATA, .data)"
    )
    run = add("run", _run, "run the bot: the channels, the database and the web server that are configured")
    trying = _trying(add)
    check = add(
        "check", _check, "read the configuration, try the database and the gateway, name every problem"
    )
    for command in (run, check):
        command.add_argument("--config", metavar="FILE", type=Path, required=True, help="the configuration")
    for command in (*trying, *_keeping(add)):
        command.add_argument("--config", metavar="FILE", type=Path, help="the configuration")
    return top


def _trying(add: _Add) -> Iterable[argparse.ArgumentParser]:
    """The commands that show what the bot makes of messages, and keep nothing."""
    rehearsal = add(
        "rehearse", _rehearse, "play a transcript under a virtual clock and print what the bot sends"
    )
    rehearsal.add_argument("transcript", metavar="TRANSCRIPT", help="JSON lines; - for standard input")
    rehearsal.add_argument("--db", metavar="URL", default="sqlite://", help="database (in memory)")
    rehearsal.add_argument("--dump", action="store_true", help="print the state at the end")
    understand = add("understand", _understand, "read messages as JSON lines on stdin, print what each means")
    understand.add_argument(
        "--parts", action="store_true", help="fill place, time and personal data for every line"
    )
    understand.add_argument("--why", action="store_true", help="add the words that decided")
    why = add(
        "why", _why, "say what the bot would do with a sentence, who would get it, and which words decide"
    )
    why.add_argument("sentence", metavar="SENTENCE")
    where = why.add_mutually_exclusive_group()
    where.add_argument(
        "--room", metavar="ROOM", help="the group (that of the speaker's home, or the last one)"
    )
    where.add_argument("--private", action="store_true", help="said privately to the bot")
    why.add_argument("--from", dest="speaker", metavar="CONTACT", help="who says it (somebody in no roster)")
    return rehearsal, understand, why


def _keeping(add: _Add) -> Iterable[argparse.ArgumentParser]:
    """The commands about what is in the database."""
    export = add("export", _export, "write readings that were corrected in chat as labelled JSON lines")
    export.add_argument("what", metavar="WHAT", choices=("readings",), help="readings")
    export.add_argument("-o", "--output", metavar="FILE", type=Path, required=True)
    verify = add("verify", _verify, "walk the audit chain and recount every closed poll")
    verify.add_argument("--poll", metavar="CODE", help="only this poll, and the chain")
    backup = add("backup", _backup, "write a backup, also while the bot is running")
    backup.add_argument("file", metavar="FILE", type=Path)
    restore = add("restore", _restore, "put a backup in the place of the database")
    restore.add_argument("file", metavar="FILE", type=Path)
    for command in (export, verify, backup, restore):
        command.add_argument("--db", metavar="URL", help="database, if not the configured one")
    return export, verify, backup, restore


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code."""
    logging.basicConfig(
        level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    if hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(encoding="utf-8-sig", errors="surrogateescape")
    parsed = parser().parse_args(arguments)
    from storage.engines import StorageError

    try:
        code: int = parsed.run(parsed)
    except ConfigError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        return PROBLEM
    except (CommandError, StorageError) as error:
        reason = str(error).partition("\n")[0]  # what comes from a database may have more lines
        print(f"gridbot {parsed.command}: {reason}", file=sys.stderr)
        return PROBLEM
    except KeyboardInterrupt:
        print(f"gridbot {parsed.command}: stopped before the end", file=sys.stderr)
        return PROBLEM
    except BrokenPipeError:
        _nobody_reads()
        return DONE
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        print(f"gridbot {parsed.command}: {place}{error.strerror or error}", file=sys.stderr)
        return PROBLEM
    return code


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
    return f"sqlite:///{Path(os.environ.get('DATA', '.data')) / 'demo.db'}"


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port from 0 to 65535")
    return int(text)


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


def _export(parsed: argparse.Namespace) -> int:
    from bot.exporting import export

    count = export(parsed.what, _database(parsed), _config(parsed).community, parsed.output)
    print(f"{parsed.output}: {count} lines")
    return DONE


def _verify(parsed: argparse.Namespace) -> int:
    from bot.maintenance import verify

    return DONE if verify(_database(parsed), parsed.poll) else PROBLEM


def _backup(parsed: argparse.Namespace) -> int:
    from bot.maintenance import back_up

    back_up(_database(parsed), parsed.file)
    return DONE


def _restore(parsed: argparse.Namespace) -> int:
    from bot.maintenance import restore

    restore(_database(parsed), parsed.file)
    return DONE
