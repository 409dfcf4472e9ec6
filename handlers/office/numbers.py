"""The numbers of the overview: every place with what is open, overdue and asked there, and how many are bound."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from handlers.community import Community, Node
from handlers.grid.rules import Row, table
from storage.records import PollStatus, Request, RequestStatus
from storage.requests import OPEN
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class NodeNumbers:
    """A place and everything below it: `row` as 网格树 tells it, and what is under way there."""

    row: Row
    open: int
    overdue: int
    to_rate: int
    polls: int


def is_overdue(request: Request, now: datetime) -> bool:
    """Whether a request that is open should have been accepted, or closed, by now."""
    if request.status not in OPEN:
        return False
    by = request.accept_by if request.status is RequestStatus.DISPATCHED else request.close_by
    return by is not None and by < now


def numbers(
    store: UnitOfWork, community: Community, nodes: Collection[str], now: datetime
) -> list[NodeNumbers]:
    """The numbers of these places, in the order of the tree."""
    known = store.requests.in_states((*OPEN, RequestStatus.TO_RATE))
    open_, overdue, to_rate, polls = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for request in known:
        above = [node.id for node in community.chain(request.node)]
        (to_rate if request.status is RequestStatus.TO_RATE else open_).update(above)
        if is_overdue(request, now):
            overdue.update(above)
    for poll in store.polls.open():
        polls.update(node.id for node in community.chain(poll.node))
    return [
        NodeNumbers(row, *(count[row.node.id] for count in (open_, overdue, to_rate, polls)))
        for row in table(community)
        if row.node.id in nodes
    ]


def open_polls(store: UnitOfWork, nodes: Collection[str]) -> list[tuple[str, str, int, int, datetime]]:
    """Open polls of these places: code, title, turnout, how many may vote, the end. No counts: they are hidden."""
    return [
        (poll.code, poll.title, store.polls.turnout(poll.id), poll.eligible, poll.deadline)
        for poll in store.polls.open()
        if poll.node in nodes and poll.status is PollStatus.OPEN
    ]


def in_order(community: Community) -> list[tuple[Node, int]]:
    """Every place behind the one it belongs to, with its depth."""
    below: dict[str | None, list[Node]] = {}
    for node in community.nodes:
        below.setdefault(node.parent, []).append(node)
    found: list[tuple[Node, int]] = []
    waiting = [(node, 0) for node in reversed(below.get(None, []))]
    while waiting:
        node, depth = waiting.pop()
        found.append((node, depth))
        waiting += [(child, depth + 1) for child in reversed(below.get(node.id, []))]
    return found
