"""Residents take back in their own words what they reported: 不用来了, 已经好了.

Where somebody may be in danger, or confided it, that is asked about first: 不要告诉别人 must not end it."""

import re
from datetime import timedelta

from handlers.chat import Chat
from handlers.requests import actions, endings, find, meant
from handlers.requests.clocks.follow_up import requests
from handlers.texts import text
from handlers.understanding import GUESS, about_open, takes_nothing_back
from handlers.understanding.normal import normalise
from handlers.yes_no import read_yes_no
from storage.records import Question, Request
from storage.requests import OPEN

_KIND = "request.withdraw_sure"
_WAITS = timedelta(minutes=30)
_STAYS_AWAY = re.compile(
    "我们?家?(?:就|都|也)?不(?:去|参加|报名)了"
)  # from something else: no request is taken back


@requests.intent("撤回")
def withdraw_in_words(chat: Chat) -> bool:
    """不用来了, 已经好了: the resident's own request is taken back."""
    if endings.offer_to_close(chat, ask_which=True):  # 整改好了, of what the speaker has in hand
        return True
    guessed = chat.meaning.confidence <= GUESS
    if guessed or _STAYS_AWAY.search(chat.words) or takes_nothing_back(chat.words):
        return False
    if not about_open(normalise(chat.words), chat.context):  # 不用来了妈 我自己回去
        return False
    request = find.mentioned(chat)
    if request is None and (chat.called or len(meant.of_own(chat)) == 1):
        request = meant.only_own(chat, text("requests.example.withdraw"))
    if request is None or request.reporter != chat.speaker:
        return False
    if request.urgency == "emergency" or request.restricted is not None:
        chat.ask(_KIND, {"code": request.code}, _WAITS)
        chat.reply("requests.withdraw_sure", code=request.code, about=request.code)
        return True
    _withdraw(chat, request)
    return True


@requests.answer(_KIND, at_once=True)
def answer_withdraw(chat: Chat, question: Question) -> bool:
    """Yes or no to "要撤回吗？"."""
    answer = read_yes_no(chat.words)
    if answer is None:
        return False
    chat.settle()
    request = find.by_code(chat, question.payload["code"])
    if answer and request.status in OPEN:
        _withdraw(chat, request)
    else:
        chat.reply("requests.not_withdrawn", code=request.code, about=request.code)
    return True


def _withdraw(chat: Chat, request: Request) -> None:
    actions.withdraw(chat.turn, request)
    chat.reply("requests.withdrawn", code=request.code)
