"""The two pages of polls, added to a server."""

from aiohttp import web

from bot.web.poll.booth import Booth
from bot.web.poll.public import public_app
from bot.web.poll.vote import vote_app

PREFIXES = ("/vote/", "/poll/")
LONGEST_LINE = 64 * 1024
"""Bytes of an address that a server of these pages reads (`max_line_size`), so that a link with a whole message pasted
behind it is answered by a page that says what is wrong."""


def add_poll_pages(
    app: web.Application, booth: Booth, *, bound_host: str = "127.0.0.1", address: str = ""
) -> None:
    """Serve /vote and /poll. `bound_host` is the address the server listens on, `address` the one that people type."""
    for prefix, make in zip(PREFIXES, (vote_app, public_app), strict=True):
        app.add_subapp(prefix, make(booth, bound_host=bound_host, address=address))
