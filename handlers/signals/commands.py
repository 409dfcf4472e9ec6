"""What members write about weak signals: 弱信号, 弱信号 关, 登记 漏水 3号楼2单元. Chat only."""

import re
from dataclasses import replace

from handlers.arguments import Arguments
from handlers.chat import Chat
from handlers.community import Permission
from handlers.requests.intake import read_reports, register_all
from handlers.signals import actions
from handlers.signals.actions import signals as signals
from handlers.signals.rules import PROBLEMS
from handlers.understanding import CATEGORIES, mask

_OFF = re.compile(r"(?:关|关闭|关掉|停|不要|不收|取消)(?:了|吧)?")
_ON = re.compile(r"(?:开|开启|打开|恢复|要|收)(?:了|吧)?")
_REGISTER = re.compile(
    rf"登记[\s:：，,]*({'|'.join([*CATEGORIES, *sorted(PROBLEMS)])})(?:$|[\s:：，,].*)", re.S
)


@signals.command("弱信号", needs=Permission.HANDLE)
def show_or_switch(chat: Chat, arguments: Arguments) -> None:
    """What stands on the next list; or the list on or off. The answer is private wherever it was asked."""
    person = chat.person
    assert person is not None  # the command needs a post
    if _OFF.fullmatch(arguments.rest) or _ON.fullmatch(arguments.rest):
        on = _ON.fullmatch(arguments.rest) is not None
        actions.switch(chat.turn, person, on)
        chat.whisper("signals.on" if on else "signals.off")
        return
    lines = actions.so_far(chat.turn, person)
    if lines:
        chat.whisper("signals.so_far", lines=lines)
    else:
        chat.whisper("signals.nothing")


@signals.before_commands
@signals.declare("登记 漏水 3号楼2单元")
def register_signal(chat: Chat) -> bool:
    """A member makes a request of a line of the list. What residents say like this is read as any other words."""
    found = _REGISTER.fullmatch(chat.words)
    if not (found and chat.called and chat.may_somewhere(Permission.HANDLE)):
        return False
    topic, first = found[1], read_reports(chat, chat.meaning)[0]
    if topic in CATEGORIES:
        report = replace(first, category=topic, intent=_problem(first.intent))
    else:
        report = replace(first, intent=topic)
    said = chat.words[found.start(1) :]
    register_all(chat, [replace(report, text=mask(said))])
    return True


def _problem(intent: str) -> str:
    return intent if intent in PROBLEMS else "求助"
