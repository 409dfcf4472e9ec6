"""What keeps a page that acts for anybody from being used by other pages: Host, Origin, headers, file types.

The demo has no sign-in, so the browser's own rules are the fence. A foreign page must not be able to read or
write here (same Origin, a header that needs a preflight), also not by a name of its own that points at this
address (Host list).
"""

import ipaddress
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

LOOPBACK = ("localhost", "127.0.0.1", "::1")
CLIENT_HEADER = "X-Gridbot"
"""Our own script sends it with every POST; a foreign page would need a preflight, which is never granted."""

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob:",  # blob: the picture that is about to be sent
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)
HEADERS = {
    "Server": "gridbot",
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """A signal for `on_response_prepare`: the headers of every answer, errors and streams too."""
    for name, value in HEADERS.items():
        response.headers[name] = value
    response.headers.setdefault(
        "Cache-Control", "no-cache" if request.path.startswith("/static/") else "no-store"
    )


def guard(
    bound_host: str, *, refuse: Callable[[int, str], web.Response], own_guard: tuple[str, ...] = ()
) -> Middleware:
    """A middleware that answers only to our own names, and takes a POST only from our own page.

    `bound_host` is the address the server listens on. `refuse(status, key)` makes the answer. Paths that begin with
    one of `own_guard` see to their POSTs themselves.
    """
    names = _names(bound_host)
    any_address = _is_any(bound_host)

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not _known_host(request.headers.getall("Host", []), names, any_address):
            return refuse(421, "host")
        if request.path.startswith(own_guard):
            return await handler(request)
        if request.method not in ("GET", "HEAD") and not _from_our_page(request):
            return refuse(403, "origin")
        return await handler(request)

    return check


def form_guard(bound_host: str, address: str, *, refuse: Callable[[int, str], web.Response]) -> Middleware:
    """As `guard`, for pages of plain forms, which send no header of ours: the Origin must be our own, and every form
    holds a token of its session, which its handler checks. `address`: as the pages are known outside, behind a proxy.
    """
    outside = urlsplit(address)
    names = _names(bound_host) | ({outside.hostname} if outside.hostname else set())
    origin = f"{outside.scheme}://{outside.netloc}" if outside.hostname else None

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not _known_host(request.headers.getall("Host", []), names, _is_any(bound_host)):
            return refuse(421, "host")
        if request.method not in ("GET", "HEAD") and not _same_origin(request, origin):
            return refuse(403, "origin")
        return await handler(request)

    return check


def _is_any(bound_host: str) -> bool:
    return bound_host in ("", "0.0.0.0", "::")


def _names(bound_host: str) -> frozenset[str]:
    return frozenset((*LOOPBACK, bound_host.lower().strip("[]")))


def _known_host(hosts: Iterable[str], names: frozenset[str], any_address: bool) -> bool:
    """One Host header that names us. On a wildcard bind every IP literal does: rebinding needs a name."""
    given = list(hosts)
    if len(given) != 1:
        return False
    try:
        parts = urlsplit(f"//{given[0]}")
        host = parts.hostname
        _ = parts.port  # raises for a port that is none
    except ValueError:
        return False
    if not host or parts.username is not None or parts.path or parts.query or parts.fragment:
        return False
    return host in names or (any_address and _is_address(host))


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _from_our_page(request: web.Request) -> bool:
    """Same Origin as the Host, our own header, and no browser's word that it came from elsewhere."""
    return _same_origin(request) and CLIENT_HEADER in request.headers


def _same_origin(request: web.Request, outside: str | None = None) -> bool:
    origins = request.headers.getall("Origin", [])
    host = request.headers["Host"]
    return (
        len(origins) == 1
        and origins[0] in (f"http://{host}", f"https://{host}", outside)
        and request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
    )


def picture_type(data: bytes) -> str | None:
    """The media type of a picture by its first bytes, of the four that every browser shows; else None.

    SVG is left out on purpose: it is a document that can hold scripts.
    """
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return None
