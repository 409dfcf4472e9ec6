"""What is done with weak signals: count in silence, tell a jump at once, tell the day's list, turn the list off."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from handlers.chat import Chat, register_of
from handlers.community import Person
from handlers.feature import Feature
from handlers.requests.private.restricted import Kind, private_kind
from handlers.signals import rules
from handlers.texts import text
from handlers.turn import CLOCK, Turn
from handlers.understanding import find_place
from handlers.understanding.normal import normalise
from storage.records import RequestStatus, Signal, Timer
from storage.requests import OPEN

signals = Feature("signals")

_LIST = "signals.list"
_TOO_LATE = timedelta(days=3)
_SHOWN = 5
_LONGEST_PLACE = 60


@signals.overhear
def notice(chat: Chat) -> None:
    """Count what a message that is not for the bot is about: in every mode of the group, for it disturbs nobody."""
    found = rules.signal_of(chat.meaning)
    topic = rules.topic_of(found) if found else None
    if chat.room is None or found is None or topic is None:
        return
    if private_kind(chat.words, found.intent, found.category or "") not in (None, Kind.DISPUTE):
        return  # who is hurt, ill or accused is not to be guessed from a count
    said = normalise((found.place_text or "")[:_LONGEST_PLACE])
    place = find_place(said, register_of(chat.turn.community)) if said else None
    # Nobody is to be found in what is kept: from here on it is the clock that acts, not the speaker.
    turn = replace(chat.turn, actor=CLOCK, contact=None)
    for node, words in rules.places_of(turn.community, chat.room, topic, place):
        count(turn, node, topic, words)


def count(turn: Turn, node: str, topic: str, place: str) -> None:
    """Add one to a count; the day's list is set when it is the day's first, a jump is told at once."""
    moment = rules.list_moment(turn.community, turn.now)
    day, enough = moment.date(), turn.community.rules.signals.jump
    before = turn.store.signals.of_day(day)
    if not before:
        turn.store.timers.set(_LIST, day.isoformat(), moment)
    since = turn.now - rules.JUMP_WITHIN
    signal = turn.store.signals.count(day, node, topic, place, turn.now, since, enough)
    if rules.is_jump(signal, before, enough) and _unregistered(turn, [signal]):
        turn.store.signals.mark_told(signal)
        for person in rules.listeners(turn.community, node):
            turn.audit("signal_jump", f"signals:{day}", to=person.id)
            message = text("signals.jump", count=len(signal.recent), subject=rules.subject_of(signal))
            turn.to_person(person, message)


@signals.timer(_LIST, late=_TOO_LATE)
def tell_list(turn: Turn, timer: Timer) -> str | None:
    """The end of a working day: everybody who answers for a place hears what was spoken of there."""
    day = date.fromisoformat(timer.subject)
    told = 0
    for person, found in _by_listener(turn, day).items():
        if turn.store.signals.is_off(person.id):
            continue
        entries = rules.merged(found)
        message = text(
            "signals.list",
            month=day.month,
            day=day.day,
            lines=rules.shown(entries, _SHOWN),
            first=entries[0][0],
        )
        turn.audit("signal_list", f"signals:{day}", to=person.id, entries=len(entries))
        turn.to_person(person, message)
        told += 1
    return None if told else "nothing to tell anybody"


def so_far(turn: Turn, person: Person) -> str:
    """What stands on the next list of a member, in words; "" for nothing."""
    day = rules.list_moment(turn.community, turn.now).date()
    return rules.shown(rules.merged(_by_listener(turn, day).get(person, [])), _SHOWN)


def switch(turn: Turn, person: Person, on: bool) -> None:
    """A member turns their own list on or off."""
    (turn.store.signals.turn_on if on else turn.store.signals.turn_off)(person.id)
    turn.audit("signals_on" if on else "signals_off", f"person:{person.id}")


def _by_listener(turn: Turn, day: date) -> dict[Person, list[Signal]]:
    found: dict[Person, list[Signal]] = {}
    for signal in _unregistered(turn, turn.store.signals.of_day(day)):
        for person in rules.listeners(turn.community, signal.node):
            found.setdefault(person, []).append(signal)
    return found


def _unregistered(turn: Turn, found: Iterable[Signal]) -> list[Signal]:
    """Those about which there is no request that somebody works on, or has just closed."""
    known = turn.store.requests.in_states((*OPEN, RequestStatus.TO_RATE))
    return [signal for signal in found if not rules.is_registered(turn.community, signal, known)]
