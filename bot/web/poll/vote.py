"""The page on which somebody votes by their own link: the code stands behind the #, where no server and no log sees it;
the page's script sends it in the body of a request."""

import json
import logging
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.web import security
from bot.web.office import given
from bot.web.poll import paper
from bot.web.poll.booth import Booth, NoLink, WrongCodes
from bot.web.poll.texts import all_words, say
from bot.web.poll.view import problem
from handlers.errors import UserError
from handlers.polls import casting
from handlers.texts import text
from storage.engines import StorageError
from storage.records import How

STATIC = Path(__file__).parents[1] / "static"
_FILES = {
    "base.css": "css/base.css",
    "poll.css": "css/poll.css",
    "icon.svg": "icon.svg",
    "vote.js": "js/vote.js",
    "poll.js": "js/poll.js",
    "verify.js": "js/verify.js",
}
_TYPES = {".css": "text/css", ".svg": "image/svg+xml", ".js": "text/javascript"}
_BODY_BYTES = 4096
_PROBLEMS = {404: "problem.missing", 413: "problem.no_link", 429: "problem.too_many"}
_MOST_CHOICES = 100
_BOOTH: web.AppKey[Booth] = web.AppKey("booth")
_WRONG: web.AppKey[WrongCodes] = web.AppKey("wrong")
_PAGE: web.AppKey[str] = web.AppKey("page")
_log = logging.getLogger(__name__)


def vote_app(booth: Booth, *, bound_host: str = "127.0.0.1", address: str = "") -> web.Application:
    """The application for /vote, to be added to another under that path. `bound_host` is the address the server listens
    on, `address` the one that people type, or ""."""
    guard = security.form_guard(bound_host, address, refuse=lambda status, key: _no(status, f"problem.{key}"))
    app = web.Application(middlewares=[guard, _catch])
    app[_BOOTH], app[_WRONG] = booth, WrongCodes()
    words = {
        key.partition(".")[2]: escape(each) for key, each in all_words().items() if key.startswith("vote.")
    }
    app[_PAGE] = Template((STATIC / "vote.html").read_text("utf-8")).substitute(words)
    app.on_response_prepare.append(security.add_headers)
    app.add_routes(
        [
            web.get("", _page),
            web.get("/", _page),
            web.post("/paper", _paper),
            web.post("/cast", _cast),
            web.get("/static/{name}", static_file),
        ]
    )
    return app


async def static_file(request: web.Request) -> web.Response:
    """One of the few files that the pages of polls are made of."""
    name = _FILES.get(request.match_info["name"])
    if name is None:
        raise web.HTTPNotFound
    file = STATIC / name
    return web.Response(
        body=file.read_bytes(),
        content_type=_TYPES[file.suffix],
        charset="utf-8",
        headers={"Cache-Control": "no-cache"},
    )


async def _page(request: web.Request) -> web.Response:
    return web.Response(text=request.app[_PAGE], content_type="text/html")


async def _paper(request: web.Request) -> web.Response:
    body = await _body(request)
    return web.json_response(await request.app[_BOOTH].look(_code(body), paper.paper))


async def _cast(request: web.Request) -> web.Response:
    """A ballot. The same action as in the chat: one set of rules."""
    body = await _body(request)
    choices = body.get("choices")
    if not isinstance(choices, list) or len(choices) > _MOST_CHOICES:
        raise web.HTTPBadRequest
    if not all(type(option) is int for option in choices):  # True is an int to isinstance
        raise web.HTTPBadRequest
    said = await request.app[_BOOTH].act(
        _code(body),
        lambda turn, poll, person: paper.answer(
            turn, poll, casting.cast(turn, poll, person.id, choices, How.PAGE), choices
        ),
    )
    return web.json_response(said)


async def _body(request: web.Request) -> dict[str, Any]:
    """The object in the body, unless too many wrong codes came from there."""
    if not request.app[_WRONG].may_try(given.address(request), request.app[_BOOTH].now()):
        raise web.HTTPTooManyRequests
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType
    raw = bytearray()
    async for chunk in request.content.iter_chunked(_BODY_BYTES):
        raw += chunk
        if len(raw) > _BODY_BYTES:
            raise web.HTTPRequestEntityTooLarge(_BODY_BYTES)
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise web.HTTPBadRequest from error
    if not isinstance(body, dict):
        raise web.HTTPBadRequest
    return body


def _code(body: dict[str, Any]) -> str:
    code = body.get("token")
    if not isinstance(code, str) or not code.isascii() or not code.isalnum() or len(code) > 64:
        raise NoLink
    return code


@web.middleware
async def _catch(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Every fault is one line for the voter: on a page of its own where the browser asked for a page."""
    try:
        return await handler(request)
    except NoLink:
        request.app[_WRONG].was_wrong(given.address(request))
        return _no(403, "problem.no_link")
    except UserError as error:
        return web.json_response({"error": text(error.key, **error.params)}, status=409)
    except web.HTTPException as error:
        if error.status < 400:
            raise
        if request.method in ("GET", "HEAD"):  # a link that was cut, or has something behind it
            made = problem(request.app[_BOOTH].community(), "problem.no_link")
            return web.Response(text=made, status=error.status, content_type="text/html")
        return _no(error.status, _PROBLEMS.get(error.status, "problem.form"))
    except StorageError:
        _log.exception("a ballot could not be read or kept")
        return _no(503, "problem.broken")


def _no(status: int, key: str) -> web.Response:
    return web.json_response({"error": say(key)}, status=status)
