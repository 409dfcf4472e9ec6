"""What a browser sent, read as if it were not ours: forms, queries, who is asking."""

from collections.abc import Mapping
from urllib.parse import parse_qsl

from aiohttp import web

from bot.web import security
from handlers.names import clean
from handlers.understanding.normal import normalise

FORM_BYTES = 64 * 1024
"""Room for the longest form of ours: of two thousand Chinese characters each takes nine bytes."""


async def form(request: web.Request) -> dict[str, str]:
    """The fields of a plain form; of a field sent twice, the first."""
    if request.content_type != "application/x-www-form-urlencoded":
        raise web.HTTPUnsupportedMediaType
    body = bytearray()
    # By our own limit: that of the outer application is for pictures.
    async for chunk in request.content.iter_chunked(FORM_BYTES):
        body += chunk
        if len(body) > FORM_BYTES:
            raise web.HTTPRequestEntityTooLarge(FORM_BYTES)
    try:
        pairs = parse_qsl(body.decode("ascii"), max_num_fields=32, errors="replace", keep_blank_values=True)
    except ValueError as error:
        raise web.HTTPBadRequest from error
    return dict(reversed(pairs))


def code(fields: Mapping[str, str]) -> str:
    """A code as it was typed: wide letters of a Chinese keyboard and spaces in between are no mistakes."""
    return "".join(normalise(fields.get("code", "")[:64]).split())[:32]


def asked(request: web.Request, name: str) -> str:
    """A word of the query, or ""."""
    return typed(request.query.get(name, ""))


def number(request: web.Request, name: str = "page", least: int = 1) -> int:
    """A whole number of the query, `least` for anything else."""
    typed = request.query.get(name, "")
    return max(int(typed), least) if typed.isascii() and typed.isdecimal() and len(typed) <= 9 else least


def address(request: web.Request) -> str:
    """Who is asking: behind a proxy on this machine, whom the proxy names last."""
    peer = request.remote or ""
    named = request.headers.getall("X-Forwarded-For", [])
    return named[-1].rpartition(",")[2].strip()[:64] if named and peer in security.LOOPBACK else peer


def typed(words: str) -> str:
    """What somebody typed into a field, safe to look for and to show again."""
    return clean(words, 64)
