"""How to reach a Wechaty gateway."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class WechatySettings:
    """How to reach a gateway. Times are in seconds, sizes in bytes.

    `tls_ca`: PEM file of the CA of the gateway's certificate; without it there is no TLS and the token
    travels in clear. `tls_name`: the name in that certificate where it is not the host's. `bot_contact`: the
    contact id that the account must have; another one is named by `health` and `probe`. `silence`: how long
    the event stream may be quiet before it counts as dead (a ding is sent in between). `queue`: how many
    events may be under way before the stream is no longer read.

    Raises:
        ValueError: the endpoint is not host:port, the token is empty or not plain ASCII, or a number is not
        positive.
    """

    endpoint: str
    token: str = field(repr=False)
    tls_ca: Path | None = None
    tls_name: str | None = None
    bot_contact: str | None = None
    timeout: float = 10.0
    keepalive: float = 10.0
    silence: float = 60.0
    file_limit: int = 10_000_000
    file_timeout: float = 30.0
    queue: int = 256
    order_patience: float = 5.0
    retry_pauses: tuple[float, ...] = (0.3, 1.0, 3.0)
    reconnect_pause: float = 1.0
    longest_reconnect_pause: float = 30.0
    stop_grace: float = 10.0

    def __post_init__(self) -> None:
        _ = self.address
        if not self.token or not all("!" <= character <= "~" for character in self.token):
            raise ValueError("the token must be printable ASCII without spaces, and not empty")
        limits = (self.timeout, self.keepalive, self.silence, self.file_limit, self.file_timeout, self.queue)
        if min(limits) <= 0:
            raise ValueError("times and sizes must be positive")

    @property
    def address(self) -> tuple[str, int]:
        """(host, port); an IPv6 host is written in brackets."""
        host, colon, port = self.endpoint.rpartition(":")
        host = host.removeprefix("[").removesuffix("]") if host.startswith("[") else host
        plain = port.isascii() and port.isdigit() and len(port) <= 5
        if not colon or not host or "/" in host or not plain or not 0 < int(port) < 65536:
            raise ValueError(f"endpoint {self.endpoint!r} is not host:port")
        return host, int(port)
