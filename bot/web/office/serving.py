"""What the office pages' handlers share: who is signed in, pages by GET, what changes or reveals something by POST."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from hmac import compare_digest
from typing import TypeVar

from aiohttp import web

from bot.web.office import given
from bot.web.office.desk import Desk, SignedOut, Visit
from bot.web.office.sessions import Attempts, Session, Sessions

T = TypeVar("T")
COOKIE = "gridbot_office"


@dataclass(frozen=True)
class Office:
    """`community`: gives its name now. `address`: of the pages as people type it, or ""."""

    desk: Desk
    community: Callable[[], str]
    address: str = ""
    sessions: Sessions = field(default_factory=Sessions)
    attempts: Attempts = field(default_factory=Attempts)


OFFICE: web.AppKey[Office] = web.AppKey("office")


async def show(request: web.Request, view: Callable[[Visit], str | None]) -> web.Response:
    """A page for who is signed in; without one it is not found."""
    made = await request.app[OFFICE].desk.look(session_of(request), view)
    if made is None:
        raise web.HTTPNotFound
    return as_page(made)


def viewing(view: Callable[[Visit], str]) -> Callable[[web.Request], Awaitable[web.Response]]:
    """A handler that shows one page, of which nothing is asked."""

    async def handle(request: web.Request) -> web.Response:
        return await show(request, view)

    return handle


async def act(request: web.Request, action: Callable[[Visit, Mapping[str, str]], T]) -> T:
    """Do what a form of ours asks for."""
    fields = await own_form(request)
    return await request.app[OFFICE].desk.act(session_of(request), lambda visit: action(visit, fields))


async def own_form(request: web.Request) -> dict[str, str]:
    """The fields of a form that was made for this session."""
    session, fields = session_of(request), await given.form(request)
    if not is_own(session, fields):
        raise web.HTTPForbidden
    return fields


def is_own(session: Session, fields: Mapping[str, str]) -> bool:
    """Whether a form was made for this session, and not for an earlier one, or by somebody else."""
    return compare_digest(fields.get("token", "").encode(), session.form_token.encode())


def session_of(request: web.Request) -> Session:
    """
    Raises:
        SignedOut: there is none.
    """
    office = request.app[OFFICE]
    found = office.sessions.find(request.cookies.get(COOKIE, ""), office.desk.now())
    if found is None:
        raise SignedOut
    return found


def as_page(made: str, status: int = 200) -> web.Response:
    return web.Response(text=made, status=status, content_type="text/html")


def redirect(path: str) -> web.Response:
    return web.Response(status=303, headers={"Location": path})
