"""What was registered wrong is put right in a word: 不是3栋是5栋, 改2 3栋, 0712 改 噪音, 0712 误报."""

import re
from dataclasses import replace
from datetime import timedelta

from handlers.arguments import code_of, read_arguments, starts_with_code
from handlers.chat import Chat, register_of
from handlers.community import RoomMode
from handlers.errors import UserError
from handlers.requests import correcting, talk
from handlers.requests.access import holds, may_see
from handlers.requests.dispatch.dispatching import Report
from handlers.requests.find import shown
from handlers.requests.intake import GROUP, node_of, within
from handlers.requests.rules import intent_for, is_private
from handlers.requests.wording import subject, who
from handlers.texts import text
from handlers.understanding import Correction, contradicts, find_place, mask, merge_place, read_correction
from storage.records import Request
from storage.requests import OPEN

_CORRECTABLE = timedelta(hours=6)
_LONGEST = (
    80  # what can be read in many ways is read in few words only: 4,000 commas held the house up for hours
)
_STILL_TALKING = timedelta(minutes=30)
_FALSE_ALARM = re.compile(
    r"(?:这|那)?(?:个|条|件)?(?:是|属于|算)?(?:误报|误登记|误触|登记错)(?:了|的)?|(?:这|那)?(?:个|条|件)?(?:不是|不算)诉求"
    r"|(?:打|说|发|写|报|看)错了?[\s,，]*(?:不好意思|抱歉|对不起)?[\s,，]*(?:其实)?没(?:有)?(?:漏水?|坏|着火|停[水电气]|[这那]回?事|事|问题)"
)
_ROOMS = "(?:主卧|次卧|卧室|厨房|厕所|卫生间|洗手间|浴室|阳台|客厅|餐厅|书房|玄关|走廊|房间)"
_OTHER_ROOM = re.compile(
    rf"(?:不好意思|对不起)?[\s,，]*(?:我?[说打写]错了?|不对|更正)?[\s,，。]*(?:应该)?不是(?:我家)?的?{_ROOMS}[\s,，。]*"
    rf"(?:而?是|应该是)(?:我家)?的?{_ROOMS}(?:里|那里|那边)?[\s,，。!！了的啊哈]*"
    rf"|(?:不好意思|对不起)?[\s,，]*(?:我?[说打写]错了?|不对|更正)[\s,，。]*(?:应该)?是(?:我家)?的?{_ROOMS}[\s,，。!！不是了的啊哈]*(?:{_ROOMS})?"
)
_POLITE = re.compile(r"[\s,，。.!！~]*(?:不好意思|抱歉|对不起|谢谢)?[\s,，。.!！~啊哈了]*$")
_STILL_SO = re.compile("还是?|又|仍")
"""还是漏 says that it goes on, and puts no category right."""
_CODE_WITHIN = re.compile(
    r"^(?P<head>(?:修?改|更正)\S{0,2}?)\s*[【\[]?(?P<code>\d{4})(?!\d)[】\]]?[\s:：,，]*"
)
_ANOTHER_WORD = re.compile(
    r"^(?!不是|应该|其实|刚才|我说)[\u4e00-\u9fff]{1,6}\s*[【\[]?(?P<code>\d{4})(?![\d室号房户楼])"
)
"""整改期限0002 周五: some other word with a code, whoever may say it."""


def put_right(chat: Chat) -> bool:
    """Take a message that corrects a request of the speaker's own, or one that is theirs to handle.

    Raises:
        UserError: it is not plain which one, or there is no such place.
    """
    code, words = _split(chat)
    if code is None and _is_about_another(chat):
        return False
    if _within_the_flat(chat, code, words):
        return True
    false_alarm = len(words) <= _LONGEST and _FALSE_ALARM.fullmatch(_POLITE.sub("", words)) is not None
    change = Correction() if false_alarm else _read(chat, words)
    if change is not None and change.place is None and code is None and _STILL_SO.match(words):
        return False
    plainly = chat.called or code is not None or chat.quoted is not None
    if change is None or (_only_due(change) and not plainly):
        return False
    request = _meant(chat, code, change)
    if request is None or (request.urgency != "emergency" and _is_alarm(chat, change)):
        return False
    if false_alarm:
        correcting.dismiss(chat.turn, request)
        chat.reply("requests.dismissed", code=request.code, about=request.code)
        return True
    _apply(chat, request, change, mask(words))
    return True


