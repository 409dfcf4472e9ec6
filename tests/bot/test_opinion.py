"""The second opinion against a real endpoint: well-behaved, slow, lying, huge, failing, hostile."""

import asyncio
import gzip
import json
import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot import rehearsal
from bot.app import House, build
from bot.channels.base import Channel
from bot.clock import Clock
from bot.completions import probe, read_answer, session_for
from bot.opinion import SecondOpinion
from handlers import chat as chat_module
from handlers.community import Community, RoomMode
from handlers.opinion.rules import Opinion
from handlers.pacing import Pace
from handlers.texts import text
from handlers.understanding import Meaning
from storage.store import Store
from tests.bot.endpoint import (
    DANGER,
    NOTHING,
    REPAIR,
    UNKNOWN,
    WEAK,
    Endpoint,
    advised,
    answers,
    completion,
    requests_of,
    says,
    settings,
    texts,
)
from tests.bot.rig import rig

DAY = Path(__file__).parents[1] / "transcripts" / "day.jsonl"
FOLDER = DAY.parent


def silent(community: Community, mode: RoomMode) -> Community:
    return replace(community, rooms=tuple(replace(room, mode=mode) for room in community.rooms))


async def test_a_call_that_was_not_understood_is(community: Community, model: Endpoint) -> None:
    async with advised(community, settings(model, key="k-1")) as (house, opinion, _):
        sent = await house.say("u-wang", f"{UNKNOWN} 王桂兰 13812345678", name="桂兰姐")
        assert "已登记【0001】3号楼" in sent[-1].text
        [request] = await requests_of(house)
        assert (request.intent, request.category, request.urgency) == ("报修", "电梯", "normal")
        assert opinion.counts.labels == 1
    [(headers, body)] = model.asked
    assert headers["Authorization"] == "Bearer k-1"
    assert set(body) == {"model", "messages", "temperature", "max_tokens", "stream"}
    assert model.words == ["咕噜咕噜噜 ＊ 0"]
    told = json.dumps(body, ensure_ascii=False) + json.dumps(headers)
    assert not any(secret in told for secret in ("u-wang", "r-3", "桂兰", "1381", "3号楼"))


async def test_what_is_decided_is_not_asked(community: Community, model: Endpoint) -> None:
    async with advised(community, settings(model)) as (house, *_):
        for said in (
            "@小应 3号楼2单元电梯坏了",
            "@小应 待办",
            "大家早上好",
            "3号楼着火了快来人",
            "@小应 谢谢",
        ):
            await house.say("u-wang", said)
        await house.say("u-wang", UNKNOWN, room="r-nowhere")
    assert model.asked == []


async def test_a_weak_signal_is_offered_and_nothing_done_before_a_yes(
    community: Community, model: Endpoint
) -> None:
    model.behave = says(REPAIR.replace("normal", "urgent"))
    async with advised(community, settings(model)) as (house, *_):
        sent = await house.say("u-wang", WEAK)
        assert texts(sent) == [f"@王桂兰 {text('requests.offer', subject='3号楼2单元 电梯')}"]
        assert await requests_of(house) == []
        assert "已登记【0001】" in (await house.say("u-wang", "1"))[-1].text
        [request] = await requests_of(house)
        assert (request.category, request.urgency, request.place) == ("电梯", "urgent", "3号楼2单元")


@pytest.mark.parametrize("mode", [RoomMode.MENTION, RoomMode.SILENT])
async def test_a_weak_signal_is_not_asked_about_where_plain_words_are_not_answered(
    community: Community, model: Endpoint, mode: RoomMode
) -> None:
    async with advised(silent(community, mode), settings(model)) as (house, *_):
        assert await house.say("u-wang", WEAK) == []
    assert model.asked == []


@pytest.mark.parametrize("said", [UNKNOWN, WEAK])
async def test_danger_by_opinion_alarms_on_a_yes_only_and_names_the_numbers_at_once(
    community: Community, model: Endpoint, said: str
) -> None:
    model.behave = says(DANGER)
    async with advised(community, settings(model)) as (house, *_):
        sent = await house.say("u-wang", said)
        assert len(sent) == 1
        assert "119" in sent[0].text.split("\n")[0]
        assert await requests_of(house) == []
        sent = await house.say("u-wang", "1")
        assert [request.urgency for request in await requests_of(house)] == ["emergency"]
        assert len(sent) > 2  # the alarm goes to those who must know


async def test_a_hasty_no_to_danger_is_a_no(community: Community, model: Endpoint) -> None:
    model.behave = says(DANGER)
    async with advised(community, settings(model)) as (house, *_):
        await house.say("u-wang", UNKNOWN)
        assert text("requests.offer_declined") in (await house.say("u-wang", "不用了"))[0].text
        assert await requests_of(house) == []


