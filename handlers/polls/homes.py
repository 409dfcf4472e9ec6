"""Whose home a ballot in words names: 402同意 from somebody of 501 is not the vote of 501."""

from collections.abc import Iterable

from handlers.chat import Chat, register_of
from handlers.nodes import Household
from handlers.polls.units import flats_of
from handlers.understanding import Place, find_place, household_of_ballot
from handlers.understanding.normal import normalise
from storage.records import Poll, Unit


def other_home(chat: Chat, poll: Poll) -> str | None:
    """The speaker's own home, where the words name another one; None: they name theirs or none, or people vote."""
    person, community = chat.person, chat.turn.community
    if person is None or poll.unit is Unit.PERSON:
        return None
    flats = flats_of(person) if poll.unit is Unit.OWNER else (person.household,)
    homes = [home for flat in flats if flat is not None and (home := community.household(flat)) is not None]
    words = normalise(chat.words)
    place = find_place(words, register_of(community))
    room = household_of_ballot(words)
    if not homes or (place is None and room is None):
        return None
    if any(_is_at(home, place, room) for home in homes):
        return None
    return homes[0].id


def _is_at(home: Household, place: Place | None, room: str | None) -> bool:
    if place is None or place.room is None:
        rooms = [] if room is None else [room]
    else:
        rooms = [place.room] if isinstance(place.room, str) else list(place.room)
    if place is not None and rooms:
        fits = _fits(home.building, place.building) and _fits(home.unit, place.unit)
    else:
        fits = True
    return fits and all(one.lstrip("0") == home.room.lstrip("0") for one in rooms)


def _fits(own: str, said: str | Iterable[str] | None) -> bool:
    return said is None or (said == own if isinstance(said, str) else own in said)
