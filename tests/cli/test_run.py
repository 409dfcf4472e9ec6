"""`run` and `check` as one starts them, against a real gateway, in real time."""

import re
import signal
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.config import TOKEN, demo_config
from bot.web.security import LOOPBACK
from handlers.texts import text
from tests.channels.rig import Gateway
from tests.cli.rig import EXAMPLE, Running, call, eventually, free_port, say, started

_ROOM = "r-3@chatroom"  # the mock takes a conversation with an @ in its id for a room
_RECEIPT = "已登记【0001】"


def write_config(folder: Path, bot: str, endpoint: str, web_port: int) -> Path:
    """The example, with the ids of the gateway and an account that is connected."""
    source = re.sub(r'"(r-\w+)"', r'"\1@chatroom"', EXAMPLE.read_text(encoding="utf-8"))
    source = source.replace('contact = "bot"', f'contact = "{bot}"')
    source = source.replace("port = 8080", f"port = {web_port}")
    file = folder / "config.toml"
    file.write_text(f'{source}\n[wechaty]\nendpoint = "{endpoint}"\n', encoding="utf-8")
    return file


async def settle(gateway: Gateway) -> None:
    """Let everybody of the demo community live in the gateway, in the group of building 3."""
    contacts = [
        {"id": contact, "name": person.name, "friend": True}
        for person in demo_config().community.people
        for contact in person.contacts
    ]
    await gateway("make", contacts=contacts, room={"id": _ROOM, "topic": "3号楼党小组群"})


async def connected(running: Running, url: str) -> None:
    async def look() -> bool:
        return "connected as" in (await running.get(url) or "")

    await eventually(look, "the bot is connected")


async def receipts(gateway: Gateway) -> list[str]:
    sent: list[dict[str, Any]] = await gateway.sent()
    return [entry["text"] for entry in sent if entry["conversation"] == _ROOM and _RECEIPT in entry["text"]]


def waiting(database: Path) -> list[str]:
    """The texts that the outbox still has to send."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        found = connection.execute("SELECT text FROM outbox WHERE status IN ('waiting', 'sending')")
        return [row[0] for row in found]


async def test_a_message_is_answered_in_real_time_and_the_end_is_clean(
    gateway: Gateway, tmp_path: Path
) -> None:
    await settle(gateway)
    port = free_port()
    config = write_config(tmp_path, gateway.bot, f"127.0.0.1:{gateway.port}", port)
    tokens = {TOKEN: gateway.token}
    async with started(tmp_path / "log", "run", "--config", config, **tokens) as bot:
        await connected(bot, f"http://{LOOPBACK[1]}:{port}/healthz")
        assert "登录码" in (await bot.get(f"http://{LOOPBACK[1]}:{port}/office/sign-in") or "")
        begin = time.monotonic()
        await gateway("say", **{"from": "u-wang"}, room=_ROOM, text="@小应 3号楼2单元电梯坏了")
        assert len(await eventually(lambda: receipts(gateway), "the receipt")) == 1
        assert time.monotonic() - begin >= demo_config().community.rules.pace.reply[0]
        assert await bot.stop(signal.SIGTERM) == 0
        assert "Traceback" not in bot.log


async def test_a_reply_that_was_due_at_death_comes_once(gateway: Gateway, tmp_path: Path) -> None:
    await settle(gateway)
    port = free_port()
    url = f"http://{LOOPBACK[1]}:{port}/healthz"
    config = write_config(tmp_path, gateway.bot, f"127.0.0.1:{gateway.port}", port)
    database = tmp_path / "data" / "gridbot.db"
    tokens = {TOKEN: gateway.token}

    async def due() -> bool:
        return any(_RECEIPT in said for said in waiting(database))

    async def sent() -> bool:  # at night the member's own message waits for the morning
        return not any(_RECEIPT in said for said in waiting(database))

    async with started(tmp_path / "log", "run", "--config", config, **tokens) as bot:
        await connected(bot, url)
        await gateway("say", **{"from": "u-wang"}, room=_ROOM, text="@小应 3号楼2单元电梯坏了")
        await eventually(due, "the receipt is due")
        bot.process.kill()
        await bot.process.wait()
    assert await receipts(gateway) == []
    async with started(tmp_path / "log", "run", "--config", config, **tokens) as bot:
        await eventually(lambda: receipts(gateway), "the receipt")
        await eventually(sent, "the receipt is known to be sent")
        assert [text("common.resent") in said for said in await receipts(gateway)] == [False]
        assert await bot.stop(signal.SIGINT) == 0


async def test_it_stops_while_it_still_looks_for_the_gateway(tmp_path: Path) -> None:
    config = write_config(tmp_path, "bot", f"127.0.0.1:{free_port()}", 0)
    database = tmp_path / "data" / "gridbot.db"

    async def opened() -> bool:
        return "not connected" in bot.log

    async with started(tmp_path / "log", "run", "--config", config, **{TOKEN: "t"}) as bot:
        await eventually(opened, "the first try")
        assert await bot.stop(signal.SIGTERM) == 0
    assert database.is_file()


def test_run_without_an_account(capsys: pytest.CaptureFixture[str]) -> None:
    said = say(capsys, "run", "--config", EXAMPLE)
    assert (said.code, said.out, len(said.errors)) == (1, [], 1)
    assert "[wechaty]" in said.errors[0]


def test_run_with_a_certificate_that_is_none(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(TOKEN, "t")
    config = write_config(tmp_path, "bot", "127.0.0.1:1", 0)
    (tmp_path / "ca.pem").mkdir()
    with config.open("a", encoding="utf-8") as file:
        file.write('ca_file = "ca.pem"\n')
    said = say(capsys, "run", "--config", config)
    assert (said.code, said.out, len(said.errors)) == (1, [], 1)
    assert "ca_file" in said.errors[0]


async def test_check_tries_the_gateway(gateway: Gateway, tmp_path: Path) -> None:
    config = write_config(tmp_path, gateway.bot, f"127.0.0.1:{gateway.port}", 0)
    good = call("check", "--config", config, given=b"", **{TOKEN: gateway.token})
    assert (good.returncode, good.stderr) == (0, b"")
    assert good.stdout.decode() == f"{config}: ok\n"
    assert not (tmp_path / "data").exists()
    wrong = call("check", "--config", config, given=b"", **{TOKEN: "wrong"})
    line = config.read_text(encoding="utf-8").count("\n")
    assert (wrong.returncode, wrong.stdout) == (1, b"")
    assert wrong.stderr.decode() == f"{config}:{line}: wechaty.endpoint: the gateway refuses the token\n"


def test_check_names_the_line_of_what_is_not_there(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(TOKEN, "t")
    config = write_config(tmp_path, "bot", f"127.0.0.1:{free_port()}", 0)
    source = config.read_text(encoding="utf-8")
    source = source.replace('# url = "postgresql://', 'url = "postgresql://').replace(
        "localhost", "127.0.0.1:1"
    )
    config.write_text(source, encoding="utf-8")
    said = say(capsys, "check", "--config", config)
    assert (said.code, said.out, len(said.errors)) == (1, [], 2)
    for problem, key in zip(said.errors, ("database.url", "wechaty.endpoint"), strict=True):
        match = re.fullmatch(re.escape(str(config)) + r":(\d+): ([a-z.]+): .+", problem)
        assert match, problem
        assert match[2] == key
        assert source.splitlines()[int(match[1]) - 1].startswith(key.partition(".")[2])