def _is_about_another(chat: Chat) -> bool:
    """Whether the message names a request that it does not put right: then it is none of what was just registered."""
    found = _ANOTHER_WORD.match(chat.words)
    return found is not None and chat.turn.store.requests.by_code(found["code"]) is not None


def _within_the_flat(chat: Chat, code: str | None, words: str) -> bool:
    """不是厨房是厕所: another room of the same flat changes neither place nor category; the member hears it."""
    if len(words) > _LONGEST or not _OTHER_ROOM.fullmatch(words.strip()):
        return False
    request = _meant(chat, code, Correction())
    if request is None:
        since = chat.turn.now - _STILL_TALKING
        own = chat.turn.store.requests.reported_by(chat.speaker, OPEN)
        request = next(
            (one for one in own if one.created_at >= since and one.room == chat.inbound.room), None
        )
    if request is None:
        return False
    talk.add_word(chat.turn, request, chat.speaker, mask(words), None)
    chat.reply("requests.word_added", code=request.code, about=request.code)
    return True


def put_offer_right(chat: Chat, report: Report) -> Report | None:
    """What was just offered to be registered, as a correction would have it; None if this is none.

    Raises:
        UserError: there is no such place.
    """
    change = _read(chat, chat.words)
    if change is None or _only_due(change) or _is_alarm(chat, change):
        return None
    place, inferred = _new_place(chat, report.place, report.inferred, report.node, change)
    category = change.category or report.category
    node = node_of(chat.turn.community, place, chat.node.id)
    intent = intent_for(report.intent, category)
    return replace(report, intent=intent, place=place, category=category, node=node, inferred=inferred)


def _read(chat: Chat, words: str) -> Correction | None:
    community = chat.turn.community
    return read_correction(words, register_of(community), chat.turn.local, community.lexicon)


def _is_alarm(chat: Chat, change: Correction) -> bool:
    """不是电梯坏了 是着火了 puts nothing right: it is a new alarm. A bare place never is one."""
    return bool(change.rest) and chat.meaning.urgency == "emergency"


def _only_due(change: Correction) -> bool:
    return change.due is not None and change.place is None and change.category is None


def _split(chat: Chat) -> tuple[str | None, str]:
    """The code that leads (0712 改 噪音) or follows the verb (改类别 0712 噪音), and the words without it."""
    if starts_with_code(chat.words):
        arguments = read_arguments(chat.words)
        code = arguments.code or ""
        request = chat.turn.store.requests.by_code(code)
        if request is not None and may_see(chat, request):
            return code, arguments.rest
    within_words = _CODE_WITHIN.match(chat.words)
    if within_words:
        rest = f"{within_words['head']} {chat.words[within_words.end() :]}"
        return code_of(within_words["code"]), rest
    return None, chat.words


def _meant(chat: Chat, code: str | None, change: Correction) -> Request | None:
    """The open request that is put right: by its code, by what is quoted, or the one just registered.

    Raises:
        UserError: several were, and it is not plain which.
    """
    about = code or (chat.quoted.about if chat.quoted else None)
    if about is None:
        return _lately(chat, change)
    request = chat.turn.store.requests.by_code(about)
    if request is None or not (request.reporter == chat.speaker or holds(chat.turn, request)):
        return None
    if change.item is not None:
        request = _nth(chat, request, change.item)
    return request if request.status in OPEN else None


