"""What nobody has (待派): listed oldest first for those who dispatch, and told once on a working morning."""

from collections.abc import Iterable
from datetime import datetime

from handlers.arguments import Arguments
from handlers.chat import Chat
from handlers.community import Community, Permission, Person, Room
from handlers.feature import Where
from handlers.requests import find
from handlers.requests.clocks.follow_up import NOBODY, requests
from handlers.requests.private.confiding import around
from handlers.requests.rules import is_private
from handlers.requests.steps import WAITING_LIST, branch_of, dispatcher_of, next_morning
from handlers.requests.wording import subject, when
from handlers.texts import text
from handlers.turn import Turn
from handlers.worktime import deadline
from storage.records import Request, Timer

_LISTED = 2  # lines of a list, so that the whole reply has four


@requests.command("待派", "待派单", "没派的", needs=Permission.DISPATCH, where=Where.OWN, alone=True)
def list_waiting(chat: Chat, arguments: Arguments) -> None:
    """What nobody has where the speaker dispatches, oldest first; in a group, of its own part of the tree and without
    what is for few ears."""
    person, community = chat.person, chat.turn.community
    left = [
        one
        for one in chat.turn.store.loads.nobodys()
        if person is not None
        and around(community, one).may(person, Permission.DISPATCH, one.node)
        and (chat.room is None or community.is_within(one.node, chat.room.node))
    ]
    shown = [one for one in left if not find.hidden(chat, one)]
    if not left:
        chat.reply("requests.waiting_none")
        return
    lines = _lines(chat, shown) if shown else []
    if len(shown) < len(left):
        lines.append(text("requests.waiting_private", count=len(left) - len(shown)))
    chat.say("\n".join(lines))


@requests.timer(WAITING_LIST)
def tell_waiting(turn: Turn, timer: Timer) -> str | None:
    """The office opens: what has waited longer than it takes to accept it is told in one line, in the group of those
    who dispatch there, or to the next of them. Again every working morning, as long as there is anything."""
    branch = timer.subject.removeprefix("node:")
    left = [one for one in turn.store.loads.nobodys() if branch_of(turn.community, one.node) == branch]
    if not left:
        return "somebody has them all"
    turn.store.timers.set(WAITING_LIST, timer.subject, next_morning(turn))
    long = [one for one in left if _waited_by(turn, one) <= turn.now]
    room = next(iter(turn.community.rooms_of(branch)), None)
    openly = [one for one in long if room is not None and not is_private(one) and one.room is not None]
    if openly and room is not None:
        _tell_room(turn, room, openly)
    confided: dict[Person, list[Request]] = {}
    for one in long:
        dispatcher = None if one in openly else dispatcher_of(turn.community, one)
        if dispatcher is not None:
            confided.setdefault(dispatcher, []).append(one)
    for dispatcher, theirs in confided.items():
        turn.to_person(dispatcher, _line(turn, theirs, private=room is not None))
    return None if long else "nothing has waited for long"


def _lines(chat: Chat, shown: list[Request]) -> list[str]:
    """A head and the oldest; the line that names private ones, or those left out, is the fourth."""
    turn = chat.turn
    first = shown[0].code
    lines = [text("requests.waiting", count=len(shown), code=first)]
    for one in shown[:_LISTED]:
        key = "waiting_line_private" if is_private(one) else "waiting_line"
        since = when(one.created_at, turn.now, turn.community)
        lines.append(text(f"requests.{key}", code=one.code, subject=subject(one), since=since))
    if len(shown) > _LISTED:
        lines[-1] += text("requests.waiting_more", count=len(shown) - _LISTED)
    return lines


def _tell_room(turn: Turn, room: Room, left: list[Request]) -> None:
    dispatcher = _dispatcher(turn.community, room.node)
    mention = [dispatcher.id] if dispatcher is not None else []
    turn.to_room(room, _line(turn, left, private=False), mention=mention)


def _line(turn: Turn, left: Iterable[Request], *, private: bool) -> str:
    found = list(left)
    since = when(found[0].created_at, turn.now, turn.community)
    key = "requests.waiting_morning_private" if private else "requests.waiting_morning"
    return text(key, count=len(found), code=found[0].code, since=since)


def _dispatcher(community: Community, branch: str) -> Person | None:
    """Who dispatches at this very node, or above it."""
    ladder = community.superiors(NOBODY, branch)
    return next((one for one in ladder if community.may(one, Permission.DISPATCH, branch)), None)


def _waited_by(turn: Turn, request: Request) -> datetime:
    """When somebody should have accepted it, had it been given out when it was reported."""
    rules, community = turn.community.rules, turn.community
    span = rules.clock(request.urgency).accept
    return deadline(request.created_at, span, rules.working_hours, community.calendar, community.zone)
