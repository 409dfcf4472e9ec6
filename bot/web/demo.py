"""The demo page's server: a page, its data, a stream of what happens, and two things to do: say and advance.

It knows the house only by `bot.web.house`; all rules of the community live behind that. Its texts are in
`texts.toml`.
"""

import json
import tomllib
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from aiohttp import BodyPartReader, web
from aiohttp.http_exceptions import HttpProcessingError

from bot.web import security
from bot.web.events import add_events
from bot.web.house import House, Json, Refused
from bot.web.poll.pages import PREFIXES
from handlers.messages import Attachment

HERE = Path(__file__).parent
BODY_BYTES = 8 * 1024 * 1024
TEXT_CHARACTERS = 20_000  # twice what one WeChat message holds: the bot, not the page, says what is too long
MINUTES = 31 * 24 * 60

_HOUSE: web.AppKey[House] = web.AppKey("house")
_TEXTS: web.AppKey[dict[str, Any]] = web.AppKey("texts")
_PAGE: web.AppKey[str] = web.AppKey("page")
_WHY: web.AppKey[str] = web.AppKey("why")


_BROKEN = (ValueError, AssertionError, HttpProcessingError, web.RequestPayloadError)
"""All that aiohttp raises for a body that is no multipart, or not to its end."""


class _Bad(Exception):
    """A request that is not as our page would send it: a status and a key of `errors` in the texts."""

    def __init__(self, key: str, status: int = 400) -> None:
        super().__init__(key)
        self.key = key
        self.status = status


def demo_app(
    house: House, *, bound_host: str = "127.0.0.1", office: web.Application | None = None
) -> web.Application:
    """The application that serves the demo page of `house`.

    `bound_host` is the address that the server will listen on; the page answers to that name and to the
    loopback names only (see `bot.web.security`). The caller runs it and closes it, and closes the house. `office`: the
    office pages of the same house (bot/web/office).
    """
    texts = tomllib.loads((HERE / "texts.toml").read_text("utf-8"))

    def refuse(status: int, key: str) -> web.Response:
        return _error(status, texts["errors"][key])

    guard = security.guard(bound_host, refuse=refuse, own_guard=("/office/", *PREFIXES))
    app = web.Application(client_max_size=BODY_BYTES, middlewares=[guard])
    app[_HOUSE], app[_TEXTS] = house, texts
    app[_PAGE] = _render((HERE / "static" / "index.html").read_text("utf-8"), texts["page"])
    app[_WHY] = _render((HERE / "static" / "why.html").read_text("utf-8"), texts["why"])
    app.on_response_prepare.append(security.add_headers)
    app.add_routes(
        [
            web.get("/", _page),
            web.get("/why", _why_page),
            web.get("/healthz", _healthz),
            web.get("/api/texts", _get_texts),
            web.get("/api/community", _community),
            web.get("/api/state", _state),
            web.post("/api/say", _say),
            web.post("/api/advance", _advance),
            web.post("/api/why", _why),
            web.get("/files/{digest:[0-9A-Za-z_-]{1,128}}", _file),
            web.static("/static", HERE / "static"),
        ]
    )
    add_events(app, house, lambda: refuse(503, "streams"))
    if office is not None:
        app.add_subapp("/office/", office)
    return app


def _render(template: str, texts: dict[str, str]) -> str:
    """The page with its own texts; raises KeyError for a text that is missing."""
    return Template(template).substitute({key: escape(text) for key, text in texts.items()})


def _error(status: int, line: str) -> web.Response:
    return web.json_response({"error": line}, status=status)


async def _page(request: web.Request) -> web.Response:
    return web.Response(text=request.app[_PAGE], content_type="text/html")


async def _why_page(request: web.Request) -> web.Response:
    return web.Response(text=request.app[_WHY], content_type="text/html")


async def _healthz(request: web.Request) -> web.Response:
    return web.Response(text="ok\n")


async def _get_texts(request: web.Request) -> web.Response:
    return web.json_response(request.app[_TEXTS])


async def _community(request: web.Request) -> web.Response:
    return web.json_response(request.app[_HOUSE].community())


async def _state(request: web.Request) -> web.Response:
    return web.json_response(await request.app[_HOUSE].state())


async def _file(request: web.Request) -> web.Response:
    """A picture, as the type that its bytes say; never a document that a browser would run."""
    picture = await request.app[_HOUSE].picture(request.match_info["digest"])
    kind = security.picture_type(picture.data) if picture else None
    if picture is None or kind is None:
        raise web.HTTPNotFound
    headers = {"Cache-Control": "private, max-age=31536000, immutable"}
    return web.Response(body=picture.data, content_type=kind, headers=headers)


