"""Objections against a result while it is published (公示): each is a request, private, to who opened the poll."""

import re

from handlers.arguments import code_of
from handlers.chat import Chat
from handlers.community import Permission
from handlers.errors import UserError
from handlers.feature import Where
from handlers.polls.actions import polls
from handlers.polls.find import by_code
from handlers.polls.wording import moment
from handlers.requests.dispatch.dispatching import Report, register
from handlers.texts import text
from handlers.understanding import mask
from storage.records import Poll

_OBJECTS = re.compile(
    r"(?:我|我们|我家|本人)?(?:对|就|关于)\s*[【\[(（#]?\s*(?P<code>[Vv][0-9]{1,4})\s*[】\])）]?(?:的?(?:结果|表决|投票|公示))?\s*(?:的)?"
    r"(?:有|提出?|表示)?(?:一?[个点条])?(?:异议|意见|质疑)[\s:：，,。!！]*(?P<words>.*)",
    re.DOTALL,
)
_BEHIND = re.compile(
    r"[【\[(（#]?\s*(?P<code>[Vv][0-9]{1,4})\s*[】\])）]?\s*(?:我)?(?:有|提)?异议[\s:：，,。!！]*(?P<words>.*)",
    re.DOTALL,
)
_SHORTEST = 4  # characters of an objection that says anything


@polls.declare(
    "对V3有异议 计票人没有到场", needs=(Permission.POLL, Permission.READ), where=Where.REQUEST, own=True
)
@polls.before_commands
def object_to(chat: Chat) -> bool:
    """对V3有异议 原因: registered as a request, of which the group hears nothing.

    Raises:
        UserError: the result is not published now, or no reason is given. Said privately.
    """
    found = _OBJECTS.fullmatch(chat.words) or _BEHIND.fullmatch(chat.words)
    if found is None:
        return False
    try:
        _register(chat, by_code(chat.turn, code_of(found["code"]), chat.inbound.room), found["words"].strip())
    except UserError as error:
        chat.whisper(error.key, about=None, **error.params)
    return True


def _register(chat: Chat, poll: Poll, words: str) -> None:
    turn = chat.turn
    if poll.public_until is None or turn.now >= poll.public_until:
        raise UserError("polls.not_public", code=poll.code)
    if len(words) < _SHORTEST:
        raise UserError("polls.objection_wanted", code=poll.code)
    opener = turn.community.person(poll.opened_by)
    report = Report(
        text=text("polls.objection", code=poll.code, title=poll.title, words=mask(words)),
        intent="投诉",
        category=text("requests.other_category"),
        urgency="normal",
        place=None,
        node=poll.node,
        room=None,
        reporter=chat.speaker,
        called=chat.called,
    )
    there = opener is not None and opener.contacts and opener.id != chat.speaker
    request = register(turn, report, to=opener if there else None)
    turn.audit("object", poll.code, request=request.number)
    for above in turn.community.superiors(opener, poll.node)[:1] if opener is not None else ():
        if above.id not in (chat.speaker, request.assignee):
            message = text("polls.objection_above", code=poll.code, title=poll.title, request=request.code)
            turn.to_person(above, message, about=request.code)
    chat.whisper(
        "polls.objection_registered",
        about=request.code,
        code=poll.code,
        request=request.code,
        until=moment(turn.community, poll.public_until),
    )
