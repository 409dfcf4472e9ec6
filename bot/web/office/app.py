"""The office pages' server: sign-in by a code from the chat, pages by GET, what changes or reveals something by POST.

Plain forms, no script. The cookie is sent to these pages only; every form holds the token of its session.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from hmac import compare_digest
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO, TypeVar, cast

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.web import security
from bot.web.office import entrance, given, ledger, pages, polls, requests, roster
from bot.web.office.desk import Desk, SignedOut, Visit
from bot.web.office.sessions import LASTS, Attempts, Session, Sessions
from handlers.audit.table import as_csv
from handlers.errors import UserError
from handlers.ledger.commands import XLSX
from handlers.office import actions
from handlers.texts import text
from storage.engines import StorageError

T = TypeVar("T")
COOKIE = "gridbot_office"
SIGN_IN = "/office/sign-in"
_STATIC = Path(__file__).parents[1] / "static"
_FILES = {"base.css": "css/base.css", "office.css": "css/office.css", "icon.svg": "icon.svg"}
_TYPES = {".css": "text/css", ".svg": "image/svg+xml"}
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",  # with no-referrer a browser would hide the Origin of our own forms
}
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Office:
    """What the pages' handlers share. `address`: of the pages as people type it, or ""."""

    desk: Desk
    community: Callable[[], str]
    address: str = ""
    sessions: Sessions = field(default_factory=Sessions)
    attempts: Attempts = field(default_factory=Attempts)


_OFFICE: web.AppKey[Office] = web.AppKey("office")


def office_app(
    desk: Desk, community: Callable[[], str], *, bound_host: str = "127.0.0.1", address: str = ""
) -> web.Application:
    """The application for /office, to be added to another under that path. `community` gives its name now;
    `bound_host` is the address the server listens on, `address` the one that people type, or ""."""
    office = Office(desk, community, address)

    def refuse(status: int, key: str) -> web.Response:
        return _page(entrance.problem(office.community(), f"problem.{key}"), status)

    guard = security.form_guard(bound_host, address, refuse=refuse)
    app = web.Application(middlewares=[guard, _catch])
    app[_OFFICE] = office
    app.on_response_prepare.append(_add_headers)
    app.add_routes(
        [
            web.get("/sign-in", _sign_in_page),
            web.post("/sign-in", _sign_in),
            web.post("/sign-out", _sign_out),
            web.get("", _home),
            web.get("/", _viewing(pages.overview)),
            web.get("/responsible", _responsible),
            web.get("/residents", _residents),
            web.post("/residents/code", _issue_code),
            web.post("/residents/reveal", _reveal),
            web.get("/audit", _audit),
            web.post("/audit/export", _export),
            web.get("/requests", _requests),
            web.post("/requests/export", _export_requests),
            web.get("/requests/{number:[0-9]{8}-[0-9]{4,9}}", _request),
            web.get("/polls", _viewing(polls.listed)),
            web.get("/polls/new", _viewing(polls.blank)),
            web.post("/polls/new", _open_poll),
            web.get("/static/{name}", _file),
        ]
    )
    return app


# --- the way in and out ---


async def _sign_in_page(request: web.Request) -> web.Response:
    office = request.app[_OFFICE]
    return _page(entrance.sign_in(office.community()))


async def _sign_in(request: web.Request) -> web.StreamResponse:
    """A session always begins under a new secret: one that was planted in the browser before is of no use."""
    office = request.app[_OFFICE]
    fields, now, who = await given.form(request), office.desk.now(), given.address(request)
    if not office.attempts.may_try(who, now):
        return _page(entrance.sign_in(office.community(), "sign_in.too_many"), 429)
    person = await office.desk.come_in(given.code(fields))
    if person is None:
        office.attempts.was_wrong(who, now)
        return _page(entrance.sign_in(office.community(), "sign_in.wrong"), 403)
    office.sessions.end(request.cookies.get(COOKIE, ""))
    secret = office.sessions.begin(person.id, frozenset(person.contacts), now)
    response = _redirect("/office/")
    response.set_cookie(
        COOKIE,
        secret,
        path="/office",
        httponly=True,
        samesite="Strict",
        secure=office.address.startswith("https:"),
        max_age=int(LASTS.total_seconds()),
    )
    return response


async def _sign_out(request: web.Request) -> web.StreamResponse:
    office = request.app[_OFFICE]
    await _act(request, lambda visit, _: actions.sign_out(visit.turn))
    office.sessions.end(request.cookies.get(COOKIE, ""))
    return _to_sign_in()


# --- the pages ---


async def _home(request: web.Request) -> web.Response:
    return _redirect("/office/")


async def _responsible(request: web.Request) -> web.Response:
    node = given.asked(request, "node")
    return await _show(request, lambda visit: pages.responsible(visit, node))


async def _residents(request: web.Request) -> web.Response:
    asked, number = given.asked(request, "q"), given.number(request)
    return await _show(request, lambda visit: _roster(visit, asked, number))


def _roster(visit: Visit, asked: str, number: int) -> str:
    if not visit.keeps:
        raise UserError("common.not_allowed")
    return roster.residents(visit, asked, number)


async def _issue_code(request: web.Request) -> web.Response:
    return _page(await _act(request, roster.issue_code))


async def _reveal(request: web.Request) -> web.Response:
    return _page(await _act(request, roster.reveal))


