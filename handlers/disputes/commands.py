"""What is said of disputes: 对方, 记, 约谈, 调成, 调不成, and what the sides answer. Only privately. Chat only."""

from datetime import datetime

from handlers.arguments import Arguments, starts_with_code
from handlers.chat import Chat
from handlers.community import Permission, Person
from handlers.disputes import actions
from handlers.disputes.reminding import MEETING, REMIND, remind
from handlers.disputes.rules import agrees, flat_in, meeting_place
from handlers.errors import UserError
from handlers.feature import Feature, Where
from handlers.requests import find
from handlers.requests.clocks import promises
from handlers.requests.wording import excerpt, when
from handlers.texts import text
from handlers.understanding import find_due, mask
from handlers.understanding.normal import normalise
from storage.records import Question, Request

disputes = Feature("disputes")
disputes.timer(REMIND)(remind)

_MEDIATES = (Permission.WORK, Permission.DISPATCH)
"""To whom it was given, and who stands above: nobody else who answers for the place."""
_LISTED = 3
_LONGEST = 500  # characters of a side's answer


@disputes.command("对方", "对方是", needs=_MEDIATES, where=Where.REQUEST, needs_code=True)
def other_side(chat: Chat, arguments: Arguments) -> None:
    """对方0712 3-1-301 刘洋.

    Raises:
        UserError: not said who, several may be meant, or not theirs.
    """
    request = _meant(chat, arguments)
    actions.require_mediator(chat.turn, request)
    if not arguments.rest:
        raise UserError("disputes.who_wanted", code=request.code)
    other = _person(chat, request, arguments.rest)
    actions.name_other(chat.turn, request, other, mask(arguments.rest[:_LONGEST]))
    reachable = other is not None and chat.turn.contact_of(other.id) is not None
    key = "other_noted" if reachable else "other_unreachable"
    named = other.name if other is not None else excerpt(arguments.rest, 20)
    chat.whisper(f"disputes.{key}", code=request.code, other=named, about=request.code)


@disputes.command("记", "调解记录", needs=_MEDIATES, where=Where.REQUEST, needs_code=True)
def note(chat: Chat, arguments: Arguments) -> None:
    """0712 记 约了周六下午两边谈; without words, what was noted."""
    request = _meant(chat, arguments)
    if arguments.rest:
        actions.note(chat.turn, request, mask(arguments.rest))
        chat.whisper("disputes.noted", code=request.code, about=request.code)
        return
    found = actions.record(chat.turn, request)
    if not found:
        chat.whisper("disputes.no_record", code=request.code, about=request.code)
        return
    lines = [text("disputes.record", code=request.code, count=len(found))]
    for one in found[-_LISTED:]:
        at = when(one.at, chat.turn.now, chat.turn.community)
        name = chat.turn.name_of(one.actor)
        lines.append(text("disputes.record_line", at=at, name=name, words=excerpt(one.words)))
    chat.whisper("disputes.lines", lines="\n".join(lines), about=request.code)


@disputes.command("约谈", "约双方", "约两边", needs=_MEDIATES, where=Where.REQUEST, needs_code=True)
def appoint(chat: Chat, arguments: Arguments) -> None:
    """约谈0712 周六下午3点 社区调解室.

    Raises:
        UserError: no time, it is past, or not theirs.
    """
    request = _meant(chat, arguments)
    at, date = _moment(chat, arguments.rest)
    if at is None:
        raise UserError("disputes.time_wanted", code=request.code)
    both = actions.appoint(chat.turn, request, at, mask(meeting_place(arguments.rest, date)))
    key = "asked_both" if both else "asked_one"
    shown = when(at, chat.turn.now, chat.turn.community)
    chat.whisper(f"disputes.{key}", code=request.code, at=shown, about=request.code)