async def _say(request: web.Request) -> web.Response:
    texts = request.app[_TEXTS]
    house = request.app[_HOUSE]
    try:
        fields = await _multipart(request)
        person, room = _speaker(house.community(), _text(fields, "from"), _text(fields, "room"))
        text = _text(fields, "text").replace("\r\n", "\n")  # a form's line ends, by the rules of HTML
        file = _picture(fields.get("file", b""), texts["page"]["picture"])
        if not text.strip() and file is None:
            raise _Bad("empty")
        if len(text) > TEXT_CHARACTERS:
            raise _Bad("long", 413)
        await house.say(person, room, text, file)
    except _Bad as bad:
        return _error(bad.status, texts["errors"][bad.key])
    except Refused as reason:
        return _error(400, str(reason))
    return web.Response(status=204)


async def _multipart(request: web.Request) -> dict[str, bytes]:
    """The fields of a form, as bytes; the body is counted while it is read and given up at the limit."""
    if request.content_type != "multipart/form-data":
        raise _Bad("form", 415)
    if (request.content_length or 0) > BODY_BYTES:
        raise _Bad("big", 413)
    fields: dict[str, bytes] = {}
    room_left = BODY_BYTES
    try:
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader) or part.name not in {"from", "room", "text", "file"}:
                raise _Bad("form")
            if part.name in fields:
                raise _Bad("form")
            data = bytearray()
            while chunk := await part.read_chunk():
                data += chunk
                room_left -= len(chunk)
                if room_left < 0:
                    raise _Bad("big", 413)
            fields[part.name] = bytes(data)
    except _BROKEN as error:
        raise _Bad("form") from error
    return fields


def _text(fields: dict[str, bytes], name: str) -> str:
    try:
        return fields.get(name, b"").decode("utf-8")
    except UnicodeDecodeError as error:
        raise _Bad("form") from error


def _speaker(community: Json, person: str, room: str) -> tuple[str, str | None]:
    """The one who speaks and the room (None: privately), if that person exists and is in that room."""
    rooms = {str(each["id"]): each["rooms"] for each in community["people"]}
    if person not in rooms:
        raise _Bad("person")
    if room and room not in rooms[person]:
        raise _Bad("room")
    return person, room or None


def _picture(data: bytes, name: str) -> Attachment | None:
    """The picture that was sent, under a name of our own: the visitor's file name is nobody's business."""
    if not data:
        return None
    kind = security.picture_type(data)
    if kind is None:
        raise _Bad("picture", 415)
    return Attachment(f"{name}.{kind.removeprefix('image/')}", kind, data)


async def _advance(request: web.Request) -> web.Response:
    texts = request.app[_TEXTS]
    try:
        now = await request.app[_HOUSE].advance(await _minutes(request))
    except _Bad as bad:
        return _error(bad.status, texts["errors"][bad.key])
    except Refused as reason:
        return _error(400, str(reason))
    return web.json_response({"now": now})


async def _json(request: web.Request) -> dict[str, Any]:
    """The object in the body."""
    if request.content_type != "application/json":
        raise _Bad("form", 415)
    try:
        body = json.loads(await request.read())
    except (ValueError, RecursionError) as error:
        raise _Bad("form") from error
    if not isinstance(body, dict):
        raise _Bad("form")
    return body


async def _minutes(request: web.Request) -> int | None:
    """How far to move the clock; None for the next thing due."""
    body = await _json(request)
    if body == {"next": True}:
        return None
    minutes = body.get("minutes") if len(body) == 1 else None
    if not isinstance(minutes, int) or isinstance(minutes, bool) or not 1 <= minutes <= MINUTES:
        raise _Bad("minutes")
    return minutes


async def _why(request: web.Request) -> web.Response:
    texts, house = request.app[_TEXTS], request.app[_HOUSE]
    try:
        body = await _json(request)
        words = {name: body.get(name) for name in ("from", "room", "text")}
        if not all(isinstance(each, str) for each in words.values()):
            raise _Bad("form")
        person, room = _speaker(house.community(), str(words["from"]), str(words["room"]))
        if not str(words["text"]).strip():
            raise _Bad("sentence")
        if len(str(words["text"])) > TEXT_CHARACTERS:
            raise _Bad("long", 413)
        return web.json_response(await house.why(person, room, str(words["text"])))
    except _Bad as bad:
        return _error(bad.status, texts["errors"][bad.key])
    except Refused as reason:
        return _error(400, str(reason))
