"""Ballots that were entered for somebody and wait for their witness: each is a due time of the poll (poll.paper), that
ends with the poll, or after a day unconfirmed."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from handlers.chat import ask
from handlers.community import Person
from handlers.polls import secrecy
from handlers.polls.paperwords import flat_in
from handlers.texts import text
from handlers.turn import Turn
from storage.records import Poll, Timer, TimerState

PAPER, WITNESS = "poll.paper", "poll.witness"
WAITS = timedelta(days=1)


def of_witness(turn: Turn, witness: str) -> list[Timer]:
    """What waits for somebody's word, oldest first."""
    return [one for one in turn.store.timers.of_kind(PAPER) if one.payload["witness"] == witness]


def of_recorder(turn: Turn, recorder: str) -> list[Timer]:
    """What somebody entered that does not count yet, oldest first."""
    return [one for one in turn.store.timers.of_kind(PAPER) if one.payload["recorder"] == recorder]


def named(turn: Turn, among: list[Timer], words: str) -> list[Timer]:
    """Those whose voter the (normalised) words name, by flat or by name."""
    flat = flat_in(words)
    found = []
    for one in among:
        poll = turn.store.polls.by_code(one.subject)
        voter = turn.store.polls.voter(poll.id, one.payload["voter"]) if poll is not None else None
        flats = (
            turn.store.polls.flats_of(poll.id, voter.voter) if poll is not None and voter is not None else ()
        )
        if voter is not None and (flat in (voter.voter, *flats) if flat else voter.label in words):
            found.append(one)
    return found


def finish(turn: Turn, timer: Timer, note: str) -> None:
    """It waits no longer."""
    turn.store.timers.finish(timer.id, TimerState.DONE, turn.now, note)


def ask_witness(turn: Turn, witness: Person) -> None:
    """All that waits for the witness in one message, to be answered by one word. Nothing is left out: 1 counts all."""
    waiting = [
        (one, poll) for one in of_witness(turn, witness.id) if (poll := turn.store.polls.by_code(one.subject))
    ]
    newest, poll = waiting[-1]
    ask(turn, "private", witness.id, WITNESS, {}, turn.now + WAITS)
    message = text(
        "polls.witness_asked" if len(waiting) == 1 else "polls.witness_asked_several",
        recorder=turn.name_of(newest.payload["recorder"]),
        entries=entry_text(turn, poll, newest.payload) if len(waiting) == 1 else _listed(turn, waiting),
        voter=voter_of(turn, newest),
    )
    turn.to_person(witness, message, about=newest.subject)


def _listed(turn: Turn, waiting: Sequence[tuple[Timer, Poll]]) -> str:
    """【V3】上门：3-2-501 同意、3-2-502 反对, a line for each poll and way."""
    lines: dict[tuple[str, str], list[str]] = {}
    for one, poll in waiting:
        lines.setdefault((poll.code, one.payload["how"]), []).append(short_entry(turn, poll, one.payload))
    return "\n".join(
        text("polls.entries", code=code, how=text(f"polls.how.{how}"), entries="、".join(entries))
        for (code, how), entries in lines.items()
    )


def short_entry(turn: Turn, poll: Poll, kept: Mapping[str, Any]) -> str:
    """3-2-501 同意"""
    voter = turn.store.polls.voter(poll.id, kept["voter"])
    return f"{voter.label if voter is not None else ''} {secrecy.labels(poll, tuple(kept['choices']))}"


def voter_of(turn: Turn, timer: Timer) -> str:
    """What the voter of an entry is called: 3-2-501."""
    poll = turn.store.polls.by_code(timer.subject)
    voter = turn.store.polls.voter(poll.id, timer.payload["voter"]) if poll is not None else None
    return voter.label if voter is not None else ""


def entry_text(turn: Turn, poll: Poll, kept: Mapping[str, Any]) -> str:
    """【V3】3-2-501 同意（上门，录票李伟，见证陈刚）"""
    voter = turn.store.polls.voter(poll.id, kept["voter"])
    return text(
        "polls.entry",
        code=poll.code,
        voter=voter.label if voter is not None else "",
        choice=secrecy.labels(poll, tuple(kept["choices"])),
        how=text(f"polls.how.{kept['how']}"),
        recorder=turn.name_of(kept["recorder"]),
        witness=turn.name_of(kept["witness"]),
    )
