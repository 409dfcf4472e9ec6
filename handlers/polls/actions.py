"""What can be done with polls: draft, open, cast, close, cancel. Called by chat, page, clock and CLI alike."""

import hashlib
from collections.abc import Iterable, Mapping

from handlers.chart import bar_chart
from handlers.community import Permission
from handlers.errors import UserError
from handlers.feature import Feature
from handlers.polls import rules
from handlers.polls.rules import Draft
from handlers.polls.wording import lines_of_options, moment
from handlers.texts import text
from handlers.turn import Turn
from storage.records import Ballot, Lane, Poll, PollStatus, Timer
from storage.tables import canonical
from storage.unit_of_work import UnitOfWork

polls = Feature("polls")

_CLOSE = "poll.close"


def open_poll(turn: Turn, draft: Draft) -> Poll:
    """Open a confirmed draft: the electorate is frozen, the group is told, the due times are set.

    Raises:
        UserError: the actor may not open polls there, or too long passed since the draft.
    """
    turn.require(Permission.POLL, draft.node)
    rules.check_draft(draft, turn.now, turn.community.rules.polls.max_options)
    voters = rules.electorate(turn.community, draft.node, draft.unit)
    poll = turn.store.polls.add(
        {
            "code": f"V{turn.store.counters.next('poll')}",
            "title": draft.title,
            "status": PollStatus.OPEN,
            "options": draft.options,
            "secret": draft.secret,
            "unit": draft.unit,
            "room": draft.room,
            "node": draft.node,
            "opened_by": turn.actor,
            "opened_at": turn.now,
            "deadline": draft.deadline,
            "eligible": len(voters),
            "result": None,
        },
        voters,
    )
    turn.audit(
        "open", poll.code, title=poll.title, options=list(poll.options), unit=poll.unit, eligible=len(voters)
    )
    _announce(turn, poll)
    for announcement in rules.announcements(turn.now, poll.deadline, turn.community.rules.polls.remind_hours):
        turn.store.timers.set(f"poll.{announcement.kind}", poll.code, announcement.at)
    turn.store.timers.set(_CLOSE, poll.code, poll.deadline)
    return poll


def cast(turn: Turn, poll: Poll, actor: str, option: int) -> bool:
    """Count a ballot; True if it changed an earlier one of the same voter.

    Raises:
        UserError: the poll is over, there is no such option, or the speaker has no vote in it.
    """
    if poll.status is not PollStatus.OPEN or turn.now >= poll.deadline:
        raise UserError("polls.over", code=poll.code)
    if not 1 <= option <= len(poll.options):
        raise UserError("polls.no_option", code=poll.code, options=lines_of_options(poll.options))
    voter = rules.voter_of(turn.community.person(actor), poll.unit)
    if voter is None or not turn.store.polls.is_voter(poll.id, voter):
        raise UserError(
            rules.no_vote_key(turn.community.person(actor), poll.unit), code=poll.code, title=poll.title
        )
    before = turn.store.polls.ballot_of(poll.id, voter)
    turn.store.polls.cast(poll.id, Ballot(voter, option, actor, turn.now))
    choice = {} if poll.secret else {"option": option}
    turn.audit("ballot", poll.code, voter=voter, changed=before is not None, **choice)
    return before is not None and before.option != option


def cancel(turn: Turn, poll: Poll, reason: str) -> None:
    """End an open poll without a result; it stays visible with its reason.

    Raises:
        UserError: the actor may not, it is over, or no reason was given.
    """
    turn.require(Permission.POLL, poll.node)
    if poll.status is not PollStatus.OPEN:
        raise UserError("polls.over", code=poll.code)
    if not reason:
        raise UserError("polls.reason_wanted", code=poll.code)
    turn.store.polls.close(poll.id, PollStatus.CANCELLED, {"reason": reason})
    turn.store.timers.cancel(poll.code)
    turn.audit("cancel", poll.code, reason=reason)
    turn.to_room(
        poll.room, text("polls.cancelled", code=poll.code, title=poll.title, reason=reason), lane=Lane.REPLY
    )


def result_of(store: UnitOfWork, poll: Poll) -> Mapping[str, object]:
    """What is published at the end: the counts, the turnout, and the hash of the ballots that were counted."""
    ballots = store.polls.ballots(poll.id)
    published = canonical(rules.published_ballots(ballots))
    return {
        "counts": list(rules.tally(poll.options, ballots)),
        "turnout": len(ballots),
        "ballots": hashlib.sha256(published.encode()).hexdigest(),
    }


