"""More words on what somebody just reported (补充直接说)."""

import re
from datetime import timedelta

from handlers.chat import Chat
from handlers.community import RoomMode
from handlers.requests import talk
from handlers.requests.clocks.follow_up import requests
from handlers.requests.dispatch.dispatching import Report
from handlers.requests.pictures import join_held
from handlers.requests.private.confiding import restriction
from handlers.requests.same.raising import is_more, raise_urgency, tell_raised
from handlers.understanding import mask
from storage.records import Request
from storage.requests import OPEN

_STILL_TALKING = timedelta(minutes=30)
_JUST_SAID = timedelta(minutes=10)
_MORE = re.compile(
    r"(?:就|应该|好像|大概)?(?:是|在)(?=.*(?:[左右东西南北里外前后上下靠顶底](?:边|面|侧|头|手|门|口|层|楼)|[那这](?:个|部|台|边|盏|根|棵|辆|家)))"
    r"[^?？吗]{2,18}"
)


@requests.before_commands
def say_more(chat: Chat) -> bool:
    """就是左边那部, a moment after the report and without a call: it is about that (补充直接说)."""
    if chat.called or chat.mode is not RoomMode.ACTIVE or not _MORE.fullmatch(chat.words.strip(" 。，,.!！")):
        return False
    since = chat.turn.now - _JUST_SAID
    own = [
        request
        for request in chat.turn.store.requests.reported_by(chat.speaker, OPEN)
        if request.created_at >= since and request.room == chat.inbound.room
    ]
    joined = chat.turn.store.requests.joined_since(chat.speaker, since)
    if not own and not joined:
        return False
    request = chat.turn.store.requests.registered_with(own[0])[0] if own else joined[0]
    talk.add_word(chat.turn, request, chat.speaker, mask(chat.words), None)
    join_held(chat, [request])
    chat.reply("requests.word_added", code=request.code, about=request.code)
    return True


def supplement(chat: Chat, reports: list[Report]) -> bool:
    """More words on what the speaker reported here within half an hour are added to it (补充直接说): all that is no
    new matter when the bot was called, otherwise only what is plainly about the same one."""
    since = chat.turn.now - _STILL_TALKING
    recent = [
        request
        for request in chat.turn.store.requests.reported_by(chat.speaker, OPEN)
        if request.created_at >= since and request.room == chat.inbound.room
    ]
    wordless = not any(char.isalpha() for char in chat.words)
    if len(reports) > 1 or wordless or not recent or not (chat.called or reports):
        return False
    request = recent[0]
    if reports and not _same_matter(request, reports[0]):
        return False
    if reports and restriction(chat.turn, reports[0])[0] not in (None, request.restricted):
        return False
    talk.add_word(chat.turn, request, chat.speaker, mask(chat.words), None)
    join_held(chat, [request])
    if reports and is_more(reports[0].urgency, request.urgency):
        tell_raised(chat, raise_urgency(chat.turn, request, reports[0].urgency, mask(chat.words)))
    else:
        chat.reply("requests.word_added", code=request.code, about=request.code)
    return True


def _same_matter(request: Request, report: Report) -> bool:
    """The same category, and no other place named."""
    places = {request.place, report.place}
    contained = (
        None in places or str(request.place) in str(report.place) or str(report.place) in str(request.place)
    )
    return report.category == request.category and contained and report.urgency != "emergency"
