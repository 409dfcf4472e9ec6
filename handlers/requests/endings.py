"""How a request ends: the member says that it is done, the resident rates it, or says that it is not solved."""

import re
from datetime import timedelta

from handlers.chat import Chat, ask
from handlers.community import RoomMode
from handlers.errors import UserError
from handlers.requests import actions, find
from handlers.requests.answering import may_answer_here, newer_poll
from handlers.requests.clocks.follow_up import RATE, requests
from handlers.requests.members import in_hand
from handlers.requests.outcomes import left_over, says_solved
from handlers.requests.partly import ask_what_is_left, pass_rest
from handlers.requests.rating import puts_off, read_rating, says_not_solved
from handlers.requests.reopening import is_at_the_top
from handlers.requests.rules import DISSATISFIED, Step, check
from handlers.requests.wording import subject, who
from handlers.texts import text
from handlers.understanding import GUESS, mask, things
from handlers.yes_no import read_yes_no
from storage.records import Question, Request, RequestStatus
from storage.requests import OPEN

_CLOSE = "request.close"
_CLOSE_WAITS = timedelta(minutes=30)
_STILL_THE_SAME = timedelta(days=14)
_DONE = re.compile(
    r"(?:修|整改|弄|处理|换|解决|搞|疏通|清理|办|调解|协调|安装|装|接)(?:好|完|定|通|妥|上)了|(?:已经?|都|全)(?:修|弄|处理|换|解决|疏通|清理|办)(?:好|完|通|妥)|恢复(?:了|正常)|搞定|没问题了"
)
_NOT_YET = re.compile(r"[吗么?？]|怎么|没(?:有)?(?:修|弄|处理|换|解决|搞|办)|还没|未|又|谁|我家|如果|等")
_SHORT = 30
_OWN = (*OPEN, RequestStatus.TO_RATE)
_JUST_CLOSED = timedelta(days=1)
_AGAIN = re.compile(
    r"(?:怎么|可是|但是?)?(?:(?:还是?|根本|压根)?没(?:有)?(?:修|弄|搞|处理|解决)好?了?|(?:还是|又)(?:坏|漏|堵|停|不行|不亮|不通)的?了?)[啊呀呢嘛哦]?"
)
_ASKS = re.compile(r"[吗么?？]\s*$|什么时候|几点|怎么|为什么|多少")
_SAID = 24  # characters of words on the work
_CODE = re.compile(r"[【\[]?(?<!\d)\d{4}(?!\d)[】\]]?")


@requests.answer(RATE, anywhere=True)
def answer_rating(chat: Chat, question: Question) -> bool:
    """1-5, or words that say whether it is solved, after the resident was asked; also privately after the group was
    asked, where a rating is better said, but not what is a ballot of an open poll."""
    if chat.answers is not None and (not chat.private or chat.meaning.ballot is not None):
        return False
    request = chat.turn.store.requests.by_code(question.payload["code"])
    if request is not None and request.status is RequestStatus.TO_RATE and take_outcome(chat, request):
        return True
    rating = rating_meant(chat, request)
    if request is None or request.status is not RequestStatus.TO_RATE:
        return False
    if rating is None:
        return chat.called and puts_off(chat.words) and open_again_unless_later(chat, request)
    if chat.words.strip().isdigit() and newer_poll(chat, question):
        return False
    take_rating(chat, request, rating, chat.words)
    return True


@requests.intent("评价")
def rate_in_words(chat: Chat) -> bool:
    """A rating that was not asked for just now: 满意, or 0712 没解决 some days later."""
    if offer_to_close(chat, ask_which=True):
        return True
    rating = read_rating(without_code(chat.words))
    if rating is None:
        return False
    request = find.mentioned(chat)
    if request is None:
        store = chat.turn.store.requests
        waiting = store.reported_by(chat.speaker, (RequestStatus.TO_RATE,))
        waiting = waiting or store.concerning(chat.speaker, (RequestStatus.TO_RATE,))
        if len(waiting) != 1:
            return False
        request = waiting[0]
    take_rating(chat, request, rating, chat.words)
    return True


@requests.before_commands
def again_in_a_word(chat: Chat) -> bool:
    """又坏了, 还没修好, with nothing else said: about the one thing of the speaker's that was just closed here."""
    words = chat.words.strip(" 。，,.!！?？~")
    if not _AGAIN.fullmatch(words) or not (chat.called or chat.mode is RoomMode.ACTIVE):
        return False
    store = chat.turn.store.requests
    since = chat.turn.now - _JUST_CLOSED
    fits = [
        request
        for request in store.reported_by(chat.speaker, (RequestStatus.TO_RATE, RequestStatus.CLOSED))
        if request.closed_at and request.closed_at >= since and request.room == chat.inbound.room
    ]
    if len(fits) != 1 or store.reported_by(chat.speaker, OPEN):
        return False
    open_again(chat, fits[0])
    return True


