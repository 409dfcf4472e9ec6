"""What the demo page needs of the house behind it: the contract between `bot/web/demo.py` and `bot/demo.py`.

Everything is plain JSON data, so that the page, the house and the tests can be written apart.

Community: {"name", "bot": {"id", "name"}, "rooms": [{"id", "name", "node", "tier"}],
    "people": [{"id", "name", "title", "rooms": [room ids]}]}
State: {"now", "messages": [Message], "requests": [Request], "polls": [Poll], "next": {"at", "what"} | None};
    all lists oldest first; every time is local, in ISO form without a zone, like "2026-11-23T09:00:02";
    `now` runs on like the real time.
Message: {"n", "at", "room": id | None, "with": contact | None, "from", "name", "text", "file": digest | None,
    "mentions": [contacts]}. `n` grows with every message and never changes. `with` is the person of a private
    chat with the bot. `from` is a contact, "bot", or None for a line of the chat itself (someone joined).
Request: {"code", "status", "intent", "category", "urgency", "place", "reporter", "assignee", "rating",
    "affected", "text", "created", "accept_by", "close_by", "steps": [{"at", "text"}]}; `reporter` and
    `assignee` are contacts, `urgency` is normal, urgent or emergency; status and places as said in the chat.
Poll: {"code", "title", "status", "options": [{"label", "count" | None}], "turnout", "eligible", "deadline",
    "result"}; a count of None is hidden until the end.
Why: {"action", "facts": [[heading, words]], "words": [line], "said": [[to whom, text]], "headings": {"words",
    "said"}}; `action` is register, offer, answer, noted, weak or silent, all else is for people to read.
Event: {"type": "message", "message": Message} | {"type": "state", "now", "requests", "polls", "next"}.
"""

from collections.abc import AsyncIterator
from typing import Any, Protocol

from handlers.messages import Attachment

Json = dict[str, Any]
"""A JSON object in one of the shapes above."""


class Refused(Exception):
    """The house does not do what the visitor asked; the text is one line in Chinese for the visitor."""


class House(Protocol):
    """A community that one can speak to as any of its members, under a clock that can be moved."""

    def community(self) -> Json:
        """Who and what there is; it does not change while the page is served."""
        ...

    async def state(self) -> Json:
        """All that there is to show now."""
        ...

    async def say(self, person: str, room: str | None, text: str, file: Attachment | None) -> None:
        """Let `person` say something in `room`, or privately to the bot; it returns when that is durable.

        The caller has checked that the person exists and is in the room, and the file's type by its bytes.

        Raises:
            Refused: with the reason for the visitor.
        """
        ...

    async def advance(self, minutes: int | None) -> str:
        """Move the clock on, to the next thing due with None; all that falls due happens. The new now.

        Raises:
            Refused: with the reason for the visitor, such as that nothing is due.
        """
        ...

    async def why(self, person: str, room: str | None, text: str) -> Json:
        """What the bot would do if `person` said this now in `room`, or privately; nothing comes of it.

        The caller has checked the person and the room, as for `say`.

        Raises:
            Refused: with the reason for the visitor.
        """
        ...

    def subscribe(self) -> AsyncIterator[Json]:
        """Events, in order: all that happen after this call returned, before the iterator's first step too.

        The iterator is closed with `aclose` where it has one. A house may end it when the reader is too slow:
        the page connects again and reads the whole state.
        """
        ...

    async def picture(self, digest: str) -> Attachment | None:
        """The file that a message names by its digest, if there is one."""
        ...
