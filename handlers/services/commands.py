"""What is said of services: 服务菜单 and a digit, 我想要助餐, 谁会修电脑, 团队待办. Chat only."""

from dataclasses import replace
from datetime import timedelta

from handlers.chat import Chat
from handlers.community import RoomMode
from handlers.grid.move_words import read_search
from handlers.grid.moves import with_skill
from handlers.identity.family import home_meant
from handlers.names import clean, fold
from handlers.paging import wants_more
from handlers.requests.dispatch.dispatching import Report
from handlers.requests.intake import read_reports, register_all
from handlers.requests.rules import is_private
from handlers.requests.wording import when, who
from handlers.services import actions, rules
from handlers.services.actions import services as services
from handlers.services.menu import Service
from handlers.services.team_commands import hand_on as hand_on
from handlers.texts import text
from handlers.understanding import mask
from handlers.understanding.normal import normalise, number
from handlers.yes_no import read_yes_no
from storage.records import Question, Request

_MENU, _WANTED, _SKILL = "services.menu", "services.wanted", "services.skill"
_WAITS = timedelta(minutes=10)
_LONGEST = 120
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


@services.fallback
def nobody_can(chat: Chat) -> bool:
    """谁会理发, and nobody said that they can: the community looks for somebody on a yes, and nobody is told before."""
    skill = read_search(_words(chat))
    if skill is None:
        return False
    chat.ask(_SKILL, {"service": "", "skill": clean(skill, 12)}, _WAITS)
    chat.reply("services.nobody_can", skill=clean(skill, 12))
    return True


@services.answer(_MENU)
def choose(chat: Chat, question: Question) -> bool:
    """A digit of the menu, a name on it, or 更多."""
    menu, said = chat.turn.community.services, normalise(chat.words[:_LONGEST]).strip(" 。.,!号项个第")
    if wants_more(chat.words):
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


def _words(chat: Chat) -> str:
    return normalise(chat.words[:_LONGEST]).strip() if len(chat.words) <= _LONGEST else ""
