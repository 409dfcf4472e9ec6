"""Recounts polls from the rows that they are made of: for `verify`."""

from collections.abc import Iterable, Mapping
from typing import Any

from handlers.polls import log
from handlers.polls.closing import result_of
from storage.records import AuditRow, Poll, PollStatus, Unit
from storage.unit_of_work import UnitOfWork


def wrong_poll(store: UnitOfWork, checked: Iterable[Poll]) -> str | None:
    """What does not fit in the first poll whose state, electorate, log or result is not what the audit chain and its
    ballots say; None when all fit."""
    for poll in checked:
        history = store.audit.about(poll.code)
        wrong = _electorate(store, poll) or _log(store, poll, history) or _end(store, poll, history)
        if wrong is not None:
            return f"poll {poll.code}: {wrong}"
    return None


def _electorate(store: UnitOfWork, poll: Poll) -> str | None:
    roll = store.polls.electorate(poll.id)
    area = sum(voter.area or 0 for voter in roll) if poll.unit is Unit.OWNER else None
    if (len(roll), area) != (poll.eligible, poll.eligible_area):
        return "the electorate is not what it was when it was opened"
    if poll.secret:
        cast = len(store.secret_ballots.all(poll.id))
        voted = 0 if poll.status is PollStatus.CANCELLED else sum(voter.voted for voter in roll)
        return None if cast == voted else "there are not as many ballots as have voted"
    voters = {voter.voter for voter in roll if voter.voted}
    if {cast.voter for cast in store.polls.ballots(poll.id)} != voters:
        return "those who have ballots are not those who have voted"
    return None


def _log(store: UnitOfWork, poll: Poll, history: list[AuditRow]) -> str | None:
    heads = [str(row.detail["head"]) for row in history if row.action == "open" and "head" in row.detail]
    if heads and heads != [log.opening(poll)["hash"]]:
        return "it is not the poll that was opened"
    if poll.secret:
        return None
    for cast, line in zip(store.polls.all_ballots(poll.id), list(log.body(store, poll))[1:], strict=False):
        if cast.link is not None and (cast.n, cast.link) != (line["n"], line["hash"]):
            return f"line {line['n']} of its log is not the one that was written"
    return None


def _end(store: UnitOfWork, poll: Poll, history: list[AuditRow]) -> str | None:
    endings = [dict(row.detail) for row in history if row.action in ("close", "cancel")]
    if (poll.status is PollStatus.OPEN) == bool(endings):
        return f"the audit chain does not know it as {poll.status.value}"
    if poll.status is PollStatus.OPEN:
        return None
    kept = dict(poll.result or {})
    if not _fits(store, poll, kept):
        return "the kept result is not what its ballots say"
    heads = [row.detail["head"] for row in history if row.action == "relabelled"][-1:]
    expected = [endings[0] | {"head": head} for head in heads] or endings
    return None if expected == [kept] else "the audit chain closed it with another result"


def _fits(store: UnitOfWork, poll: Poll, kept: Mapping[str, Any]) -> bool:
    """Whether a kept result is what comes out of a recount."""
    if "reason" in kept or poll.status is PollStatus.CANCELLED:
        of_old = not log.has_log(poll)
        return of_old or (bool(kept) and log.lines(store, poll)[-1]["hash"] == kept["head"])
    recount = result_of(store, poll, str(kept.get("at", "")), int(kept.get("late", 0)))
    if not log.has_log(poll):  # of an earlier release
        return all(kept.get(key) == recount[key] for key in ("counts", "turnout"))
    return recount == kept
