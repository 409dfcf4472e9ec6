"""`export poll-log` and `export result`: the published log and the sheet of one poll, at the machine."""

import json
from pathlib import Path

import pytest

from tests.cli.rig import say
from tests.polls.verifiers import python_says

TALK = (
    ("2026-11-23T09:00", "u-chen1", "@小应 发起表决：是否加装充电桩？选项：同意/反对/弃权 截止：今天18:00"),
    ("2026-11-23T09:01", "u-chen1", "确认"),
    ("2026-11-23T09:02", "u-wang", "1"),
    ("2026-11-23T09:03", "u-liu", "2"),
    ("2026-11-23T09:04", "u-gao", "1"),
    ("2026-11-23T19:00", "u-chen1", "@小应 发起表决：是否安装门禁？选项：同意/反对 截止：明天18:00"),
    ("2026-11-23T19:01", "u-chen1", "确认"),
)


@pytest.fixture
def voted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """A database in which one poll is over and one goes on."""
    transcript, file = tmp_path / "talk.jsonl", tmp_path / "talk.db"
    lines = [{"at": at, "room": "r-3", "from": who, "text": words} for at, who, words in TALK]
    transcript.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    assert say(capsys, "rehearse", transcript, "--db", f"sqlite:///{file}").code == 0
    return f"sqlite:///{file}"


def test_log_and_sheet_of_a_poll(voted: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log, sheet = tmp_path / "V1.jsonl", tmp_path / "V1.pdf"
    said = say(capsys, "export", "poll-log", "--poll", "V1", "--db", voted, "-o", log)
    assert (said.code, said.out, said.errors) == (0, [f"{log}: 5 lines"], [])
    assert python_says(log.read_bytes()) is None
    said = say(capsys, "export", "result", "--poll", "V1", "--db", voted, "-o", sheet)
    assert (said.code, said.out, said.errors) == (0, [f"{sheet}: 3 ballots"], [])
    assert sheet.read_bytes().startswith(b"%PDF-")
    assert list(tmp_path.glob("*.part")) == []


@pytest.mark.parametrize(
    ("arguments", "code", "named"),
    [
        (["-o", "V1.pdf"], 2, "--poll V3"),
        (["--poll", "V2", "-o", "V2.pdf"], 1, "no result of a poll V2"),
        (["--poll", "V9", "-o", "V9.pdf"], 1, "no result of a poll V9"),
        (["--poll", "V1", "-o", "V1.xlsx"], 2, ".pdf"),
        (["--poll", "V1", "-o", "/proc/none/V1.pdf"], 1, "/proc/none/V1.pdf"),
    ],
)
def test_what_cannot_be_had_is_said_in_one_line(
    voted: str, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, named: str
) -> None:
    said = say(capsys, "export", "result", "--db", voted, *arguments)
    assert (said.code, said.out, len(said.errors)) == (code, [], 1)
    assert named in said.errors[0]