def _lately(chat: Chat, change: Correction) -> Request | None:
    """Of what the speaker reported here in the last hours, the one that fits; the latest receipt first."""
    since = chat.turn.now - _CORRECTABLE
    own = [
        request
        for request in chat.turn.store.requests.reported_by(chat.speaker, OPEN)
        if request.created_at >= since and (chat.private or request.room == chat.inbound.room)
    ]
    if not own or not _heard(chat, own[0], change):
        return None
    if change.item is not None:
        request = _nth(chat, own[0], change.item)
        return request if request.status in OPEN else None
    latest = [request for request in own if request.created_at == own[0].created_at][::-1]
    fitting = [request for request in latest if _fits(chat, request, change)]
    if len(fitting) > 1:
        lines = [
            text("requests.correct_line", item=n, code=one.code, subject=shown(chat, one))
            for n, one in enumerate(_receipt(chat, own[0]), start=1)
        ]
        example = text("requests.example.correct")
        raise UserError("requests.correct_which", example=example, list="\n".join(lines[:2]))
    if fitting:
        return fitting[0]
    if change.not_place or change.not_category:
        older = next((request for request in own if _fits(chat, request, change)), None)
        return older or (latest[0] if chat.called and len(latest) == 1 else None)
    return None


def _heard(chat: Chat, request: Request, change: Correction) -> bool:
    """Whether words that call nobody may be about the speaker's own request: soon after it, or with what it denies."""
    if chat.called:
        return True
    allowed = chat.mode is RoomMode.ACTIVE or request.urgency == "emergency"
    denies = change.not_place is not None or change.not_category is not None
    return allowed and (denies or chat.turn.now - request.created_at <= _STILL_TALKING)


def _fits(chat: Chat, request: Request, change: Correction) -> bool:
    """Whether a request is what the correction says that it is not."""
    if change.not_category is not None and change.not_category != request.category:
        return False
    register = register_of(chat.turn.community)
    return change.not_place is None or not contradicts(request.place, change.not_place, register)


def _receipt(chat: Chat, request: Request) -> list[Request]:
    """All that was registered with one message, in the order of its receipt."""
    return chat.turn.store.requests.registered_with(request)


def _nth(chat: Chat, request: Request, item: int) -> Request:
    found = _receipt(chat, request)
    if item > len(found):
        raise UserError("requests.no_such_item", count=len(found), example=text("requests.example.correct"))
    return found[item - 1]


def _apply(chat: Chat, request: Request, change: Correction, words: str) -> None:
    if _only_due(change):  # kept nowhere but in the words, which the member gets
        talk.add_word(chat.turn, request, chat.speaker, words, None)
        chat.reply("requests.word_added", code=request.code, about=request.code)
        return
    place, inferred = _new_place(chat, request.place, request.inferred, request.node, change)
    category = change.category or request.category
    if (place, category) == (request.place, request.category):
        shown_here = shown(chat, request)
        chat.reply("requests.corrected_none", code=request.code, subject=shown_here, about=request.code)
        return
    node = node_of(chat.turn.community, place, _origin(chat, request))
    changed = correcting.correct(
        chat.turn, request, words, place=place, node=node, category=category, inferred=inferred
    )
    chat.turn.store.requests.add_word(request.id, chat.turn.now, chat.speaker, words, None)
    _answer(chat, request, changed)


def _answer(chat: Chat, before: Request, request: Request) -> None:
    if is_private(request) and not chat.private:
        key = "corrected_private"
    elif request.assignee != before.assignee:
        key = "corrected_moved"
    elif request.assignee == chat.turn.actor:
        key = "corrected_by_you"
    else:
        key = "corrected"
    member = who(chat.turn.community, request.assignee)
    chat.reply(
        f"requests.{key}", code=request.code, subject=subject(request), member=member, about=request.code
    )


def _new_place(
    chat: Chat, before: str | None, inferred: str | None, node: str, change: Correction
) -> tuple[str | None, str | None]:
    """The place put right, and whence what is still not said was taken.

    Raises:
        UserError: the community has no such place.
    """
    if change.place is None:
        return before, inferred
    community = chat.turn.community
    register = register_of(community)
    merged = merge_place(before, change.place, register)
    place = within(community.node(node), merged)
    found = find_place(place, register)
    if found is not None and not found.known:
        raise UserError("requests.no_such_place", place=place[:16])
    if place != merged:
        return place, GROUP
    kept = not (change.place.building or change.place.area or change.place.zone)
    return place, inferred if kept else None


def _origin(chat: Chat, request: Request) -> str:
    """Where a matter belongs that names no building: at the group it was said in."""
    room = chat.turn.community.room(request.room) if request.room else None
    return room.node if room else request.node
