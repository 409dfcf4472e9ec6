"""More words on what somebody just reported (补充直接说)."""

import re
from dataclasses import replace
from datetime import timedelta

from handlers.arguments import names_another
from handlers.chat import Chat
from handlers.community import RoomMode
from handlers.requests import find, talk
from handlers.requests.access import is_given_to
from handlers.requests.clocks.follow_up import requests
from handlers.requests.dispatch.dispatching import Report
from handlers.requests.pictures import join_held
from handlers.requests.private.confiding import restriction
from handlers.requests.same.raising import is_more, raise_urgency, tell_raised
from handlers.texts import text
from handlers.understanding import mask, presses, understand
from handlers.understanding.normal import normalise
from storage.records import Request
from storage.requests import OPEN

_STILL_TALKING = timedelta(minutes=30)
_JUST_SAID = timedelta(minutes=10)
_STILL_OPEN = timedelta(days=30)
_FRAGMENT = 8  # characters
_WORSE = re.compile(r"更(?:加)?(?:急|严重|厉害|糟|大)|越来越|越.越.")
_WORSE_NOW = re.compile(r"(?:现在|刚才?)?(?:又|变得?|是)?更(?:加)?(?:急|严重|厉害|糟糕?|大|多)了")
"""更急了, at the head: whatever the words behind it name, they are about what is open."""
_ASKS = re.compile(r"[吗么?？]|什么|几[点件个]|多少|怎么|哪")
_AT_THE_DOOR = re.compile(
    r"(?:[^，,。？?吗没不]{0,6}(?:门(?:是|一直|现在)?(?:开|没锁|没关)着?|(?:可以|能|随时|直接)+(?:进来|上门|过来|来修|来看)"
    r"|(?:在家|有人在?)|钥匙在[^，,。]{1,10})[了的呢啊呀吧]*[\s，,。!！]*){1,3}"
)
"""门开着呢可以进来: said to whoever is coming, and no matter of its own."""
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
    new matter when the bot was called, otherwise only what is plainly about the same one. 更急了, 门开着呢 is about
    what is open, however long.

    Raises:
        UserError: that may be several.
    """
    wordless = not any(char.isalpha() for char in chat.words)
    if len(reports) > 1 or wordless or not (chat.called or reports):
        return False
    if _AT_THE_DOOR.fullmatch(chat.words.strip()):
        reports = []
    request = _continued(chat, reports)
    if request is None:
        return False
    if names_another(chat.words, request.code) or (not reports and _asks_about_another(chat, request)):
        return False
    if reports and restriction(chat.turn, reports[0])[0] not in (None, request.restricted):
        return False
    add_to(chat, request, chat.words, reports[0].urgency if reports else "normal")
    join_held(chat, [request])
    return True


def _asks_about_another(chat: Chat, request: Request) -> bool:
    """食堂今天有什么菜, a minute after the water: a question is no more words on a matter of another kind; what
    a member asks is about their work, unless it names the same kind."""
    kind = chat.meaning.category
    others = (request.category,) if chat.works else (None, text("requests.other_category"), request.category)
    return _ASKS.search(chat.words) is not None and kind not in others


def add_to(chat: Chat, request: Request, words: str, urgency: str | None = None) -> None:
    """More words on a request go to whoever has it; where they make it more pressing, it is so from now on. `urgency`:
    how pressing they are, None: as they are read, of a fragment (在3楼停着) by the tables alone."""
    turn, said = chat.turn, mask(words)
    if urgency is None and (len(words) > _FRAGMENT or presses(normalise(words))):
        urgency = understand(words, replace(chat.context, mentioned=True)).urgency
    urgency = urgency or "normal"
    if request.status in OPEN and is_more(urgency, request.urgency) and not is_given_to(turn, request):
        turn.store.requests.add_word(request.id, turn.now, chat.speaker, said, None)
        turn.audit("word", request.number, picture=False)
        tell_raised(chat, raise_urgency(turn, request, urgency, said))
        return
    talk.add_word(turn, request, chat.speaker, said, None)
    chat.reply("requests.word_added", code=request.code, about=request.code)


def _continued(chat: Chat, reports: list[Report]) -> Request | None:
    """What the speaker goes on about: of what they just reported here, or, where the words say that they go on, of all
    that is open; the newest that they fit."""
    goes_on = _WORSE.search(chat.words) or _AT_THE_DOOR.fullmatch(chat.words.strip())
    open_ones = [
        request
        for request in chat.turn.store.requests.reported_by(chat.speaker, OPEN)
        if request.room == chat.inbound.room or (goes_on and chat.private)
    ]
    plainly = not reports or _WORSE_NOW.match(chat.words)
    fitting = [one for one in open_ones if plainly or _same_matter(one, reports[0])]
    now = chat.turn.now
    recent = [one for one in fitting if one.created_at >= now - _STILL_TALKING]
    if recent or not goes_on:
        return recent[0] if recent else None
    earlier = [one for one in fitting if one.created_at >= now - _STILL_OPEN]
    return find.only(chat, earlier, text("requests.example.word")) if earlier else None


def _same_matter(request: Request, report: Report) -> bool:
    """The same category, and no other place named."""
    places = {request.place, report.place}
    contained = (
        None in places or str(request.place) in str(report.place) or str(report.place) in str(request.place)
    )
    return report.category == request.category and contained and report.urgency != "emergency"
