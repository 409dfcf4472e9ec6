"""`gridbot code`: a binding code from the machine of the office."""

import asyncio
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.records import AuditRow
from storage.roster_records import Ticket
from storage.store import Store
from storage.vault import Vault
from tests.cli.rig import EXAMPLE, say


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """The example, with its data in a folder of the test."""
    file = tmp_path / "config.toml"
    file.write_text(EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    return file


async def _kept(folder: Path, code: str) -> tuple[Ticket | None, list[AuditRow]]:
    store = Store.open(
        f"sqlite:///{folder / 'data' / 'gridbot.db'}",
        datetime.now(UTC),
        Vault.at(folder / "data" / "gridbot.key"),
    )
    try:
        ticket = await store.read(lambda work: work.tickets.find(code, datetime.now(UTC)))
        return ticket, await store.read(lambda work: work.audit.about("person:u-zhou"))
    finally:
        await store.close()


def test_the_admin_gets_a_code(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = say(capsys, "code", "u-zhou", "--config", config)
    assert (said.code, said.errors) == (0, [])
    found = re.search("绑定码：([A-Z0-9]{6})", said.out[0])
    assert found is not None
    ticket, [row] = asyncio.run(_kept(config.parent, found[1]))
    assert ticket is not None
    assert (ticket.kind, ticket.subject, ticket.issued_by) == ("person", "u-zhou", "office")
    assert (row.actor, row.action, row.detail) == ("office", "code", {})


def test_nobody_of_that_id(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = say(capsys, "code", "u-nobody", "--config", config)
    assert said.code == 1
    assert said.errors == ["gridbot code: there is nobody with the id 'u-nobody'"]


def test_beside_a_running_bot_it_says_so_in_one_line(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert say(capsys, "code", "u-zhou", "--config", config).code == 0

    async def beside() -> None:
        folder = config.parent / "data"
        store = Store.open(
            f"sqlite:///{folder / 'gridbot.db'}", datetime.now(UTC), Vault.at(folder / "gridbot.key")
        )
        try:
            said = await asyncio.to_thread(say, capsys, "code", "u-zhou", "--config", config)
        finally:
            await store.close()
        assert said.code == 1
        assert len(said.errors) == 1
        assert "another gridbot is running" in said.errors[0]

    asyncio.run(beside())
