"""kill -9 at 20 random moments of an import: all of it is there or nothing, never half."""

import json
import subprocess
import sys
from pathlib import Path

_DEATHS = 20


def test_an_import_is_whole_or_not_at_all(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.crash.importer", str(tmp_path), str(_DEATHS), "20261123"]
    run = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, timeout=300)
    assert run.returncode == 0, run.stderr[-2000:]
    result = json.loads(run.stdout)
    assert result["rows"] > 500
    assert result["half"] == 0
    assert result["before"] + result["after"] == _DEATHS
    assert result["before"] > 0
