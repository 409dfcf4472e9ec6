"""New people in a group: one line on how to say who they are, at most one an hour."""

from datetime import timedelta

from handlers.chat import Chat
from handlers.community import Room, RoomMode
from handlers.identity import rules
from handlers.identity.actions import identity
from handlers.messages import Kind
from handlers.rooms.mode import mode_of
from handlers.texts import text
from handlers.turn import Turn
from storage.records import Timer

_WELCOME = "identity.welcome"
_TOGETHER = timedelta(minutes=1)  # who comes so soon after a line was written still reads it


@identity.event(Kind.JOIN)
def welcome(chat: Chat) -> None:
    """Somebody who is not bound came into one of our groups: a line for all who came, or, when there was one lately,
    one later for those who could not read that. A group where the bot speaks only when it is called gets none."""
    room, turn = chat.room, chat.turn
    if room is None or chat.person is not None or chat.mode is not RoomMode.ACTIVE:
        return
    last = turn.store.attempts.last(_WELCOME, room.id)
    if last is not None and turn.now <= last + _TOGETHER:
        return  # it is still to come, or just came
    if last is None or turn.now >= last + rules.WELCOME_PAUSE:
        _say(turn, room)
    elif not any(timer.subject == f"room:{room.id}" for timer in turn.store.timers.of_kind(_WELCOME)):
        turn.store.timers.set(_WELCOME, f"room:{room.id}", last + rules.WELCOME_PAUSE)


@identity.timer(_WELCOME, late=timedelta(hours=12))
def welcome_later(turn: Turn, timer: Timer) -> str | None:
    """The hour since the last line is over."""
    room = turn.community.room(timer.subject.removeprefix("room:"))
    if room is None or mode_of(turn.store, room) is not RoomMode.ACTIVE:
        return "nothing is said there unasked"
    _say(turn, room)
    return None


def _say(turn: Turn, room: Room) -> None:
    """At night it waits for the morning, and counts as said then."""
    turn.store.attempts.add(_WELCOME, room.id, turn.awake)
    turn.to_room(room, text("identity.welcome", bot=turn.community.bot_names[0]))
