"""kill -9 at 200 random moments of a day: no request, ballot or reminder is lost, none is doubled."""

import json
import subprocess
import sys
from pathlib import Path

_DEATHS = 200


def test_nothing_is_lost_or_doubled(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.crash.driver", str(tmp_path), str(_DEATHS), "20261123"]
    run = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, timeout=500)
    assert run.returncode == 0, run.stderr[-2000:]
    result = json.loads(run.stdout)
    assert result["wrong"] == []
    assert result["deaths"] >= _DEATHS
    assert result["requests"] == 3
