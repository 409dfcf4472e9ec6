"""Which chains somebody can mean, and which lines are theirs."""

import re
from collections.abc import Sequence

from handlers.chains import rules
from handlers.names import fold
from handlers.turn import Turn
from storage.records import KeptChain, KeptLine


def talked_of(turn: Turn, room: str | None) -> list[KeptChain]:
    """The chains of a group that its people still talk of, the last one first; none in a private chat."""
    if room is None:
        return []
    return [
        kept for kept in turn.store.chains.in_room(room) if turn.now - kept.touched_at < rules.STILL_TALKED_OF
    ]


def owns(turn: Turn, line: KeptLine) -> bool:
    """Whether a line is the actor's: they wrote it, or it bears their name or their flat as the roster has them (a
    name that people give themselves proves nothing)."""
    return line.author == turn.actor or bears_name(turn, line)


def bears_name(turn: Turn, line: KeptLine) -> bool:
    """Whether a line has the actor's name or flat in it."""
    person = turn.person
    if person is None:
        return False
    flat = person.household
    return fold(person.name) in fold(line.name) or (
        flat is not None and re.search(rf"(?<![0-9]){re.escape(flat)}(?![0-9])", line.name) is not None
    )


def own_lines(turn: Turn, lines: Sequence[KeptLine]) -> list[int]:
    """Where the actor's own standing lines are: those with their name, else those they wrote."""
    standing = [position for position, line in enumerate(lines) if not line.gone]
    named = [position for position in standing if bears_name(turn, lines[position])]
    return named or [position for position in standing if lines[position].author == turn.actor]
