"""Reading the audit trail: what happened to one thing, and the newest of what somebody may see."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from handlers.audit.scope import Sight
from handlers.audit.words import Reader, code_of_number, sentence
from handlers.community import Community
from handlers.turn import CLOCK, OFFICE
from storage.audit import Wanted
from storage.records import AuditRow
from storage.unit_of_work import UnitOfWork

_PIECE = 500  # rows read at a time
_MOST = 10_000  # rows looked through for one page; behind them it goes on where it stopped
NOT_BY_NAME = ("ballot", "unvote")
"""Left out where rows are looked for by who acted: nobody is asked whether they voted."""

KINDS = {
    "request": ("________-____%",),
    "poll": ("V%",),
    "person": ("person:%", "import:%"),
    "place": ("node:%", "room:%"),
}
"""What rows are about, as patterns of their subjects."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the trail, newest first; `more` is where the next one begins, None at the end."""

    rows: tuple[AuditRow, ...]
    more: int | None


def page(store: UnitOfWork, sight: Sight, wanted: Wanted, size: int, most: int = _MOST) -> Page:
    """The newest rows that are wanted and may be seen. At most so many rows are looked through at once."""
    found: list[AuditRow] = []
    looked = 0
    for piece in _pieces(store, wanted):
        found += sight.only(piece)
        looked += len(piece)
        if len(found) > size:
            return Page(tuple(found[:size]), found[size - 1].seq)
        if looked >= most:
            return Page(tuple(found), piece[-1].seq)
    return Page(tuple(found), None)


def changes(store: UnitOfWork, sight: Sight, community: Community, size: int) -> list[AuditRow]:
    """The newest that somebody who serves, or the office, did; not what residents do, nor what comes by itself."""
    found: list[AuditRow] = []
    looked = 0
    for piece in _pieces(store, Wanted(not_actions=NOT_BY_NAME)):
        found += [row for row in sight.only(piece) if _serves(community, row.actor)]
        looked += len(piece)
        if len(found) >= size or looked >= _MOST:
            break
    return found[:size]


def wanted_subjects(store: UnitOfWork, community: Community, typed: str) -> tuple[str, ...]:
    """The subjects that somebody means: 0712, a full number, V3, a person's name or id, a subject as it is kept."""
    plain = typed.strip()
    if plain.isdecimal() and len(plain) <= 4:
        request = store.requests.called(plain.zfill(4))
        return (request.number,) if request else (plain,)
    if code_of_number(plain) is not None or ":" in plain:
        return (plain,)
    if plain[:1] in "Vv" and plain[1:].isdecimal():
        return (plain.upper(),)
    return tuple(f"person:{person}" for person in wanted_people(community, plain)) or (plain,)


def wanted_people(community: Community, typed: str) -> tuple[str, ...]:
    """The ids of whom somebody means by an id, a name, or what the trail calls the office and the clock."""
    plain = typed.strip().lstrip("@")
    if community.person(plain) is not None or plain in (CLOCK, OFFICE):
        return (plain,)
    names = {actor: Reader(community, lambda _: None).who(actor) for actor in (OFFICE, CLOCK)}
    named = tuple(actor for actor, name in names.items() if name == plain)
    return named or tuple(person.id for person in community.find_people(plain))


def told(row: AuditRow, sight: Sight) -> str:
    """A row in words for whoever sees so much."""
    return sentence(row, sight.reader(row))


def _pieces(store: UnitOfWork, wanted: Wanted) -> Iterator[list[AuditRow]]:
    before = wanted.before
    while piece := store.audit.newest(replace(wanted, before=before), _PIECE):
        yield piece
        if len(piece) < _PIECE:
            return
        before = piece[-1].seq


def _serves(community: Community, actor: str) -> bool:
    person = community.person(actor)
    return actor == OFFICE or (person is not None and bool(person.posts))
