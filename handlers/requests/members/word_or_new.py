"""A member writes of what they may have in hand (电梯主板烧了，要换): it is asked whether the resident shall hear it.

Between two requests of one kind the words alone do not tell: 又坏了 may be what they found there, or another lift.
"""

import re
from dataclasses import asdict
from datetime import timedelta

from handlers.chat import Chat, register_of
from handlers.requests import actions, find
from handlers.requests.clocks.follow_up import requests
from handlers.requests.dispatch.dispatching import Report
from handlers.requests.intake import register_all
from handlers.requests.members import in_hand
from handlers.understanding import contradicts, find_place, mask
from handlers.understanding.normal import normalise
from handlers.yes_no import read_yes_no
from storage.records import Question, Request

_KIND = "request.word_or_new"
_WAITS = timedelta(minutes=30)
_TELL = re.compile(r"转告|是|是(?:这|那)(?:件|个)?|告诉(?:他|她|居民)")
_ANOTHER = re.compile(r"2|不是|(?:另外|重新|新)?登记|另外(?:一件|的)?|新的?")


def offer_to_tell(chat: Chat, report: Report) -> bool:
    """Whether the words fit the one request that the speaker has in hand, so that it was asked what they are."""
    if not (chat.private and chat.works) or report.urgency != "normal":
        return False
    held = [one for one in find.given(chat, find.HELD) if one.category == report.category]
    request = in_hand.narrowed_to_one(chat, held)
    if request is None or request.reporter == chat.speaker or _elsewhere(chat, request):
        return False
    payload = {"code": request.code, "words": mask(chat.words), "report": asdict(report)}
    chat.ask(_KIND, payload, _WAITS)
    chat.reply(
        "requests.word_or_new", code=request.code, subject=find.shown(chat, request), about=request.code
    )
    return True


def _elsewhere(chat: Chat, request: Request) -> bool:
    register = register_of(chat.turn.community)
    place = find_place(normalise(chat.words), register)
    return bool(place and request.place and contradicts(request.place, place, register))


@requests.answer(_KIND)
def answer_word_or_new(chat: Chat, question: Question) -> bool:
    """1: the resident hears it; 2: another matter; 不用: neither. Anything else is no answer."""
    said = chat.words.strip(" 。，,.!！")
    another = _ANOTHER.fullmatch(said) is not None
    answer = True if _TELL.fullmatch(said) else read_yes_no(said)
    if answer is None and not another:
        return False
    chat.settle()
    if another:
        register_all(chat, [Report(**question.payload["report"])])
    elif answer:
        request = find.by_code(chat, question.payload["code"])
        actions.take_in_hand(chat.turn, request, question.payload["words"], told=False)
        chat.reply("requests.in_hand_by_you", code=request.code, about=request.code)
    else:
        chat.reply("requests.offer_declined")
    return True
