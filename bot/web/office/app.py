"""The office pages' server: sign-in by a code from the chat, pages by GET, what changes or reveals something by POST.

Plain forms, no script. The cookie is sent to these pages only; every form holds the token of its session.
"""

import logging
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO, cast

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.web import security
from bot.web.office import door, entrance, given, ledger, pages, polls, requests, roster
from bot.web.office.desk import Desk, SignedOut, Visit
from bot.web.office.serving import (
    COOKIE,
    OFFICE,
    Office,
    act,
    as_page,
    is_own,
    own_form,
    redirect,
    session_of,
    show,
    viewing,
)
from handlers.audit.table import as_csv
from handlers.errors import UserError
from handlers.ledger.commands import XLSX
from handlers.office import actions
from handlers.texts import text
from storage.engines import StorageError

_STATIC = Path(__file__).parents[1] / "static"
_FILES = {"base.css": "css/base.css", "office.css": "css/office.css", "icon.svg": "icon.svg"}
_TYPES = {".css": "text/css", ".svg": "image/svg+xml"}
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",  # with no-referrer a browser would hide the Origin of our own forms
}
_log = logging.getLogger(__name__)


def office_app(
    desk: Desk, community: Callable[[], str], *, bound_host: str = "127.0.0.1", address: str = ""
) -> web.Application:
    """The application for /office, to be added to another under that path. `community` gives its name now;
    `bound_host` is the address the server listens on, `address` the one that people type, or ""."""
    office = Office(desk, community, address)

    def refuse(status: int, key: str) -> web.Response:
        return as_page(entrance.problem(office.community(), f"problem.{key}"), status)

    guard = security.form_guard(bound_host, address, refuse=refuse)
    app = web.Application(middlewares=[guard, _catch])
    app[OFFICE] = office
    app.on_response_prepare.append(_add_headers)
    app.add_routes(
        [
            web.get("/sign-in", door.sign_in_page),
            web.post("/sign-in", door.sign_in),
            web.post("/sign-out", door.sign_out),
            web.get("", _home),
            web.get("/", viewing(pages.overview)),
            web.get("/responsible", _responsible),
            web.get("/residents", _residents),
            web.post("/residents/code", _issue_code),
            web.post("/residents/reveal", _reveal),
            web.get("/audit", _audit),
            web.post("/audit/export", _export),
            web.get("/requests", _requests),
            web.post("/requests/export", _export_requests),
            web.get("/requests/{number:[0-9]{8}-[0-9]{4,9}}", _request),
            web.get("/polls", viewing(polls.listed)),
            web.get("/polls/new", viewing(polls.blank)),
            web.post("/polls/new", _open_poll),
            web.get("/static/{name}", _file),
        ]
    )
    return app


async def _home(request: web.Request) -> web.Response:
    return redirect("/office/")


async def _responsible(request: web.Request) -> web.Response:
    node = given.asked(request, "node")
    return await show(request, lambda visit: pages.responsible(visit, node))


async def _residents(request: web.Request) -> web.Response:
    asked, number = given.asked(request, "q"), given.number(request)
    return await show(request, lambda visit: _roster(visit, asked, number))


def _roster(visit: Visit, asked: str, number: int) -> str:
    if not visit.keeps:
        raise UserError("common.not_allowed")
    return roster.residents(visit, asked, number)


async def _issue_code(request: web.Request) -> web.Response:
    return as_page(await act(request, roster.issue_code))


async def _reveal(request: web.Request) -> web.Response:
    return as_page(await act(request, roster.reveal))


async def _audit(request: web.Request) -> web.Response:
    asked, before = _filter(request.query), given.number(request, "before", 0)
    return await show(request, lambda visit: ledger.trail_page(visit, asked, before or None))


async def _export(request: web.Request) -> web.Response:
    """What is taken out of the house is written down."""

    fields = await own_form(request)
    office, session, asked = request.app[OFFICE], session_of(request), _filter(fields)
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
    return await show(request, lambda visit: requests.ledger(visit, asked, number))


async def _export_requests(request: web.Request) -> web.Response:
    fields = await own_form(request)
    out = TemporaryFile()  # noqa: SIM115 - the response closes it when it is sent
    await requests.export(
        request.app[OFFICE].desk, session_of(request), requests.Filter.of(fields), cast("BinaryIO", out)
    )
    out.seek(0)
    headers = {"Content-Disposition": 'attachment; filename="ledger.xlsx"'}
    return web.Response(body=out, content_type=XLSX, headers=headers)


async def _request(request: web.Request) -> web.Response:
    number = request.match_info["number"]
    return await show(request, lambda visit: ledger.request(visit, number))


async def _open_poll(request: web.Request) -> web.Response:
    """What was typed is never lost: when the session is over it waits behind the sign-in, and in a form of an earlier
    session it is only shown."""
    fields, desk = await given.form(request), request.app[OFFICE].desk
    try:
        session = session_of(request)
        if not is_own(session, fields):
            return as_page(await desk.look(session, lambda visit: polls.again(visit, fields)))
        shown = await desk.act(session, lambda visit: polls.submit(visit, fields))
    except SignedOut:
        return door.ask_again(request, polls.typed(fields))
    return redirect(polls.PATH) if shown is None else as_page(shown)


async def _file(request: web.Request) -> web.Response:
    name = _FILES.get(request.match_info["name"])
    if name is None:
        raise web.HTTPNotFound
    file = _STATIC / name
    return web.Response(
        body=file.read_bytes(), content_type=_TYPES[file.suffix], headers={"Cache-Control": "no-cache"}
    )


@web.middleware
async def _catch(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Every fault is a page, and none says more than it must."""
    office = request.app[OFFICE]

    def problem(key: str, status: int) -> web.Response:
        return as_page(entrance.problem(office.community(), key), status)

    try:
        return await handler(request)
    except SignedOut:
        office.sessions.end(request.cookies.get(COOKIE, ""))
        return door.to_sign_in()
    except UserError as error:
        return as_page(entrance.problem(office.community(), None, text(error.key, **error.params)), 403)
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


async def _add_headers(request: web.Request, response: web.StreamResponse) -> None:
    await security.add_headers(request, response)
    for name, value in _HEADERS.items():
        response.headers[name] = value
