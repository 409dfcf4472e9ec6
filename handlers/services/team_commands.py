"""What the team of a service says among itself: 0712 交给 小李, 团队待办. Chat only."""

import re

from handlers.arguments import Arguments, read_arguments, starts_with_code
from handlers.chat import Chat
from handlers.errors import UserError
from handlers.feature import Where
from handlers.requests import find
from handlers.requests.access import THEIRS
from handlers.requests.wording import who
from handlers.services import actions
from handlers.services.actions import services
from handlers.services.menu import Service
from handlers.texts import text
from handlers.understanding.normal import normalise
from storage.records import Request
from storage.requests import OPEN

_HANDED = re.compile(
    r"(?:这[个件单]?)?交给[ ]*(?P<name>[\w·]{2,8}?)(?:去|来)?(?:办|做|处理)?(?:吧|了)?[ 。.!]*"
)
_LONGEST = 120
_LISTED = 2


@services.declare("0712 交给 小李", needs=THEIRS, where=Where.REQUEST)
@services.before_commands
def hand_on(chat: Chat) -> bool:
    """The team takes it among themselves: 0712 交给 小李.

    Raises:
        UserError: not theirs to pass on, or nobody of that name.
    """
    arguments = read_arguments(chat.words[:_LONGEST]) if starts_with_code(chat.words) else None
    found = _HANDED.fullmatch(normalise(arguments.rest)) if arguments is not None else None
    if arguments is None or found is None or not chat.called:
        return False
    changed = actions.hand_on(chat.turn, find.by_code(chat, arguments.code or ""), found["name"])
    member = who(chat.turn.community, changed.assignee)
    chat.reply("requests.transferred_by_you", code=changed.code, member=member)
    return True


@services.command("团队待办", "团队的活", "队里的活", "我们队的活", "服务队待办")
def team_list(chat: Chat, arguments: Arguments) -> None:
    """What is asked of the speaker's teams and not done, oldest first.

    Raises:
        UserError: they are in no team.
    """
    teams = {one.id: one for one in actions.teams_of(chat.turn)}
    if not teams:
        raise UserError("services.no_team")
    found = chat.turn.store.services.requests(list(teams), OPEN)
    if not found:
        chat.whisper("services.team_none", teams="、".join(dict.fromkeys(one.team for one in teams.values())))
        return
    lines = [_line(chat, teams[service], request) for service, request in found[:_LISTED]]
    more = text("services.team_more", count=len(found) - _LISTED) if len(found) > _LISTED else ""
    chat.whisper(
        "services.team_list", count=len(found), list="\n".join(lines), more=more, first=found[0][1].code
    )


def _line(chat: Chat, service: Service, request: Request) -> str:
    member = who(chat.turn.community, request.assignee) if request.assignee else text("services.dispatcher")
    return text(
        "services.team_line",
        code=request.code,
        name=service.name,
        place="" if find.hidden(chat, request) else request.place or "",
        state=request.status.value,
        member=member,
    )
