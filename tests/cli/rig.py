"""The command line from outside, in a process of its own or in this one, and what goes on for a while."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import aiohttp
import pytest
from yarl import URL

from bot.cli import main
from bot.web.security import CLIENT_HEADER

T = TypeVar("T")
ROOT = Path(__file__).parents[2]
DAY = ROOT / "tests" / "transcripts" / "day.jsonl"
EXAMPLE = ROOT / "config.example.toml"
LIMIT = 20.0  # seconds that any condition may take


def environment(**changes: str) -> dict[str, str]:
    """Ours, without what would change a command, and with `changes`."""
    kept = {
        key: value for key, value in os.environ.items() if not key.startswith(("GRIDBOT_", "PORT", "DATA"))
    }
    return kept | changes


def call(*arguments: object, given: bytes = b"", **changes: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command in a process of its own; `given` is its standard input, `changes` go to its environment."""
    command = [sys.executable, "-m", "bot", *map(str, arguments)]
    return subprocess.run(
        command, cwd=ROOT, env=environment(**changes), input=given, capture_output=True, timeout=60
    )


@dataclass(frozen=True)
class Said:
    """What a command printed, line by line, and its exit code."""

    code: int
    out: list[str]
    errors: list[str]


def say(capsys: pytest.CaptureFixture[str], *arguments: object) -> Said:
    """Run a command in this process."""
    capsys.readouterr()
    try:
        code = main([str(argument) for argument in arguments])
    except SystemExit as end:
        code = int(end.code or 0)
    printed = capsys.readouterr()
    return Said(code, printed.out.splitlines(), printed.err.splitlines())


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


async def eventually(look: Callable[[], Awaitable[T | None]], what: str, limit: float = LIMIT) -> T:
    """The first true answer of `look`; a failure after `limit` seconds."""
    end = time.monotonic() + limit
    while not (found := await look()):
        assert time.monotonic() < end, f"not within {limit} s: {what}"
        await asyncio.sleep(0.05)
    return found


class Running:
    """A command that goes on until it is told to stop."""

    def __init__(self, process: asyncio.subprocess.Process, http: aiohttp.ClientSession, log: Path) -> None:
        self.process = process
        self._http = http
        self._log = log

    @property
    def log(self) -> str:
        """What it wrote to stderr."""
        return self._log.read_text(encoding="utf-8")

    async def line(self) -> str:
        """The next line on stdout."""
        assert self.process.stdout
        return (await asyncio.wait_for(self.process.stdout.readline(), LIMIT)).decode().strip()

    async def get(self, url: str) -> str | None:
        """A page; None while nobody answers."""
        try:
            async with self._http.get(url) as answer:
                return await answer.text()
        except aiohttp.ClientConnectionError:
            assert self.process.returncode is None, self.log
            return None

    async def post(self, url: str, fields: dict[str, str]) -> int:
        """Send a form as our page does; the status."""
        with aiohttp.MultipartWriter("form-data") as form:
            for name, value in fields.items():
                form.append(value).set_content_disposition("form-data", name=name)
            headers = {"Origin": str(URL(url).origin()), CLIENT_HEADER: "1"}
            async with self._http.post(url, data=form, headers=headers) as answer:
                return answer.status

    async def stop(self, number: signal.Signals) -> int:
        """Send a signal; the exit code, which must come within five seconds."""
        self.process.send_signal(number)
        return await asyncio.wait_for(self.process.wait(), 5)


@asynccontextmanager
async def started(log: Path, *arguments: object, **changes: str) -> AsyncIterator[Running]:
    """A command under way; it is killed at the end if it still runs."""
    with log.open("ab") as errors:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            *map(str, arguments),
            cwd=ROOT,
            env=environment(**changes),
            stdout=asyncio.subprocess.PIPE,
            stderr=errors,
        )
    async with aiohttp.ClientSession() as http:
        try:
            yield Running(process, http, log)
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
