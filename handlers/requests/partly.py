"""A part is solved (部分解决): what is left is asked for in one line, and goes on with the same member."""

import re
from datetime import timedelta

from handlers.arguments import starts_with_code
from handlers.chat import Chat, ask
from handlers.requests import actions, find
from handlers.requests.clocks.follow_up import requests, tell_reporter
from handlers.requests.outcomes import says_solved
from handlers.requests.wording import who
from handlers.texts import text
from handlers.turn import Turn
from handlers.understanding import mask
from handlers.yes_no import read_yes_no
from storage.records import Question, Request, RequestStatus, Timer

LEFT = "request.left"
_ASKS = re.compile(r"[吗?？]|^(?:怎么|什么|谁)")
_WAITS = timedelta(days=1)
_NEXT_LINE = timedelta(minutes=10)  # in a group, later words that call nobody are talk
_ASKING = ("request.rate_again", "request.rate_end")


def ask_what_is_left(chat: Chat, request: Request) -> None:
    """One line; whoever does not answer it gets the rest done all the same, a day later."""
    hidden = find.hidden(chat, request)
    member = who(chat.turn.community, request.assignee)
    conversation = "private" if hidden else chat.conversation
    ask(chat.turn, conversation, chat.speaker, LEFT, {"code": request.code}, chat.turn.now + _WAITS)
    chat.turn.store.timers.cancel(request.number, (*_ASKING, LEFT))
    chat.turn.store.timers.set(LEFT, request.number, chat.turn.now + _WAITS, {"id": request.id})
    say = chat.whisper if hidden else chat.reply
    say("requests.what_is_left", about=request.code, code=request.code, member=member)


def pass_rest(chat: Chat, request: Request, left: str) -> None:
    """The member goes on with what is left.

    Raises:
        UserError: it was never closed.
    """
    changed = actions.reopen_rest(chat.turn, request, mask(left))
    member = who(chat.turn.community, changed.assignee)
    chat.reply("requests.rest_passed", code=changed.code, member=member, about=changed.code)


@requests.answer(LEFT, in_words=True)
def answer_left(chat: Chat, question: Question) -> bool:
    """What is left, in the resident's words; or that it is nothing after all."""
    request = chat.turn.store.requests.by_code(question.payload["code"])
    words = chat.words.strip()
    if request is None or request.status is not RequestStatus.TO_RATE:
        return False
    if says_solved(words) or read_yes_no(words) is False:
        chat.settle()
        actions.solve(chat.turn, request)
        chat.reply("requests.thanks_solved", code=request.code)
        return True
    if _ASKS.search(words):
        return False
    lately = chat.called or chat.turn.now - question.asked_at <= _NEXT_LINE
    if len(words) < 3 or not lately or starts_with_code(words) or chat.meaning.urgency == "emergency":
        return False
    chat.settle()
    pass_rest(chat, request, words)
    return True


@requests.timer(LEFT)
def go_on(turn: Turn, timer: Timer) -> str | None:
    """Nobody said what is left: the member goes on all the same."""
    request = turn.store.requests.get(timer.payload["id"])
    if request is None or request.status is not RequestStatus.TO_RATE:
        return "already answered"
    changed = actions.reopen_rest(turn, request, text("requests.partly"))
    tell_reporter(turn, changed, "requests.rest_passed", member=who(turn.community, changed.assignee))
    return None
