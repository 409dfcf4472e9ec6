"""Telling the office by another way than WeChat that WeChat does not work: one line to a webhook.

The form is the one that the group robots of 企业微信 and 钉钉 take: {"msgtype": "text", "text": {"content": …}}.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

import aiohttp

from bot.faults import outline

Tell = Callable[[str], Awaitable[None]]
_log = logging.getLogger(__name__)
_PATIENCE = 10.0  # seconds


async def keep_to_the_log(line: str) -> None:
    """What there is without a webhook."""
    _log.error("%s", line)


def webhook(url: str) -> Tell:
    """Tells by posting to `url`; every line goes to the log, too. A webhook that fails is no reason to fail."""

    async def tell(line: str) -> None:
        await keep_to_the_log(line)
        body = {"msgtype": "text", "text": {"content": line}}
        try:
            async with (
                asyncio.timeout(_PATIENCE),
                aiohttp.ClientSession() as session,
                session.post(url, json=body, allow_redirects=False) as response,
            ):
                if response.status >= 300:
                    _log.warning("the alarm's webhook answers %d", response.status)
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            _log.warning("the alarm's webhook cannot be reached: %s", outline(error))

    return tell
