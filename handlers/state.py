"""The state of everything as plain values: what `rehearse --dump` prints and the pages show."""

from typing import Any

from handlers.chains.rules import running
from handlers.community import Community
from handlers.polls.counting import count
from handlers.turn import contact_of
from storage.records import KeptChain, Poll, PollStatus, Request
from storage.unit_of_work import UnitOfWork

_NEWEST = 10_000


def state_of(store: UnitOfWork, community: Community) -> dict[str, Any]:
    """Requests and polls, oldest first, in the form of the contract; for the eyes of whoever runs the machine."""
    requests = store.requests.newest(_NEWEST)[::-1]
    affected = store.requests.affected([request.id for request in requests])
    return {
        "requests": [
            request_state(store, community, request, affected.get(request.id, 1)) for request in requests
        ],
        "polls": [poll_state(store, poll, reveal=True) for poll in store.polls.all()],
        "signups": [chain_state(store, kept) for kept in store.chains.all()],
        "notices": [],
    }


def request_state(store: UnitOfWork, community: Community, request: Request, affected: int) -> dict[str, Any]:
    """One request; `reporter` is a contact id, `assignee` a person id."""
    return {
        "code": request.code,
        "status": request.status.value,
        "intent": request.intent,
        "category": request.category,
        "urgency": request.urgency,
        "place": request.place,
        "reporter": contact_of(store, community, request.reporter),
        "assignee": request.assignee,
        "rating": request.rating,
        "affected": affected,
    }


def poll_state(store: UnitOfWork, poll: Poll, *, reveal: bool = False) -> dict[str, Any]:
    """One poll. People see the counts only when it is over, admins too (habits); `reveal` shows them before."""
    over = poll.status in (PollStatus.CLOSED, PollStatus.PUBLISHED)
    shown = over or reveal
    heads = count(store, poll).heads if shown else (None,) * len(poll.options)
    return {
        "code": poll.code,
        "title": poll.title,
        "status": poll.status.value,
        "options": [
            {"label": label, "count": votes} for label, votes in zip(poll.options, heads, strict=True)
        ],
        "turnout": store.polls.turnout(poll.id),
        "eligible": poll.eligible,
        "result": _outcome(poll) if over else None,
    }


def chain_state(store: UnitOfWork, kept: KeptChain) -> dict[str, Any]:
    """One chain with the lines that stand; a chain that is over is forgotten, so all are running."""
    return {
        "code": kept.code,
        "title": kept.title,
        "status": PollStatus.OPEN.value,
        "lines": [
            {"n": n, "name": line.name, "count": line.count, "note": line.note}
            for n, line in enumerate(running(store.chains.lines(kept.id)), start=1)
        ],
    }


def _outcome(poll: Poll) -> str | None:
    """The label of the option that passed or has the most ballots; None for several, or none."""
    outcome = (poll.result or {}).get("outcome")
    if outcome is None:  # of an earlier release
        counts = (poll.result or {}).get("counts", [0])
        winners = [option for option, votes in enumerate(counts, start=1) if votes == max(counts) > 0]
    else:
        winners = outcome["winners"]
    return poll.options[winners[0] - 1] if len(winners) == 1 else None
