"""Once a night what is no longer needed is forgotten: what the rules of retention say, and old counts."""

from datetime import datetime, time, timedelta

from handlers.privacy.commands import privacy
from handlers.privacy.retention import keep_no_longer
from handlers.signals.rules import JUMP_WITHIN, last_kept
from handlers.turn import Turn
from storage.records import Timer

TIDY = "privacy.tidy"
_SUBJECT = "house"
_AT = time(4)


@privacy.recurring
def keep_tidying(turn: Turn) -> None:
    """The next night's has its due time."""
    if not turn.store.timers.of_kind(TIDY):
        _set_next(turn, turn.now)


@privacy.timer(TIDY)
def tidy_by_night(turn: Turn, timer: Timer) -> str | None:
    """It is night, or it was while the bot was down."""
    # Behind the one that is done, also where the clock was set back since: a night has one.
    _set_next(turn, max(turn.now, timer.due_at))
    tidy(turn)
    return None


def tidy(turn: Turn) -> None:
    """Forget it now."""
    keep_no_longer(turn)
    turn.store.signals.forget_moments(turn.now - JUMP_WITHIN)
    turn.store.signals.forget_before(last_kept(turn.now, turn.community))


def _set_next(turn: Turn, after: datetime) -> None:
    zone = turn.community.zone
    day = after.astimezone(zone).date()
    moment = datetime.combine(day, _AT, zone)
    if moment <= after:
        moment = datetime.combine(day + timedelta(days=1), _AT, zone)
    turn.store.timers.set(TIDY, _SUBJECT, moment)
