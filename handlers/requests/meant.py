"""Which request somebody means in their own words: one of their own, a neighbour's, one whose code they name."""

import re
from datetime import timedelta

from handlers.arguments import read_arguments, starts_with_code
from handlers.chat import Chat
from handlers.requests import find
from handlers.requests.access import may_see, may_share
from handlers.requests.progress_words import show_status
from handlers.texts import text
from handlers.understanding import things
from storage.records import Request, RequestStatus
from storage.requests import OPEN

_STILL_OPEN = timedelta(days=30)
_OF_A_STEP = re.compile("办结|接单|退回|转派|无法解决|处理|改成|时限|期限")


def only_own(chat: Chat, example: str) -> Request | None:
    """The request of their own that the speaker can mean; None if there is none.

    Raises:
        UserError: there are several.
    """
    own = of_own(chat)
    return find.only(chat, own, example) if own else None


def of_own(chat: Chat) -> list[Request]:
    """The speaker's own requests that are not over, else those that they are affected by; where the words name a
    thing, those about it."""
    store, statuses = chat.turn.store.requests, (*OPEN, RequestStatus.TO_RATE)
    own = store.reported_by(chat.speaker, statuses) or store.concerning(chat.speaker, statuses)
    lexicon = chat.turn.community.lexicon
    named = things(chat.words, lexicon)
    if not own or not named:
        return own
    anything = text("requests.other_category")
    found = [request for request in own if request.category in named]
    return found or [
        request for request in own if request.category == anything or named & things(request.text, lexicon)
    ]


def neighbours(chat: Chat) -> Request | None:
    """What somebody else reported openly in this group, is not done, and is what the words name: 催一下电梯."""
    named = things(chat.words, chat.turn.community.lexicon)
    if chat.room is None or not named:
        return None
    recent = chat.turn.store.requests.recent_in_room(chat.room.id, chat.turn.now - _STILL_OPEN)
    return next(
        (one for one in recent if one.status in OPEN and one.category in named and may_share(chat, one)), None
    )


def tell_state(chat: Chat) -> bool:
    """Whether a request that the speaker may see is named at the head, with words on how it goes on that were nothing
    else (0712限周三前办结), so that its state was told."""
    if not _OF_A_STEP.search(chat.words):
        return False
    code = read_arguments(chat.words).code if starts_with_code(chat.words) else None
    request = chat.turn.store.requests.by_code(code) if code else None
    if request is None or not may_see(chat, request):
        return False
    show_status(chat, request)
    return True
