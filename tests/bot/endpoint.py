"""A language model's endpoint that behaves as the test tells it to, on a real port."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from aiohttp import web

from bot.app import build
from bot.clock import VirtualClock
from bot.completions import session_for
from bot.config.opinion import OpinionSettings
from bot.opinion import SecondOpinion
from handlers.community import Community
from handlers.messages import Outgoing
from storage.records import Request
from storage.store import Store
from tests.bot.rig import Rig, Wire
from tests.conftest import NOW

Behave = Callable[[web.Request], Awaitable[web.StreamResponse]]
UNKNOWN = "@小应 咕噜咕噜噜"  # what nobody understands
WEAK = "梯子又不灵光喽"
REPAIR = '{"intent": "报修", "category": "电梯", "urgency": "normal"}'
DANGER = '{"intent": "求助", "category": "医疗健康", "urgency": "emergency"}'
NOTHING = '{"intent": "闲聊", "category": "其他", "urgency": "normal"}'


def completion(content: object) -> dict[str, Any]:
    return {"object": "chat.completion", "choices": [{"index": 0, "message": {"content": content}}]}


def says(content: object) -> Behave:
    """Well-behaved, with these words of the model."""

    async def behave(_request: web.Request) -> web.StreamResponse:
        return web.json_response(completion(content))

    return behave


def answers(body: bytes, status: int = 200, **headers: str) -> Behave:
    """With exactly this."""

    async def behave(_request: web.Request) -> web.StreamResponse:
        return web.Response(body=body, status=status, headers=headers, content_type="application/json")

    return behave


@dataclass
class Endpoint:
    """`asked` holds what came in: the headers and the body of each question."""

    behave: Behave = field(default_factory=lambda: says(REPAIR))
    asked: list[tuple[dict[str, str], dict[str, Any]]] = field(default_factory=list)
    url: str = ""
    at_once: int = 0
    most_at_once: int = 0

    @property
    def words(self) -> list[str]:
        """What the messages of residents were, as they came in."""
        return [body["messages"][-1]["content"] for _, body in self.asked]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.asked.append((dict(request.headers), json.loads(await request.read())))
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            return await self.behave(request)
        finally:
            self.at_once -= 1


@asynccontextmanager
async def endpoint() -> AsyncIterator[Endpoint]:
    """An endpoint on this machine."""
    served = Endpoint()
    app = web.Application()
    app.router.add_post("/v1/chat/completions", served.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    served.url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1/chat/completions"
    try:
        yield served
    finally:
        await runner.cleanup()


@dataclass
class Seconds:
    """A stopwatch that the test moves."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@asynccontextmanager
async def advised(
    community: Community, settings: OpinionSettings, database: str = "sqlite://", start: datetime = NOW
) -> AsyncIterator[tuple[Rig, SecondOpinion, Seconds]]:
    """A rig whose house asks for second opinions."""
    clock, seconds, wire = VirtualClock(start), Seconds(), Wire()
    store = Store.open(database, start)
    try:
        async with session_for(settings) as session:
            opinion = SecondOpinion(settings, session, store, clock, community.zone, seconds)
            house = build(store, community, wire, community.rules.pace, clock, opinion)
            yield Rig(house, wire, clock), opinion, seconds
    finally:
        await store.close()


def settings(model: Endpoint, **changes: Any) -> OpinionSettings:
    return replace(OpinionSettings(model.url, "m", timeout=5.0), **changes)


def texts(sent: list[Outgoing]) -> list[str]:
    return [message.text for message in sent]


async def requests_of(house: Rig) -> list[Request]:
    return await house.house.store.read(lambda store: store.requests.newest(10))