@requests.answer(_CLOSE, anywhere=True)
def answer_close(chat: Chat, question: Question) -> bool:
    """Yes or no to "是办结了吗？"."""
    answer = read_yes_no(chat.words)
    if answer is None or not may_answer_here(chat, question):
        return False
    chat.settle()
    if not answer:
        chat.reply("requests.not_closed_then", code=question.payload["code"])
        return True
    request = find.by_code(chat, question.payload["code"])
    actions.close(chat.turn, request, question.payload["outcome"])
    say_closed(chat, request)
    return True


def say_closed(chat: Chat, request: Request) -> None:
    """The receipt of a member who closed something: the resident is asked, or somebody else looks first (a hazard)."""
    waiting = chat.turn.store.hazards.waiting(request.id)
    if waiting is None:
        chat.reply("requests.closed_by_you", code=request.code, about=request.code)
        return
    inspector = who(chat.turn.community, waiting.inspector)
    chat.reply("hazards.rectified_by_you", code=request.code, inspector=inspector, about=request.code)


def take_rating(chat: Chat, request: Request, rating: int, words: str) -> None:
    """Keep a rating, and thank for it or say that it is worked on again; never with the figure.

    Raises:
        UserError: not theirs to rate, or not yet done.
    """
    _require_own(chat, request)
    if take_outcome(chat, request):
        return
    if request.status is RequestStatus.CLOSED and rating <= DISSATISFIED:
        open_again(chat, request)
        return
    if request.status is RequestStatus.CLOSED and request.rating is None:
        actions.rate_later(chat.turn, request, rating)
        chat.reply("requests.thanks_for_rating", code=request.code)
        return
    said = text("requests.figure", rating=rating) if words.strip().isdecimal() else mask(words)
    changed = actions.rate(chat.turn, request, rating, said)
    if changed.status is RequestStatus.CLOSED:
        chat.reply("requests.thanks_for_rating", code=request.code)
    else:
        _say_reopened(chat, changed)


def open_again_unless_later(chat: Chat, request: Request) -> bool:
    """What sounds as if it were not solved opens it again, unless nothing was understood, or who says it has not looked
    yet (我还没看): then it waits."""
    if puts_off(chat.words):
        chat.reply("requests.rate_later", code=request.code, about=request.code)
        return True
    if chat.meaning.confidence <= GUESS:
        return False
    open_again(chat, request)
    return True


def open_again(chat: Chat, request: Request) -> None:
    """The resident says that it is not solved after all.

    Raises:
        UserError: it is not theirs.
    """
    _require_own(chat, request)
    _say_reopened(chat, actions.reopen(chat.turn, request, mask(chat.words)))


def _say_reopened(chat: Chat, request: Request) -> None:
    key = "sorry_at_top" if is_at_the_top(chat.turn, request) else "sorry_reopened"
    member = who(chat.turn.community, request.assignee)
    chat.reply(f"requests.{key}", code=request.code, member=member)


def offer_to_close(chat: Chat, *, ask_which: bool = False) -> bool:
    """A member says in plain words that the one thing in hand, or the one that is named, is done: one word confirms it.

    Raises:
        UserError: with `ask_which`, it is not plain which one.
    """
    if not chat.private or not chat.works or not _DONE.search(chat.words):
        return False
    held = find.given(chat, find.HELD)
    request = find.mentioned(chat) or in_hand.narrowed_to_one(chat, held)
    if request is None and ask_which and held:
        request = find.only(chat, held, text("requests.example.close"))
    if request is None or request not in held:
        return False
    chat.ask(_CLOSE, {"code": request.code, "outcome": mask(without_code(chat.words))}, _CLOSE_WAITS)
    chat.reply("requests.close_offer", code=request.code, subject=subject(request), about=request.code)
    return True


def offer_refusal(chat: Chat, request: Request, words: str) -> None:
    """无法解决，产权不清: ended with that on a yes, for the resident hears who said so and why.

    Raises:
        UserError: it is past that.
    """
    check(request, Step.CLOSE)
    payload = {"code": request.code, "outcome": mask(words)}
    ask(chat.turn, chat.conversation, chat.speaker, _CLOSE, payload, chat.turn.now + _CLOSE_WAITS)
    chat.reply("requests.refusal_offer", code=request.code, about=request.code)


