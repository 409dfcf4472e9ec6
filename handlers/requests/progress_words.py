"""A push is passed on, and a question how it stands is answered. Chat only."""

import re

from handlers.chat import Chat
from handlers.errors import UserError
from handlers.requests import actions, find
from handlers.requests.access import may_join_in
from handlers.requests.clocks import pausing, whistling
from handlers.requests.endings import is_theirs, take_rating, without_code
from handlers.requests.members import asking
from handlers.requests.rules import DISSATISFIED
from handlers.requests.steps import dispatcher_of
from handlers.requests.wording import excerpt, subject, when, who
from handlers.texts import text
from handlers.understanding import mask
from storage.records import Request, RequestStatus

_BARE = re.compile(
    r"(?:小应|催办|催单|催一下|催催|麻烦|快点?|帮忙?|怎么|咋|还|没|有|人|来|修|师傅|都|几天|到底|[\W\d_啊呀呢吗了])*"
)
"""怎么还没人来: a push, and no more than that."""
_COMMAND = re.compile(r"^(?:催办|催单|催一下|催催)[\s,，:：]*")


def urge(chat: Chat, request: Request) -> None:
    """Pass a push on, and say so; who is to say whether it is solved, and pushes, says that it is not.

    Raises:
        UserError: they may only read it, or it is over.
    """
    if not may_join_in(chat, request):
        raise UserError("common.not_allowed")
    if request.status is RequestStatus.TO_RATE and is_theirs(chat, request):
        take_rating(chat, request, DISSATISFIED, chat.words)
        return
    words = _COMMAND.sub("", without_code(chat.words))
    actions.urge(chat.turn, request, "" if _BARE.fullmatch(words) else mask(words))
    community = chat.turn.community
    waiting = dispatcher_of(community, request) if request.assignee is None else None
    member = who(community, waiting.id if waiting else request.assignee)
    chat.reply(
        "requests.urged_for_you",
        code=request.code,
        member=member,
        subject=find.shown(chat, request),
        about=request.code,
    )


def show_status(chat: Chat, request: Request) -> None:
    """One line on where a request stands, to somebody whom it concerns; privately if it is private."""
    community, now = chat.turn.community, chat.turn.now
    by = request.accept_by if request.status is RequestStatus.DISPATCHED else request.close_by
    state = text(
        f"requests.state.{request.status.name.lower()}",
        member=who(community, request.assignee),
        by=when(by, now, community),
        outcome=excerpt(request.outcome or ""),
    )
    state = pausing.state(chat.turn, request) or asking.state(chat.turn, request) or state
    state += whistling.state(chat.turn, request)
    hidden = find.hidden(chat, request)
    say = chat.whisper if hidden else chat.reply
    say("requests.status", code=request.code, subject=subject(request), state=state, about=request.code)
    if hidden:
        chat.reply("requests.told_privately", code=request.code)
