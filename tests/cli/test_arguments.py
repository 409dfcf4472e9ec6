"""Help, wrong arguments and wrong configurations: exit codes, and lines that say where."""

import re
from pathlib import Path

import pytest

from tests.cli.rig import EXAMPLE, call, say

COMMANDS = (
    "demo",
    "run",
    "rehearse",
    "understand",
    "why",
    "check",
    "import",
    "export",
    "code",
    "verify",
    "backup",
    "restore",
)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(capsys: pytest.CaptureFixture[str], command: str) -> None:
    said = say(capsys, command, "--help")
    assert said.code == 0
    assert said.out[0].startswith(f"usage: gridbot {command}")
    assert said.errors == []


def test_the_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    listed = re.findall(r"^    (\w+)", "\n".join(say(capsys, "--help").out), re.MULTILINE)
    assert tuple(listed) == COMMANDS


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ([], "COMMAND"),
        (["dance"], "dance"),
        (["rehearse"], "TRANSCRIPT"),
        (["rehearse", "a", "b"], "b"),
        (["rehearse", "a", "--db"], "--db"),
        (["run"], "--config"),
        (["check"], "--config"),
        (["backup"], "FILE"),
        (["restore"], "FILE"),
        (["verify", "--pole", "V1"], "--pole"),
        (["understand", "file.jsonl"], "file.jsonl"),
        (["demo", "--port", "65536"], "65536"),
        (["demo", "--port", "-1"], "--port"),
        (["demo", "--port", "８０"], "８０"),
        (["demo", "--data", ""], "--data"),
        (["run", "--config", ""], "--config"),
        (["rehearse", ""], "TRANSCRIPT"),
        (["rehearse", "a", "--db", "nonsense"], "sqlite:///data/gridbot.db"),
        (["why", " "], "SENTENCE"),
        (["why", "电梯坏了", "--room", "r-3", "--private"], "--private"),
        (["import"], "either a FILE or --undo N"),
        (["import", "a.xlsx", "--undo", "1"], "either a FILE or --undo N"),
        (["import", "--undo", "1", "--dry-run"], "--dry-run"),
        (["import", "a.xlsx", "--dry-run", "--yes"], "--yes"),
        (["import", "--undo", "0"], "--undo"),
        (["import", "--undo", "-1"], "--undo"),
        (["import", "--undo", "9" * 30], "--undo"),
        (["export", "template", "-o", "a.csv"], ".xlsx"),
        (["export", "readings", "-o", "a.xlsx"], ".jsonl"),
        (["export", "audit", "-o", "a.pdf"], ".csv or .jsonl or .xlsx"),
        (["export", "audit", "-o", "a.csv", "--since", "2026-11-24", "--until", "2026-11-23"], "--until"),
        (["export", "audit", "-o", "a.csv", "--until", "9999-12-31"], "2999"),
        (["export", "audit", "-o", "a.csv", "--who", ""], "--who"),
        (["export", "ledger", "-o", "a.xlsx", "--since", "2026-13-01"], "2026-13-01"),
        (["export", "households", "-o", "a.xlsx", "--full"], "--full"),
        (["export", "ballots", "-o", "a.xlsx", "--poll", "V1"], "--poll"),
        (["export", "poll-log", "-o", "a.jsonl"], "--poll V3"),
        (["export", "poll-log", "--poll", "V1", "-o", "a.xlsx"], ".jsonl"),
        (["export", "poll-log", "--poll", "V1", "-o", "a.pdf"], ".jsonl"),
        (["export", "result", "-o", "a.pdf"], "--poll V3"),
        (["export", "result", "--poll", "V1", "-o", "a.jsonl"], ".pdf"),
        (["code", ""], "PERSON_ID"),
        (["verify", "--db", "sqlite://"], "sqlite:///data/gridbot.db"),
        (["verify", "--db", "mysql://u:secret@host/x"], "mysql is not supported"),
        (["backup", ""], "FILE"),
        (["restore", "b.db", "--db", "sqlite://"], "--db"),
    ],
)
def test_wrong_arguments(capsys: pytest.CaptureFixture[str], arguments: list[str], named: str) -> None:
    said = say(capsys, *arguments)
    assert said.code == 2
    assert len(said.errors) == 1
    assert named in said.errors[0]
    assert said.errors[0].endswith("; see --help")
    assert "secret" not in said.errors[0]
    assert said.out == []


def test_a_wrong_port_in_the_environment(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORT", "http")
    assert say(capsys, "demo").code == 2


def test_a_process_ends_with_the_same_code_and_line() -> None:
    done = call("rehearse")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().splitlines() == [
        "gridbot rehearse: the following arguments are required: TRANSCRIPT; see --help"
    ]


def test_every_problem_of_a_configuration_is_a_line(tmp_path: Path) -> None:
    source = EXAMPLE.read_text(encoding="utf-8")
    for old, new in (
        ("per_minute = 10", "per_minute = -1"),
        ('kind = "grid"', 'kind = "grit"'),
        ('quiet_hours = "21:30-07:30"', "quiet_hours = 5"),
        ("port = 8080", "prot = 8080"),
    ):
        assert source.count(old) >= 1
        source = source.replace(old, new, 1)
    file = tmp_path / "config.toml"
    file.write_text(source, encoding="utf-8")
    done = call("check", "--config", file)
    assert done.returncode == 1
    assert done.stdout == b""
    places = []
    for line in done.stderr.decode().splitlines():
        match = re.fullmatch(re.escape(str(file)) + r":(\d+): ([\w.\[\]]+): .+", line)
        assert match, line
        key = match[2].rpartition(".")[2]
        assert key in source.splitlines()[int(match[1]) - 1]
        places.append(key)
    assert places == ["kind", "quiet_hours", "per_minute", "prot"]


@pytest.mark.parametrize(
    "command", [["run"], ["check"], ["rehearse", "day.jsonl"], ["understand"], ["verify"]]
)
def test_a_configuration_that_is_none(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, command: list[str]
) -> None:
    missing, broken, bytes_ = tmp_path / "missing.toml", tmp_path / "broken.toml", tmp_path / "bytes.toml"
    broken.write_text("[bot]\ncontact = \n", encoding="utf-8")
    bytes_.write_bytes(b"\xff\xfe\x00")
    for file, start in (
        (missing, f"{missing}: cannot be read: "),
        (broken, f"{broken}:2: is not TOML: "),
        (bytes_, f"{bytes_}: cannot be read: "),
        (tmp_path, f"{tmp_path}: cannot be read: "),
    ):
        said = say(capsys, *command, "--config", file)
        assert (said.code, said.out, len(said.errors)) == (1, [], 1)
        assert said.errors[0].startswith(start)
