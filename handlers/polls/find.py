"""Which polls somebody can mean."""

from handlers.community import Permission
from handlers.polls import rules
from handlers.turn import Turn
from storage.records import Poll


def may_see(turn: Turn, poll: Poll, room: str | None) -> bool:
    """Who may know of a poll: everybody in its group, who may vote in it, who opens or reads polls there."""
    if poll.room == room:
        return True
    person = turn.person
    if person is None:
        return False
    return votes_in(turn, poll) or any(
        turn.community.may(person, permission, poll.node) for permission in (Permission.POLL, Permission.READ)
    )


def votes_in(turn: Turn, poll: Poll) -> bool:
    """Whether the acting person has a vote in it, for themselves or their household."""
    voter = rules.voter_of(turn.person, poll.unit)
    return voter is not None and turn.store.polls.is_voter(poll.id, voter)


def open_polls(turn: Turn, room: str | None, actor: str) -> list[Poll]:
    """The open polls of a group; privately (`room` None) those in which the actor may vote. Oldest first."""
    store = turn.store.polls
    if room is not None:
        return store.open_in_room(room)
    person = turn.community.person(actor)
    return [
        poll
        for poll in store.open()
        if (voter := rules.voter_of(person, poll.unit)) is not None and store.is_voter(poll.id, voter)
    ]