@disputes.command("调成", "调解成功", "调解成", needs=_MEDIATES, where=Where.REQUEST, needs_code=True)
def settled(chat: Chat, arguments: Arguments) -> None:
    """调成0712 达成协议：晚上十点后不练琴.

    Raises:
        UserError: not said what they agreed on, or not theirs.
    """
    request = _meant(chat, arguments)
    agreement = mask(meeting_place(arguments.rest, ""))
    if len(agreement) < 2:
        raise UserError("disputes.agreement_wanted", code=request.code)
    both = actions.agree(chat.turn, request, agreement)
    chat.whisper(f"disputes.{'sent_both' if both else 'sent_one'}", code=request.code, about=request.code)


@disputes.command("调不成", "调解不成", "没调成", needs=_MEDIATES, where=Where.REQUEST, needs_code=True)
def not_settled(chat: Chat, arguments: Arguments) -> None:
    """调不成0712 一方不来.

    Raises:
        UserError: no reason, or not theirs.
    """
    request = _meant(chat, arguments)
    if len(arguments.rest) < 2:
        raise UserError("disputes.reason_wanted", code=request.code)
    above = actions.fail(chat.turn, request, mask(arguments.rest))
    key = "went_up" if above is not None else "ended"
    name = above.name if above is not None else ""
    chat.whisper(f"disputes.{key}", code=request.code, member=name, about=request.code)


@disputes.answer(MEETING, in_words=True)
def answer_meeting(chat: Chat, question: Question) -> bool:
    """1, 2, or any words: they go to the mediator. A code or a command is none."""
    request = chat.turn.store.requests.get(question.payload["id"])
    answer = agrees(chat.words)
    if request is None or not (answer is not None or _is_talk(chat)):
        return False
    side, words = question.payload["side"], _reason(chat)
    if answer is None:
        actions.pass_on(chat.turn, request, side, words)
    else:
        chat.settle()
        actions.answer_meeting(chat.turn, request, side, answer, words)
    chat.reply("disputes.told_mediator")
    return True


@disputes.answer(actions.AGREEMENT)
def answer_agreement(chat: Chat, question: Question) -> bool:
    """1 or 2, 认可 or 不认可 and why."""
    request = chat.turn.store.requests.get(question.payload["id"])
    answer = agrees(chat.words)
    if request is None or answer is None:
        return False
    chat.settle()
    words = _reason(chat)
    actions.answer_agreement(chat.turn, request, question.payload["side"], answer, words)
    chat.reply("disputes.thanks" if answer else "disputes.told_mediator")
    return True


def _reason(chat: Chat) -> str:
    """What a side says besides 1 or 2."""
    words = chat.words[:_LONGEST].strip()
    return text("disputes.no_words") if words in ("1", "2", "0") else mask(words)


def _is_talk(chat: Chat) -> bool:
    """Whether the words may be meant for the mediator: no code, no new matter, nothing for the bot itself."""
    if starts_with_code(chat.words) or len(chat.words.strip()) < 2 or chat.meaning.urgency == "emergency":
        return False
    return not (chat.meaning.for_bot and chat.meaning.intent != "矛盾调解" and chat.meaning.confidence >= 0.8)


def _meant(chat: Chat, arguments: Arguments) -> Request:
    return find.by_code(chat, arguments.code or "")


def _person(chat: Chat, request: Request, words: str) -> Person | None:
    """Somebody of the roster who is named, by flat or by name; None: nobody in it.

    Raises:
        UserError: several live there, or are called so.
    """
    community = chat.turn.community
    flat, rest = flat_in(words)
    named = [one for one in community.people if len(one.name) > 1 and one.name in rest]
    if not named and rest:
        named = list(community.find_people(rest[:8]))
    found = [one for one in (named or community.people) if flat is None or one.household == flat]
    if flat is None and not named:
        return None
    if len(found) > 1:
        listed = "、".join(one.name for one in found[:4])
        raise UserError("disputes.which_of_them", code=request.code, list=listed, first=found[0].name)
    return found[0] if found else None


def _moment(chat: Chat, words: str) -> tuple[datetime | None, str]:
    due = find_due(normalise(words), chat.turn.local, chat.turn.community.calendar, loose_days=True)
    return promises.end_said(chat.turn, words), due.span if due is not None else ""
