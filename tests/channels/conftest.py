"""The Node process of the session, a gateway a test, a channel on it."""

from collections.abc import AsyncIterator, Iterator

import pytest

from bot.channels.wechaty import WechatyChannel
from tests.channels.rig import Gateway, Inbox, Node


@pytest.fixture(scope="session")
def node() -> Iterator[Node]:
    node = Node()
    yield node
    node.kill()


@pytest.fixture
async def gateway(node: Node) -> AsyncIterator[Gateway]:
    gateway = await Gateway.open(node.port)
    yield gateway
    await gateway.close()


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
async def channel(gateway: Gateway, inbox: Inbox) -> AsyncIterator[WechatyChannel]:
    """Logged in, delivering to `inbox`."""
    channel = WechatyChannel(gateway.settings())
    await channel.start(inbox)
    assert channel.account == gateway.bot, channel.health()
    yield channel
    await channel.stop()
