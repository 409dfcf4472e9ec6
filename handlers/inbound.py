"""What comes in is hostile: make it safe to keep and cheap to read, once, before anything else sees it."""

from dataclasses import replace

from handlers.messages import Inbound
from handlers.names import clean
from handlers.understanding import mask

MAX_TEXT = 4000  # characters; WeChat itself stops a message at about 2,000 Chinese characters
_MAX_ID = 200


def cleaned(inbound: Inbound) -> Inbound:
    """The message with what no database takes removed (NUL, lone surrogates), its text cut at MAX_TEXT."""
    return replace(
        inbound,
        id=_safe(inbound.id)[:_MAX_ID],
        sender=_safe(inbound.sender)[:_MAX_ID],
        room=None if inbound.room is None else _safe(inbound.room)[:_MAX_ID],
        text=_safe(inbound.text[:MAX_TEXT]).strip(),
        name=mask(clean(inbound.name)),
        quote=None if inbound.quote is None else _safe(inbound.quote)[:_MAX_ID],
    )


def _safe(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")
