"""The demo page's server, spoken to as a browser and as an attacker would."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientResponse, FormData
from aiohttp.test_utils import TestClient, TestServer
from yarl import URL

from bot.web import demo, events
from bot.web.demo import demo_app
from bot.web.security import picture_type
from handlers.messages import Attachment
from tests.web.fake_house import FakeHouse

Client = TestClient[Any, Any]

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32
STATIC = Path(demo.__file__).parent / "static"


@pytest.fixture
def house() -> FakeHouse:
    return FakeHouse()


@pytest.fixture
async def client(house: FakeHouse) -> AsyncIterator[Client]:
    async with TestClient(TestServer(demo_app(house))) as started:
        yield started


def own(client: Client, **more: str) -> dict[str, str]:
    """The headers that the page's own script sends."""
    return {"Origin": str(client.make_url("")).rstrip("/"), "X-Gridbot": "1", **more}


def form(**fields: str | bytes) -> FormData:
    body = FormData(default_to_multipart=True)
    for name, value in fields.items():
        body.add_field(name, value, filename="a.bin" if isinstance(value, bytes) else None)
    return body


async def say(client: Client, **fields: str | bytes) -> ClientResponse:
    fields = {"from": "u-wang", "room": "r-3", "text": "你好", **fields}
    return await client.post("/api/say", data=form(**fields), headers=own(client))


async def advance(client: Client, body: object) -> ClientResponse:
    headers = own(client, **{"Content-Type": "application/json"})
    return await client.post("/api/advance", data=json.dumps(body), headers=headers)


# --- the page ---


async def test_the_page_comes_with_a_policy_that_allows_only_its_own_files(client: Client) -> None:
    answer = await client.get("/")
    page = await answer.text()
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "小应" in page
    assert "$" not in page
    for inline in (
        "<style",
        " style=",
        "<script>",
        " onclick",
        "javascript:",
        "http://",
        "https://",
        "//cdn",
    ):
        assert inline not in page


async def test_every_file_that_the_page_names_is_served_with_a_fixed_type(client: Client) -> None:
    page = await (await client.get("/")).text()
    names = [part.split('"')[0] for part in page.split('"/static/')[1:]]
    assert len(names) > 5
    for name in names:
        answer = await client.get(f"/static/{name}")
        assert answer.status == 200, name
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path", ["/static/../demo.py", "/static/%2e%2e/demo.py", "/static/..%2fdemo.py", "/static/"]
)
async def test_static_files_are_only_those_of_the_folder(client: Client, path: str) -> None:
    answer = await client.get(URL(path, encoded=True))
    assert answer.status in (403, 404)


def test_no_script_makes_markup_of_data() -> None:
    for script in (STATIC / "js").glob("*.js"):
        source = script.read_text("utf-8")
        for unsafe in (
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            "new Function",
        ):
            assert unsafe not in source, f"{script.name}: {unsafe}"


async def test_the_reads_are_json_of_the_house(client: Client, house: FakeHouse) -> None:
    house.message("u-wang", "孤立代理\ud800", room="r-3")
    assert await (await client.get("/healthz")).text() == "ok\n"
    assert await (await client.get("/api/community")).json() == house.community()
    assert await (await client.get("/api/state")).json() == await house.state()
    assert (await (await client.get("/api/texts")).json())["page"]["send"] == "发送"


# --- who may ask ---


@pytest.mark.parametrize("host", ["localhost:8080", "127.0.0.1", "[::1]:9", "LOCALHOST"])
async def test_our_own_names_are_answered(client: Client, host: str) -> None:
    assert (await client.get("/api/state", headers={"Host": host})).status == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost.evil.example:8080",
        "a@localhost",
        "localhost/x",
        "localhost:x",
        "192.168.1.4",
        "[::1",
        "",
    ],
)
async def test_other_names_are_not(client: Client, host: str) -> None:
    answer = await client.get("/api/state", headers={"Host": host})
    assert answer.status in (400, 421)
    assert "messages" not in await answer.text()


async def test_a_wildcard_bind_answers_to_addresses_but_not_to_names(house: FakeHouse) -> None:
    async with TestClient(TestServer(demo_app(house, bound_host="0.0.0.0"))) as client:
        assert (await client.get("/", headers={"Host": "192.168.1.4:8080"})).status == 200
        assert (await client.get("/", headers={"Host": "evil.example"})).status == 421


