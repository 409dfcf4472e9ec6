"""Long outgoing text in parts that a chat takes, and mentions in the form that a phone shows as one. Pure."""

import re
import unicodedata
from dataclasses import dataclass

from handlers.messages import Attachment, Mention, Outgoing

LONGEST = 2000
"""Characters in one message (habits.md, "Not being blocked")."""

_MENTION_END = "\u2005"  # the space that WeChat itself puts behind a mention
_LINK = re.compile(r"(?:https?://|www\.)[!-~]+", re.IGNORECASE)
_EMOTICON = re.compile(r"\[[^\[\]\s]{1,8}\]")  # [强]
_JOINER = "\u200d"


@dataclass(frozen=True, slots=True)
class TextPart:
    """One message of text with the contacts that it calls."""

    text: str
    mentions: tuple[str, ...]


Part = TextPart | Attachment


def parts_of(message: Outgoing) -> list[Part]:
    """What goes over the wire for `message`, in order: its text in parts, then its file."""
    text = _encodable(mark_mentions(message.text, message.mentions))
    texts = split_text(text, [mention.name for mention in message.mentions]) if text.strip() else []
    parts: list[Part] = [TextPart(piece, ()) for piece in texts]
    for mention in dict.fromkeys(message.mentions):
        home = next((n for n, piece in enumerate(texts) if f"@{mention.name}{_MENTION_END}" in piece), 0)
        part = parts[home] if parts else None
        if isinstance(part, TextPart):
            parts[home] = TextPart(part.text, (*part.mentions, mention.contact))
    return [*parts, message.file] if message.file else parts


def mark_mentions(text: str, mentions: tuple[Mention, ...]) -> str:
    """Every `@name` of `mentions`, with or without a space behind, as `@name` + U+2005. `@王` is not
    `@王桂兰`."""
    names = sorted({mention.name for mention in mentions if mention.name}, key=len, reverse=True)
    if not names:
        return text
    pattern = "@(" + "|".join(map(re.escape, names)) + rf")(?:[ {_MENTION_END}]|(?!\w))"
    return re.sub(pattern, lambda found: f"@{found[1]}{_MENTION_END}", text)


def split_text(text: str, names: list[str], longest: int = LONGEST) -> list[str]:
    """`text` in parts of at most `longest` characters, none empty.

    Cut at the end of a line, else of a sentence, else at a space, else anywhere but inside a link, a mention
    of one of `names`, an emoticon or a grapheme; a single one of those that is longer than a part is cut all
    the same.
    """
    parts: list[str] = []
    whole = _whole(text, names)
    start = 0
    while len(text) - start > longest:
        cut = _cut(text, start, start + longest, whole)
        parts.append(text[start:cut].rstrip("\n"))
        start = cut
        while text.startswith("\n", start):
            start += 1
    parts.append(text[start:])
    return [part for part in parts if part.strip()]


def _whole(text: str, names: list[str]) -> set[int]:
    """The places where a cut would fall inside a link, a mention or an emoticon."""
    spans = [found.span() for pattern in (_LINK, _EMOTICON) for found in pattern.finditer(text)]
    for name in filter(None, names):
        spans += [found.span() for found in re.finditer(re.escape(f"@{name}{_MENTION_END}"), text)]
    return {place for begin, end in spans for place in range(begin + 1, end)}


def _cut(text: str, start: int, limit: int, whole: set[int]) -> int:
    """The best place to cut `text[start:limit]`: its first half is only cut if there is no place in the
    second."""
    middle = (start + limit) // 2
    for ends in ("\n", "。！？；!?;", "，、,  "):
        for place in range(limit, middle, -1):
            if text[place - 1] in ends and place not in whole and not _joined(text, place):
                return place
    for place in range(limit, start, -1):
        if place not in whole and not _joined(text, place):
            return place
    return next((place for place in range(limit, start, -1) if not _joined(text, place)), limit)


def _joined(text: str, place: int) -> bool:
    """Whether the characters on both sides of `place` are one grapheme (the cases of UAX 29 that chats have:
    marks, variation selectors, emoji sequences, flags, CR LF)."""
    before, after = text[place - 1], text[place]
    if after == _JOINER or before == _JOINER or before + after == "\r\n":
        return True
    if unicodedata.category(after).startswith("M") or "\U0001f3fb" <= after <= "\U0001f3ff":
        return True
    if "\U000e0020" <= after <= "\U000e007f":
        return True
    if _is_flag_half(before) and _is_flag_half(after):
        first = place - 1
        while first > 0 and _is_flag_half(text[first - 1]):
            first -= 1
        return (place - first) % 2 == 1
    return False


def _is_flag_half(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _encodable(text: str) -> str:
    return text.replace("\x00", "").encode(errors="replace").decode()
