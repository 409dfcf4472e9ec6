"""Which polls somebody can mean."""

from handlers.polls import rules
from handlers.turn import Turn
from storage.records import Poll


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
