"""派0712 李伟, 派 0712 0713 给李师傅, and 为什么派给 0712: what those who dispatch say. Chat only."""

import re

from handlers.arguments import Arguments, read_arguments
from handlers.chat import Chat
from handlers.community import Permission
from handlers.feature import Where
from handlers.requests import find
from handlers.requests.at_once import each
from handlers.requests.clocks.follow_up import requests
from handlers.requests.dispatch import dispatching
from handlers.requests.dispatch.several import bare_name, read_given_out
from handlers.requests.dispatch.whose import why_given
from handlers.requests.wording import who
from handlers.texts import text
from handlers.understanding import mask

_WHY = re.compile(
    r"(?:为什么|为啥|怎么|凭什么|咋)(?:会|要|是)?(?:派|转|分|交)?(?:给|到)?[\w·]{0,8}?(?:的|了|呢|啊|呀)*[？?。]*"
)
_LONGEST = 30


@requests.command("派单", "派", needs=Permission.DISPATCH, where=Where.REQUEST, needs_code=True)
def dispatch(chat: Chat, arguments: Arguments) -> None:
    """A dispatcher gives one request, or several, to somebody.

    Raises:
        UserError: the one cannot be given; of several, those that can be are.
    """
    said = read_given_out(arguments.rest)
    codes = list(dict.fromkeys([arguments.code or "", *said.codes]))
    name, reason = find.name_and_reason(said.rest)
    if len(codes) == 1:
        member = _give(chat, codes[0], bare_name(name), reason)
        chat.reply("requests.dispatched_by_you", code=codes[0], member=member)
        return
    members: list[str] = []
    done = each(codes, chat, lambda code: members.append(_give(chat, code, bare_name(name), reason)))
    chat.say(
        "\n".join([text("requests.dispatched_several", codes=done.codes, member=members[0]), *done.refused])
    )


@requests.declare("为什么派给 0712", needs=Permission.DISPATCH, where=Where.REQUEST)
def tell_why(chat: Chat) -> bool:
    """0712 为什么派给李伟, 为什么派给0712: what decided, to who dispatches there."""
    if len(chat.words) > _LONGEST:
        return False
    said = read_arguments(chat.words)
    if said.code is None or said.code.startswith("V") or not _WHY.fullmatch(said.rest):
        return False
    if not (chat.called or chat.may_somewhere(Permission.DISPATCH)):
        return False
    request = find.by_code(chat, said.code)
    chat.turn.require(Permission.DISPATCH, request.node)
    chat.turn.to_actor(chat.speaker, why_given(chat.turn, request), about=request.code)
    return True


def _give(chat: Chat, code: str, name: str, reason: str) -> str:
    request = find.by_code(chat, code)
    member = find.member_named(chat.turn.community, name, code)
    dispatching.dispatch(chat.turn, request, member, mask(reason))
    return who(chat.turn.community, member.id)
