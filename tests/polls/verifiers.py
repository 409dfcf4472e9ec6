"""The two stand-alone verifiers: the one in Python in this process, the one in JavaScript under Node."""

import base64
import importlib.util
import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

FOLDER = Path(__file__).parents[2] / "docs" / "verify"
PYTHON, SCRIPT = FOLDER / "verify.py", FOLDER / "verify.js"
_DRIVER = """
const verify = require(process.argv[1]);
const logs = JSON.parse(require("fs").readFileSync(0, "utf8"));
const said = logs.map((log) => {
  try { return verify.report(new Uint8Array(Buffer.from(log, "base64")), []) && null; }
  catch (error) { return error.message; }
});
process.stdout.write(JSON.stringify(said));
"""


def load() -> ModuleType:
    """verify.py as a module."""
    spec = importlib.util.spec_from_file_location("stand_alone_verify", PYTHON)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_MODULE = load()


def python_says(log: bytes) -> str | None:
    """What verify.py finds wrong with a log; None: nothing."""
    try:
        _MODULE.check(log)
    except ValueError as error:
        return str(error)
    return None


def script_says(logs: Sequence[bytes]) -> list[str | None]:
    """What verify.js finds wrong with each of some logs, in one Node process."""
    sent = json.dumps([base64.b64encode(log).decode() for log in logs])
    done = subprocess.run(
        ["node", "-e", _DRIVER, str(SCRIPT)], input=sent, capture_output=True, text=True, check=True
    )
    found: list[str | None] = json.loads(done.stdout)
    return found
