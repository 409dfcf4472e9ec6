"""What is asked about the trail in chat: 痕迹 0712, 谁办的 0712, 最近谁改了什么. Answered privately. Chat only."""

import re

from handlers.arguments import Arguments, read_arguments, starts_with_code
from handlers.audit import trail
from handlers.audit.scope import Sight, guest_names
from handlers.audit.words import Reader, sentence
from handlers.chat import Chat
from handlers.community import Permission
from handlers.errors import UserError
from handlers.feature import Feature, Where
from handlers.requests.access import may_know, may_see
from handlers.requests.rules import is_private
from handlers.requests.wording import when
from handlers.texts import text
from storage.records import AuditRow, Lane, Request

audit = Feature("audit")

_SEES = (Permission.WORK, Permission.HANDLE, Permission.READ)
_LINES = 4  # of a whole answer
_WHAT = r"(?:到底|究竟)?(?:是|咋|怎么)?(?:怎么回事|咋回事|什么情况|啥情况)"
_STORY = re.compile(rf"{_WHAT}[啊呀呢了]?[？?。!！]*")


@audit.command("痕迹", "查痕迹", "办理痕迹", needs=_SEES, where=Where.REQUEST, own=True, alone=True)
def history(chat: Chat, arguments: Arguments) -> None:
    """What happened to a request, one line a step.

    Raises:
        UserError: no code, no such request, or it does not concern them.
    """
    code = arguments.code or (chat.quoted.about if chat.quoted else None)
    if code is None:
        if not chat.called:
            return  # 痕迹 as any other word of the group
        raise UserError("audit.which")
    if code.startswith("V"):
        _tell_poll(chat, code)
    else:
        request = chat.turn.store.requests.called(code)
        if request is None or not may_see(chat, request):
            raise UserError("requests.unknown_code", code=code)
        _tell_request(chat, request)


@audit.command(
    "谁办的",
    "谁改的",
    "谁经手的",
    "谁处理的",
    needs=_SEES,
    where=Where.REQUEST,
    own=True,
    needs_code=True,
)
def who_did(chat: Chat, arguments: Arguments) -> None:
    """The same, as one says it."""
    history(chat, arguments)


@audit.declare("0712 怎么回事", needs=_SEES, where=Where.REQUEST, own=True)
@audit.before_commands
def story(chat: Chat) -> bool:
    """0712 怎么回事: from whom reads there, or privately. To anybody else it is a question how it stands."""
    arguments = read_arguments(chat.words) if starts_with_code(chat.words) else None
    if arguments is None or arguments.code is None or not _STORY.fullmatch(arguments.rest):
        return False
    request = chat.turn.store.requests.called(arguments.code)
    if request is None or not (_reads(chat, request.node) or (chat.private and may_see(chat, request))):
        return False
    _tell_request(chat, request)
    return True


@audit.command(
    "最近谁改了什么", "最近谁动了什么", "最近改了什么", "谁改了什么", "最近痕迹", needs=Permission.READ
)
def recent(chat: Chat, arguments: Arguments) -> None:
    """The newest that those who serve did, as far as the speaker may read."""
    person = chat.person
    assert person is not None  # the command needs a post
    store, community = chat.turn.store, chat.turn.community
    sight = Sight(store, community, person)
    rows = trail.changes(store, sight, community, _LINES - 1)
    lines = [_line(chat, row, trail.told(row, sight)) for row in rows]
    if not lines:
        chat.whisper("audit.none_recent")
        return
    chat.turn.to_actor(chat.speaker, "\n".join([*lines, text("audit.see_page")]), lane=Lane.REPLY)


def _tell_request(chat: Chat, request: Request) -> None:
    reads = _reads(chat, request.node)
    community = chat.turn.community
    words = may_know(community, chat.person, request) or (reads and not is_private(request))
    _tell(chat, request.number, Reader(community, guest_names(chat.turn.store), reads, words), reads)


def _tell_poll(chat: Chat, code: str) -> None:
    """Of a poll, only those who read there are told: who voted is nobody else's business."""
    poll = chat.turn.store.polls.by_code(code)
    if poll is None or not _reads(chat, poll.node):
        raise UserError("requests.unknown_code", code=code)
    _tell(chat, poll.code, Reader(chat.turn.community, guest_names(chat.turn.store)), reads=True)


def _tell(chat: Chat, subject: str, reader: Reader, reads: bool) -> None:
    rows = chat.turn.store.audit.about(subject)
    shown = rows if len(rows) <= _LINES else rows[-(_LINES - 1) :]
    lines = [_line(chat, row, sentence(row, reader)) for row in shown]
    if len(rows) > len(shown):
        lines.append(text("audit.more_member" if reads else "audit.more", count=len(rows)))
    chat.turn.to_actor(chat.speaker, "\n".join(lines) or text("audit.nothing"), lane=Lane.REPLY)


def _line(chat: Chat, row: AuditRow, words: str) -> str:
    at = when(row.at, chat.turn.now, chat.turn.community)
    return text("audit.line", at=at, sentence=words)


def _reads(chat: Chat, node: str) -> bool:
    person = chat.person
    return person is not None and chat.turn.community.may(person, Permission.READ, node)