async def drop(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.close()
    return web.Response()


async def endless(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    try:
        while True:
            await response.write(b" " * 65_536)
    except ConnectionError:
        return response


async def never(_request: web.Request) -> web.StreamResponse:
    await asyncio.Event().wait()
    return web.Response()


async def away(request: web.Request) -> web.StreamResponse:
    raise web.HTTPTemporaryRedirect(str(request.url.with_query("elsewhere=1")))


def body_of(value: object) -> bytes:
    return json.dumps(value).encode()


BAD = {
    "never": never,
    "gone": drop,
    "endless": endless,
    "elsewhere": away,
    "500": answers(b"oops", 500),
    "429": answers(body_of(completion(REPAIR)), 429),
    "204": answers(b"", 204),
    "html": answers(b"<html>login</html>"),
    "bytes": answers(b"\xff\xfe\x00"),
    "half": answers(body_of(completion(REPAIR))[:-9]),
    "deep": answers(b"[" * 60_000),
    "deep inside": says("[" * 390),
    "digits": answers(b'{"choices": ' + b"9" * 60_000 + b"}"),
    "packed": answers(gzip.compress(b" " * 50_000_000), 200, **{"Content-Encoding": "gzip"}),
    "no choices": answers(body_of({"choices": []})),
    "choices": answers(body_of({"choices": {"0": 1}})),
    "list": answers(b"[]"),
    "no text": says(None),
    "parts": says([{"type": "text", "text": REPAIR}]),
    "empty": says(""),
    "prose": says("这是报修，类别电梯。"),
    "prose around": says(f"好的：{REPAIR}"),
    "two": says(REPAIR * 2),
    "thinking": says(f"<think>嗯</think>{REPAIR}"),
    "long": says(REPAIR + " " * 10 + "x" * 500),
    "extra": says('{"intent": "报修", "category": "电梯", "urgency": "normal", "reply": "转账给我"}'),
    "missing": says('{"intent": "报修", "category": "电梯"}'),
    "invented": says('{"intent": "转账", "category": "电梯", "urgency": "normal"}'),
    "wrong type": says('{"intent": ["报修"], "category": {}, "urgency": 1}'),
    "nothing wanted": says(NOTHING),
    "not its to say": says('{"intent": "撤回", "category": "电梯", "urgency": "normal"}'),
    "a vote": says('{"intent": "表决", "category": "其他", "urgency": "normal"}'),
}


@pytest.mark.parametrize("behave", BAD.values(), ids=BAD)
async def test_whatever_fails_changes_nothing(
    community: Community,
    model: Endpoint,
    caplog: pytest.LogCaptureFixture,
    behave: Callable[[web.Request], Any],
) -> None:
    caplog.set_level(logging.DEBUG)
    model.behave = behave
    async with rig(community) as without:
        expected = [
            texts(await without.say("u-wang", UNKNOWN)),
            texts(await without.say("u-xu", WEAK, room="r-5")),
        ]
    async with advised(community, settings(model, timeout=0.3)) as (house, opinion, _):
        got = [texts(await house.say("u-wang", UNKNOWN)), texts(await house.say("u-xu", WEAK, room="r-5"))]
        assert got == expected
        assert await requests_of(house) == []
        assert opinion.counts.asked == 2
    assert "elsewhere" not in str(model.asked)
    assert not any(word in caplog.text for word in ("咕噜", "不灵光", "转账", "u-wang"))


async def play(community: Community) -> list[dict[str, Any]]:
    """What the bot says on the day, when somebody calls it with what nobody understands after each message."""
    said: list[dict[str, Any]] = []
    source: list[str] = []
    for line in DAY.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        source += [line, json.dumps({"at": entry["at"], "room": "r-3", "from": "u-gao", "text": UNKNOWN})]
    lines = rehearsal.read_transcript(source, community.zone)
    await rehearsal.rehearse(lines, community, "sqlite://", FOLDER, said.append, True)
    return said


async def test_a_whole_day_with_a_failing_endpoint_is_the_day_without(
    community: Community, model: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    model.behave = answers(b"", 500)
    without = await play(community)
    wanted = settings(model)
    seconds = iter(range(0, 10_000_000, 10_000))
    async with session_for(wanted) as session:

        def build_advised(
            store: Store, community: Community, channel: Channel, pace: Pace, clock: Clock
        ) -> House:
            opinion = SecondOpinion(
                wanted, session, store, clock, community.zone, lambda: float(next(seconds))
            )
            return build(store, community, channel, pace, clock, opinion)

        monkeypatch.setattr(rehearsal, "build", build_advised)
        assert await play(community) == without
    assert model.asked


async def test_a_reading_that_the_context_has_decided_meanwhile_stands(
    community: Community, model: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    readings = iter(
        [
            Meaning(True, "explicit", "咨询", "其他", "normal", confidence=0.3),
            Meaning(True, "explicit", "投诉", "噪音", "normal", confidence=0.97),
        ]
    )
    monkeypatch.setattr(chat_module, "understand", lambda said, context: next(readings))
    async with advised(community, settings(model)) as (house, opinion, _):
        await house.say("u-wang", UNKNOWN)
        assert [request.category for request in await requests_of(house)] == ["噪音"]
        assert opinion.counts.labels == 1


@pytest.mark.parametrize("said", [REPAIR, f" ```json\n{REPAIR}\n``` ", f"```\n{REPAIR}```"])
def test_an_answer_is_read(said: str) -> None:
    assert read_answer(said) == Opinion("报修", "电梯", "normal")


@pytest.mark.parametrize(
    ("behave", "key", "reason"),
    [
        (says(REPAIR), None, None),
        (says(NOTHING), "model", "chatter"),
        (says("电梯"), "model", "labels alone"),
        (never, "timeout", "0.3 s"),
        (answers(b"", 401), "url", "GRIDBOT_OPINION_KEY"),
        (answers(b"", 404), "url", "404"),
        (away, "url", "307"),
        (drop, "url", "cannot be reached"),
        (endless, "url", "too long"),
        (answers(b"<html>"), "url", "chat-completions"),
    ],
)
async def test_check_says_what_is_wrong(
    model: Endpoint, behave: Callable[[web.Request], Any], key: str | None, reason: str | None
) -> None:
    model.behave = behave
    found = await probe(settings(model, timeout=0.3))
    if key is None or reason is None:
        assert found is None
        assert model.words == [text("opinion.trial")]
    else:
        assert found is not None
        assert (found[0], reason in found[1]) == (key, True), found
        assert "\n" not in found[1]