def says_done(words: str) -> bool:
    """修好了, 已处理完: whatever else is said."""
    return _DONE.search(words) is not None


def done_in_group(chat: Chat, words: str) -> bool:
    """修好了，换了个灯泡, said in the group by the member who has what was reported there: asked privately whether
    it is done, for a digit in the group may be a ballot."""
    if chat.private or len(words) > _SHORT or not _DONE.search(words) or _NOT_YET.search(words):
        return False
    if not in_hand.named(chat) and chat.turn.store.requests.reported_by(chat.speaker, _OWN):
        return False
    request = in_hand.meant(chat, find.HELD, text("requests.example.close"))
    if request is None or chat.meaning.urgency == "emergency":
        return False
    payload = {"code": request.code, "outcome": mask(without_code(words))}
    ask(chat.turn, "private", chat.speaker, _CLOSE, payload, chat.turn.now + _CLOSE_WAITS)
    chat.whisper("requests.close_offer", code=request.code, subject=subject(request), about=request.code)
    return True


def broken_again(chat: Chat) -> bool:
    """又坏了, 没修好, some days after it was closed: the one request that this can mean is opened again."""
    if not (chat.called or chat.meaning.category) or not says_not_solved(chat.words):
        return False
    since = chat.turn.now - _STILL_THE_SAME
    ended = chat.turn.store.requests.reported_by(chat.speaker, (RequestStatus.TO_RATE, RequestStatus.CLOSED))
    category = chat.meaning.category
    fits = [
        request
        for request in ended
        if request.closed_at
        and request.closed_at >= since
        and category in (None, request.category, text("requests.other_category"))
    ]
    if len(fits) != 1:
        return False
    open_again(chat, fits[0])
    return True


def take_outcome(chat: Chat, request: Request) -> bool:
    """已解决, 好了好了谢谢啊: closed without a figure, thanked once. 部分解决: opened again with what is left, which is
    asked for where it was not said.

    Raises:
        UserError: it is not theirs.
    """
    words = without_code(chat.words)
    left = left_over(words)
    if (left is None and not says_solved(words)) or chat.meaning.ballot is not None:
        return False
    _require_own(chat, request)
    if left is None:
        if request.status is RequestStatus.TO_RATE:
            actions.solve(chat.turn, request)
        chat.reply("requests.thanks_solved", code=request.code)
    elif left:
        pass_rest(chat, request, left)
    else:
        ask_what_is_left(chat, request)
    return True


@requests.before_commands
def outcome_in_a_word(chat: Chat) -> bool:
    """好了好了谢谢啊, 部分解决, without a code and not just asked here: of the one thing that waits for it."""
    if not (chat.called or chat.mode is RoomMode.ACTIVE):
        return False
    if left_over(chat.words) is None and not says_solved(chat.words):
        return False
    store = chat.turn.store.requests
    waiting = store.reported_by(chat.speaker, (RequestStatus.TO_RATE,))
    if len(waiting) != 1 or store.reported_by(chat.speaker, OPEN) or find.given(chat, find.HELD):
        return False
    return (chat.called or waiting[0].room == chat.inbound.room) and take_outcome(chat, waiting[0])


def is_theirs(chat: Chat, request: Request) -> bool:
    """Whether the speaker reported it or is affected by it."""
    return chat.speaker == request.reporter or chat.speaker in chat.turn.store.requests.parties(request.id)


def _require_own(chat: Chat, request: Request) -> None:
    if not is_theirs(chat, request):
        raise UserError("requests.not_your_request", code=request.code)


def without_code(words: str) -> str:
    """The words without the first code in them: 0001 修好了 says 修好了."""
    return _CODE.sub("", words, count=1).strip(" \t\n，,。：:")


def rating_meant(chat: Chat, request: Request | None = None) -> int | None:
    """A figure, stars, or words that in this moment can only be about the work (of `request`); 明天可以吗 is not."""
    rating = read_rating(chat.words)
    if rating is not None and not any(char.isalpha() for char in chat.words.strip("分星")):
        return rating
    if chat.meaning.intent == "评价":
        return rating
    if chat.meaning.urgency == "emergency" or _ASKS.search(chat.words):
        return None
    if rating is not None and request is not None and chat.called and len(chat.words) <= _SAID:
        return rating if things(chat.words, chat.turn.community.lexicon) <= {request.category} else None
    sure = chat.meaning.confidence > GUESS and not puts_off(chat.words)
    return DISSATISFIED if chat.meaning.intent == "催办" and sure else None  # however that is said
