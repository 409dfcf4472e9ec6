"""The published log of a poll: JSON lines, each with the hash of the one before, that anybody can recount offline.

It is made of rows of the database and nothing else. Its form is a contract with docs/verify.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from storage.records import Ballot, Poll, PollStatus, Unit
from storage.tables import canonical
from storage.unit_of_work import UnitOfWork

FORMAT = "gridbot-poll/1"
GENESIS = "0" * 64
_SHOWN = 16
_RECEIPT = 8

Line = Mapping[str, Any]


def link(n: int, prev: str, kind: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """One line, with its hash over all the rest of it."""
    line = {"n": n, "prev": prev, "type": kind, **fields}
    return line | {"hash": hashlib.sha256(canonical(line).encode()).hexdigest()}


def fingerprint(head: str) -> str:
    """What of a line's hash is posted in the group (指纹)."""
    return head[:_SHOWN]


def receipt(line_hash: str) -> str:
    """What the voter of a named poll finds their line by."""
    return line_hash[:_RECEIPT]


def opening(poll: Poll) -> dict[str, Any]:
    """Line 1."""
    fields: dict[str, Any] = {
        "format": FORMAT,
        "code": poll.code,
        "title": poll.title,
        "kind": poll.kind.value,
        "options": list(poll.options),
        "choose": poll.choose,
        "unit": poll.unit.value,
        "secret": poll.secret,
        "rule": dict(poll.rule),
        "rule_text": poll.rule_text,
        "opened_at": local(poll, poll.opened_at),
        "opens_at": local(poll, poll.opens_at),
        "deadline": local(poll, poll.deadline),
        "eligible": poll.eligible,
    }
    if poll.unit is Unit.OWNER:
        fields["area"] = poll.eligible_area
    if poll.replaces is not None:
        fields["replaces"] = poll.replaces
    return link(1, GENESIS, "open", fields)


def ballot(poll: Poll, n: int, prev: str, cast: Ballot, label: str, area: int | None) -> dict[str, Any]:
    """The line of a ballot in a named poll."""
    fields: dict[str, Any] = {
        "voter": label,
        "choices": list(cast.choices),
        "how": cast.how.value,
        "at": local(poll, cast.at),
    }
    if poll.unit is Unit.OWNER:
        fields["area"] = area
    return link(n, prev, "ballot", fields)


def body(store: UnitOfWork, poll: Poll) -> Iterator[dict[str, Any]]:
    """The lines from the opening to what came too late, without the end. Of a secret poll that is open, line 1 only."""
    line = opening(poll)
    yield line
    if poll.secret:
        counted = poll.status in (PollStatus.CLOSED, PollStatus.PUBLISHED)
        for secret in store.secret_ballots.all(poll.id) if counted else ():
            fields = {"receipt": secret.receipt, "choices": list(secret.choices)}
            line = link(line["n"] + 1, line["hash"], "ballot", fields)
            yield line
        return
    roll = {voter.voter: voter for voter in store.polls.electorate(poll.id)}
    for cast in store.polls.all_ballots(poll.id):
        voter = roll[cast.voter]
        line = ballot(poll, line["n"] + 1, line["hash"], cast, voter.label, voter.area)
        yield line
    in_time = None if poll.result is None else poll.result.get("late", 0)  # the others came after the end
    for late in store.polls.late(poll.id)[:in_time]:
        fields = {"voter": roll[late.voter].label, "at": local(poll, late.at)}
        line = link(line["n"] + 1, line["hash"], "late", fields)
        yield line


def has_log(poll: Poll) -> bool:
    """Whether a poll can be published: one that was over before there were logs cannot."""
    return poll.result is None or "head" in poll.result


def lines(store: UnitOfWork, poll: Poll) -> list[dict[str, Any]]:
    """The whole log as it stands; of a poll that is over, with its end."""
    found = list(body(store, poll))
    if poll.result is not None:
        found.append(ending(poll, found[-1], poll.result))
    return found


def ending(poll: Poll, last: Line, result: Mapping[str, Any]) -> dict[str, Any]:
    """The last line: the result as it is kept, but for the hash of this line."""
    kind = "cancel" if "reason" in result else "close"
    fields = {key: value for key, value in result.items() if key != "head"}
    return link(last["n"] + 1, last["hash"], kind, fields)


def published(log: Iterable[Line]) -> str:
    """The bytes of the file, as text."""
    return "".join(canonical(line) + "\n" for line in log)


def local(poll: Poll, moment: datetime) -> str:
    """A moment on the wall clock of the poll, to the second."""
    return moment.astimezone(ZoneInfo(poll.zone)).isoformat(timespec="seconds")