@polls.timer(_CLOSE)
def close(turn: Turn, timer: Timer) -> str | None:
    """The deadline: count, keep the result, tell the group in words and as a picture."""
    poll = turn.store.polls.by_code(timer.subject)
    if poll is None or poll.status is not PollStatus.OPEN:
        return "no longer open"
    result = result_of(turn.store, poll)
    turn.store.polls.close(poll.id, PollStatus.CLOSED, result)
    turn.audit("close", poll.code, **result)
    counts = [int(count) for count in result["counts"]]  # type: ignore[attr-defined]
    turn.to_room(poll.room, _result_text(poll, counts, int(str(result["turnout"]))), about=poll.code)
    picture = bar_chart(poll.title, list(zip(poll.options, counts, strict=True)), _footer(turn, poll, counts))
    digest = turn.store.blobs.put(f"{poll.code}.png", "image/png", picture)
    turn.to_room(poll.room, "", about=poll.code, file=(digest, f"{poll.code}.png"))
    return None


@polls.timer("poll.half")
def tell_half_time(turn: Turn, timer: Timer) -> str | None:
    """Half time: how many have voted, not how."""
    return _tell_turnout(turn, timer, "polls.half")


@polls.timer("poll.last_call")
def call_last(turn: Turn, timer: Timer) -> str | None:
    """The reminder before the end."""
    return _tell_turnout(turn, timer, "polls.last_call")


def _announce(turn: Turn, poll: Poll) -> None:
    message = text(
        "polls.opened",
        code=poll.code,
        title=poll.title,
        options=lines_of_options(poll.options),
        until=moment(turn.community, poll.deadline),
        unit=text(f"polls.unit.{poll.unit}"),
    )
    turn.to_room(poll.room, message, lane=Lane.REPLY, about=poll.code)


def _tell_turnout(turn: Turn, timer: Timer, key: str) -> str | None:
    poll = turn.store.polls.by_code(timer.subject)
    if poll is None or poll.status is not PollStatus.OPEN:
        return "no longer open"
    if turn.awake >= poll.deadline:
        return "the quiet hours last until after the end"
    message = text(
        key,
        code=poll.code,
        title=poll.title,
        turnout=turn.store.polls.turnout(poll.id),
        eligible=poll.eligible,
        unit=text(f"polls.counted.{poll.unit}"),
        until=moment(turn.community, poll.deadline),
    )
    turn.to_room(poll.room, message, about=poll.code, expires_at=poll.deadline)
    return None


def _result_text(poll: Poll, counts: list[int], turnout: int) -> str:
    leading = rules.leaders(counts)
    if not leading:
        outcome = text("polls.nobody_voted")
    elif len(leading) > 1:
        outcome = text("polls.tie", options="、".join(poll.options[position] for position in leading))
    else:
        outcome = text("polls.most", option=poll.options[leading[0]], count=counts[leading[0]])
    return text(
        "polls.result",
        code=poll.code,
        title=poll.title,
        counts="，".join(f"{label} {count}" for label, count in zip(poll.options, counts, strict=True)),
        turnout=turnout,
        eligible=poll.eligible,
        unit=text(f"polls.counted.{poll.unit}"),
        outcome=outcome,
    )


def _footer(turn: Turn, poll: Poll, counts: list[int]) -> str:
    return text(
        "polls.footer",
        code=poll.code,
        turnout=sum(counts),
        eligible=poll.eligible,
        unit=text(f"polls.counted.{poll.unit}"),
        at=moment(turn.community, poll.deadline),
    )


def wrong_poll(store: UnitOfWork, checked: Iterable[Poll]) -> str | None:
    """What does not fit in the first poll whose state, electorate or result is not what the audit chain and its
    ballots say; None when all fit."""
    for poll in checked:
        history = store.audit.about(poll.code)
        closings = [row.detail for row in history if row.action == "close"]
        ended = poll.status in (PollStatus.CLOSED, PollStatus.PUBLISHED)
        if ended != bool(closings):
            return f"poll {poll.code}: the audit chain does not know it as {poll.status.value}"
        if store.polls.electorate_size(poll.id) != poll.eligible:
            return f"poll {poll.code}: the electorate is not what it was when it was opened"
        if not ended:
            continue
        recounted = result_of(store, poll)
        if dict(poll.result or {}) != recounted:
            return f"poll {poll.code}: the kept result is not what its ballots say"
        if closings != [recounted]:
            return f"poll {poll.code}: the audit chain closed it with another result"
    return None
