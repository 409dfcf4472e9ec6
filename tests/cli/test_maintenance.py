"""`verify`, `backup` and `restore` on the database of a whole day."""

import hashlib
import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from storage import engines
from storage.audit import Wanted
from storage.engines import read_url
from storage.store import Store, snapshot, take_lock
from tests.cli.rig import ROOT, Said, call, environment, say
from tests.conftest import NOW

Capsys = pytest.CaptureFixture[str]


def verify(capsys: Capsys, file: Path, *more: str) -> Said:
    return say(capsys, "verify", "--db", f"sqlite:///{file}", *more)


def edit(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        assert connection.execute(statement).rowcount == 1


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def head(said: Said) -> str:
    return said.out[0].rpartition("head ")[2]


def test_an_honest_database_fits(played: Path) -> None:
    done = call("verify", "--db", f"sqlite:///{played}")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode().startswith("the chain fits, 1 polls recounted, 0 still open, head ")


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE ballot SET choices = '[2]' WHERE id = 1", "poll V1"),
        ("UPDATE ballot SET voter = '3-1-101' WHERE id = 1", "poll V1"),
        ("DELETE FROM ballot WHERE id = 1", "poll V1"),
        ("UPDATE poll SET result = json_set(result, '$.counts', json('[1,3,0]'))", "poll V1"),
        ("UPDATE poll SET result = json_set(result, '$.turnout', 24)", "poll V1"),
        ("UPDATE poll SET result = NULL", "poll V1"),
        ("UPDATE poll SET result = '{}'", "poll V1"),
        ("UPDATE poll SET title = '别的事'", "poll V1"),
        ("UPDATE poll_voter SET label = '3-9-999' WHERE voter = (SELECT voter FROM ballot)", "poll V1"),
        ("DELETE FROM poll_voter WHERE voter = '3-1-101'", "poll V1"),
        ("UPDATE audit SET actor = 'u-he' WHERE seq = 3", "audit row 3"),
        ("UPDATE audit SET detail = '{}' WHERE seq = 4", "audit row 4"),
        ("UPDATE audit SET at = at + 1 WHERE seq = 1", "audit row 1"),
        ("UPDATE audit SET prev = hash WHERE seq = 5", "audit row 5"),
        ("DELETE FROM audit WHERE seq = 6", "audit row 6"),
        ("UPDATE audit SET seq = 1000 WHERE seq = 7", "audit row 7"),
    ],
)
def test_a_change_is_named(capsys: Capsys, played: Path, statement: str, named: str) -> None:
    edit(played, statement)
    said = verify(capsys, played)
    assert said.code == 1
    assert [line for line in said.out if named in line] == said.out[:1]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET detail = '{' WHERE seq = 3",
        "UPDATE audit SET at = 'noon' WHERE seq = 3",
        "UPDATE poll SET status = 'no such status'",
        "UPDATE poll SET options = '5'",
        "DROP TABLE ballot",
    ],
)
def test_what_cannot_be_read_is_one_line(capsys: Capsys, played: Path, statement: str) -> None:
    with closing(sqlite3.connect(played)) as connection, connection:
        connection.execute(statement)
    said = verify(capsys, played)
    assert said.code == 1
    assert len(said.out) + len(said.errors) == 1


def test_a_bad_row_is_told_in_words(capsys: Capsys, played: Path) -> None:
    edit(played, "UPDATE audit SET actor = 'u-he' WHERE seq = 3")
    [line] = verify(capsys, played).out
    fault = "audit row 3 does not fit the chain"
    assert line == f"{fault}: 2026-11-23 08:41 何平（社区副书记） 接了 0001"
    edit(played, "DELETE FROM audit WHERE seq = 2")
    assert verify(capsys, played).out == ["audit row 2 does not fit the chain: there is none of this number"]


def test_a_backup_only_reads(capsys: Capsys, played: Path, tmp_path: Path) -> None:
    before = head(verify(capsys, played))
    assert say(capsys, "backup", tmp_path / "b.db", "--db", f"sqlite:///{played}").code == 0
    assert head(verify(capsys, played)) == before


def test_one_poll_alone(capsys: Capsys, played: Path) -> None:
    assert verify(capsys, played, "--poll", "V1").code == 0
    assert verify(capsys, played, "--poll", "v1").code == 0
    unknown = verify(capsys, played, "--poll", "V9")
    assert (unknown.code, unknown.out) == (1, [])
    assert unknown.errors == ["gridbot verify: there is no poll V9"]


