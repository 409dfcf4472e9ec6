"""Ctrl-C: exit code 130, and no traceback."""

import signal
import subprocess
import sys

import pytest

import bot.cli
from bot.__main__ import main
from tests.cli.rig import ROOT, environment

LINE = b'{"id": 1, "text": "x", "at": "2026-11-23T09:00"}\n'


def test_while_it_works() -> None:
    command = [sys.executable, "-m", "bot", "understand"]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write(LINE)
        process.stdin.flush()
        assert process.stdout.readline()  # it is at work, and waits for more
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130
        assert process.stderr.read().decode() == "gridbot understand: stopped before the end\n"


def test_while_it_is_loading(monkeypatch: pytest.MonkeyPatch) -> None:
    """From then on nothing is left to stop: a second Ctrl-C would only show what the interpreter tidies up."""
    set_: list[tuple[int, object]] = []

    def interrupted() -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(bot.cli, "main", interrupted)
    monkeypatch.setattr(signal, "signal", lambda number, what: set_.append((number, what)))
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 130
    assert set_ == [(signal.SIGINT, signal.SIG_IGN)]
