"""The pages of polls of a house that the test speaks to: in the browser, and as an attacker would."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer

from bot.web.poll.booth import Booth
from bot.web.poll.pages import LONGEST_LINE, add_poll_pages
from handlers.community import Community
from handlers.polls import actions
from handlers.polls.casting import Cast, cast
from handlers.polls.links import page_name, vote_link
from handlers.polls.rules import Draft
from handlers.sealed import opened
from handlers.turn import Turn
from storage.records import Poll, PollKind, Unit
from storage.unit_of_work import UnitOfWork
from tests.bot.rig import Rig, rig

SITE = "http://votes.example/"
Client = TestClient[web.Request, web.Application]


@dataclass
class Served:
    """A house with the pages of its polls. `client` is one browser."""

    house: Rig
    server: TestServer
    client: Client

    def turn(self, store: UnitOfWork, actor: str) -> Turn:
        return Turn(store, self.house.clock.now(), self.house.house.directory.of(store), actor)

    async def open_poll(self, **more: Any) -> Poll:
        """A poll of building 3 until six in the evening."""
        begin = self.house.clock.now()
        draft = Draft(
            **{
                "title": "是否加装充电桩？",
                "options": ("同意", "反对", "弃权"),
                "secret": False,
                "unit": Unit.HOUSEHOLD,
                "room": "r-3",
                "node": "b3",
                "deadline": begin + timedelta(hours=9),
                "kind": PollKind.DELIBERATION,
                **more,
            }
        )
        return await self.house.house.store.write(
            lambda store: actions.open_poll(self.turn(store, "u-zhou"), draft)
        )

    async def vote(self, poll: Poll, actor: str, *choices: int) -> Cast:
        """Somebody votes by the chat."""
        return await self.house.house.store.write(
            lambda store: cast(self.turn(store, actor), poll, actor, choices)
        )

    async def link(self, poll: Poll, actor: str) -> str | None:
        """The link that the bot would send somebody, as it reads when it is sent."""

        def made(store: UnitOfWork) -> str | None:
            turn = self.turn(store, "clock")
            person = turn.community.person(actor)
            assert person is not None
            link = vote_link(turn, poll, person)
            return None if link is None else opened(store.vault, link)

        return await self.house.house.store.write(made)

    async def code(self, poll: Poll, actor: str) -> str:
        """What stands behind the # of somebody's link."""
        link = await self.link(poll, actor)
        assert link is not None
        assert link.startswith(f"{SITE}vote/#")
        return link.partition("#")[2]

    async def name(self, poll: Poll) -> str:
        """The last part of the address of a poll's public page."""
        return await self.house.house.store.read(lambda store: page_name(store, poll))

    async def now_of(self, poll: Poll) -> Poll:
        """The poll as it is kept now."""
        found = await self.house.house.store.read(lambda store: store.polls.get(poll.id))
        assert found is not None
        return found

    async def post(self, path: str, body: object, **headers: str) -> ClientResponse:
        """Send what our own page sends."""
        own = {
            "Origin": str(self.client.make_url("")).rstrip("/"),
            "Sec-Fetch-Site": "same-origin",
            "Content-Type": "application/json",
        }
        return await self.client.post(path, data=json.dumps(body), headers={**own, **headers})

    async def close(self, poll: Poll) -> Poll:
        """Let the poll end."""
        await self.house.until(poll.deadline + timedelta(minutes=1))
        return await self.now_of(poll)


@asynccontextmanager
async def served(community: Community, database: str = "sqlite://") -> AsyncIterator[Served]:
    """A house on a database, with the pages of polls on a free port."""
    async with rig(replace(community, site=SITE), database) as house:
        app = web.Application()
        add_poll_pages(app, Booth(house.house.store, house.house.directory, house.clock))
        server = TestServer(app)
        await server.start_server(max_line_size=LONGEST_LINE)
        async with TestClient(server) as client:
            yield Served(house, server, client)