async def _audit(request: web.Request) -> web.Response:
    asked, before = _filter(request.query), given.number(request, "before", 0)
    return await _show(request, lambda visit: ledger.trail_page(visit, asked, before or None))


async def _export(request: web.Request) -> web.Response:
    """What is taken out of the house is written down."""

    fields = await _own_form(request)
    office, session, asked = request.app[_OFFICE], _session(request), _filter(fields)
    rows, before = await office.desk.look(session, lambda visit: ledger.exported(visit, asked, None))
    while before is not None and len(rows) < ledger.MOST_EXPORTED:  # in pieces: others wait for the loop, too
        more, before = await office.desk.look(session, partial(ledger.exported, asked=asked, before=before))
        rows = [*more, *rows]
    await office.desk.act(session, lambda visit: actions.note_export(visit.turn, len(rows)))
    if before is not None:
        rows = [ledger.cut(), *rows]
    headers = {"Content-Disposition": 'attachment; filename="audit.csv"'}
    return web.Response(text=as_csv(rows), content_type="text/csv", charset="utf-8", headers=headers)


async def _requests(request: web.Request) -> web.Response:
    asked, number = requests.Filter.of(request.query), given.number(request)
    return await _show(request, lambda visit: requests.ledger(visit, asked, number))


async def _export_requests(request: web.Request) -> web.Response:
    fields = await _own_form(request)
    out = TemporaryFile()  # noqa: SIM115 - the response closes it when it is sent
    await requests.export(
        request.app[_OFFICE].desk, _session(request), requests.Filter.of(fields), cast("BinaryIO", out)
    )
    out.seek(0)
    headers = {"Content-Disposition": 'attachment; filename="ledger.xlsx"'}
    return web.Response(body=out, content_type=XLSX, headers=headers)


async def _request(request: web.Request) -> web.Response:
    number = request.match_info["number"]
    return await _show(request, lambda visit: ledger.request(visit, number))


async def _open_poll(request: web.Request) -> web.Response:
    again = await _act(request, polls.submit)
    return _redirect(polls.PATH) if again is None else _page(again)


async def _file(request: web.Request) -> web.Response:
    name = _FILES.get(request.match_info["name"])
    if name is None:
        raise web.HTTPNotFound
    file = _STATIC / name
    return web.Response(
        body=file.read_bytes(), content_type=_TYPES[file.suffix], headers={"Cache-Control": "no-cache"}
    )


# --- what they share ---


async def _show(request: web.Request, view: Callable[[Visit], str | None]) -> web.Response:
    """A page for who is signed in; without one it is not found."""
    office = request.app[_OFFICE]
    made = await office.desk.look(_session(request), view)
    if made is None:
        raise web.HTTPNotFound
    return _page(made)


def _viewing(view: Callable[[Visit], str]) -> Callable[[web.Request], Awaitable[web.Response]]:
    """A handler that shows one page, of which nothing is asked."""

    async def show(request: web.Request) -> web.Response:
        return await _show(request, view)

    return show


async def _act(request: web.Request, action: Callable[[Visit, Mapping[str, str]], T]) -> T:
    """Do what a form of ours asks for."""
    fields = await _own_form(request)
    office, session = request.app[_OFFICE], _session(request)
    return await office.desk.act(session, lambda visit: action(visit, fields))


async def _own_form(request: web.Request) -> dict[str, str]:
    """The fields of a form that was made for this session."""
    session, fields = _session(request), await given.form(request)
    if not compare_digest(fields.get("token", "").encode(), session.form_token.encode()):
        raise web.HTTPForbidden
    return fields


def _session(request: web.Request) -> Session:
    office = request.app[_OFFICE]
    found = office.sessions.find(request.cookies.get(COOKIE, ""), office.desk.now())
    if found is None:
        raise SignedOut
    return found


@web.middleware
async def _catch(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Every fault is a page, and none says more than it must."""
    office = request.app[_OFFICE]

    def problem(key: str, status: int) -> web.Response:
        return _page(entrance.problem(office.community(), key), status)

    try:
        return await handler(request)
    except SignedOut:
        office.sessions.end(request.cookies.get(COOKIE, ""))
        return _to_sign_in()
    except UserError as error:
        return _page(entrance.problem(office.community(), None, text(error.key, **error.params)), 403)
    except web.HTTPException as error:
        if error.status < 400:
            raise
        key = {403: "problem.origin", 404: "problem.missing"}.get(error.status, "problem.form")
        return problem(key, error.status)
    except StorageError:
        _log.exception("an office page could not be made")
        return problem("problem.broken", 503)


def _filter(fields: Mapping[str, str]) -> ledger.Filter:
    names = ("who", "about", "kind", "since", "until")
    return ledger.Filter(**{name: given.typed(fields.get(name, "")) for name in names})


def _page(made: str, status: int = 200) -> web.Response:
    return web.Response(text=made, status=status, content_type="text/html")


def _redirect(path: str) -> web.Response:
    return web.Response(status=303, headers={"Location": path})


def _to_sign_in() -> web.Response:
    response = _redirect(SIGN_IN)
    response.del_cookie(COOKIE, path="/office")
    return response


async def _add_headers(request: web.Request, response: web.StreamResponse) -> None:
    await security.add_headers(request, response)
    for name, value in _HEADERS.items():
        response.headers[name] = value
