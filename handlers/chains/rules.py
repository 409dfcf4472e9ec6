"""Chains (接龙) as pure functions: what one more posting makes of the lines that are kept.

The same list is posted again by everybody, with a line more; who copies an old one overwrites what came after it. So
lines are kept with who wrote them, and only their own author takes one out.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from handlers.understanding.chains import Chain, Line, pair
from handlers.understanding.normal import normalise
from storage.records import KeptLine

MAX_LINES = 500
"""Lines kept of one chain: a group has at most 500 members."""
MAX_OPENED = 20
"""Chains of one person kept in one group; the one longest untouched makes room."""
MAX_CODES = 999
STILL_TALKED_OF = timedelta(hours=24)
"""So long after its last posting 算我一个 is taken for a word about a chain."""
_MAX_TOLD = 3  # who still leaves a line out after so many merged lists means to
_NEW_ROUND = timedelta(hours=12)
_MAX_KEY = 100

Owns = Callable[[KeptLine], bool]


def key_of(title: str) -> str:
    """A title as it is compared: signs, spaces and pictures make no other chain of it."""
    return "".join(char for char in normalise(title).casefold() if char.isalnum())[:_MAX_KEY]


def first_lines(posted: Sequence[Line], author: str, owns: Owns) -> tuple[KeptLine, ...]:
    """The lines of a chain that is seen for the first time. Of several only the last one, and what bears the speaker's
    name, is known to be the speaker's: the others may have been posted before."""
    kept = [_kept(line, None) for line in posted[:MAX_LINES]]
    last = len(kept) - 1
    return tuple(
        replace(line, author=author) if position == last or owns(line) else line
        for position, line in enumerate(kept)
    )


def merge(
    kept: Sequence[KeptLine], posted: Sequence[Line], author: str, owns: Owns, *, whole: bool = True
) -> tuple[KeptLine, ...]:
    """The lines after one more posting by `author`: the kept ones in their order, then the new ones.

    A line that the posting leaves out is gone if it is the author's own, else missing. An old copy changes nothing
    back: neither the words of somebody else's line, nor that it was taken out. `whole` False: the end of the posting
    was cut off, so that nothing can be said of what is not in it.
    """
    partners = _partners(kept, posted, owns)
    by_position = {
        partner: line for partner, line in zip(partners, posted, strict=True) if partner is not None
    }
    lines: list[KeptLine] = []
    for position, line in enumerate(kept):
        now = by_position.get(position)
        if now is not None:
            lines.append(_posted_again(line, now, owns(line)))
        elif whole and not line.gone:
            withdrawn = owns(line) or line.count == 0
            lines.append(replace(line, gone=True) if withdrawn else replace(line, missing=True))
        else:
            lines.append(line)
    added = [_kept(line, author) for line, partner in zip(posted, partners, strict=True) if partner is None]
    return tuple(lines + added[: max(0, MAX_LINES - len(lines))])


def _partners(kept: Sequence[KeptLine], posted: Sequence[Line], owns: Owns) -> list[int | None]:
    """For each posted line the kept one that it is; of two with one name rather the one that stands."""
    order = sorted(range(len(kept)), key=lambda position: kept[position].gone)
    found = pair([Line(kept[at].n, kept[at].name, kept[at].note) for at in order], posted)
    partners = [None if at is None else order[at] for at in found]
    # The last line of a posting is its author's own: somebody else of the same name as one who left.
    old = kept[partners[-1]] if partners and partners[-1] is not None else None
    if old is not None and old.gone and not owns(old) and old.n != posted[-1].n:
        partners[-1] = None
    return partners


def _posted_again(line: KeptLine, now: Line, own: bool) -> KeptLine:
    if line.gone and not own:
        return replace(line, n=now.n)
    there = replace(line, n=now.n, missing=False, told=0, gone=False)
    if words(line) == now.written:
        return there
    if not own and line.before == now.written:
        return replace(line, n=now.n, missing=True)
    return replace(there, name=now.name, note=now.note, count=now.count, before=words(line))


def is_new_round(touched_at: datetime, now: datetime, kept: Sequence[KeptLine], posted: Chain) -> bool:
    """Whether a posting begins the same thing anew (排练签到 every week) instead of going on: after half a day of
    silence less than half of the lines are in it; without a title it is enough that it shares none."""
    there = [Line(line.n, line.name, line.note) for line in running(kept)]
    shared = sum(partner is not None for partner in pair(there, posted.lines))
    if not key_of(posted.title):
        return shared == 0
    return now - touched_at >= _NEW_ROUND and 2 * shared < len(there)


def running(lines: Sequence[KeptLine]) -> list[KeptLine]:
    """The lines that stand."""
    return [line for line in lines if not line.gone]


def lost(lines: Sequence[KeptLine]) -> list[KeptLine]:
    """The lines that got lost and that the group should be told of."""
    return [line for line in running(lines) if line.missing and line.told < _MAX_TOLD]


def told(lines: Sequence[KeptLine]) -> tuple[KeptLine, ...]:
    """The lines after the group was told."""
    return tuple(replace(line, told=line.told + 1) if line.missing else line for line in lines)


def total(lines: Sequence[KeptLine]) -> tuple[int, int]:
    """How many have signed up, and how many (份, 人 …) they want together."""
    standing = [line.count for line in running(lines) if line.count > 0]
    return len(standing), sum(standing)


def words(line: KeptLine) -> str:
    """Name and note on one line."""
    return f"{line.name} {line.note}" if line.note else line.name


def _kept(line: Line, author: str | None) -> KeptLine:
    return KeptLine(line.n, line.name, line.note, line.count, author)
