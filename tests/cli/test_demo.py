"""`demo` as one starts it: one URL, a page that answers, a clean end, and nothing forgotten."""

import json
import signal
import socket
from pathlib import Path
from typing import Any

from tests.cli.rig import Running, call, eventually, started


async def _requests(demo: Running, url: str) -> list[dict[str, Any]]:
    page = await demo.get(f"{url}api/state")
    assert page is not None
    found: list[dict[str, Any]] = json.loads(page)["requests"]
    return found


async def test_it_starts_ends_and_remembers(tmp_path: Path) -> None:
    data, log = tmp_path / "data", tmp_path / "log"
    async with started(log, "demo", "--port", 0, "--data", data) as demo:
        url = await demo.line()
        assert url.startswith("http://127.0.0.1:")
        assert await demo.get(f"{url}healthz") is not None
        said = {"from": "u-wang", "room": "r-3", "text": "@小应 3号楼2单元电梯坏了"}
        assert await demo.post(f"{url}api/say", said) == 204
        before = await _requests(demo, url)
        assert [request["code"] for request in before] == ["0001"]
        assert await demo.stop(signal.SIGTERM) == 0
        assert await demo.line() == ""  # one URL and nothing else
    async with started(log, "demo", "--port", 0, "--data", data) as demo:
        url = await demo.line()

        async def receipt() -> bool:
            state = json.loads(await demo.get(f"{url}api/state") or "{}")
            return any(message["from"] == "bot" and message["room"] == "r-3" for message in state["messages"])

        assert await _requests(demo, url) == before
        await eventually(receipt, "the receipt")
        assert await demo.stop(signal.SIGINT) == 0
        assert "Traceback" not in demo.log


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = call("demo", "--port", port, "--data", tmp_path)
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.decode().splitlines() == [
        f"gridbot demo: port {port} is taken; choose another with PORT=…"
    ]


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    done = call("demo", "--port", 0, "--data", file)
    assert (done.returncode, done.stdout) == (1, b"")
    assert len(done.stderr.decode().splitlines()) == 1
