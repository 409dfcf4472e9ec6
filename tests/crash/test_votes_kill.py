"""kill -9 while households vote: every ballot that was acknowledged is counted, as it was cast, in one poll that is
named and one that is secret."""

import json
import subprocess
import sys
from pathlib import Path

_HOUSEHOLDS, _DEATHS = 1_000, 12


def test_no_acknowledged_ballot_is_lost(tmp_path: Path) -> None:
    numbers = [str(number) for number in (_HOUSEHOLDS, _DEATHS, 20261123)]
    command = [sys.executable, "-m", "tests.crash.voter", str(tmp_path), *numbers]
    run = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, timeout=300)
    assert run.returncode == 0, run.stderr[-2000:]
    result = json.loads(run.stdout)
    assert result == {"deaths": _DEATHS, "acknowledged": 2 * _HOUSEHOLDS, "wrong": []}
