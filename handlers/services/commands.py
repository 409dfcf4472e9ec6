"""What is said of services: 服务菜单 and a digit, 我想要助餐, 谁会修电脑, 团队待办. Chat only."""

import re
from dataclasses import replace
from datetime import timedelta

from handlers.arguments import Arguments, read_arguments, starts_with_code
from handlers.chat import Chat
from handlers.community import RoomMode
from handlers.errors import UserError
from handlers.feature import Where
from handlers.grid.move_words import read_search
from handlers.grid.moves import with_skill
from handlers.identity.family import home_meant
from handlers.names import clean, fold
from handlers.requests import find
from handlers.requests.access import THEIRS
from handlers.requests.dispatch.dispatching import Report
from handlers.requests.intake import read_reports, register_all
from handlers.requests.rules import is_private
from handlers.requests.wording import when, who
from handlers.services import actions, rules
from handlers.services.actions import services as services
from handlers.services.menu import Service
from handlers.texts import text
from handlers.understanding import mask
from handlers.understanding.normal import normalise, number
from handlers.yes_no import read_yes_no
from storage.records import Question, Request
from storage.requests import OPEN

_MENU, _WANTED, _SKILL = "services.menu", "services.wanted", "services.skill"
_WAITS = timedelta(minutes=10)
_HANDED = re.compile(
    r"(?:这[个件单]?)?交给[ ]*(?P<name>[\w·]{2,8}?)(?:去|来)?(?:办|做|处理)?(?:吧|了)?[ 。.!]*"
)
_MORE = frozenset({"更多", "下一页", "下页", "还有吗", "还有呢", "+"})
_LONGEST = 120
_LISTED = 2
_NAMES = 5


@services.before_commands
@services.declare("服务菜单", "有什么服务")
def show_menu(chat: Chat) -> bool:
    """The menu, page by page, with digits to choose."""
    if not (chat.turn.community.services and chat.called and rules.asks_for_menu(_words(chat))):
        return False
    _show(chat, 0)
    return True


@services.before_commands
@services.declare("我想要助餐")
def wish(chat: Chat) -> bool:
    """A service by its name: registered at once when the bot was called, otherwise offered; a question about it is
    answered, with an offer."""
    menu = chat.turn.community.services
    if not menu or not (chat.called or chat.mode is RoomMode.ACTIVE):
        return False
    words = _words(chat)
    wished = rules.read_wish(words, menu)
    if wished is None:
        return chat.called and _unknown(chat, rules.unknown_wish(words, menu))
    if not chat.called and (wished.asks or not words.count(wished.service.name)):
        return False  # 谁要送餐 among neighbours is trade
    if chat.meaning.for_bot and chat.meaning.urgency == "emergency":
        return False
    if wished.asks or not chat.called:
        chat.ask(_WANTED, {"service": wished.service.id, "words": mask(chat.words)}, _WAITS)
        chat.say(text("services.about", **_about(wished.service)))
    else:
        _register(chat, wished.service, chat.words)
    return True


@services.before_commands
@services.declare("谁会理发")
def who_can(chat: Chat) -> bool:
    """Who can do something: the teams of services; neighbours are not named, but asked through the bot."""
    skill = read_search(_words(chat)) if chat.called else None
    if skill is None:
        return False
    teams = rules.with_skill(chat.turn.community.services, skill)
    neighbours = _neighbours_can(chat, skill)
    if not (teams or neighbours) or (chat.works and with_skill(chat.turn, skill)):
        return False  # whom members find in their part of the tree, the grid tells them with more
    chat.ask(_SKILL, {"service": teams[0].id if teams else "", "skill": clean(skill, 12)}, _WAITS)
    found = list(dict.fromkeys(one.team for one in teams))[:_NAMES]
    if neighbours:
        found.append(text("services.neighbours"))
    chat.reply("services.can", skill=clean(skill, 12), list="、".join(found))
    return True


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


@services.answer(_MENU)
def choose(chat: Chat, question: Question) -> bool:
    """A digit of the menu, a name on it, or 更多."""
    menu, said = chat.turn.community.services, normalise(chat.words[:_LONGEST]).strip(" 。.,!号项个第")
    if said in _MORE:
        chat.settle()
        _show(chat, int(question.payload["page"]) + 1)
        return True
    service = next((one for one in menu if said in (one.name, *one.words)), None)
    chosen = number(said)
    if service is None and chosen is None:
        return False
    if service is None and not 1 <= (chosen or 0) <= len(menu):
        chat.reply("services.no_such_number", most=len(menu))
        return True
    chat.settle()
    picked = service or menu[(chosen or 1) - 1]
    _register(chat, picked, picked.name)
    return True


