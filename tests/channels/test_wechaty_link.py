"""Token, TLS, settings and the probe, against a real gateway; and that the token shows nowhere."""

import logging
import socket
from pathlib import Path

import pytest

from bot.channels.base import ChannelError
from bot.channels.settings import WechatySettings
from bot.channels.wechaty import WechatyChannel, probe
from handlers.messages import Kind, Outgoing
from tests.channels.rig import Gateway, Inbox, Node, until


async def test_a_wrong_token(gateway: Gateway, inbox: Inbox, caplog: pytest.LogCaptureFixture) -> None:
    """It says so, keeps the token to itself, and is not tried again at once."""
    settings = gateway.settings(token="wrong-t0ken")
    channel = WechatyChannel(settings)
    await channel.start(inbox)

    assert channel.health().startswith("the gateway refuses the token since")
    assert await probe(settings) == "the gateway refuses the token"
    assert "wrong-t0ken" not in caplog.text + channel.health()
    await channel.stop()


async def test_the_token_is_in_no_log(
    gateway: Gateway, inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    settings = gateway.settings()
    channel = WechatyChannel(settings)
    await channel.start(inbox)
    await channel.send(Outgoing("k", None, await gateway.contact(), "您好"))
    await gateway("cut")
    await until(lambda: channel.account is None, "the loss is noticed")
    await until(lambda: channel.account, "it is back")
    await channel.stop()

    assert "connected as" in caplog.text
    assert gateway.token not in caplog.text + repr(settings) + channel.health()


async def test_tls(node: Node, inbox: Inbox, tmp_path: Path) -> None:
    """The certificate is checked against the CA and against the name; in clear nothing works."""
    gateway = await Gateway.open(node.port, tls=True)
    ca = tmp_path / "ca.pem"
    ca.write_text(await gateway("ca"))
    right = gateway.settings(tls_ca=ca, tls_name="insecure")  # the name in the gateway's built-in certificate
    channel = WechatyChannel(right)
    await channel.start(inbox)
    wang = await gateway.contact()
    await gateway("say", **{"from": wang}, text="一")
    await inbox.wait(1)
    await channel.send(Outgoing("k", None, wang, "您好"))

    assert len(await gateway.sent()) == 1
    await channel.stop()
    assert await probe(right) is None
    wrong_name = await probe(gateway.settings(tls_ca=ca))
    assert wrong_name
    assert "SSLCertVerificationError" in wrong_name
    assert await probe(gateway.settings()) is not None
    await gateway.close()


async def test_a_ca_file_that_is_not_there(gateway: Gateway, inbox: Inbox, tmp_path: Path) -> None:
    settings = gateway.settings(tls_ca=tmp_path / "none.pem")
    with pytest.raises(ChannelError, match=r"none\.pem") as failed:
        await WechatyChannel(settings).start(inbox)
    assert failed.value.permanent
    assert "none.pem" in str(await probe(settings))


async def test_probe(gateway: Gateway) -> None:
    settings = gateway.settings()
    assert await probe(settings) is None
    assert await probe(gateway.settings(bot_contact=gateway.bot)) is None
    assert await probe(gateway.settings(bot_contact="me")) == f"logged in as {gateway.bot}, not as me"
    await gateway("logout")
    assert await probe(settings) == "the gateway can be reached, but no account is logged in"
    await gateway("refuse")
    assert str(await probe(settings)).startswith("StreamTerminatedError")
    await gateway("blackhole")
    assert await probe(settings) is not None
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        nobody = f"127.0.0.1:{closed.getsockname()[1]}"
        assert "ConnectionRefusedError" in str(await probe(gateway.settings(endpoint=nobody)))


async def test_probe_beside_a_running_bot(gateway: Gateway, channel: WechatyChannel, inbox: Inbox) -> None:
    since = channel.health()
    assert await probe(gateway.settings()) is None
    await gateway("say", **{"from": await gateway.contact()}, text="一")
    await inbox.wait(1)
    assert channel.health() == since


async def test_an_account_that_is_not_the_configured_one(gateway: Gateway, inbox: Inbox) -> None:
    channel = WechatyChannel(gateway.settings(bot_contact="me"))
    await channel.start(inbox)
    assert channel.health().startswith(f"connected as {gateway.bot} (configured: me) since ")
    with pytest.raises(ChannelError, match="runs already"):
        await channel.start(inbox)
    await channel.stop()
    await channel.stop()


async def test_a_file_that_the_gateway_does_not_hold(gateway: Gateway, inbox: Inbox) -> None:
    """It never answers about a uuid that it does not know: there is a time limit, and the message counts."""
    channel = WechatyChannel(gateway.settings(file_timeout=0.5))
    await channel.start(inbox)
    wang = await gateway.contact()
    await gateway("say", **{"from": wang}, type=6, file={"name": "x.jpg", "uuid": "0" * 32})
    await gateway("say", **{"from": wang}, text="照片")

    photo, words = await inbox.wait(2)

    assert (photo.kind, photo.file, words.text) == (Kind.FILE, None, "照片")
    await channel.stop()


@pytest.mark.parametrize(
    "endpoint",
    ["", "localhost", "localhost:", ":8788", "localhost:0", "localhost:70000", "http://a:80", "a:８０"],
)
def test_endpoints_that_are_none(endpoint: str) -> None:
    with pytest.raises(ValueError, match="host:port"):
        WechatySettings(endpoint, "token")


@pytest.mark.parametrize("token", ["", "a b", "令牌", "a\r\nb"])
def test_tokens_that_are_none(token: str) -> None:
    with pytest.raises(ValueError, match="token"):
        WechatySettings("localhost:8788", token)


def test_endpoints() -> None:
    assert WechatySettings("gate.example:8788", "t").address == ("gate.example", 8788)
    assert WechatySettings("[::1]:8788", "t").address == ("::1", 8788)
    with pytest.raises(ValueError, match="positive"):
        WechatySettings("localhost:1", "t", timeout=0)
