"""How departments are called in, report in and answer: 吹哨0712 城管 说明, 报到0712, 答复0712 …. Chat only."""

import re

from handlers.arguments import Arguments, code_of, read_arguments, starts_with_code
from handlers.chat import Chat
from handlers.community import Permission
from handlers.departments import Department, named_first
from handlers.errors import UserError
from handlers.feature import Where
from handlers.requests import find
from handlers.requests.clocks import whistling
from handlers.requests.clocks.follow_up import requests
from handlers.understanding import mask
from storage.records import Request, Whistle

_CODE = re.compile(r"(?<!\d)\d{3,4}(?!\d)")
_CALL = re.compile(r"(?:麻烦|赶紧)?(?:请|叫|喊|找|让|通知|联系)(?:一下)?(?P<whom>.+)", re.S)
_COME = re.compile(
    r"(?:的?(?:人|同志|部门)?)(?:来|过来|到场|报到|派人|去|出面|介入|配合|处理|解决)(?:看看?|一下|处理|解决|帮忙|吧|了)*[\s,，。：:]*(?P<why>.*)",
    re.S,
)
_SHOWN = 6
_LONGEST = 300


@requests.command("吹哨", needs=Permission.DISPATCH, where=Where.REQUEST, needs_code=True)
def blow(chat: Chat, arguments: Arguments) -> None:
    """A secretary calls a department in.

    Raises:
        UserError: no department is named, or as `whistling.blow`.
    """
    _blow(chat, arguments.code or "", arguments.rest)


@requests.command("报到", needs=Permission.DISPATCH, where=Where.REQUEST, own=True, needs_code=True)
def report(chat: Chat, arguments: Arguments) -> None:
    """A department says that it is there, or who called it says so for it.

    Raises:
        UserError: none was called for that, or it is not theirs to say.
    """
    request, whistle, _ = _whistle(chat, arguments)
    whistling.report(chat.turn, request, whistle)
    chat.reply(
        "requests.whistle_reported_by_you",
        code=request.code,
        department=whistle.department,
        about=request.code,
    )


@requests.command("答复", needs=Permission.DISPATCH, where=Where.REQUEST, own=True, needs_code=True)
def answer(chat: Chat, arguments: Arguments) -> None:
    """What a department has to say.

    Raises:
        UserError: as `report`, or there are no words.
    """
    request, whistle, words = _whistle(chat, arguments)
    whistling.answer(chat.turn, request, whistle, mask(words))
    chat.reply("requests.whistle_answered_by_you", code=request.code, about=request.code)


@requests.declare("0712 请城管来", needs=Permission.DISPATCH, where=Where.REQUEST)
@requests.before_commands
def blow_in_words(chat: Chat) -> bool:
    """0712 请城管来处理占道, 吹哨城管 0712 占道: from a dispatcher. From anybody else it is read on.

    Raises:
        UserError: as `whistling.blow`.
    """
    if not chat.may_somewhere(Permission.DISPATCH) or len(chat.words) > _LONGEST:
        return False
    departments = chat.turn.community.departments
    if chat.words.startswith("吹哨"):
        code = _CODE.search(chat.words)
        if code is None:
            raise UserError("requests.whistle_which", list=_names(chat))
        _blow(chat, code_of(code[0]), chat.words[2 : code.start()] + " " + chat.words[code.end() :])
        return True
    code_said = read_arguments(chat.words).code if starts_with_code(chat.words) else None
    quoted = chat.quoted.about if chat.quoted else None
    said = _CALL.fullmatch(read_arguments(chat.words).rest if code_said else chat.words.strip())
    found = named_first(departments, said["whom"]) if said else None
    come = _COME.fullmatch(found[1]) if found else None
    if found is None or come is None or not (code_said or quoted):
        return False
    request = find.by_code(chat, code_said or quoted or "")
    _call(chat, request, found[0], come["why"] or chat.words)
    return True


def _blow(chat: Chat, code: str, words: str) -> None:
    request = find.by_code(chat, code)
    found = named_first(chat.turn.community.departments, words.strip(" \t\n:：，,。"))
    if found is None:
        key = "whistle_whom" if chat.turn.community.departments else "whistle_nobody"
        raise UserError(f"requests.{key}", code=code, list=_names(chat))
    _call(chat, request, *found)


def _call(chat: Chat, request: Request, department: Department, words: str) -> None:
    whistling.blow(chat.turn, request, department, mask(words))
    key = "whistle_by_you" if department.people else "whistle_by_you_alone"
    chat.reply(f"requests.{key}", code=request.code, department=department.name, about=request.code)


def _whistle(chat: Chat, arguments: Arguments) -> tuple[Request, Whistle, str]:
    """The request, the department that the speaker speaks for, and the words without its name.

    Raises:
        UserError: there is no such request for them, none is called there, or it is not plain which one.
    """
    code = arguments.code or ""
    request = chat.turn.store.requests.by_code(code)
    own = whistling.theirs(chat.turn, request) if request is not None else []
    if request is None or not own:
        if request is not None and find.may_see(chat, request) and not whistling.going(chat.turn, request):
            raise UserError("requests.whistle_none", code=code)
        raise UserError("requests.unknown_code", code=code)
    named = named_first(chat.turn.community.departments, arguments.rest)
    fitting = [one for one in own if named and one.department == named[0].name]
    if fitting and named:
        return request, fitting[0], named[1]
    if len(own) > 1:
        raise UserError("requests.whistle_of_whom", code=code, list="、".join(one.department for one in own))
    return request, own[0], arguments.rest


def _names(chat: Chat) -> str:
    return "、".join(one.name for one in chat.turn.community.departments[:_SHOWN])
