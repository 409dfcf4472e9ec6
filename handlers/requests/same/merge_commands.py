"""What dispatchers say of two requests that are one, and of places that are reported again and again. Chat only."""

import re

from handlers.arguments import Arguments, code_of
from handlers.chat import Chat
from handlers.community import Permission
from handlers.errors import UserError
from handlers.feature import Where
from handlers.requests import find
from handlers.requests.clocks.follow_up import requests
from handlers.requests.same import hot_spots, merging
from handlers.requests.same.households import households
from handlers.requests.wording import who
from handlers.texts import text

_CODE = r"[【\[]?(?<!\d)(?P<{0}>\d{{3,4}})(?!\d)[】\]]?"
_INTO = re.compile(_CODE.format("into"))
_IN_WORDS = re.compile(
    rf"把?\s*{_CODE.format('one')}\s*(?:(?:合并|并|合)(?:到|进|入|给|在)?|(?:和|跟|与|同))\s*{_CODE.format('into')}\s*"
    r"(?:(?:里|里面|中)?(?:去|吧)?|(?:(?:应该|就)?是)?(?:同?一(?:件|回|码)事|重复(?:的|了)?|一样的?)|(?:合并|并)(?:吧|一下|了|在一起|起来)?)"
    r"[。.!！\s]*"
)
_SHOWN = 3  # lines of a list, so that the whole reply has four


@requests.command("合并", "并单", needs=Permission.DISPATCH, where=Where.REQUEST, needs_code=True)
def merge(chat: Chat, arguments: Arguments) -> None:
    """A dispatcher says that two requests are one: the first goes into the second.

    Raises:
        UserError: no second code, or one of the two is none for them.
    """
    one = arguments.code or ""
    found = _INTO.search(arguments.rest)
    if found is None:
        raise UserError("requests.merge_into_which", code=one)
    _merge(chat, one, code_of(found["into"]))


@requests.declare("把0713并到0712", "0713 和 0712 是一回事", needs=Permission.DISPATCH, where=Where.REQUEST)
@requests.before_commands
def merge_in_words(chat: Chat) -> bool:
    """把0713并到0712, 0713 和 0712 是一回事: from a dispatcher.

    Raises:
        UserError: from anybody else.
    """
    found = _IN_WORDS.fullmatch(chat.words.strip())
    if found is None or not chat.called:
        return False
    chat.require_somewhere(Permission.DISPATCH)
    _merge(chat, code_of(found["one"]), code_of(found["into"]))
    return True


@requests.command("拆开", "拆分", needs=Permission.DISPATCH, where=Where.REQUEST, needs_code=True)
def split(chat: Chat, arguments: Arguments) -> None:
    """A dispatcher takes a merging back.

    Raises:
        UserError: there is no such request for them.
    """
    code = arguments.code or ""
    request = chat.turn.store.requests.called(code)
    if request is None or not find.may_see(chat, request):
        raise UserError("requests.unknown_code", code=code)
    changed = merging.split(chat.turn, request)
    chat.reply(
        "requests.split_by_you", code=code, member=who(chat.turn.community, changed.assignee), about=code
    )


@requests.command("热点", "反复报的", needs=Permission.DISPATCH, alone=True)
def show_hot_spots(chat: Chat, arguments: Arguments) -> None:
    """Where one thing was reported three times and more in a month, in the places where the speaker dispatches."""
    chat.require_somewhere(Permission.DISPATCH)
    community = chat.turn.community
    spots = [
        spot
        for spot in hot_spots.all_spots(chat.turn)
        if chat.person is not None and community.may(chat.person, Permission.DISPATCH, spot.node)
    ]
    if not spots:
        chat.whisper("requests.no_hot_spots")
    else:
        lines = [text("requests.hot_line", subject=one.subject, count=one.count) for one in spots[:_SHOWN]]
        chat.whisper("requests.hot_spots", count=len(spots), list="\n".join(lines))
    if not chat.private:
        chat.reply("requests.hot_told")


def _merge(chat: Chat, code: str, into_code: str) -> None:
    """
    Raises:
        UserError: as `merging.merge`, or one of the two is none for them.
    """
    store = chat.turn.store.requests
    one = store.called(code)
    if one is None or not find.may_see(chat, one):
        raise UserError("requests.unknown_code", code=code)
    into = find.by_code(chat, into_code)
    merging.merge(chat.turn, one, into)
    count = households(chat.turn.community, store.parties(into.id))
    chat.reply("requests.merged_by_you", code=one.code, into=into.code, count=count, about=into.code)
