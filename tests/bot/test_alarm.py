"""The office hears by another way than WeChat: a webhook on a real port."""

import logging
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.alarm import webhook
from bot.config import ALARM, ConfigError, parse
from tests.cli.rig import EXAMPLE

SOURCE = EXAMPLE.read_text(encoding="utf-8")


class Robot:
    """A group's robot; it answers with `status`."""

    def __init__(self) -> None:
        self.heard: list[object] = []
        self.status = 200

    async def hear(self, request: web.Request) -> web.Response:
        self.heard.append(await request.json())
        return web.Response(status=self.status, headers={"Location": "http://192.0.2.1/"})


@pytest.fixture
async def robot() -> AsyncIterator[tuple[Robot, str]]:
    one = Robot()
    app = web.Application()
    app.router.add_post("/send", one.hear)
    async with TestServer(app) as server:
        yield one, str(server.make_url("/send?key=abc"))


async def test_a_line_reaches_the_robot(robot: tuple[Robot, str]) -> None:
    one, url = robot
    await webhook(url)("微信掉线了")
    assert one.heard == [{"msgtype": "text", "text": {"content": "微信掉线了"}}]


@pytest.mark.parametrize("status", [302, 500])
async def test_a_robot_that_fails_is_noted_without_its_address(
    robot: tuple[Robot, str], caplog: pytest.LogCaptureFixture, status: int
) -> None:
    one, url = robot
    one.status = status
    with caplog.at_level(logging.WARNING):
        await webhook(url)("微信掉线了")
    assert len(one.heard) == 1  # a redirect is not followed
    assert f"answers {status}" in caplog.text
    assert "key=abc" not in caplog.text


async def test_a_robot_that_is_not_there_is_noted(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        await webhook("http://127.0.0.1:9/send?key=abc")("微信掉线了")
    assert "cannot be reached" in caplog.text
    assert "key=abc" not in caplog.text


def test_the_address_is_read_from_the_environment_first() -> None:
    filed = f'{SOURCE}\n[alarm]\nurl = "https://a.example.org/send?key=1"\n'
    read = {
        key: parse(filed, "c.toml", EXAMPLE.parent, {ALARM: key} if key else {}).alarm
        for key in ("", "https://b.example.org/send?key=2")
    }
    assert list(read.values()) == ["https://a.example.org/send?key=1", "https://b.example.org/send?key=2"]


@pytest.mark.parametrize(
    "address", ["ftp://a.example.org/x", "https://a.example.org", "https://a b/", "小应"]
)
def test_what_is_no_address_is_named(address: str) -> None:
    with pytest.raises(ConfigError, match=r"alarm\.url: must be an address"):
        parse(f'{SOURCE}\n[alarm]\nurl = "{address}"\n', "c.toml", EXAMPLE.parent, {})
