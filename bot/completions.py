"""The wire of the second opinion: one question to an OpenAI-compatible endpoint, and what counts as an answer.

Everything that comes back is hostile: it is bounded, and it is three labels of ours or it is nothing.
"""

import asyncio
import socket
import ssl
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from bot.config.opinion import OPINION_KEY, OpinionSettings, is_public
from bot.json_lines import read_object
from handlers.opinion.rules import URGENCIES, Opinion
from handlers.texts import text
from handlers.understanding import CATEGORIES, INTENTS

_LONGEST_BODY = 65_536  # bytes
_LONGEST_ANSWER = 400  # characters; three labels are some sixty
_TOKENS = 120
_CHATTER = "闲聊"


class UselessError(Exception):
    """The endpoint answers, but not as a chat-completions endpoint does; the message says how."""


async def probe(settings: OpinionSettings) -> tuple[str, str] | None:
    """Try the endpoint once with a sentence of our own: None if it gives a usable answer, else the key of the setting
    that is most likely wrong, and what is."""
    try:
        async with session_for(settings) as session, asyncio.timeout(settings.timeout):
            said = await complete(session, settings, text("opinion.trial"))
    except TimeoutError:
        return (
            "timeout",
            f"no answer within {settings.timeout:g} s; a model that was only now loaded is faster next time",
        )
    except UselessError as error:
        return "url", str(error)
    except (aiohttp.ClientError, OSError, ValueError) as error:
        return "url", f"cannot be reached: {' '.join(str(error).split())[:200]}"
    try:
        if read_answer(said) is None:
            return "model", "takes a plain request for a repair for chatter"
    except ValueError as error:
        return "model", f"does not answer with the labels alone: {error}"
    return None


def session_for(settings: OpinionSettings) -> aiohttp.ClientSession:
    """A session that goes to the office's own network only: no proxy, no cookies, no unpacking."""
    trust: ssl.SSLContext | bool = True
    if settings.ca_file is not None:
        trust = ssl.create_default_context(cafile=settings.ca_file)
    connector = aiohttp.TCPConnector(resolver=OwnNetwork(), limit=settings.at_once, ssl=trust)
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"Accept-Encoding": "identity"},
        auto_decompress=False,
        trust_env=False,
    )


class OwnNetwork(AbstractResolver):
    """Resolves names, but to no address on the internet at large: what residents say does not go there."""

    def __init__(self, inner: AbstractResolver | None = None) -> None:
        self._inner = inner or aiohttp.ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """
        Raises:
            OSError: there is no such name, or it leads out of the office's network.
        """
        found = await self._inner.resolve(host, port, family)
        if any(is_public(one["host"]) for one in found):
            raise OSError("this name leads to an address on the internet, not on the office's own network")
        return found

    async def close(self) -> None:
        await self._inner.close()


async def complete(session: aiohttp.ClientSession, settings: OpinionSettings, words: str) -> str:
    """What the model says to the words.

    Raises:
        UselessError: the endpoint refuses, or its answer is not that of a chat-completions endpoint, or too long.
        aiohttp.ClientError, OSError, ValueError: it cannot be reached, or speaks no HTTP.
    """
    headers = {"Authorization": f"Bearer {settings.key}"} if settings.key else {}
    instruction = text("opinion.instruction", intents="、".join(INTENTS), categories="、".join(CATEGORIES))
    body = {
        "model": settings.model,
        "messages": [{"role": "system", "content": instruction}, {"role": "user", "content": words}],
        "temperature": 0,
        "max_tokens": _TOKENS,
        "stream": False,
    }
    async with session.post(settings.url, json=body, headers=headers, allow_redirects=False) as response:
        if response.status != 200:
            raise UselessError(_refusal(response.status))
        received = bytearray()
        async for piece in response.content.iter_any():
            received += piece
            if len(received) > _LONGEST_BODY:
                raise UselessError("its answer is far too long")
    return _content(bytes(received))


def _refusal(status: int) -> str:
    if status in (401, 403):
        return f"refuses us with status {status}; a key belongs into the environment as {OPINION_KEY}"
    if 300 <= status < 400:
        return f"leads elsewhere (status {status}); write down the address it leads to"
    return f"answers with status {status}"


def _content(body: bytes) -> str:
    """The words of the model in the body of an answer."""
    try:
        answer: Any = read_object(body.decode())
        content = answer["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError) as error:
        raise UselessError("does not answer as a chat-completions endpoint") from error
    if not isinstance(content, str):
        raise UselessError("does not answer with text")
    return content


def read_answer(said: str) -> Opinion | None:
    """The labels in what the model said: one JSON object and nothing else, in a fence at most. None: nothing is wanted.

    Raises:
        ValueError: it is anything else; the text says what, and quotes nothing of it.
    """
    plain = said.strip()
    if len(plain) > _LONGEST_ANSWER:
        raise ValueError(f"longer than {_LONGEST_ANSWER} characters")
    plain = plain.removeprefix("```json").removeprefix("```").removesuffix("```")
    labels = read_object(plain)
    if labels.keys() != {"intent", "category", "urgency"}:
        raise ValueError("the keys are not intent, category, urgency")
    intent, category, urgency = labels["intent"], labels["category"], labels["urgency"]
    if intent == _CHATTER:
        return None
    for name, label, known in (
        ("intent", intent, INTENTS),
        ("category", category, CATEGORIES),
        ("urgency", urgency, URGENCIES),
    ):
        if label not in known:
            raise ValueError(f"{name} is none of the labels")
    return Opinion(intent, category, urgency)
