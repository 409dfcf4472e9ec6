"""The end of a poll: counted at the deadline by the server's time, in one transaction with all that follows from it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from handlers.polls import counting, log, outcome, telling, wording
from handlers.polls.actions import CLOSE, PUBLIC_END, polls
from handlers.turn import Turn
from storage.records import Poll, PollKind, PollStatus, Timer
from storage.unit_of_work import UnitOfWork


def result_of(store: UnitOfWork, poll: Poll, at: str, late: int) -> dict[str, Any]:
    """What is published at the end, with the head of the log. `poll` is over; `at`: when it was counted; `late`: how
    many had come too late by then."""
    count = counting.count(store, poll)
    found = outcome.decide(outcome.read(poll.rule), count)
    result: dict[str, Any] = {
        "at": at,
        "counts": list(count.heads),
        "turnout": count.turnout,
        "late": late,
        "outcome": {
            "quorum": found.quorum,
            "passed": list(found.passed),
            "winners": list(found.winners),
            "text": wording.outcome_text(poll, count, found),
        },
    }
    if count.areas is not None:
        result |= {"areas": list(count.areas), "turnout_area": count.turnout_area}
    *_, last = log.body(store, replace(poll, result=result))
    return result | {"head": log.ending(poll, last, result)["hash"]}


@polls.timer(CLOSE)
def close(turn: Turn, timer: Timer) -> str | None:
    """The deadline: count, keep the result, tell the groups in words and as a picture."""
    poll = turn.store.polls.by_code(timer.subject)
    if poll is None or poll.status is not PollStatus.OPEN:
        return "no longer open"
    ended = finish(turn, poll)
    result = ended.result or {}
    telling.closed(turn, ended, result, log.fingerprint(result["head"]))
    return None


def finish(turn: Turn, poll: Poll) -> Poll:
    """Count an open poll and keep the result, which is published for days if there is one; of a secret poll the key
    goes. The poll as it is now."""
    store = turn.store
    ended = replace(poll, status=PollStatus.CLOSED)
    if poll.secret:
        store.secret_ballots.destroy_key(poll.id)
        store.scrub()
    result = result_of(store, ended, log.local(poll, turn.now), len(store.polls.late(poll.id)))
    until, status = None, PollStatus.CLOSED
    if poll.kind is not PollKind.OPINION and result["turnout"] and result["outcome"]["quorum"]:
        until, status = turn.awake + timedelta(days=poll.public_days), PollStatus.PUBLISHED
    store.polls.close(poll.id, status, result, until)
    turn.audit("close", poll.code, **result)
    if until is not None:
        store.timers.set(PUBLIC_END, poll.code, until)
    return replace(ended, status=status, public_until=until, result=result)
