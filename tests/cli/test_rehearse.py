"""`rehearse`: the same bytes wherever it is played, and one line for whatever cannot be played."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.rig import DAY, ROOT, call, environment, say

_STATE = {"requests", "polls", "signups", "notices"}
_REQUEST = {
    "code", "status", "intent", "category", "urgency", "place", "reporter", "assignee", "rating", "affected",
}  # fmt: skip
_POLL = {"code", "title", "status", "options", "turnout", "eligible", "result"}
_MESSAGE = ["n", "at", "room", "to", "text", "mentions", "file", "about"]


@pytest.fixture(scope="module")
def printed() -> list[str]:
    """The day in a process of its own, with the state at its end."""
    done = call("rehearse", DAY, "--dump", PYTHONHASHSEED="0", TZ="UTC")
    assert (done.returncode, done.stderr) == (0, b"")
    return done.stdout.decode().splitlines()


def test_another_process_prints_the_same_bytes(printed: list[str]) -> None:
    done = call("rehearse", DAY, "--dump", PYTHONHASHSEED="1", TZ="America/New_York", LC_ALL="C")
    assert done.stdout == "".join(f"{line}\n" for line in printed).encode()


def test_both_engines_say_the_same_as_memory(
    capsys: pytest.CaptureFixture[str], database: str, printed: list[str]
) -> None:
    said = say(capsys, "rehearse", DAY, "--dump", "--db", database)
    assert (said.code, said.errors) == (0, [])
    assert said.out == printed


def test_a_secret_poll_comes_out_the_same_twice(tmp_path: Path) -> None:
    """Its key is made by chance, but for rehearsals: receipts and fingerprints stand in what is printed."""
    opening = "@小应 发起表决：要不要装充电桩？选项：同意/反对 不记名 截止：11月23日18:00"
    lines = (
        ("09:00", "r-3", "u-chen1", opening),
        ("09:01", "r-3", "u-chen1", "确认"),
        ("10:00", None, "u-wang", "V1 同意"),
        ("10:05", None, "u-liu", "V1 反对"),
    )
    said = [
        {"at": f"2026-11-23T{at}", "room": room, "from": who, "text": words} for at, room, who, words in lines
    ]
    said.append({"at": "2026-11-23T18:10", "event": "tick"})
    file = tmp_path / "secret.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in said), encoding="utf-8")
    once, again = (call("rehearse", file, "--dump") for _ in range(2))
    assert (once.returncode, once.stderr) == (0, b"")
    assert once.stdout == again.stdout
    assert "同意（回执" in once.stdout.decode()


def test_every_line_has_the_form_of_the_contract(printed: list[str]) -> None:
    entries = [json.loads(line) for line in printed]
    state = entries.pop()["state"]
    assert [entry["n"] for entry in entries] == list(range(1, len(entries) + 1))
    for entry in entries:
        assert list(entry) == _MESSAGE
        assert (entry["room"] is None) != (entry["to"] is None)
        assert len(entry["text"].splitlines()) <= 4
    assert [entry["at"] for entry in entries] == sorted(entry["at"] for entry in entries)
    assert set(state) == _STATE
    assert [set(request) for request in state["requests"]] == [_REQUEST] * 3
    assert [set(poll) for poll in state["polls"]] == [_POLL]
    assert state["polls"][0]["options"] == [
        {"label": "同意", "count": 4},
        {"label": "反对", "count": 0},
        {"label": "弃权", "count": 0},
    ]
    assert [request["rating"] for request in state["requests"]] == [5, None, 2]


def test_without_dump_there_is_no_state(capsys: pytest.CaptureFixture[str], printed: list[str]) -> None:
    assert say(capsys, "rehearse", DAY).out == printed[:-1]


def test_standard_input_is_a_transcript_too(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, printed: list[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"\xef\xbb\xbf" + DAY.read_bytes())))
    assert say(capsys, "rehearse", "-", "--dump").out == printed


def test_a_reader_that_goes_away_is_no_fault(tmp_path: Path) -> None:
    file = tmp_path / "t.jsonl"
    file.write_text(_REPORT, encoding="utf-8")
    command = [sys.executable, "-m", "bot", "rehearse", str(file)]
    at_once = environment(PYTHONUNBUFFERED="1")
    with (
        (tmp_path / "log").open("wb") as log,
        subprocess.Popen(command, cwd=ROOT, env=at_once, stdout=subprocess.PIPE, stderr=log) as process,
    ):
        assert process.stdout
        process.stdout.close()
        assert process.wait(30) == 0
    assert (tmp_path / "log").read_bytes() == b""


_AT = '"at": "2026-11-23T09:00"'
_REPORT = f'{{{_AT}, "room": "r-3", "from": "u-wang", "text": "@小应 3号楼2单元电梯坏了"}}\n'
_GOOD = f'{{{_AT}, "room": "r-3", "from": "u-wang", "text": "早上好"}}\n'


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "hello",
        "[]",
        "null",
        "5",
        "{}",
        '{"at": null}',
        '{"at": 5}',
        '{"at": "tomorrow"}',
        '{"at": "2026-02-30T09:00"}',
        '{"at": "0001-01-01T00:00"}',
        '{"at": "9999-12-31T23:59"}',
        '{"at": "2026-11-23T08:59"}',
        '{"at": "2026-11-23T09:30+09:00"}',
        f'{{{_AT}, "from": 5}}',
        f'{{{_AT}, "text": ["a"]}}',
        f'{{{_AT}, "text": {{"a": 1}}}}',
        f'{{{_AT}, "room": true}}',
        f'{{{_AT}, "quote": 7}}',
        f'{{{_AT}, "file": 1.5}}',
        f'{{{_AT}, "id": NaN}}',
        f'{{{_AT}, "x": 1e999}}',
        f'{{{_AT}, "x": {"9" * 5000}}}',
        f'{{{_AT}, "x": {"[" * 100_000}}}',
        f'{{{_AT}, "text": "{"长" * 1_000_000}"}}',
        f'{{{_AT}, "event": "explode"}}',
        f'{{{_AT}, "text": "\udcff"}}',
    ],
    ids=lambda line: line[:40].encode("ascii", "replace").decode(),
)
def test_a_line_that_cannot_be_played_is_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, line: str
) -> None:
    file = tmp_path / "t.jsonl"
    file.write_text(f"{_GOOD}\n{line}\n{_GOOD}", encoding="utf-8", errors="surrogateescape")
    said = say(capsys, "rehearse", file)
    assert said.code == 1
    assert said.out == []
    assert len(said.errors) == 1
    assert said.errors[0].startswith(f"gridbot rehearse: {file}: line 3: ")
    assert len(said.errors[0]) < 300 + len(str(file))


def test_what_is_odd_but_allowed(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "t.jsonl"
    odd = [
        {"at": "2026-11-23T09:00", "from": "u-wang", "room": "r-3", "text": "\x00\ud800@小应 \ufeff"},
        {"at": "2026-11-23T09:00", "from": None, "room": None, "text": None, "id": None, "unknown": [1]},
        {"at": "2026-11-23", "event": "tick"} | {"at": "2026-11-23T09:00:30"},
        {"at": "2026-11-23T09:01:00+08:00", "event": "leave", "room": "r-none", "from": "u-nobody"},
        {
            "at": "2026-11-23T09:02",
            "from": "u-wang",
            "room": "r-3",
            "text": "[图片]",
            "file": "../../etc/\x00",
        },
        {"at": "2026-11-23T09:03", "from": "u-wang", "room": "r-3", "text": "长" * 10_000, "quote": "#99"},
    ]
    file.write_text("\n\n".join(map(json.dumps, odd)), encoding="utf-8")
    said = say(capsys, "rehearse", file, "--dump")
    assert (said.code, said.errors) == (0, [])
    assert json.loads(said.out[-1])["state"]["requests"] == []


@pytest.mark.parametrize(
    ("more", "code", "named"),
    [
        (["missing.jsonl"], 1, "missing.jsonl: "),
        ([ROOT], 1, f"{ROOT}: "),
        ([DAY, "--db", "mysql://localhost/x"], 2, "mysql"),
        ([DAY, "--db", "nonsense"], 2, "sqlite:///"),
        ([DAY, "--db", "sqlite:////proc/none/x.db"], 1, "/proc/none"),
        ([DAY, "--db", "postgresql://nobody:secret@127.0.0.1:1/x"], 1, "cannot open the database"),
    ],
)
def test_no_transcript_or_no_database(
    capsys: pytest.CaptureFixture[str], more: list[object], code: int, named: str
) -> None:
    said = say(capsys, "rehearse", *more)
    assert (said.code, said.out, len(said.errors)) == (code, [], 1)
    assert named in said.errors[0]
    assert "secret" not in said.errors[0]