def test_no_database_to_verify(capsys: Capsys, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as connection, connection:
        connection.execute("CREATE TABLE things (id INTEGER)")
    text = tmp_path / "text.db"
    text.write_text("no database at all" * 100, encoding="utf-8")
    for file in (tmp_path / "none.db", other, text):
        said = verify(capsys, file)
        assert (said.code, said.out, len(said.errors)) == (1, [], 1)
    assert not (tmp_path / "none.db").exists()


async def test_a_backup_while_the_bot_runs_and_back_again(
    capsys: Capsys, played: Path, database: str, tmp_path: Path
) -> None:
    before = head(verify(capsys, played))
    file, new = tmp_path / "backup.db", tmp_path / "new" / "gridbot.db"
    store = Store.open(f"sqlite:///{played}", NOW)
    try:
        await store.write(lambda unit: unit.audit.append(NOW, "u-he", "note", "0001", {}))
        said = say(capsys, "backup", file, "--db", f"sqlite:///{played}")
        assert said.code == 0
        await store.write(lambda unit: unit.audit.append(NOW, "u-he", "note", "0002", {}))
    finally:
        await store.close()
    assert head(said) != before
    assert head(verify(capsys, file)) == head(said)
    for place in (f"sqlite:///{new}", database):
        restored = say(capsys, "restore", file, "--db", place)
        assert (restored.code, restored.out[0]) == (0, f"{file}: restored, head {head(said)}")
        again = say(capsys, "verify", "--db", place)
        assert (again.code, head(again)) == (0, restored.out[1].rpartition("head ")[2])
        last = snapshot(place, lambda store: store.audit.newest(Wanted(), 1)[0])
        assert (last.actor, last.action, last.detail) == ("office", "restore", {"head": head(said)})


def test_restoring_keeps_what_was_there(capsys: Capsys, played: Path, tmp_path: Path) -> None:
    file = tmp_path / "backup.db"
    old = head(say(capsys, "backup", file, "--db", f"sqlite:///{played}"))
    edit(played, "DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)")
    said = say(capsys, "restore", file, "--db", f"sqlite:///{played}")
    assert said.code == 0
    assert said.out[0] == f"{file}: restored, head {old}"
    kept = Path(said.out[2].removesuffix(": what was there before"))
    with closing(sqlite3.connect(kept)) as connection, closing(sqlite3.connect(played)) as now:
        count = "SELECT count(*) FROM audit"
        # The row that had gone is there again, and behind it that it was restored.
        assert connection.execute(count).fetchone()[0] == now.execute(count).fetchone()[0] - 2


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-5000])


def _scribbled(file: Path) -> None:
    data = bytearray(file.read_bytes())
    for start in range(4096, len(data) - 64, 4096):
        data[start : start + 64] = b"\xff" * 64
    file.write_bytes(data)


def _no_database(file: Path) -> None:
    file.write_bytes(b"PK\x03\x04 something else")


def _empty(file: Path) -> None:
    file.write_bytes(b"")


def _edited(file: Path) -> None:
    edit(file, "UPDATE audit SET actor = 'u-he' WHERE seq = 3")


def _gone(file: Path) -> None:
    file.unlink()


@pytest.mark.parametrize("damage", [_cut, _scribbled, _no_database, _empty, _edited, _gone])
def test_a_damaged_backup_changes_nothing(
    capsys: Capsys, played: Path, tmp_path: Path, damage: object
) -> None:
    file = tmp_path / "backup.db"
    assert say(capsys, "backup", file, "--db", f"sqlite:///{played}").code == 0
    assert callable(damage)
    damage(file)
    before = digest(played)
    said = say(capsys, "restore", file, "--db", f"sqlite:///{played}")
    assert (said.code, said.out, len(said.errors)) == (1, [], 1)
    assert said.errors[0].startswith(f"gridbot restore: {file}: ")
    assert digest(played) == before
    assert sorted(path.name for path in tmp_path.glob("*before-restore*")) == []


def test_nothing_is_restored_under_a_running_bot(capsys: Capsys, played: Path, tmp_path: Path) -> None:
    file = tmp_path / "backup.db"
    assert say(capsys, "backup", file, "--db", f"sqlite:///{played}").code == 0
    lock = take_lock(read_url(f"sqlite:///{played}"))
    assert lock is not None
    before = digest(played)
    said = say(capsys, "restore", file, "--db", f"sqlite:///{played}")
    lock.release()
    assert (said.code, len(said.errors)) == (1, 1)
    assert "stop it first" in said.errors[0]
    assert digest(played) == before


