"""What the second opinion must not do: make others wait, change an order, ask too often, or ask the internet."""

import asyncio
import socket
from datetime import timedelta

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from bot.completions import OwnNetwork
from bot.opinion import Breaker
from handlers.community import Community
from handlers.messages import Inbound
from handlers.texts import text
from tests.bot.endpoint import (
    NOTHING,
    REPAIR,
    UNKNOWN,
    Endpoint,
    advised,
    answers,
    requests_of,
    says,
    settings,
    texts,
)


async def test_others_do_not_wait_and_a_room_keeps_its_order(community: Community, model: Endpoint) -> None:
    asked, go = asyncio.Event(), asyncio.Event()

    async def hold(request: web.Request) -> web.StreamResponse:
        asked.set()
        await go.wait()
        return await says(REPAIR)(request)

    model.behave = hold
    async with advised(community, settings(model)) as (house, *_):
        receive, now = house.house.dispatcher.receive, house.clock.now()
        first = asyncio.create_task(receive(Inbound("a", now, "u-wang", "r-3", UNKNOWN)))
        await asyncio.wait_for(asked.wait(), 5)
        second = asyncio.create_task(receive(Inbound("b", now, "u-liu", "r-3", "@小应 3号楼1单元水管爆了")))
        again = asyncio.create_task(receive(Inbound("a", now, "u-wang", "r-3", UNKNOWN)))
        await receive(Inbound("c", now, "u-xu", "r-5", "@小应 5号楼路灯不亮"))
        assert [request.node for request in await requests_of(house)] == ["b5"]
        assert not first.done()
        assert not second.done()
        go.set()
        await asyncio.gather(first, second, again)
        found = sorted(await requests_of(house), key=lambda request: request.code)
        assert [request.reporter for request in found] == ["u-xu", "u-wang", "u-liu"]
    assert len(model.asked) == 1


async def test_never_more_than_so_many_at_once(community: Community, model: Endpoint) -> None:
    full, go = asyncio.Event(), asyncio.Event()

    async def hold(request: web.Request) -> web.StreamResponse:
        if model.at_once == 2:
            full.set()
        await go.wait()
        return await says(NOTHING)(request)

    model.behave = hold
    async with advised(community, settings(model, at_once=2)) as (house, *_):
        receive, now = house.house.dispatcher.receive, house.clock.now()
        rooms = [room.id for room in community.rooms]
        under_way = [
            asyncio.create_task(receive(Inbound(room, now, "u-wang", room, UNKNOWN))) for room in rooms
        ]
        await asyncio.wait_for(full.wait(), 5)
        done, waiting = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
        assert done
        go.set()
        await asyncio.gather(*waiting)
    assert model.most_at_once == 2


async def test_a_conversation_waits_for_one_question_at_most(community: Community, model: Endpoint) -> None:
    model.behave = says(NOTHING)
    async with advised(community, settings(model)) as (house, _, seconds):
        for said in (UNKNOWN, f"{UNKNOWN}噜", f"{UNKNOWN}噜噜"):
            await house.say("u-wang", said)
        assert len(model.asked) == 1
        await house.say("u-wang", UNKNOWN, room="r-1")
        seconds.now += 10
        await house.say("u-wang", UNKNOWN)
        assert len(model.asked) == 3


async def test_the_budget_of_a_day_holds_over_restarts(
    community: Community, model: Endpoint, database: str
) -> None:
    model.behave = says(NOTHING)
    wanted = settings(model, budget=2)
    async with advised(community, wanted, database) as (house, *_):
        await house.say("u-wang", UNKNOWN, room="r-1")
        start = house.clock.now()
    async with advised(community, wanted, database, start) as (house, opinion, _):
        house.count = 100
        for room in ("r-2", "r-3", "r-4"):
            await house.say("u-wang", UNKNOWN, room=room)
        assert (len(model.asked), opinion.counts.asked) == (2, 1)
        start = house.clock.now()
    async with advised(community, wanted, database, start) as (house, opinion, _):
        house.count = 200
        await house.say("u-wang", UNKNOWN, room="r-5")
        assert (len(model.asked), opinion.counts.asked) == (2, 0)
        await house.until(house.clock.now() + timedelta(days=1))
        await house.say("u-wang", UNKNOWN, room="r-6")
        assert (len(model.asked), opinion.counts.asked) == (3, 1)


async def test_after_failures_nobody_is_asked_for_a_while(community: Community, model: Endpoint) -> None:
    model.behave = answers(b"", 503)
    async with advised(community, settings(model)) as (house, opinion, seconds):
        for person in ("u-wang", "u-liu", "u-gao", "u-tang", "u-xu"):
            sent = await house.say(person, UNKNOWN, room=None)
            assert texts(sent) == [text("common.not_understood")]
        assert (len(model.asked), opinion.counts.failed) == (3, 3)
        seconds.now += 30
        model.behave = says(REPAIR)
        assert "已登记" in (await house.say("u-fan", UNKNOWN, room=None))[-1].text
        assert len(model.asked) == 4


async def test_nonsense_opens_no_circuit(community: Community, model: Endpoint) -> None:
    model.behave = says("无法判断")
    async with advised(community, settings(model)) as (house, opinion, _):
        for person in ("u-wang", "u-liu", "u-gao", "u-tang", "u-xu"):
            await house.say(person, UNKNOWN, room=None)
        assert (opinion.counts.asked, opinion.counts.nonsense) == (5, 5)


def test_the_pauses_grow_and_end() -> None:
    breaker, now, pauses = Breaker(), 0.0, []
    breaker.failed(now)
    breaker.failed(now)
    assert breaker.closed(now)
    for _ in range(9):
        breaker.failed(now)
        breaker.failed(now)  # one that was under way when it opened
        begin = now
        while not breaker.closed(now):
            now += 30
        pauses.append(now - begin)
    assert pauses == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]
    breaker.worked()
    assert not breaker.trying
    for _ in range(3):
        breaker.failed(now)
    assert not breaker.closed(now)
    assert breaker.closed(now + 30)


class Leading(AbstractResolver):
    """Says that every name is at one address."""

    def __init__(self, address: str) -> None:
        self.address = address

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [ResolveResult(hostname=host, host=self.address, port=port, family=family, proto=0, flags=0)]

    async def close(self) -> None:
        """Nothing is open."""


@pytest.mark.parametrize("address", ["10.1.2.3", "192.168.0.9", "172.16.0.1", "100.64.0.1", "fd00::1", "::1"])
async def test_names_of_the_own_network_are_found(address: str) -> None:
    [found] = await OwnNetwork(Leading(address)).resolve("llm.office.lan", 8000)
    assert found["host"] == address


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "172.32.0.1"])
async def test_no_name_leads_to_the_internet(address: str) -> None:
    with pytest.raises(OSError, match="own network"):
        await OwnNetwork(Leading(address)).resolve("api.example.com", 443)