async def test_the_bound_name_is_answered(house: FakeHouse) -> None:
    async with TestClient(TestServer(demo_app(house, bound_host="demo.lan"))) as client:
        assert (await client.get("/", headers={"Host": "demo.lan:8080"})).status == 200


@pytest.mark.parametrize(
    "change",
    [
        {"Origin": None},
        {"Origin": "null"},
        {"Origin": "http://evil.example"},
        {"Origin": "http://127.0.0.1:1"},
        {"X-Gridbot": None},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
@pytest.mark.parametrize("path", ["/api/say", "/api/advance"])
async def test_nothing_is_written_for_another_page(
    client: Client, house: FakeHouse, path: str, change: dict[str, str | None]
) -> None:
    headers = {name: value for name, value in {**own(client), **change}.items() if value is not None}
    if path == "/api/say":
        answer = await client.post(
            path, data=form(**{"from": "u-wang", "room": "r-3", "text": "x"}), headers=headers
        )
    else:
        answer = await client.post(path, json={"minutes": 10}, headers=headers)
    assert answer.status == 403
    assert house.said == []
    assert house.advanced == []


# --- saying ---


async def test_words_reach_the_house_as_they_are(client: Client, house: FakeHouse) -> None:
    answer = await say(client, text=" 3号楼\n电梯坏了\0 ")
    assert answer.status == 204
    await say(client, room="", text="接单")
    assert house.said == [
        ("u-wang", "r-3", " 3号楼\n电梯坏了\0 ", None),
        ("u-wang", None, "接单", None),
    ]


async def test_a_picture_is_named_and_typed_by_us_and_served_as_that(
    client: Client, house: FakeHouse
) -> None:
    assert (await say(client, text="", file=PNG)).status == 204
    assert house.said[0][3] == Attachment("图片.png", "image/png", PNG)
    answer = await client.get("/files/d0")
    assert answer.content_type == "image/png"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert await answer.read() == PNG


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"from": "u-nobody"}, 400),
        ({"from": ""}, 400),
        ({"room": "r-5"}, 400),
        ({"room": "r-none"}, 400),
        ({"text": " \n "}, 400),
        ({"text": "长" * 20_001}, 413),
        ({"text": b"\xff\xfe"}, 400),
        ({"other": "x"}, 400),
        ({"file": b"<svg xmlns='http://www.w3.org/2000/svg'/>"}, 415),
        ({"file": b"<!doctype html><script>1</script>"}, 415),
        ({"file": PNG + b"\0" * (8 * 1024 * 1024)}, 413),
    ],
)
async def test_what_does_not_fit_is_refused_in_one_line(
    client: Client, house: FakeHouse, fields: dict[str, str | bytes], status: int
) -> None:
    answer = await say(client, **fields)
    assert answer.status == status
    line = (await answer.json())["error"]
    assert line
    assert "\n" not in line
    assert house.said == []


async def test_a_long_body_without_a_length_is_given_up(client: Client, house: FakeHouse) -> None:
    async def body() -> AsyncIterator[bytes]:
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n' + PNG
        for _ in range(9):
            yield b"\0" * 1024 * 1024
        yield b"\r\n--b--\r\n"

    headers = own(client, **{"Content-Type": "multipart/form-data; boundary=b"})
    answer = await client.post("/api/say", data=body(), headers=headers)
    assert answer.status == 413
    assert house.said == []


FIELD = b'--b\r\nContent-Disposition: form-data; name="from"\r\n\r\nu-wang\r\n'


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", FIELD + b"--b--\r\n"),
        ("multipart/form-data; boundary=b", b""),
        ("multipart/form-data; boundary=b", b"rubbish"),
        ("multipart/form-data; boundary=b", FIELD),
        ("multipart/form-data; boundary=b", FIELD + FIELD + b"--b--\r\n"),
        ("multipart/form-data; boundary=b", b"--b\r\n" + b"X: " + b"y" * 100_000 + b"\r\n\r\n\r\n--b--\r\n"),
        ("multipart/form-data; boundary=b", b"--b\r\nno colon here\r\n\r\nx\r\n--b--\r\n"),
        (
            "multipart/form-data; boundary=b",
            b"--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\n--c--\r\n",
        ),
        ("multipart/form-data; boundary=" + "b" * 200, FIELD),
        ("application/json", b"{}"),
        ("text/plain", b"hello"),
    ],
)
async def test_a_broken_form_is_a_plain_no(client: Client, house: FakeHouse, kind: str, body: bytes) -> None:
    answer = await client.post("/api/say", data=body, headers=own(client, **{"Content-Type": kind}))
    assert answer.status in (400, 415)
    assert (await answer.json())["error"]
    assert house.said == []