@services.answer(_WANTED)
def answer_wanted(chat: Chat, question: Question) -> bool:
    """1: the service that was offered is wanted."""
    yes = read_yes_no(chat.words)
    service = _service(chat, question)
    if yes is None or service is None:
        return False
    chat.settle()
    if yes:
        _register(chat, service, str(question.payload["words"]))
    else:
        chat.reply("services.left")
    return True


@services.answer(_SKILL)
def answer_skill(chat: Chat, question: Question) -> bool:
    """1: somebody who can do it is asked; the team that can, else whoever the rules name."""
    yes = read_yes_no(chat.words)
    if yes is None:
        return False
    chat.settle()
    service, words = _service(chat, question), text("services.help_with", skill=question.payload["skill"])
    if not yes:
        chat.reply("services.left")
    elif service is not None:
        _register(chat, service, words)
    else:
        first = replace(read_reports(chat, chat.meaning)[0], text=words, intent="求助", urgency="normal")
        register_all(chat, [replace(first, category=text("requests.other_category"))])
    return True


def _show(chat: Chat, page: int) -> None:
    menu = chat.turn.community.services
    shown, more = rules.page_of(menu, page)
    if not shown:
        shown, more = rules.page_of(menu, 0)
        page = 0
    entries = [text("services.entry", number=n, name=one.name, hours=one.hours) for n, one in shown]
    lines = ["  ".join(entries[n : n + 2]) for n in range(0, len(entries), 2)]
    # Where a vote is open in the group, a digit is a ballot.
    digits = chat.private or not chat.context.open_polls
    if digits:
        chat.ask(_MENU, {"page": page}, _WAITS)
    key = (
        "services.choose_more"
        if digits and more
        else "services.choose"
        if digits
        else "services.choose_by_name"
    )
    chat.say("\n".join([*lines, text(key, first=shown[0][1].name)]))


def _register(chat: Chat, service: Service, words: str) -> None:
    before = actions.waiting(chat.turn, service)
    if before is not None:
        chat.reply("services.asked_before", code=before.code, name=service.name, about=before.code)
        return
    said = {"name": service.name, "words": mask(words)}
    report = replace(
        read_reports(chat, chat.meaning)[0],
        text=text("services.request_bare" if words == service.name else "services.request", **said),
    )
    made = actions.ask_for(chat.turn, _at_home(chat, report), service)
    if is_private(made) and not chat.private:
        chat.reply(
            "requests.registered_private",
            code=made.code,
            member=who(chat.turn.community, made.assignee),
            about=made.code,
        )
        return
    receipt = text("services.registered", **_receipt(chat, made), **_about(service))
    chat.say(receipt, about=made.code)


def _at_home(chat: Chat, report: Report) -> Report:
    """A service without a place is wanted at home; in a group that is named as far as the stairwell."""
    home = home_meant(chat)
    if home is None or report.place not in (None, chat.node.name):
        return report
    place = text("requests.stairwell", building=home.building, unit=home.unit)
    return replace(report, place=place + (home.room if chat.private else ""), node=home.node, inferred=None)


def _receipt(chat: Chat, made: Request) -> dict[str, str]:
    community, now = chat.turn.community, chat.turn.now
    member = who(community, made.assignee) if made.assignee else text("services.dispatcher")
    by = text("services.by", by=when(made.accept_by, now, community)) if made.accept_by else ""
    return {"code": made.code, "member": member, "by": by}


def _about(service: Service) -> dict[str, str]:
    """When, where and on what terms, as far as it is written down."""
    told = "，".join(part for part in (service.hours, service.place, service.note) if part)
    return {"name": service.name, "team": service.team, "told": told or text("services.ask_team")}


def _unknown(chat: Chat, said: str | None) -> bool:
    """我想要助乐: the nearest there is, to be had with 1."""
    if said is None:
        return False
    menu = chat.turn.community.services
    near = rules.nearest(said, menu)
    chat.ask(_WANTED, {"service": near.id, "words": near.name}, _WAITS)
    chat.reply("services.unknown", said=clean(said, 8), name=near.name)
    return True


def _neighbours_can(chat: Chat, skill: str) -> bool:
    """Whether anybody else of the community can do it; who, is told to those only who answer for them (the grid)."""
    wanted = fold(skill)
    return any(
        wanted in known or known in wanted
        for one in chat.turn.community.people
        if one.id != chat.speaker
        for known in map(fold, one.skills)
        if known
    )


def _service(chat: Chat, question: Question) -> Service | None:
    wanted = question.payload["service"]
    return next((one for one in chat.turn.community.services if one.id == wanted), None)


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


def _words(chat: Chat) -> str:
    return normalise(chat.words[:_LONGEST]).strip() if len(chat.words) <= _LONGEST else ""
