"""The page of the ledger of requests: by place, state and words as in chat (电梯 3号楼 上月); and as a workbook."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import BinaryIO

from bot.web.office import given
from bot.web.office.desk import Desk, Visit
from bot.web.office.frame import choice, field, form, note, onward, page, places, question, table, when
from bot.web.office.html import Html, link, tag
from bot.web.office.sessions import Session
from bot.web.office.texts import say
from handlers.errors import UserError
from handlers.ledger import search
from handlers.ledger.commands import note_export
from handlers.ledger.grammar import Query
from handlers.ledger.scope import leading, reading
from handlers.office.numbers import is_overdue
from handlers.requests import ledger as rows
from handlers.requests.access import may_know
from handlers.requests.rules import is_private
from handlers.sheets import Book, Cell
from storage.ledger import Scope, Wanted
from storage.records import Request, RequestStatus
from storage.requests import OPEN

SIZE = 50
_PIECE = 500  # rows that are read at once: others wait for the loop, too
_MOST_EXPORTED = 100_000
_PATH = "/office/requests"
_CLOSED = (RequestStatus.TO_RATE, RequestStatus.CLOSED, RequestStatus.WITHDRAWN, RequestStatus.MERGED)
STATES = {"open": OPEN, "overdue": OPEN, "ended": _CLOSED, "all": ()}


@dataclass(frozen=True, slots=True)
class Filter:
    """What of the ledger is asked for, as it was typed."""

    words: str = ""
    node: str = ""
    state: str = ""

    @classmethod
    def of(cls, fields: Mapping[str, str]) -> "Filter":
        """From a query or a form."""
        return cls(*(given.typed(fields.get(name, "")) for name in ("q", "node", "state")))

    def query(self) -> dict[str, str]:
        """For a link to the same question."""
        return {"q": self.words, "node": self.node, "state": self.state}

    def read(self, visit: Visit) -> "Filter":
        """With what is not there left away."""
        node = self.node if self.node in visit.sight.nodes else ""
        return replace(self, node=node, state=self.state if self.state in STATES else _usual(self.words))

    def wanted(self, visit: Visit) -> tuple[Scope, Wanted] | None:
        """Where and what to look for; None: the words say nothing. What is looked for by words, people or ratings
        is not looked for in matters that are kept from the reader."""
        query = search.query_of(visit.turn, self.words) if self.words else Query()
        if query is None:
            return None
        found = search.wanted_of(visit.community, query, visit.person.id, visit.person, visit.now)
        if self.node:
            below = frozenset(
                node for node in visit.sight.nodes if visit.community.is_within(node, self.node)
            )
            found = replace(found, nodes=below if found.nodes is None else below & found.nodes)
        if not found.statuses:
            found = replace(found, statuses=STATES[self.state])
        if self.state == "overdue":
            found = replace(found, overdue_at=visit.now)
        by_place = not (query.words or query.place or query.people or query.rated or query.mine)
        return (reading if by_place else leading)(visit.community, visit.person), found


def _usual(words: str) -> str:
    """Who looks for something looks in all there is; who just comes sees what is open."""
    return "all" if words else "open"


def ledger(visit: Visit, asked: Filter, number: int) -> str:
    """The ledger of the places where somebody reads, newest first."""
    asked = asked.read(visit)
    looked = asked.wanted(visit)
    found = (
        visit.store.ledger.page(*looked, SIZE + 1, offset=(number - 1) * SIZE) if looked is not None else []
    )
    options = [("", say("requests.everywhere")), *places(visit, visit.sight.nodes)]
    states = [(name, say(f"requests.state_{name}")) for name in STATES]
    ask = question(
        _PATH,
        field("q", asked.words, say("requests.search"), placeholder=say("requests.search_example")),
        choice("node", asked.node, say("requests.place"), options),
        choice("state", asked.state, say("requests.state"), states),
    )
    hidden = [tag("input", type="hidden", name=name, value=value) for name, value in asked.query().items()]
    heads = [say(f"requests.{name}") for name in ("code", "about", "state", "member", "created", "by")]
    made = [_row(visit, request) for request in found[:SIZE]]
    button = tag("button", say("requests.export"))
    return page(
        visit,
        "requests",
        ask,
        form(visit, f"{_PATH}/export", hidden, button, class_="beside") if made else None,
        table(heads, made, say("requests.caption")) if made else note(say("requests.none")),
        onward(say("frame.next"), _PATH, **asked.query(), page=number + 1) if len(found) > SIZE else None,
    )


def _row(visit: Visit, request: Request) -> list[object]:
    state: Html | str = request.status.value
    if is_overdue(request, visit.now):
        state = tag("b", say("requests.late", state=request.status.value), class_="bad")
    due = request.accept_by if request.status is RequestStatus.DISPATCHED else request.close_by
    openly = not is_private(request) or may_know(visit.community, visit.person, request)
    place = request.place or "" if openly else rows.building_of(request.place)
    member = visit.community.person(request.assignee) if request.assignee else None
    return [
        link(f"{_PATH}/{request.number}", request.code),
        f"{place} {request.category}",
        state,
        member.name if member else say("requests.nobody"),
        when(visit, request.created_at),
        when(visit, due) if request.status in OPEN else when(visit, request.closed_at),
    ]


async def export(desk: Desk, session: Session, asked: Filter, out: BinaryIO) -> None:
    """Write what is asked for as a workbook, in pieces, and note that it was taken out.

    Raises:
        UserError: it is too much, or nothing.
    """

    def begin(visit: Visit) -> tuple[Filter, int, Book]:
        here = asked.read(visit)
        looked = here.wanted(visit)
        count = visit.store.ledger.count(*looked) if looked is not None else 0
        if not 0 < count <= _MOST_EXPORTED:
            raise UserError("ledger.export_none" if not count else "ledger.export_many", count=count)
        return here, count, Book(out, visit.turn.local)

    here, count, book = await desk.look(session, begin)
    book.begin(rows.sheet(iter(())))
    after: int | None = 0
    while after is not None:
        made, after = await desk.look(session, partial(_piece, asked=here, after=after))
        for cells in made:
            book.row(cells)
    await asyncio.to_thread(book.close)
    await desk.act(session, lambda visit: note_export(visit.turn, count))


def _piece(visit: Visit, asked: Filter, after: int) -> tuple[list[list[Cell]], int | None]:
    """The next rows, and the id of the last one if there may be more."""
    looked = asked.wanted(visit)
    found = visit.store.ledger.piece(*looked, after, _PIECE) if looked is not None else []
    made = list(rows.rows(visit.turn, found))
    return made, found[-1].id if len(found) == _PIECE else None
