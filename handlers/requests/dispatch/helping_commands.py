"""协办0712 姓名, 退出协办, 0712谁在办. Chat only."""

import re

from handlers.arguments import Arguments, read_arguments
from handlers.chat import Chat
from handlers.community import Permission
from handlers.errors import UserError
from handlers.feature import Where
from handlers.requests import find
from handlers.requests.access import THEIRS
from handlers.requests.clocks.follow_up import requests
from handlers.requests.dispatch import helping
from handlers.requests.dispatch.several import bare_name
from handlers.requests.wording import who
from handlers.texts import text
from storage.requests import OPEN

_NAMES = re.compile(r"[、,，;；和及\s]+")
_MOST, _LONGEST = 4, 60  # names in one message, and characters
_WHO = re.compile(
    r"(?!谁办的$)(?:现在|目前|这个|这件|到底|是|由|归|都|有)*(?:谁|哪位|哪个|哪些人|谁们)(?:在|正在|都在|来|去)?"
    r"(?:办|管|处理|负责|跟进|弄|修|跟|主办|协办|接的?|接手)(?:着|呢|的|了|啊|呀|这事|这件事)*[？?。!！]*"
)


@requests.command("协办", "请协办", "加协办", needs=THEIRS, where=Where.REQUEST, needs_code=True)
def ask_to_help(chat: Chat, arguments: Arguments) -> None:
    """Who has it, or dispatches there, asks others to help."""
    request = find.by_code(chat, arguments.code or "")
    names = [name for name in _NAMES.split(bare_name(arguments.rest[:_LONGEST])) if name][:_MOST]
    if not names:
        raise UserError("requests.helper_wanted", code=request.code)
    added = []
    for name in names:
        member = find.member_named(chat.turn.community, name, request.code)
        helping.add_helper(chat.turn, request, member)
        added.append(member.name)
    lead = who(chat.turn.community, request.assignee)
    chat.reply("requests.helper_added", code=request.code, names="、".join(added), member=lead)


@requests.command("退出协办", "不协办了", "不再协办", alone=True)
def stop_helping(chat: Chat, arguments: Arguments) -> None:
    """Who helps does so no more: with the one that is named, or the only one.

    Raises:
        UserError: they help with none, or several.
    """
    mine = [request for request, _ in chat.turn.store.helpers.by(chat.speaker) if request.status in OPEN]
    code = arguments.code or (chat.quoted.about if chat.quoted else None)
    meant = [request for request in mine if code in (None, request.code)]
    if not meant:
        raise UserError("requests.helps_nowhere")
    request = find.only(chat, meant, text("requests.example.helping"))
    helping.leave_helping(chat.turn, request)
    chat.reply("requests.helping_ended", code=request.code)


@requests.declare("0712谁在办", needs=(*THEIRS, Permission.READ), where=Where.REQUEST, own=True)
def who_works(chat: Chat) -> bool:
    """Who has it, and who helps: to everybody who may see it, privately what is not for the group."""
    if len(chat.words) > 40:
        return False
    arguments = read_arguments(chat.words)
    code = arguments.code or ""
    if not code.isdecimal() or not _WHO.fullmatch(arguments.rest):
        return False
    request = find.by_code(chat, code)
    say = chat.whisper if find.hidden(chat, request) else chat.reply
    code, member = request.code, who(chat.turn.community, request.assignee)
    helpers = helping.helpers_of(chat.turn, request)
    if request.assignee is None:
        say("requests.nobody_works", code=code, about=code)
    elif helpers:
        names = "、".join(who(chat.turn.community, one.id) for one in helpers)
        say("requests.who_works_helped", code=code, member=member, helpers=names, about=code)
    else:
        say("requests.who_works", code=code, member=member, about=code)
    return True
