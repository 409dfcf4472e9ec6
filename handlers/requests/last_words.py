"""A member who closes or gives back something without a word is asked for one; a picture does as well."""

import re
from datetime import timedelta

from handlers.arguments import starts_with_code
from handlers.chat import Chat
from handlers.requests import actions, find
from handlers.requests.clocks.follow_up import SAID, requests
from handlers.requests.endings import say_closed
from handlers.requests.pictures import join_held
from handlers.requests.rules import Step, check
from handlers.requests.steps import require_hold
from handlers.texts import text
from handlers.understanding import mask
from storage.records import Question, Request

_WAITS = timedelta(minutes=30)
_ASKS = re.compile(r"^(?:怎么|咋|为什么|为啥|什么|能不能|帮助)|[吗么呢?？]$")


def ask_in_words(chat: Chat, request: Request, step: Step) -> None:
    """A member who closes or returns something without a word is asked for it; the next line is the answer.

    Raises:
        UserError: it is not theirs, or cannot be done now.
    """
    require_hold(chat.turn, request)
    check(request, step)
    if step is Step.CLOSE and join_held(chat, [request]):  # the picture says it
        actions.close(chat.turn, request, text("requests.see_picture"))
        say_closed(chat, request)
        return
    chat.ask(SAID, {"code": request.code, "step": step.value}, _WAITS)
    chat.reply(f"requests.words_for_{step.value}", code=request.code, about=request.code)


@requests.answer(SAID)
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
    if close:
        say_closed(chat, request)
    else:
        chat.reply("requests.returned_by_you", code=request.code, about=request.code)
    return True
