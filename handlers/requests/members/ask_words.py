"""How a member says that the resident is to be asked something: 0712 问 几点在家？, 问一下居民几点在家. Chat only."""

import re

from handlers.arguments import read_arguments, starts_with_code
from handlers.chat import Chat
from handlers.errors import UserError
from handlers.feature import Where
from handlers.requests import find, standing
from handlers.requests.access import THEIRS, holds
from handlers.requests.clocks.follow_up import requests
from handlers.requests.members import asking, in_hand
from handlers.texts import text
from handlers.understanding import mask
from storage.records import Request

_VERB = r"(?:(?:请|麻烦|帮忙?|替|给)?我?(?:再)?(?:帮我)?(?:问一?下|问问看?|问一声|询问|问))"
_WHOM = r"(?:一?下)?(?:居民|住户|业主|报修(?:的)?人|报事(?:的)?人|反映人|当事人|对方|人家|户主|他们?|她们?)(?:家)?"
_CODED = re.compile(rf"{_VERB}(?:{_WHOM})?[\s,，:：]*(?P<what>.*)", re.S)
_PLAIN = re.compile(rf"{_VERB}{_WHOM}[\s,，:：]*(?P<what>\S.*)", re.S)
_ABOUT_THEM = re.compile(
    r"(?:您|你)?(?:家里?)?.{0,6}(?:几点|什么时候|啥时候|哪天|何时|今天|明天|上午|下午|晚上|周末|现在).{0,6}(?:在家|有人|方便|有空|能上门|可以上门)"
    r"|(?:是|在)?(?:哪个|哪一个|哪边|第几|几)(?:单元|楼|层|号|部|盏|家|户|个).{0,8}|(?:您|你)?(?:现在|今天|明天|晚上)?(?:家里)?(?:有没有人|有人在家|有人|在不在家|在家|方便不方便|方便|有空)"
)
_ASKS = re.compile(r"[?？]|吗|么|呢|几|哪|什么|啥|何时|多少|怎么|是不是|有没有|能不能|可不可以|方便不")
_LONGEST = 200


@requests.declare("0712 问 几点在家？", "问一下居民几点在家", needs=THEIRS, where=Where.REQUEST)
@requests.before_commands
def ask_in_words(chat: Chat) -> bool:
    """A member's question for the resident: with a code or a quote in few words, else where it is said whom to ask.

    Raises:
        UserError: it is not plain which one is meant, there is no question, or it is over.
    """
    if not chat.works or len(chat.words) > _LONGEST:
        return False
    coded = starts_with_code(chat.words)
    words = read_arguments(chat.words).rest if coded else chat.words.strip()
    what = _what(chat, words)
    if what is None:
        return False
    request = in_hand.meant(chat, find.HELD, text("requests.example.ask"))
    if request is None or not holds(chat.turn, request) or chat.speaker == request.reporter:
        return False
    if len(what) < 2:
        raise UserError("requests.ask_what", code=request.code)
    _ask(chat, request, what)
    return True


def _what(chat: Chat, words: str) -> str | None:
    """The question in the words; None if they ask the resident nothing."""
    if in_hand.named(chat):
        found = _CODED.fullmatch(words)
        if found:
            return found["what"].strip()
        bare = words.strip(" ，,。")
        return bare if _ABOUT_THEM.fullmatch(bare.rstrip("?？吗呢啊 ")) else None
    found = _PLAIN.fullmatch(words) or _by_name(chat, words) if chat.called else None
    return found["what"].strip() if found and _ASKS.search(found["what"]) else None


def _by_name(chat: Chat, words: str) -> re.Match[str] | None:
    """问一下王桂兰几点在家: with the name of somebody who reported what is in hand."""
    names = {chat.turn.name_of(request.reporter) for request in find.given(chat, find.HELD)}
    whom = "|".join(map(re.escape, names))
    return (
        re.compile(rf"{_VERB}(?:{whom})[\s,，:：]*(?P<what>\S.*)", re.S).fullmatch(words) if names else None
    )


def _ask(chat: Chat, request: Request, what: str) -> None:
    changed = asking.ask_resident(chat.turn, request, mask(what))
    stands = standing.still(chat.turn, changed, standing.ASKED) is not None
    days = chat.turn.community.rules.answer_days
    if stands:
        chat.reply("requests.asked_by_you", code=changed.code, days=days, about=changed.code)
    else:
        chat.reply("requests.asked_on", code=changed.code, about=changed.code)
