"""How much the bot says unasked in a group: as configured, until somebody who leads there says otherwise in the chat.

The audit trail is where it is kept: who changed it is part of what must be known, and so the two cannot differ.
"""

from handlers.community import Community, Permission, Person, Room, RoomMode
from handlers.turn import Turn
from storage.unit_of_work import UnitOfWork

LEADS = (Permission.ANNOUNCE, Permission.DISPATCH)
"""Who leads in a group may do either where it belongs."""

_ACTION = "mode"


def mode_of(store: UnitOfWork, room: Room) -> RoomMode:
    """The mode of a group now. What was said last counts: a later change of the configuration goes before the chat."""
    said = [row.detail for row in store.audit.about(_subject(room)) if row.action == _ACTION]
    if not said or said[-1]["configured"] != room.mode.value:
        return room.mode
    return RoomMode(str(said[-1]["mode"]))


def may_change(community: Community, person: Person | None, room: Room) -> bool:
    """Whether somebody leads where the group belongs: may announce or dispatch there."""
    return person is not None and any(community.may(person, needed, room.node) for needed in LEADS)


def change_mode(turn: Turn, room: Room, mode: RoomMode) -> None:
    """From now on the group has this mode."""
    turn.audit(_ACTION, _subject(room), mode=mode.value, configured=room.mode.value)


def _subject(room: Room) -> str:
    return f"room:{room.id}"
