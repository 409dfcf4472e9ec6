"""What comes in is hostile: make it safe to keep and cheap to read, once, before anything else sees it."""

import re
from dataclasses import replace

from handlers.messages import Inbound
from handlers.names import clean
from handlers.understanding import mask

MAX_TEXT = 4000  # characters; WeChat itself stops a message at about 2,000 Chinese characters
_MAX_ID = 200
_OURS = {0: None, 0x27E6: "[", 0x27E7: "]"}
"""The brackets of what is opened when a message is sent (sealed.py, polls/secrecy.py) come from nobody outside."""
_SIGNS = _OURS | dict.fromkeys(map(ord, "【】@＠﹫"), " ")
_LINK = re.compile(r"(?i:https?:|www\.|[a-z0-9-]\.(?:com|cn|net|org|top|xyz|cc)(?![a-z0-9]))")


def cleaned(inbound: Inbound) -> Inbound:
    """The message with what no database takes removed (NUL, lone surrogates), its text cut at MAX_TEXT."""
    return replace(
        inbound,
        id=_safe(inbound.id)[:_MAX_ID],
        sender=_safe(inbound.sender)[:_MAX_ID],
        room=None if inbound.room is None else _safe(inbound.room)[:_MAX_ID],
        text=_safe(inbound.text[:MAX_TEXT]).strip(),
        name=mask(clean(_unmarked(inbound.name))),
        quote=None if inbound.quote is None else _safe(inbound.quote)[:_MAX_ID],
        quote_text=None if inbound.quote_text is None else _safe(inbound.quote_text[:MAX_TEXT]).strip(),
        mentions=tuple(_safe(one)[:_MAX_ID] for one in inbound.mentions),
    )


def _safe(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8").translate(_OURS)


def _unmarked(name: str) -> str:
    """A nickname without what would make the bot say more than a name: the marks of a code, of a mention, a link."""
    return "" if _LINK.search(name) else name.translate(_SIGNS)
