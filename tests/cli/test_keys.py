"""The key of an installation: missing or wrong, it is said at once and no other is made in its place."""

import asyncio
from pathlib import Path

import pytest

from bot.keys import key_problem, vault_of
from storage.engines import StorageError
from storage.store import Store
from storage.vault import PRACTICE, Vault
from tests.cli.rig import EXAMPLE, say
from tests.conftest import NOW

Capsys = pytest.CaptureFixture[str]


def made(database: str, vault: Vault) -> None:
    """A database that was opened once with this key."""

    async def once() -> None:
        store = Store.open(database, NOW, vault)
        await store.close()

    asyncio.run(once())


def test_a_new_database_gets_a_key_and_keeps_it(database: str, tmp_path: Path) -> None:
    file = tmp_path / "gridbot.key"
    assert key_problem(database, file, {}) is None
    assert not file.exists()
    made(database, vault_of(database, file, {}))
    assert key_problem(database, file, {}) is None
    assert vault_of(database, file, {}).mark("a", "b") != PRACTICE.mark("a", "b")


def test_a_missing_key_is_not_made_anew(database: str, tmp_path: Path) -> None:
    file = tmp_path / "gridbot.key"
    made(database, vault_of(database, file, {}))
    file.unlink()
    with pytest.raises(StorageError, match="the key of this database is missing; put it back"):
        vault_of(database, file, {})
    assert not file.exists()
    assert "missing" in str(key_problem(database, file, {}))


def test_check_names_the_key(capsys: Capsys, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text(EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    made(f"sqlite:///{tmp_path / 'data' / 'gridbot.db'}", Vault(b"\x01" * 32))
    (tmp_path / "data" / "gridbot.key").write_text("02" * 32)
    said = say(capsys, "check", "--config", str(config))
    assert said.code == 1
    [line] = said.errors
    assert "database.key_file" in line
    assert "not the key that this database was sealed with" in line


@pytest.mark.parametrize("command", [("export", "roster", "-o", "x.xlsx"), ("code", "u-wang")])
def test_a_key_of_the_demo_that_is_missing_is_named_and_not_made(
    capsys: Capsys, tmp_path: Path, command: tuple[str, ...]
) -> None:
    database = f"sqlite:///{tmp_path / 'demo.db'}"
    made(database, Vault(b"\x01" * 32))
    said = say(capsys, *command, "--db", database)
    assert said.code == 1
    fault = f"{tmp_path / 'demo.key'}: the key of this database is missing; put it back, or set GRIDBOT_KEY"
    assert said.errors == [f"gridbot {command[0]}: {fault}"]
    assert not (tmp_path / "demo.key").exists()


def test_a_dry_run_with_another_key_is_refused(capsys: Capsys, tmp_path: Path) -> None:
    """With it nobody would be found by their numbers, and everybody's would look new."""
    database, sheet = f"sqlite:///{tmp_path / 'demo.db'}", tmp_path / "sheet.xlsx"
    made(database, Vault(b"\x01" * 32))
    (tmp_path / "demo.key").write_text("02" * 32)
    assert say(capsys, "export", "template", "-o", sheet, "--db", database).code == 0
    said = say(capsys, "import", sheet, "--dry-run", "--db", database)
    assert (said.code, said.out) == (1, [])
    assert said.errors == ["gridbot import: the key is not the one that this database was sealed with"]