def test_a_backup_that_cannot_be_written(capsys: Capsys, played: Path, tmp_path: Path) -> None:
    for file, reason in (
        (tmp_path / "none" / "backup.db", f"there is no folder {tmp_path / 'none'}"),
        (tmp_path, "a folder is there"),
        (Path("."), "a folder is there"),
    ):
        said = say(capsys, "backup", file, "--db", f"sqlite:///{played}")
        assert (said.code, said.out) == (1, [])
        assert said.errors == [f"gridbot backup: cannot write {file}: {reason}"]
    said = say(capsys, "backup", tmp_path / "b.db", "--db", f"sqlite:///{tmp_path / 'none.db'}")
    assert (said.code, said.out, len(said.errors)) == (1, [], 1)
    assert not (tmp_path / "b.db").exists()


def test_the_published_log_of_a_poll(capsys: Capsys, played: Path, tmp_path: Path) -> None:
    database, file = f"sqlite:///{played}", tmp_path / "V1.jsonl"
    said = say(capsys, "export", "poll-log", "--poll", "v1", "-o", str(file), "--db", database)
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert (said.code, said.out) == (0, [f"{file}: {len(lines)} lines"])
    assert [lines[0]["type"], lines[-1]["type"]] == ["open", "close"]
    assert [line["prev"] for line in lines[1:]] == [line["hash"] for line in lines[:-1]]
    kept = snapshot(database, lambda work: work.polls.all()[0].result)
    assert kept is not None
    assert kept["head"] == lines[-1]["hash"]
    said = say(capsys, "export", "poll-log", "--poll", "V9", "-o", str(file), "--db", database)
    assert (said.code, len(said.errors)) == (1, 1)


def test_a_backup_never_takes_the_place_of_the_database(capsys: Capsys, played: Path, tmp_path: Path) -> None:
    before, other_name = digest(played), tmp_path / "other.db"
    other_name.symlink_to(played)
    for command in ("backup", "restore"):
        said = say(capsys, command, other_name, "--db", f"sqlite:///{played}")
        assert (said.code, said.out) == (2, [])
        assert "this is the database itself" in said.errors[0]
    assert digest(played) == before


def test_a_full_disk_leaves_no_half_backup(played: Path, tmp_path: Path) -> None:
    """The limit of a shell on the size of files stands for the disk."""
    command = (
        f"ulimit -f 100; exec {sys.executable} -m bot backup {tmp_path / 'b.db'} --db sqlite:///{played}"
    )
    done = subprocess.run(
        ["bash", "-c", command], cwd=ROOT, env=environment(), capture_output=True, timeout=60
    )
    assert (done.returncode, done.stdout) == (1, b"")
    [line] = done.stderr.decode().splitlines()
    assert line.startswith(f"gridbot backup: cannot write {tmp_path / 'b.db'}: ")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["played.db"]


def test_polls_that_go_on_are_not_counted_as_recounted(capsys: Capsys, tmp_path: Path) -> None:
    transcript, file = tmp_path / "open.jsonl", tmp_path / "open.db"
    poll = "@小应 发起表决：装不装充电桩？选项：装/不装 截止：11月30日18:00"
    lines = [
        {"at": f"2026-11-23T09:0{n}", "room": "r-3", "from": "u-chen1", "text": words}
        for n, words in enumerate((poll, "确认"))
    ]
    transcript.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    assert say(capsys, "rehearse", transcript, "--db", f"sqlite:///{file}").code == 0
    [line] = verify(capsys, file).out
    assert line.startswith("the chain fits, 0 polls recounted, 1 still open, head ")


@pytest.mark.parametrize("command", [["export", "codes", "-o", "c.xlsx"], ["import", "--undo", "1"]])
def test_what_is_no_database_of_ours_gets_no_key(
    capsys: Capsys, played: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    edit(played, "UPDATE alembic_version SET version_num = '9999'")
    before = {path.name for path in tmp_path.iterdir()}
    for file, reason in ((played, "newer than this program"), (tmp_path / "none.db", "no such file")):
        said = say(capsys, *command, "--db", f"sqlite:///{file}")
        assert (said.code, said.out, len(said.errors)) == (1, [], 1)
        assert reason in said.errors[0]
        assert {path.name for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize(
    "command", [["verify"], ["backup", "b.db"], ["export", "audit", "-o", "a.csv"], ["code", "p"]]
)
def test_a_locked_database_is_one_line(
    capsys: Capsys, played: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(engines, "_BUSY_SECONDS", 0)
    with closing(sqlite3.connect(played, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode=DELETE")
        other.execute("BEGIN EXCLUSIVE")
        said = say(capsys, *command, "--db", f"sqlite:///{played}")
    assert (said.code, said.out, len(said.errors)) == (1, [], 1)
    assert "database is locked" in said.errors[0]
