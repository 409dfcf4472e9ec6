"""`export readings`: what was corrected in chat, as lines that `understand` and the benchmarks read."""

import json
from pathlib import Path

import pytest

from tests.cli.rig import EXAMPLE, say

TALK = (
    ("u-wang", "@小应 3号楼2单元电梯坏了"),
    ("u-wang", "不是3栋是5栋"),
    ("u-liu", "@小应 3号楼1单元楼道灯坏了"),
)


@pytest.fixture
def talked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A database in which something was put right."""
    transcript, file = tmp_path / "talk.jsonl", tmp_path / "talk.db"
    lines = [
        {"at": f"2026-11-23T09:0{n}", "room": "r-3", "from": who, "text": words}
        for n, (who, words) in enumerate(TALK)
    ]
    transcript.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    assert say(capsys, "rehearse", transcript, "--db", f"sqlite:///{file}").code == 0
    return file


def test_what_was_corrected_is_written(
    talked: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "readings.jsonl"
    said = say(capsys, "export", "readings", "--db", f"sqlite:///{talked}", "-o", out)
    assert (said.code, said.out, said.errors) == (0, [f"{out}: 1 lines"], [])
    [line] = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert (line["text"], line["place"], line["for_bot"]) == ("3号楼2单元电梯坏了", "5号楼2单元", True)
    assert line["note"] == "place 3号楼2单元 → 5号楼2单元"


@pytest.mark.parametrize(
    ("arguments", "code", "named"),
    [
        (["export"], 2, "WHAT"),
        (["export", "readings"], 2, "-o"),
        (["export", "gossip", "-o", "x"], 2, "gossip"),
        (["export", "readings", "-o", "/proc/none/x.jsonl"], 1, "/proc/none/x.jsonl"),
        (["export", "readings", "-o", "x", "--db", "sqlite:////proc/none.db"], 1, "none.db"),
    ],
)
def test_what_cannot_be_exported_is_said_in_one_line(
    talked: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, named: str
) -> None:
    where = [] if "--db" in arguments or code == 2 else ["--db", f"sqlite:///{talked}"]
    said = say(capsys, *arguments, *where)
    assert (said.code, said.out, len(said.errors)) == (code, [], 1)
    assert named in said.errors[0]


def test_what_was_rehearsed_is_opened_with_its_own_key(
    talked: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = talked.with_name("config.toml")
    config.write_text(EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    out = talked.with_name("roster.xlsx")
    said = say(capsys, "export", "roster", "-o", out, "--db", f"sqlite:///{talked}", "--config", config)
    assert (said.code, said.errors) == (0, [])
    assert out.exists()
    assert list(talked.parent.rglob("*.key")) == []
