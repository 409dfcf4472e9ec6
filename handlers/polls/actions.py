"""What can be done with polls: open, cancel, open anew. Called by chat, page, clock and CLI alike.

A ballot is cast in casting.py; the end is in closing.py.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from handlers.community import Permission
from handlers.errors import UserError
from handlers.feature import Feature
from handlers.polls import log, outcome, rules, telling, units
from handlers.polls.rules import Draft
from handlers.texts import text
from handlers.turn import Turn
from storage.records import Poll, PollKind, PollStatus, Unit, Voter

polls = Feature("polls")

BEGIN, CLOSE, PUBLIC_END = "poll.begin", "poll.close", "poll.public_end"
_LONGEST_REASON = 100  # characters; the groups read it


def check(turn: Turn, draft: Draft) -> None:
    """Everything that stands against opening a draft, but the electorate.

    Raises:
        UserError: the actor may not open polls in one of its places and groups, or it cannot be voted on as it is.
    """
    nodes = [draft.node, *draft.voters.nodes]
    for room_id in draft.told_in:
        room = turn.community.room(room_id)
        if room is None:
            raise UserError("polls.room_wanted")
        nodes.append(room.node)
    for node in dict.fromkeys(nodes):
        turn.require(Permission.POLL, node)
    defaults = turn.community.rules.polls
    rules.check_draft(draft, turn.now, defaults.max_options, defaults.statutory_channel)


def electorate(turn: Turn, draft: Draft) -> tuple[Voter, ...]:
    """Who would vote, as it stands now.

    Raises:
        UserError: see `units.freeze`; or nobody would, or so few that the counts of a secret poll tell who voted how.
    """
    areas = {home.id: home.area for home in turn.store.roster.households()}
    voters = units.freeze(turn.community, draft.voters, draft.unit, areas)
    if not voters:
        raise UserError("polls.nobody_votes")
    if draft.secret and len(voters) < rules.LEAST_SECRET:
        counted = text(f"polls.counted.{draft.unit}")
        raise UserError("polls.secret_few", least=rules.LEAST_SECRET, eligible=len(voters), counted=counted)
    return voters


def open_poll(turn: Turn, draft: Draft) -> Poll:
    """Open a confirmed draft: the electorate is frozen, the groups are told, the due times are set.

    Raises:
        UserError: see `check` and `electorate`.
    """
    check(turn, draft)
    voters = electorate(turn, draft)
    poll = turn.store.polls.add(_values(turn, draft, voters), voters)
    if poll.secret:
        turn.store.secret_ballots.make_key(poll.id)
    head = log.opening(poll)["hash"]
    turn.audit(
        "open",
        poll.code,
        title=poll.title,
        options=list(poll.options),
        unit=poll.unit.value,
        kind=poll.kind.value,
        eligible=poll.eligible,
        head=head,
    )
    _announce(turn, poll, log.fingerprint(head))
    return poll


def _values(turn: Turn, draft: Draft, voters: Sequence[Voter]) -> dict[str, Any]:
    """A draft as it is kept when it is opened."""
    opened_at = _whole(turn.now)
    by_area = draft.unit is Unit.OWNER
    return {
        "code": f"V{turn.store.counters.next('poll')}",
        "title": draft.title,
        "kind": draft.kind,
        "status": PollStatus.OPEN,
        "options": draft.options,
        "choose": draft.choose,
        "secret": draft.secret,
        "unit": draft.unit,
        "room": draft.room,
        "rooms": draft.told_in,
        "node": draft.node,
        "electorate": units.kept(draft.voters),
        "eligible": len(voters),
        "eligible_area": sum(voter.area or 0 for voter in voters) if by_area else None,
        "rule": outcome.kept(draft.rule),
        "rule_text": outcome.rule_text(draft.rule, by_area=by_area),
        "show_counts": draft.show_counts,
        "opened_by": turn.actor,
        "opened_at": opened_at,
        "opens_at": max(opened_at, _whole(draft.opens_at or opened_at)),
        "deadline": _whole(draft.deadline),
        "zone": turn.community.zone.key,
        "public_days": draft.public_days or turn.community.rules.polls.public_days,
        "replaces": draft.replaces,
        "result": None,
        "public_until": None,
    }


def _announce(turn: Turn, poll: Poll, fingerprint: str) -> None:
    """Tell the groups, and set the due times."""
    telling.opened(turn, poll, fingerprint)
    timers = turn.store.timers
    if poll.opens_at > poll.opened_at:
        timers.set(BEGIN, poll.code, poll.opens_at)
    for announcement in rules.announcements(
        poll.opens_at, poll.deadline, turn.community.rules.polls.remind_hours
    ):
        timers.set(f"poll.{announcement.kind}", poll.code, announcement.at)
    timers.set(CLOSE, poll.code, poll.deadline)


def cancel(turn: Turn, poll: Poll, reason: str) -> None:
    """End an open poll without a result; it stays visible with its reason.

    Raises:
        UserError: the actor may not, it is over, or no reason was given.
    """
    turn.require(Permission.POLL, poll.node)
    if poll.status is PollStatus.CANCELLED:
        raise UserError("polls.cancelled_before", code=poll.code)
    if poll.status is not PollStatus.OPEN or turn.now >= poll.deadline:
        raise UserError("polls.has_result", code=poll.code)
    if not reason:
        raise UserError("polls.reason_wanted", code=poll.code)
    if len(reason) > _LONGEST_REASON:
        raise UserError("polls.reason_long", most=_LONGEST_REASON)
    store = turn.store
    if poll.secret:
        store.secret_ballots.drop(poll.id)
        store.scrub()
    ended = replace(poll, status=PollStatus.CANCELLED)
    result: dict[str, object] = {"at": log.local(poll, turn.now), "reason": reason}
    *_, last = log.body(store, ended)
    result["head"] = log.ending(ended, last, result)["hash"]
    store.polls.close(poll.id, PollStatus.CANCELLED, result)
    store.timers.cancel(poll.code)
    turn.audit("cancel", poll.code, **result)
    telling.cancelled(turn, poll, reason, log.fingerprint(str(result["head"])))


def again(turn: Turn, poll: Poll) -> Draft:
    """A poll that was ended without a result, once more (重开): a draft that replaces it.

    Raises:
        UserError: the actor may not, or it was not cancelled.
    """
    turn.require(Permission.POLL, poll.node)
    if poll.status is not PollStatus.CANCELLED:
        key = "polls.cancel_first" if poll.status is PollStatus.OPEN else "polls.has_result"
        raise UserError(key, code=poll.code)
    opens_at, deadline = rules.times_anew(poll, turn.local)
    return Draft(
        title=poll.title,
        options=poll.options,
        secret=poll.secret,
        unit=poll.unit,
        room=poll.room,
        node=poll.node,
        deadline=deadline,
        kind=poll.kind,
        choose=poll.choose,
        rule=outcome.read(poll.rule),
        rooms=poll.rooms,
        electorate=units.read(poll.electorate),
        opens_at=opens_at,
        show_counts=poll.show_counts,
        public_days=None if poll.kind is PollKind.OPINION else poll.public_days,
        replaces=poll.code,
    )


def _whole(moment: datetime) -> datetime:
    """To the second, as it is published."""
    return moment.replace(microsecond=0)
