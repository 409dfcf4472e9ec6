"""Somebody is erased: in polls that counted people, they were published by name."""

from handlers.polls import log
from handlers.texts import text
from handlers.turn import Turn
from storage.records import Unit


def forget_voter(turn: Turn, person_id: str, gone: str) -> None:
    """Put another name in the place of somebody's. Their vote goes on counting, so the log gets new hashes from there
    on: the new head goes into the audit chain, beside the one that was posted."""
    store = turn.store.polls
    for poll in store.voting(person_id):
        if poll.unit is not Unit.PERSON:
            continue
        store.rename_voter(
            poll.id, person_id, gone, text("polls.erased_voter", number=gone.rpartition("-")[2])
        )
        if poll.secret or not log.has_log(poll):
            continue
        lines = [line for line in log.body(turn.store, poll) if line["type"] == "ballot"]
        store.relink(poll.id, [line["hash"] for line in lines])
        if poll.result is not None:
            result = dict(poll.result) | {"head": log.lines(turn.store, poll)[-1]["hash"]}
            store.close(poll.id, poll.status, result, poll.public_until)
            turn.audit("relabelled", poll.code, head=result["head"])
