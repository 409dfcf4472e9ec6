"""Signing in by a code from the chat, and out. What somebody had typed when their session ended comes along."""

from aiohttp import web

from bot.web.office import entrance, given, polls
from bot.web.office.serving import COOKIE, OFFICE, act, as_page, redirect
from bot.web.office.sessions import LASTS
from handlers.errors import UserError
from handlers.office import actions

SIGN_IN = "/office/sign-in"


async def sign_in_page(request: web.Request) -> web.Response:
    return as_page(entrance.sign_in(request.app[OFFICE].community()))


async def sign_in(request: web.Request) -> web.StreamResponse:
    """A session always begins under a new secret: one that was planted in the browser before is of no use."""
    office = request.app[OFFICE]
    fields, now, who = await given.form(request), office.desk.now(), given.address(request)
    kept = polls.typed(fields)
    if not office.attempts.may_try(who, now):
        return as_page(entrance.sign_in(office.community(), "sign_in.too_many", kept), 429)
    person = await office.desk.come_in(given.code(fields))
    if person is None:
        office.attempts.was_wrong(who, now)
        return as_page(entrance.sign_in(office.community(), "sign_in.wrong", kept), 403)
    office.sessions.end(request.cookies.get(COOKIE, ""))
    secret = office.sessions.begin(person.id, frozenset(person.contacts), now)
    response = await _go_on(request, secret, kept) if kept else redirect("/office/")
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


async def _go_on(request: web.Request, secret: str, kept: dict[str, str]) -> web.Response:
    """The form with what was typed before the session ended, if the one who came in now has that form."""
    office = request.app[OFFICE]
    session = office.sessions.find(secret, office.desk.now())
    assert session is not None
    try:
        return as_page(await office.desk.look(session, lambda visit: polls.again(visit, kept)))
    except UserError:
        return redirect("/office/")


async def sign_out(request: web.Request) -> web.StreamResponse:
    office = request.app[OFFICE]
    await act(request, lambda visit, _: actions.sign_out(visit.turn))
    office.sessions.end(request.cookies.get(COOKIE, ""))
    return to_sign_in()


def to_sign_in() -> web.Response:
    """To the sign-in, for who has no session or whose session is over."""
    return _without_cookie(redirect(SIGN_IN))


def ask_again(request: web.Request, kept: dict[str, str]) -> web.Response:
    """The sign-in, that keeps what was typed."""
    return _without_cookie(
        as_page(entrance.sign_in(request.app[OFFICE].community(), "sign_in.over", kept), 403)
    )


def _without_cookie(response: web.Response) -> web.Response:
    response.del_cookie(COOKIE, path="/office")
    return response
