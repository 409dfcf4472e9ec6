"""Whoever waits for something hears in one line that somebody else has it now."""

from collections.abc import Iterable

from handlers.community import Person
from handlers.requests.rules import is_private
from handlers.requests.wording import who
from handlers.texts import text
from handlers.turn import Turn
from storage.records import Request, RequestStatus

_LINES, _CODES = 4, 6  # of one message, and of one line


def tell_residents(turn: Turn, passed: Iterable[tuple[Request, Person | None]]) -> None:
    """Each group, and each resident who spoke privately, in one message: which requests have gone to whom. What is
    done and only waits to be rated is not spoken of."""
    told: dict[tuple[str | None, str], list[tuple[Request, Person | None]]] = {}
    for request, member in passed:
        if request.status is not RequestStatus.TO_RATE:
            openly = request.room is not None and not is_private(request)
            key = (request.room, "") if openly else (None, request.reporter)
            told.setdefault(key, []).append((request, member))
    for (room, reporter), found in told.items():
        message = "\n".join(_lines(turn, found))
        about = found[0][0].code
        if room is not None:
            mention = dict.fromkeys(request.reporter for request, _ in found)
            turn.to_room(room, message, mention=mention, about=about)
        else:
            turn.to_actor(reporter, message, about=about)


def _lines(turn: Turn, found: list[tuple[Request, Person | None]]) -> list[str]:
    """A line for each who has some of them now."""
    by_member: dict[str | None, list[str]] = {}
    for request, member in found:
        by_member.setdefault(member.id if member else None, []).append(request.code)
    lines = []
    for person_id, codes in list(by_member.items())[:_LINES]:
        shown = "".join(text("requests.code", code=code) for code in codes[:_CODES])
        key = "new_waiting" if person_id is None else "new_member"
        lines.append(text(f"requests.{key}", codes=shown, member=who(turn.community, person_id)))
    return lines
