"""Which polls somebody can mean."""

from handlers.community import Permission
from handlers.errors import UserError
from handlers.polls.casting import voter_for
from handlers.turn import Turn
from storage.records import Poll


def may_see(turn: Turn, poll: Poll, room: str | None) -> bool:
    """Who may know of a poll: everybody in its groups, who may vote in it, who opens or reads polls there."""
    if room in poll.rooms:
        return True
    person = turn.person
    if person is None:
        return False
    return votes_in(turn, poll) or any(
        turn.community.may(person, permission, poll.node) for permission in (Permission.POLL, Permission.READ)
    )


def answers_within(turn: Turn, poll: Poll) -> bool:
    """Whether the acting person answers for somebody (VOUCH) who has a vote in it: 楼长, 网格员."""
    person = turn.person
    places = {one.node or poll.node for one in turn.store.polls.electorate(poll.id)}
    return person is not None and any(turn.community.may(person, Permission.VOUCH, one) for one in places)


def votes_in(turn: Turn, poll: Poll) -> bool:
    """Whether the acting person has a vote in it, for themselves or their household."""
    return voter_for(turn.store, poll, turn.person) is not None


def open_polls(turn: Turn, room: str | None, actor: str) -> list[Poll]:
    """The open polls of a group; privately (`room` None) those in which the actor may vote. Oldest first."""
    store = turn.store.polls
    if room is not None:
        return store.open_in_room(room)
    person = turn.community.person(actor)
    return [poll for poll in store.open() if voter_for(turn.store, poll, person) is not None]


def by_code(turn: Turn, code: str, room: str | None) -> Poll:
    """The poll with this code, for somebody who writes in a group, or privately (`room` None). "": none was named,
    and none is open to them.

    Raises:
        UserError: there is none that they may know of.
    """
    poll = turn.store.polls.by_code(code)
    if poll is None or not may_see(turn, poll, room):
        raise UserError("polls.unknown_code" if code else "polls.none_open", code=code)
    return poll


def answered_for(turn: Turn, code: str, room: str | None) -> Poll:
    """As `by_code`, also for whoever answers for people who vote in it.

    Raises:
        UserError: there is none that they may know of.
    """
    poll = turn.store.polls.by_code(code)
    return poll if poll is not None and answers_within(turn, poll) else by_code(turn, code, room)
