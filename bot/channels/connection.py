"""How the connection to a gateway is made, and what its errors mean."""

import ssl
from typing import TYPE_CHECKING

from grpclib.config import Configuration
from grpclib.const import Status
from grpclib.exceptions import GRPCError, StreamTerminatedError

from bot.channels.wire import LinkError

if TYPE_CHECKING:
    from bot.channels.settings import WechatySettings


def link_error(error: Exception, token: str) -> LinkError:
    """What an error of gRPC or of the socket means. A gateway repeats the token when it refuses it: cut out
    here."""
    reason = str(error)
    status = error.status if isinstance(error, GRPCError) else None
    if isinstance(error, GRPCError):
        reason = (
            f"{error.status.name}: {(error.message or '').partition(chr(10))[0]}"  # the rest is its stack
        )
    if token:
        reason = reason.replace(token, "***")
    reason = " ".join(f"{type(error).__name__} {reason}".split())[:300]
    lost = isinstance(error, TimeoutError | StreamTerminatedError)
    return LinkError(
        reason,
        denied=status is Status.UNAUTHENTICATED,
        occupied=status is Status.ALREADY_EXISTS,
        unsure=lost or status in (Status.DEADLINE_EXCEEDED, Status.CANCELLED),
        refused=status in (Status.UNKNOWN, Status.INTERNAL, Status.NOT_FOUND, Status.INVALID_ARGUMENT),
    )


def configuration_of(settings: "WechatySettings") -> Configuration:
    """HTTP/2 pings, without which a dead connection looks like a quiet one. grpclib has no public names for
    these, and they only work all together: the limits on pings without data default to two, five minutes
    apart."""
    return Configuration(
        _keepalive_time=settings.keepalive,
        _keepalive_timeout=settings.keepalive,
        _keepalive_permit_without_calls=True,
        _http2_max_pings_without_data=0,
        _http2_min_sent_ping_interval_without_data=settings.keepalive,
        ssl_target_name_override=settings.tls_name,
    )


def tls_of(settings: "WechatySettings") -> ssl.SSLContext | None:
    if settings.tls_ca is None:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(settings.tls_ca)
    context.set_alpn_protocols(["h2"])  # the gateway closes the connection without it
    return context
