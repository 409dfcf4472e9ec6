"""The office pages of a house that the test speaks to as its people: in the browser, and as an attacker would."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer

from bot.web.office.app import office_app
from bot.web.office.desk import Desk
from handlers.community import Community
from tests.bot.rig import Rig, rig

SIGN_IN = "/office/sign-in"
Client = TestClient[web.Request, web.Application]


@dataclass
class Served:
    """A house and its pages. `client` is one browser."""

    house: Rig
    server: TestServer
    client: Client

    async def code(self, contact: str) -> str:
        """A sign-in code, as the bot tells it privately."""
        sent = await self.house.say(contact, "登录", room=None)
        found = re.search("登录码：([A-Z2-9]{6})", sent[-1].text)
        assert found, sent
        return found[1]

    async def enter(self, contact: str) -> str:
        """Sign in; the token of the session's forms."""
        answer = await self.post(SIGN_IN, {"code": await self.code(contact)})
        assert answer.status == 303
        return await self.token()

    async def token(self) -> str:
        found = re.search('name="token" value="([^"]+)"', await self.page("/office/"))
        assert found
        return found[1]

    async def page(self, path: str) -> str:
        """A page that is there."""
        answer = await self.client.get(path, allow_redirects=False)
        assert answer.status == 200, path
        return await answer.text()

    async def post(self, path: str, fields: Mapping[str, str], **headers: str) -> ClientResponse:
        """Send a form as our own page does."""
        own = {"Origin": str(self.client.make_url("")).rstrip("/"), "Sec-Fetch-Site": "same-origin"}
        return await self.client.post(path, data=fields, headers={**own, **headers}, allow_redirects=False)

    async def actions(self) -> list[tuple[str, str, str]]:
        """Who did what to what, by the trail."""
        read = self.house.house.store.read
        return await read(lambda store: [(row.actor, row.action, row.subject) for row in store.audit.rows()])


@asynccontextmanager
async def served(community: Community, database: str = "sqlite://", **options: Any) -> AsyncIterator[Served]:
    """A house on a database, with its pages on a free port."""
    async with rig(community, database) as house:
        desk = Desk(house.house.store, house.house.directory, house.clock)
        app = web.Application()
        app.add_subapp("/office/", office_app(desk, lambda: house.house.community.name, **options))
        server = TestServer(app)
        async with TestClient(server) as client:
            yield Served(house, server, client)