async def test_the_house_may_refuse_with_its_own_line(client: Client, house: FakeHouse) -> None:
    house.refusal = "今天不办公。"
    for answer in (await say(client), await advance(client, {"next": True})):
        assert answer.status == 400
        assert await answer.json() == {"error": "今天不办公。"}


# --- the clock ---


async def test_the_clock_moves_by_minutes_or_to_the_next_thing(client: Client, house: FakeHouse) -> None:
    answer = await advance(client, {"minutes": 10})
    assert await answer.json() == {"now": house.now}
    await advance(client, {"next": True})
    assert house.advanced == [10, None]


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        None,
        7,
        "next",
        {"next": False},
        {"next": True, "minutes": 1},
        *({"minutes": minutes} for minutes in (0, -1, 1.5, "10", True, None, 10**30, 31 * 24 * 60 + 1)),
    ],
)
async def test_no_other_move_is_taken(client: Client, house: FakeHouse, body: object) -> None:
    assert (await advance(client, body)).status == 400
    assert house.advanced == []


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 100_000])
async def test_what_is_no_json_is_not_taken(client: Client, house: FakeHouse, body: bytes) -> None:
    headers = own(client, **{"Content-Type": "application/json"})
    assert (await client.post("/api/advance", data=body, headers=headers)).status == 400
    assert house.advanced == []


# --- files ---


async def test_a_file_that_is_no_picture_is_not_served(client: Client, house: FakeHouse) -> None:
    house.files["page"] = Attachment("page.png", "image/png", b"<html>")
    assert (await client.get("/files/page")).status == 404
    assert (await client.get("/files/none")).status == 404
    assert (await client.get("/files/..%2f..%2fdemo.py")).status == 404


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"RIFF\0\0\0\0WAVE", None),
        (b"<svg/>", None),
        (b"%PDF-1.7", None),
        (b"", None),
    ],
)
def test_the_type_of_a_picture_is_in_its_bytes(data: bytes, kind: str | None) -> None:
    assert picture_type(data) == kind


# --- the stream ---


async def test_the_stream_tells_in_order_with_ids(client: Client, house: FakeHouse) -> None:
    async with client.get("/api/events") as stream:
        assert stream.content_type == "text/event-stream"
        assert await stream.content.readuntil(b"\n\n") == b"retry: 1500\n\n"
        house.tell("bot", "第一句\n第二行", room="r-3")
        house.change()
        first = (await stream.content.readuntil(b"\n\n")).decode().splitlines()
        second = (await stream.content.readuntil(b"\n\n")).decode().splitlines()
    assert [first[0], second[0]] == ["id: 1", "id: 2"]
    assert json.loads(first[1].removeprefix("data: "))["message"]["text"] == "第一句\n第二行"
    assert json.loads(second[1].removeprefix("data: "))["type"] == "state"


async def test_a_silent_stream_shows_that_it_lives(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "HEARTBEAT_SECONDS", 0.01)
    async with client.get("/api/events") as stream:
        await stream.content.readuntil(b"\n\n")
        assert (await stream.content.readuntil(b"\n\n")).startswith(b":")


async def test_a_stream_that_the_house_ends_is_closed_and_forgotten(client: Client, house: FakeHouse) -> None:
    async with client.get("/api/events") as stream:
        await stream.content.readuntil(b"\n\n")
        house.drop_streams()
        assert await stream.content.read() == b""
    assert house.queues == set()


async def test_a_visitor_who_leaves_is_forgotten(
    client: Client, house: FakeHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "HEARTBEAT_SECONDS", 0.01)
    stream = await client.get("/api/events")
    await stream.content.readuntil(b"\n\n")
    stream.close()
    async with asyncio.timeout(5):
        await house.left.wait()
    assert house.queues == set()


async def test_there_is_an_end_to_streams(
    client: Client, house: FakeHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "STREAMS", 1)
    async with client.get("/api/events") as stream:
        await stream.content.readuntil(b"\n\n")
        answer = await client.get("/api/events")
        assert answer.status == 503
        assert len(house.queues) == 1


async def test_the_server_stops_while_a_stream_is_open(house: FakeHouse) -> None:
    client = TestClient[Any, Any](TestServer(demo_app(house)))
    await client.start_server()
    stream = await client.get("/api/events")
    await stream.content.readuntil(b"\n\n")
    async with asyncio.timeout(5):
        await client.server.close()
    await client.close()
    assert house.queues == set()
