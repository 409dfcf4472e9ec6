"""What the bot says of itself."""

import re

from handlers.arguments import Arguments
from handlers.chat import Chat
from handlers.community import Permission
from handlers.errors import UserError
from handlers.feature import Feature, Where
from handlers.rooms.mode import may_change
from handlers.texts import text
from storage.requests import OPEN

help_feature = Feature("help")

_THANKS = re.compile(
    r"^(?:太?感?谢|多谢|辛苦|麻烦|[您你们啦了啊呀哈]|小应|[小老]?[\u4e00-\u9fff](?:师傅|老师|阿姨|大姐|大哥|楼长|书记|队长|警官|主任)|师傅|大家|好的?|收到|真?给力|点赞|\W)++$"
)
_GREETING = re.compile(
    r"^(?:你好|您好|哈喽|嗨|在吗|在不在|早上好|上午好|中午好|下午好|晚上好|早|喂|hi|hello)[呀啊吗呢哦哈]?$",
    re.I,
)
_NODS = re.compile(
    r"^(?:好的?|好嘞|好滴|收到|嗯|哦|行|可以|知道了|明白|ok|马上(?:过?[去到来]|办|处理|安排)?|在路上了?|这就去|来了|了|\W)+$",
    re.I,
)
_ON_THE_WAY = re.compile("马上过?[去到来]|在路上|这就去")
_SHORT = 20


@help_feature.command(
    "帮助", "怎么用", "你能做什么", "你能干啥", "你会啥", "你会做什么", "我不会打字", "我不识字", "help"
)
def show_help(chat: Chat, arguments: Arguments) -> None:
    """At most four lines, by who asks."""
    lines = text("common.help_member" if chat.works else "common.help_resident")
    if not chat.works and chat.turn.community.services:
        lines += "\n" + text("common.help_services")
    if chat.may_somewhere(Permission.DISPATCH):
        lines += "\n" + text("common.help_leader")
    elif chat.may_somewhere(Permission.HANDLE):
        lines += "\n" + text("common.help_handler")
    elif chat.may_somewhere(Permission.READ):
        lines += "\n" + text("common.help_reader")
    if chat.room is not None and may_change(chat.turn.community, chat.person, chat.room):
        lines += "\n" + text("rooms.help", mode=text(f"rooms.name.{chat.mode.value}"))
    chat.say(lines)


@help_feature.command(
    "你是谁",
    "你是机器人",
    "你是真人",
    "你是人吗",
    "你是哪个",
    "你是干啥的",
    "你是干什么的",
    "转人工",
    "人工客服",
    "人工服务",
)
def introduce(chat: Chat, arguments: Arguments) -> None:
    """What it is, and that people stand behind it."""
    chat.reply("common.who", name=chat.turn.community.bot_names[0])


@help_feature.command("我的编号")
def show_contact(chat: Chat, arguments: Arguments) -> None:
    """The id that the office writes into the roster."""
    chat.whisper("common.your_id", contact=chat.inbound.sender)


@help_feature.command("本群编号", needs=Permission.DISPATCH, where=Where.ROOM)
def show_room(chat: Chat, arguments: Arguments) -> None:
    """The id that the office writes into the configuration.

    Raises:
        UserError: not said in a group of theirs.
    """
    if chat.room is None:
        raise UserError("rooms.in_group")
    chat.turn.require(Permission.DISPATCH, chat.room.node)
    chat.whisper("common.room_id", room=chat.room.id)


@help_feature.before_commands
def be_polite(chat: Chat) -> bool:
    """Thanks, greetings and nods are no request, and need hardly an answer."""
    if not chat.called:
        return False
    words = chat.words[:_SHORT].strip(" 。，,.!！~～?？")
    if not words or _GREETING.match(words):
        chat.reply("common.hello")
    elif len(chat.words) > _SHORT:
        return False
    elif _THANKS.match(words) and not _NODS.match(words):
        chat.reply("common.welcome")
    else:
        return _NODS.match(words) is not None and not _says_of_work(chat, words)
    return True


def _says_of_work(chat: Chat, words: str) -> bool:
    """马上去, 在路上了, from a member who has something in hand: whoever waits for it wants to hear that."""
    return (
        chat.works
        and _ON_THE_WAY.search(words) is not None
        and bool(chat.turn.store.requests.assigned_to(chat.speaker, OPEN))
    )
