"""Polls that are over, in the form in which they may be published: nothing of one that goes on."""

from handlers.errors import UserError
from handlers.polls import log
from handlers.polls.secrecy import labels
from handlers.texts import text
from storage.records import Poll, PollStatus
from storage.unit_of_work import UnitOfWork

RESULTS = ("code", "title", "kind", "option", "count", "area", "turnout", "eligible", "outcome", "hash")
BALLOTS = ("code", "voter", "option", "how")
"""The columns of the two sheets; their headers are texts."""

_OVER = (PollStatus.CLOSED, PollStatus.PUBLISHED)


def header(columns: tuple[str, ...]) -> list[str]:
    """The header cells."""
    return [text(f"polls.published.{column}") for column in columns]


def result_rows(store: UnitOfWork) -> list[list[str]]:
    """A row for each option of each poll that is over, with the hash by which `verify` knows the log."""
    found = []
    for poll in _over(store):
        result = poll.result or {}
        areas = result.get("areas") or [None] * len(poll.options)
        outcome = result.get("outcome", {}).get("text", "")
        sums = [str(result["turnout"]), str(poll.eligible), outcome, str(result.get("head", ""))]
        for label, votes, area in zip(poll.options, result["counts"], areas, strict=True):
            square = "" if area is None else f"{area / 100:.2f}"
            found.append([poll.code, poll.title, poll.kind.value, label, str(votes), square, *sums])
    return found


def ballot_rows(store: UnitOfWork) -> list[list[str]]:
    """A row a ballot, by voter; of a secret poll by receipt."""
    found = []
    for poll in _over(store):
        if poll.secret:
            rows = [[one.receipt, labels(poll, one.choices), ""] for one in store.secret_ballots.all(poll.id)]
        else:
            named = {voter.voter: voter.label for voter in store.polls.electorate(poll.id)}
            rows = sorted(
                [named[one.voter], labels(poll, one.choices), text(f"polls.how.{one.how}")]
                for one in store.polls.ballots(poll.id)
            )
        found += [[poll.code, *row] for row in rows]
    return found


def log_file(store: UnitOfWork, code: str) -> str:
    """The log of a poll that is over, as the bytes of its file.

    Raises:
        UserError: there is none: no such poll, one that goes on, or one of before there were logs.
    """
    poll = store.polls.by_code(code.upper())
    if poll is None or poll.result is None or not log.has_log(poll):
        raise UserError("polls.no_log", code=code)
    return log.published(log.lines(store, poll))


def _over(store: UnitOfWork) -> list[Poll]:
    return [poll for poll in store.polls.all() if poll.status in _OVER]
