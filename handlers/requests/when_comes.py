"""师傅几点上门: a question of when somebody comes is about what is open, and no matter of its own. Chat only."""

import re

from handlers.chat import Chat
from handlers.community import RoomMode
from handlers.errors import UserError
from handlers.requests import plain_words
from handlers.requests.clocks.follow_up import requests
from storage.records import RequestStatus
from storage.requests import OPEN

_LONGEST = 24
_WHO = r"(?:他们?|她们?|人|师傅|您?你?们|[^，,。？?]{1,6}?(?:师傅|工|员|人员|的人?))"
_WHEN = r"(?:什么时候|啥时候|几点钟?|多久|哪天|何时|啥时)"
_COMES = re.compile(
    rf"(?:请问|那个|这个|我家?的?)*{_WHO}?(?:今天|明天|到底|大概|大约)?{_WHEN}(?:能|会|才|可以|再|有人)*"
    r"(?:来|到|过来|上门|来修|来看看?|到家|上门来?修)(?:一下)?[啊呀呢吗嘛了哦的？?。!！\s]*"
)


@requests.before_commands
def when_they_come(chat: Chat) -> bool:
    """How the speaker's own request stands. What calls nobody is answered where it was reported, and otherwise talk.

    Raises:
        UserError: nothing of theirs is open; the reply says how to report.
    """
    words = chat.words.strip()
    if chat.quoted or len(words) > _LONGEST or not _COMES.fullmatch(words):
        return False
    own = chat.turn.store.requests.concerning(chat.speaker, (*OPEN, RequestStatus.TO_RATE))
    if not chat.called:
        here = chat.mode is RoomMode.ACTIVE and any(one.room == chat.inbound.room for one in own)
        return not here or plain_words.ask_progress(chat)
    if not own:
        raise UserError("requests.nothing_open")
    return plain_words.ask_progress(chat)
