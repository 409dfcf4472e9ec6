"""The same day as in the rehearsal, through the real gateway: nothing is missing."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

from bot.app import build
from bot.channels.wechaty import WechatyChannel
from bot.clock import VirtualClock
from bot.config import demo_config, parse
from bot.rehearsal import Line, read_transcript, rehearse
from handlers.community import Community
from handlers.messages import Inbound
from handlers.state import state_of
from storage.store import Store
from tests.channels.rig import Gateway, until

_DAY = Path(__file__).parents[1] / "transcripts" / "day.jsonl"
_EXAMPLE = Path(__file__).parents[2] / "config.example.toml"
_ROOM = "@chatroom"  # the mock takes a conversation with an @ in its id for a room


def _lines(community: Community) -> list[Line]:
    with _DAY.open(encoding="utf-8") as source:
        return list(read_transcript(source, community.zone))


async def _rehearsed() -> tuple[Counter[str], Any]:
    """What the bot says on that day under the virtual wire, and the state at its end."""
    community = demo_config().community
    shown: list[dict[str, Any]] = []
    await rehearse(_lines(community), community, "sqlite://", _DAY.parent, shown.append, dump=True)
    state = shown.pop()["state"]
    parts = (
        (entry["room"] or entry["to"], text, file)
        for entry in shown
        for text, file in ((entry["text"], None), ("", entry["file"]))  # WeChat shows a file by itself
        if text or file
    )
    return Counter(_said(*part) for part in parts), state


def _said(conversation: str, text: str, file: str | None) -> str:
    return json.dumps(
        [conversation.removesuffix(_ROOM), text.replace("\u2005", " "), file], ensure_ascii=False
    )


async def test_nothing_is_missing(gateway: Gateway) -> None:
    expected, expected_state = await _rehearsed()
    source = re.sub(r'"(r-\w+)"', rf'"\1{_ROOM}"', _EXAMPLE.read_text(encoding="utf-8"))
    source = source.replace('contact = "bot"', f'contact = "{gateway.bot}"')
    community = parse(source, "config.toml", Path(), {}).community
    contacts = [
        {"id": contact, "name": person.name, "friend": True}
        for person in community.people
        for contact in person.contacts
    ]
    for room in community.rooms:
        await gateway("make", contacts=contacts, room={"id": room.id, "topic": room.name})
    lines = _lines(community)
    clock = VirtualClock(lines[0].at)
    store = Store.open("sqlite://", clock.now())
    channel = WechatyChannel(gateway.settings())
    house = build(store, community, channel, community.rules.pace, clock)
    received: list[str] = []

    async def receive(inbound: Inbound) -> None:
        await house.dispatcher.receive(inbound)
        received.append(inbound.text)

    await channel.start(receive)
    try:
        for line in lines:
            await house.live_until(clock, line.at)
            if line.event is None:
                place = {"room": line.room + _ROOM} if line.room else {}
                before = len(received)
                await gateway("say", **{"from": line.sender}, **place, text=line.text)
                await until(lambda before=before: len(received) > before, line.text)  # type: ignore[misc]
        sent = await gateway.sent()
        state = await store.read(lambda unit: state_of(unit, community))
    finally:
        await channel.stop()
        await store.close()
    files = [entry["file"]["name"] if entry.get("file") else None for entry in sent]
    found = Counter(
        _said(entry["conversation"], entry.get("text") or "", file)
        for entry, file in zip(sent, files, strict=True)
    )
    assert found == expected
    assert state == expected_state
