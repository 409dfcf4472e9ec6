"""What everybody is told about their data when the bot first speaks to them privately (知情同意)."""

from handlers.texts import text
from handlers.turn import CLOCK, Turn
from storage.records import Lane

_MOST_LINES = 4
_PRIVATE = "private"


def with_notice(turn: Turn, message: str, lane: Lane) -> str:
    """A private answer to the actor; with what is kept of them in one line behind it, once for every version of that.

    What is urgent, or long, goes without: the line comes with the next answer.
    """
    version = text("privacy.consent_version")
    room = message.count("\n") + 1 < _MOST_LINES
    if lane is not Lane.REPLY or not room or turn.actor == CLOCK:
        return message
    if turn.store.consents.told(turn.actor, version):
        return message
    turn.store.consents.keep(turn.actor, version, turn.now, _PRIVATE)
    days = turn.community.rules.retention.requests
    return f"{message}\n{text('privacy.consent', days=days)}"
