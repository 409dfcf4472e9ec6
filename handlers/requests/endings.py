"""How a request ends: the member says that it is done, the resident rates it, or says that it is not solved."""

import re
from datetime import timedelta

from handlers.arguments import starts_with_code
from handlers.chat import Chat
from handlers.community import RoomMode
from handlers.errors import UserError
from handlers.requests import actions, find
from handlers.requests.follow_up import RATE, requests
from handlers.requests.rating import read_rating, says_not_solved
from handlers.requests.rules import DISSATISFIED, Step, check
from handlers.requests.steps import require_hold
from handlers.requests.wording import subject, who
from handlers.texts import text
from handlers.understanding import mask
from handlers.yes_no import read_yes_no
from storage.records import Question, Request, RequestStatus
from storage.requests import OPEN

_CLOSE = "request.close"
_CLOSE_WAITS = timedelta(minutes=30)
_STILL_THE_SAME = timedelta(days=14)
_DONE = re.compile(
    r"(?:修|弄|处理|换|解决|搞|疏通|清理|办|调解|协调|安装|装|接)(?:好|完|定|通|妥|上)了|(?:已经?|都|全)(?:修|弄|处理|换|解决|疏通|清理|办)(?:好|完|通|妥)|恢复(?:了|正常)|搞定|没问题了"
)
_JUST_CLOSED = timedelta(days=1)
_AGAIN = re.compile(
    r"(?:怎么|可是|但是?)?(?:(?:还是?|根本|压根)?没(?:有)?(?:修|弄|搞|处理|解决)好?了?|(?:还是|又)(?:坏|漏|堵|停|不行|不亮|不通)的?了?)[啊呀呢嘛哦]?"
)
_WORDS = "request.said"
_ASKS = re.compile(r"^(?:怎么|咋|为什么|为啥|什么|能不能|帮助)|[吗么呢?？]$")
_CODE = re.compile(r"[【\[]?(?<!\d)\d{4}(?!\d)[】\]]?")


@requests.answer(RATE)
def answer_rating(chat: Chat, question: Question) -> bool:
    """1-5, or words that say whether it is solved, after the resident was asked."""
    request = chat.turn.store.requests.by_code(question.payload["code"])
    rating = _rating_meant(chat)
    if request is None or rating is None or request.status is not RequestStatus.TO_RATE:
        return False
    if chat.words.strip().isdigit() and _newer_poll(chat, question):
        return False
    take_rating(chat, request, rating, chat.words)
    return True


@requests.intent("评价")
def rate_in_words(chat: Chat) -> bool:
    """A rating that was not asked for just now: 满意, or 0712 没解决 some days later."""
    if offer_to_close(chat):
        return True
    rating = read_rating(_without_code(chat.words))
    if rating is None:
        return False
    request = find.mentioned(chat)
    if request is None:
        waiting = chat.turn.store.requests.reported_by(chat.speaker, (RequestStatus.TO_RATE,))
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


def ask_in_words(chat: Chat, request: Request, step: Step) -> None:
    """A member who closes or returns something without a word is asked for it; the next line is the answer.

    Raises:
        UserError: it is not theirs, or cannot be done now.
    """
    require_hold(chat.turn, request)
    check(request, step)
    chat.ask(_WORDS, {"code": request.code, "step": step.value}, _CLOSE_WAITS)
    chat.reply(f"requests.words_for_{step.value}", code=request.code, about=request.code)


@requests.answer(_WORDS)
def answer_words(chat: Chat, question: Question) -> bool:
    """What was done, or why it cannot be. Another command, a code or a question is no answer."""
    words = chat.words.strip()
    command = any(words.startswith(word) for command in requests.commands for word in command.words)
    if len(words) < 3 or command or starts_with_code(words) or _ASKS.search(words):
        return False
    chat.settle()
    request = find.by_code(chat, question.payload["code"])
    close = question.payload["step"] == Step.CLOSE.value
    (actions.close if close else actions.give_back)(chat.turn, request, mask(words))
    key = "requests.closed_by_you" if close else "requests.returned_by_you"
    chat.reply(key, code=request.code, about=request.code)
    return True


@requests.answer(_CLOSE)
def answer_close(chat: Chat, question: Question) -> bool:
    """Yes or no to "是办结了吗？"."""
    answer = read_yes_no(chat.words)
    if answer is None:
        return False
    chat.settle()
    if answer:
        request = find.by_code(chat, question.payload["code"])
        actions.close(chat.turn, request, question.payload["outcome"])
        chat.reply("requests.closed_by_you", code=request.code, about=request.code)
    else:
        chat.reply("requests.not_closed_then", code=question.payload["code"])
    return True


def take_rating(chat: Chat, request: Request, rating: int, words: str) -> None:
    """Keep a rating, and thank for it or say that it is worked on again; never with the figure.

    Raises:
        UserError: not theirs to rate, or not yet done.
    """
    _require_own(chat, request)
    if request.status is RequestStatus.CLOSED and rating <= DISSATISFIED:
        open_again(chat, request)
        return
    changed = actions.rate(chat.turn, request, rating, mask(words))
    if changed.status is RequestStatus.CLOSED:
        chat.reply("requests.thanks_for_rating", code=request.code)
    else:
        member = who(chat.turn.community, request.assignee)
        chat.reply("requests.sorry_reopened", code=request.code, member=member)


def open_again(chat: Chat, request: Request) -> None:
    """The resident says that it is not solved after all.

    Raises:
        UserError: it is not theirs.
    """
    _require_own(chat, request)
    actions.reopen(chat.turn, request, mask(chat.words))
    chat.reply(
        "requests.sorry_reopened", code=request.code, member=who(chat.turn.community, request.assignee)
    )


def offer_to_close(chat: Chat) -> bool:
    """A member says in plain words that the one thing in hand is done: one word confirms it."""
    if not chat.private or not chat.works or not _DONE.search(chat.words):
        return False
    held = find.given(chat, find.HELD)
    request = find.mentioned(chat) or (held[0] if len(held) == 1 else None)
    if request is None or request not in held:
        return False
    chat.ask(_CLOSE, {"code": request.code, "outcome": mask(chat.words)}, _CLOSE_WAITS)
    chat.reply("requests.close_offer", code=request.code, subject=subject(request), about=request.code)
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


def _require_own(chat: Chat, request: Request) -> None:
    if chat.speaker != request.reporter and chat.speaker not in chat.turn.store.requests.parties(request.id):
        raise UserError("requests.not_your_request", code=request.code)


def _without_code(words: str) -> str:
    return _CODE.sub("", words, count=1).strip(" \t\n，,。：:")


def _newer_poll(chat: Chat, question: Question) -> bool:
    """A bare digit belongs to whatever was asked last: a poll that was opened after the question."""
    polls = chat.turn.store.polls.open_in_room(chat.conversation)
    return any(poll.opened_at > question.asked_at for poll in polls)


def _rating_meant(chat: Chat) -> int | None:
    """A figure, stars, or words that in this moment can only be about the work; 明天可以吗 is not."""
    rating = read_rating(chat.words)
    if rating is not None and not any(char.isalpha() for char in chat.words.strip("分星")):
        return rating
    if chat.meaning.intent == "催办":  # it is not solved, however that is said
        return DISSATISFIED
    return rating if chat.meaning.intent == "评价" else None
