"""A real Node gateway, driven from outside: opened, fed, broken and read back over its control port."""

import asyncio
import itertools
import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

from bot.channels.settings import WechatySettings
from handlers.messages import Inbound

FOLDER = Path(__file__).parents[1] / "gateway"
LIMIT = 10.0  # seconds that any condition may take
_numbers = itertools.count(1)


class Node:
    """The process that hosts the gateways, a fresh one for each test; it dies with us."""

    def __init__(self, *arguments: str) -> None:
        node = shutil.which("node")
        assert node, "the tests of the channel need Node"
        assert (FOLDER / "node_modules").is_dir(), "run: npm ci --prefix tests/gateway"
        environment = os.environ | {"WECHATY_LOG": "silent", "NODE_NO_WARNINGS": "1"}
        self.process = subprocess.Popen(
            [node, str(FOLDER / "gateway.mjs"), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
        )
        assert self.process.stdout
        self.port = int(self.process.stdout.readline())

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                pipe.close()


class Gateway:
    """One gateway in the Node process. Contacts and rooms get fresh ids."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self.token = self.bot = ""
        self.port = self._number = 0

    @classmethod
    async def open(cls, node_port: int, *, tls: bool = False) -> Self:
        self = cls(*await asyncio.open_connection("127.0.0.1", node_port, limit=2**26))
        opened = await self("open", tls=tls)
        self._number, self.port = opened["gateway"], opened["port"]
        self.token, self.bot = opened["token"], opened["bot"]
        return self

    async def close(self) -> None:
        await self("close")
        self._writer.close()

    async def __call__(self, op: str, **arguments: Any) -> Any:
        request = {"n": 0, "op": op, "gateway": self._number, **arguments}
        self._writer.write(json.dumps(request).encode() + b"\n")
        answer = json.loads(await asyncio.wait_for(self._reader.readline(), LIMIT))
        assert "error" not in answer, answer["error"]
        return answer.get("result")

    def settings(self, **changes: Any) -> WechatySettings:
        """Settings with short times, so that a fault shows within a second or two."""
        times: dict[str, Any] = {
            "timeout": 2.0,
            "keepalive": 0.5,
            "silence": 30.0,
            "file_timeout": 5.0,
            "order_patience": 1.0,
            "retry_pauses": (0.05, 0.1, 0.2),
            "reconnect_pause": 0.1,
            "longest_reconnect_pause": 0.3,
            "stop_grace": 3.0,
        }
        return WechatySettings(
            **{"endpoint": f"127.0.0.1:{self.port}", "token": self.token, **times, **changes}
        )

    async def contact(self, name: str = "王桂兰", **more: Any) -> str:
        contact = f"c{next(_numbers)}"
        await self("make", contacts=[{"id": contact, "name": name, **more}])
        return contact

    async def room(self, *names: str, aliases: tuple[str, ...] = ()) -> tuple[str, list[str]]:
        """A room and its members besides the bot."""
        number = next(_numbers)
        contacts = [{"id": f"c{number}-{n}", "name": name} for n, name in enumerate(names)]
        for contact, alias in zip(contacts, aliases, strict=False):
            contact["alias"] = alias
        # puppet-mock takes a conversation with an @ in its id for a room
        await self("make", contacts=contacts, room={"id": f"r{number}@chatroom"})
        return f"r{number}@chatroom", [contact["id"] for contact in contacts]

    async def sent(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = await self("sent")
        return found


class Inbox:
    """A `Receive` that keeps what it got."""

    def __init__(self) -> None:
        self.got: list[Inbound] = []

    async def __call__(self, inbound: Inbound) -> None:
        self.got.append(inbound)

    @property
    def texts(self) -> list[str]:
        return [inbound.text for inbound in self.got]

    async def wait(self, count: int) -> list[Inbound]:
        await until(lambda: len(self.got) >= count, f"{count} events")
        return self.got


async def until(condition: Callable[[], object], what: str, limit: float = LIMIT) -> None:
    """Wait until `condition` holds; a failure after `limit` seconds."""
    end = time.monotonic() + limit
    while not condition():
        assert time.monotonic() < end, f"not within {limit} s: {what}"
        await asyncio.sleep(0.01)
