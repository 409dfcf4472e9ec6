"""What a channel is: a way in for `Inbound` and a way out for `Outgoing`. One file a channel."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from handlers.messages import Inbound, Outgoing

Receive = Callable[[Inbound], Awaitable[None]]
"""Called once an event, in the order of its conversation. It returns when the event is durable; if it raises, the
channel must treat the event as not received (and deliver it again if the wire can)."""


class ChannelError(Exception):
    """A message was not sent.

    `permanent`: trying again cannot help (not a friend, not in the room, refused). `unknown`: it may have been sent
    all the same (a call that timed out); the sender decides what to do about the doubt. `not_friend`: a private
    message to somebody whom the account cannot write to. `too_fast`: WeChat says that the account writes too much
    (操作过于频繁); whoever goes on then is blocked.
    """

    def __init__(
        self,
        reason: str,
        *,
        permanent: bool = False,
        unknown: bool = False,
        not_friend: bool = False,
        too_fast: bool = False,
    ) -> None:
        super().__init__(reason)
        self.permanent = permanent or not_friend
        self.unknown = unknown
        self.not_friend = not_friend
        self.too_fast = too_fast


class Channel(Protocol):
    """A door to one chat network."""

    name: str

    async def start(self, receive: Receive) -> None:
        """Connect and begin to deliver; returns once the channel is working or is trying to."""
        ...

    async def send(self, message: Outgoing) -> str | None:
        """Send one message; the wire's id for it where there is one.

        Raises:
            ChannelError: it was not sent, or nobody can tell.
        """
        ...

    async def stop(self) -> None:
        """Stop delivering, then disconnect. Nothing is received after it returns."""
        ...

    def health(self) -> str:
        """One line for people: connected since when, or what is wrong."""
        ...
