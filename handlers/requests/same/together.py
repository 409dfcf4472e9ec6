"""What several people say of one thing: +1, 我家也是, the same alarm once more, and a neighbour's words that somebody
quotes for the bot to take up."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from handlers.arguments import read_arguments, starts_with_code
from handlers.chat import Chat
from handlers.community import NodeKind, RoomMode
from handlers.errors import UserError
from handlers.polls.find import open_polls
from handlers.requests import find, talk
from handlers.requests.access import may_share
from handlers.requests.clocks.follow_up import requests
from handlers.requests.dispatch.dispatching import Report
from handlers.requests.intake import called_for, read_reports, register_all
from handlers.requests.same.households import households
from handlers.requests.wording import subject
from handlers.texts import text
from handlers.understanding import mask, things
from storage.records import Lane, Request
from storage.requests import OPEN

_ALSO_WAITS = timedelta(hours=3)
_QUIETLY = timedelta(minutes=10)
_SAME_ALARM = timedelta(minutes=30)
_ONE_FOR_ALL = ("消防安全", "水电气暖")
"""Alarms that many raise about one thing. Two people who fell are two alarms."""
_FED_UP = re.compile(
    r"(?:真的?|都|也|太|好|快|实在|天天|好几天|[啊呀呢了吧,，!！ ])*+"
    r"(?:烦死?|烦人|受不了|受够|气死?|吵死?|难受|睡不着|没法[睡住过]|愁死?|头疼|崩溃)"
    r"(?:[了啊呀呢吧人我们的,，!！。 ])*"
)
_FLAT = r"(?:\d{1,2}(?:号楼|栋|幢|-))?(?:\d{1,2}(?:单元|门|-))?[1-9]\d{2,3}(?:室|户)?(?!\d)"
_ALSO = re.compile(
    r"(?P<also>(?:\+1|加一|我(?:们)?家?也(?:是|一样|这样|受影响)?|我(?:们)?家?(?:一样|同样)|同上|同求|同问)"
    rf"(?:[的了啊呀呢，,。!！+1]|我(?:们)?家也是)*)(?:\s*(?P<flat>{_FLAT}))?(?:\s+(?P<rest>[^?？吗]{{2,20}}))?"
)
_STATE = "漏堵坏停断臭黑吵响冷"  # what one character says of a thing
# 我家也停水了, 302也漏: nobody names the thing again, they echo what was said of it.
_ECHO = re.compile(
    rf"(?:我(?:们)?(?:家|这(?:边|里|儿)?)?|(?P<before>{_FLAT})家?)[\s，,]*也(?:是|在|都|一直|很|好|太|特别|老是?|总是?|天天)*"
    rf"(?P<so>[{_STATE}]|(?!不知道)[^?？吗\s，,。!！0-9]{{2,8}}?)[了的啊呀呢，,。!！\s]*(?P<flat>{_FLAT})?"
)
_TAKE_UP = re.compile(
    r"(?:帮忙?|请|麻烦|给)?(?:把?这个|这条|这事)?(?:帮忙?|给)?(?:他|她|您|你)?(?:登记|记|报|处理|看|转)(?:一?下|上|记|上去)?(?:这个|这条|这事)?[吧啊呢。！!\s]*"
)
REPORTS = ("报修", "投诉", "求助", "建议", "咨询", "安全隐患", "矛盾调解", "微心愿", "办事代办")
"""The intents that make a request."""


@requests.before_commands
def join(chat: Chat) -> bool:
    """+1, 我家也是: one more household for what is quoted, or was just reported in this group; 我家也是 电梯天天坏
    only for what it names, 我家也停水了 for what says the same. The flat that they name goes on to the member. In a
    burst only the first is answered, and nobody where the bot speaks only when called."""
    words = chat.words.strip()
    echo = _ECHO.fullmatch(words)  # 302也没水 begins like a code
    coded = echo is None and starts_with_code(words)
    also = _ALSO.fullmatch(read_arguments(words).rest if coded else words)
    found = (echo or also) if chat.room is not None else None
    if found is None:
        return False
    meant = [find.mentioned(chat)] if chat.quoted or coded else _meant(chat, found.groupdict())
    shared = [one for one in meant if one and one.status in OPEN and may_share(chat, one)]
    if not shared:
        return False
    burst = any(joined_lately(chat, request) for request in shared)
    new = [request for request in shared if talk.join(chat.turn, request, chat.speaker, chat.inbound.room)]
    if found["flat"] or found.groupdict().get("before"):
        talk.add_word(chat.turn, shared[0], chat.speaker, mask(words), None)
    if new and not burst and (chat.called or chat.mode is RoomMode.ACTIVE):
        _confirm(chat, new)
    return True


def _meant(chat: Chat, found: Mapping[str, str | None]) -> Sequence[Request | None]:
    """What was just reported in this group, as far as the words fit it."""
    rest, so = found.get("rest"), found.get("so")
    if so:
        recent = _recent_of_others(chat)
        return [one for one in recent if _says_so(chat, one, so)][:1]
    if not rest or _FED_UP.fullmatch(rest):
        return _latest_of_others(chat)
    named = things(rest, chat.turn.community.lexicon)
    return [one for one in _recent_of_others(chat) if one.category in named][:1]


def _says_so(chat: Chat, request: Request, so: str) -> bool:
    if request.category in things(so, chat.turn.community.lexicon):
        return True
    return so in request.text and any(char in so for char in _STATE + "不没")


@requests.before_commands
def take_up(chat: Chat) -> bool:
    """@小应 登记一下, with a quote of what a neighbour wrote: those words are the report.

    Raises:
        UserError: they are none.
    """
    said = chat.inbound.quote_text
    if not chat.called or not said or chat.quoted is not None or not _TAKE_UP.fullmatch(chat.words.strip()):
        return False
    bot = chat.turn.community.bot_contact
    inbound = replace(chat.inbound, text=said, mentions=(bot,), quote=None, quote_text=None)
    quoted = Chat(chat.turn, inbound, True, said)
    if quoted.meaning.intent not in REPORTS:
        raise UserError("common.not_understood")
    register_all(quoted, read_reports(quoted, quoted.meaning))
    return True


def join_alarm(chat: Chat, report: Report) -> bool:
    """The alarm that was raised here a moment ago, once more: no second one, but its words go on at once."""
    if chat.room is None or report.category not in _ONE_FOR_ALL:
        return False
    since = chat.turn.now - _SAME_ALARM
    before = next(
        (
            one
            for one in chat.turn.store.requests.recent_in_room(chat.conversation, since)
            if one.urgency == "emergency"
            and one.status in OPEN
            and one.category == report.category
            and _same_house(chat, one, report)
        ),
        None,
    )
    if before is None:
        return False
    burst = joined_lately(chat, before)
    new = talk.join(chat.turn, before, chat.speaker, chat.inbound.room)
    talk.add_word(chat.turn, before, chat.speaker, mask(chat.words), None)
    if new and not burst:
        message = text("requests.joined_alarm", code=before.code, called=called_for(chat, before))
        chat.say(message, about=before.code, lane=Lane.ALARM)
    return True


def _same_house(chat: Chat, before: Request, report: Report) -> bool:
    """The same building, or outdoors the same place: smoke on another floor is the same fire."""
    node = chat.turn.community.node(report.node)
    building = node is not None and node.kind is NodeKind.BUILDING
    return before.node == report.node and (building or before.place == report.place)


def _confirm(chat: Chat, joined: list[Request]) -> None:
    first = joined[0]
    if len(joined) > 1:
        listed = "、".join(text("requests.which_line", code=r.code, subject=subject(r)) for r in joined)
        chat.reply("requests.joined_all", list=listed, about=first.code)
        return
    count = households(chat.turn.community, chat.turn.store.requests.parties(first.id))
    chat.reply("requests.joined", code=first.code, subject=subject(first), count=count, about=first.code)


def joined_lately(chat: Chat, request: Request) -> bool:
    """Whether somebody joined it a moment ago: then the next ones get no receipt of their own."""
    joined = [row for row in chat.turn.store.audit.about(request.number) if row.action == "join"]
    return bool(joined) and chat.turn.now - joined[-1].at < _QUIETLY


def _latest_of_others(chat: Chat) -> list[Request]:
    """What somebody else last reported in this group, all of one message. Nothing while a poll is open there: then +1
    is a ballot."""
    if open_polls(chat.turn, chat.inbound.room, chat.speaker):
        return []
    recent = _recent_of_others(chat)
    return list(chat.turn.store.requests.registered_with(recent[0])) if recent else []


def _recent_of_others(chat: Chat) -> list[Request]:
    since = chat.turn.now - _ALSO_WAITS
    recent = chat.turn.store.requests.recent_in_room(chat.conversation, since)
    return [request for request in recent if request.reporter != chat.speaker]
