"""What the demo page shows of requests, polls and what comes next (the shapes stand in bot/web/house.py)."""

from datetime import datetime
from typing import Any

from handlers.audit.words import Reader, sentence
from handlers.community import Community
from handlers.requests.wording import who
from handlers.state import poll_state, request_state
from handlers.texts import all_texts, text
from storage.records import AuditRow, Request
from storage.unit_of_work import UnitOfWork

_NEWEST = 200


def overview(store: UnitOfWork, community: Community) -> dict[str, Any]:
    """Requests and polls, oldest first, and the next due time."""
    requests = store.requests.newest(_NEWEST)[::-1]
    affected = store.requests.affected([request.id for request in requests])
    coming = store.timers.waiting(1)
    return {
        "requests": [
            _request(store, community, request, affected.get(request.id, 1)) for request in requests
        ],
        "polls": [
            poll_state(store, poll) | {"deadline": _local(community, poll.deadline)}
            for poll in store.polls.all()
        ],
        "next": {"at": _local(community, coming[0].due_at), "what": _what(coming[0].kind)}
        if coming
        else None,
    }


def _request(store: UnitOfWork, community: Community, request: Request, affected: int) -> dict[str, Any]:
    assignee = community.person(request.assignee) if request.assignee else None
    return request_state(store, community, request, affected) | {
        "assignee": assignee.contacts[0] if assignee and assignee.contacts else None,
        "text": request.text,
        "created": _local(community, request.created_at),
        "accept_by": _local(community, request.accept_by),
        "close_by": _local(community, request.close_by),
        "steps": [
            {"at": _local(community, row.at), "text": _step(community, row)}
            for row in store.audit.about(request.number)
        ],
    }


def _step(community: Community, row: AuditRow) -> str:
    subject = str(row.detail.get("member") or row.detail.get("to") or row.actor)
    said = row.detail.get("outcome") or row.detail.get("reason") or row.detail.get("note") or ""
    key = f"requests.step.{row.action}"
    if key not in all_texts():  # what other features do with a request
        return sentence(row, Reader(community, lambda _: None, residents=False))
    return text(key, who=who(community, subject), said=said, rating=row.detail.get("rating"))


def _what(kind: str) -> str:
    return text(f"common.due.{kind.replace('.', '_')}")


def _local(community: Community, moment: datetime | None) -> str | None:
    return None if moment is None else f"{moment.astimezone(community.zone):%Y-%m-%dT%H:%M:%S}"
