"""What those who lead say of how much the bot speaks in their group: 静默, 只应@, 主动, or 模式 to ask. Chat only."""

import re

from handlers.chat import Chat
from handlers.community import RoomMode
from handlers.errors import UserError
from handlers.feature import Feature, Where
from handlers.rooms.mode import LEADS, change_mode, may_change
from handlers.texts import text
from handlers.understanding.normal import normalise

rooms = Feature("rooms")

_LONGEST = 24
_TO = r"(?:(?:本群|这个群)?(?:改成|改为|改到|设成|设为|换成|换到|切换到|切到|开启|进入) ?)?"
_MODE = re.compile(rf"{_TO}(?P<mode>静默|只应@|只应|主动)(?:模式)?")
_ASKED = re.compile(r"(?:本群|这个群|群)?(?:现在)?(?:是)?(?:什么|啥|哪种)?模式")
_MEANT = {
    "静默": RoomMode.SILENT,
    "只应@": RoomMode.MENTION,
    "只应": RoomMode.MENTION,
    "主动": RoomMode.ACTIVE,
}


@rooms.before_commands
@rooms.declare("小应 静默", "小应 只应@", "小应 主动", "小应 模式", needs=LEADS, where=Where.ROOM)
def set_mode(chat: Chat) -> bool:
    """Ask for the mode of the group, or change it.

    Raises:
        UserError: not theirs to change, or not said in a group.
    """
    words = _words(chat)
    found = _MODE.fullmatch(words)
    if words == "" or not (found or _ASKED.fullmatch(words)):
        return False
    community, room = chat.turn.community, chat.room
    if room is None:
        if not any(may_change(community, chat.person, one) for one in community.rooms):
            return False
        raise UserError("rooms.in_group")
    if not may_change(community, chat.person, room):
        raise UserError("rooms.not_allowed")
    if found is None:
        chat.say(f"{describe(chat.mode)}{text('rooms.how')}")
        return True
    mode = _MEANT[found["mode"]]
    if mode is not chat.mode:
        change_mode(chat.turn, room, mode)
    chat.say(describe(mode))
    return True


def describe(mode: RoomMode) -> str:
    """A mode in one line."""
    return text(f"rooms.{mode.value}")


def _words(chat: Chat) -> str:
    """What was said to the bot, bare; "" if nothing was. 小应静默, written as one word, is a call here."""
    said = chat.words if chat.called else chat.inbound.text
    words = normalise(said[:_LONGEST]).strip(" 。.!~,")
    if chat.called:
        return words
    return next(
        (words[len(name) :] for name in chat.turn.community.bot_names if words.startswith(name)),
        "",
    )
