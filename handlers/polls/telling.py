"""What the groups of a poll read of it: opening, end, cancelling."""

from collections.abc import Mapping
from typing import Any

from handlers.chart import bar_chart
from handlers.polls import wording
from handlers.polls.links import page_link
from handlers.texts import text
from handlers.turn import Turn
from storage.records import Lane, Poll, PollKind


def opened(turn: Turn, poll: Poll, fingerprint: str) -> None:
    """It was opened."""
    link = page_link(turn, poll) or ""
    message = wording.announcement(turn.community, poll, poll.code, poll.eligible, fingerprint, link)
    for room in poll.rooms:
        turn.to_room(room, message, lane=Lane.REPLY, about=poll.code)


def cancelled(turn: Turn, poll: Poll, reason: str, fingerprint: str) -> None:
    """It was ended without a result."""
    message = text(
        "polls.cancelled",
        code=poll.code,
        kind=poll.kind.value,
        title=poll.title,
        reason=reason,
        fingerprint=fingerprint,
    )
    for room in poll.rooms:
        turn.to_room(room, message, lane=Lane.REPLY, about=poll.code)


def closed(turn: Turn, poll: Poll, result: Mapping[str, Any], fingerprint: str) -> None:
    """It is over: the result in words and as a picture."""
    message = result_text(turn, poll, result, fingerprint)
    footer = text(
        "polls.footer",
        code=poll.code,
        kind=poll.kind.value,
        turnout=result["turnout"],
        eligible=poll.eligible,
        unit=text(f"polls.counted.{poll.unit}"),
        at=wording.moment(turn.community, poll.deadline),
    )
    rows = list(zip(poll.options, result["counts"], strict=True))
    digest = turn.store.blobs.put(f"{poll.code}.png", "image/png", bar_chart(poll.title, rows, footer))
    for room in poll.rooms:
        turn.to_room(room, message, about=poll.code, file=(digest, f"{poll.code}.png"))


def result_text(turn: Turn, poll: Poll, result: Mapping[str, Any], fingerprint: str) -> str:
    """The result in words. `result` as it is kept (handlers/polls/closing.py)."""
    link = page_link(turn, poll)
    channel = turn.community.rules.polls.statutory_channel
    until = poll.public_until
    message = text(
        "polls.result",
        code=poll.code,
        kind=poll.kind.value,
        title=poll.title,
        counts=wording.counts_text(poll, result["counts"], result.get("areas")),
        turnout=wording.turnout_text(poll, result["turnout"], result.get("turnout_area", 0)),
        late=text("polls.were_late", count=result["late"]) if result["late"] else "",
        rule=poll.rule_text,
        outcome=result["outcome"]["text"],
        public=text("polls.public", until=wording.moment(turn.community, until), code=poll.code)
        if until
        else "",
        channel=text("polls.channel", channel=channel) if poll.kind is PollKind.STATUTORY else "",
        fingerprint=wording.fingerprint_text(fingerprint, link or ""),
    )
    return wording.without_gaps(message)
