"""When a message may leave, so that the account is not taken for a machine and blocked. Pure.

Automating an account is against WeChat's terms, and whoever sends like a machine is found out first: many
messages a minute, one notice in ten groups in the same second, an answer after no time at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

from storage.records import Lane

Sent = tuple[datetime, str | None, Lane]
"""When, to which room (None: privately) and in which lane something was sent."""

_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast one account may send. New accounts should be given less."""

    per_minute: int = 10  # of the account, in any 60 s: above it WeChat answers 操作过于频繁
    per_day: int = 300  # of the account, in any 24 h: what a busy person may write, and no more
    room_per_minute: int = 5  # in any 60 s: a group must not be flooded, however much happens
    reply: tuple[float, float] = (2, 6)  # seconds a person needs to read and to type
    between_rooms: tuple[float, float] = (8, 20)  # seconds a person needs to change to another chat
    rest: tuple[float, float] = (30, 60)  # minutes of silence after 操作过于频繁


def next_slot(
    said: datetime, lane: Lane, room: str | None, sent: Sequence[Sent], pace: Pace, seed: str
) -> datetime:
    """The earliest moment for a message; it may have passed already.

    `said` is when the message was ready to go, not when this is asked: asked again later, with what was sent
    meanwhile, the answer does not run away. `sent` is what the account sent in the 24 h before, oldest first.
    `seed` names the message: the same one always gets the same delay. An alarm goes at once.

    The limits hold in every window of a minute or a day; a bucket that refills would let twice as many pass
    around its edge.
    """
    if lane is Lane.ALARM:
        return said
    slot = said
    if lane is Lane.REPLY:
        slot += _between(pace.reply, seed)
    else:
        others = [at for at, where, kind in sent if kind is Lane.NOTICE and (room is None or room != where)]
        if others:
            slot = max(slot, others[-1] + _between(pace.between_rooms, seed))
    times = [at for at, _, _ in sent]
    slot = max(slot, _free(times, pace.per_minute, _MINUTE, said), _free(times, pace.per_day, _DAY, said))
    if room is not None:
        here = [at for at, where, _ in sent if where == room]
        slot = max(slot, _free(here, pace.room_per_minute, _MINUTE, said))
    return slot


def rest_until(now: datetime, pace: Pace, seed: str) -> datetime:
    """How long the account is silent after WeChat said that it writes too much."""
    low, high = pace.rest
    return now + _between((60 * low, 60 * high), seed)


def _free(times: Sequence[datetime], limit: int, window: timedelta, otherwise: datetime) -> datetime:
    """When the window has room for one more."""
    return times[-limit] + window if len(times) >= limit else otherwise


def _between(seconds: tuple[float, float], seed: str) -> timedelta:
    """A delay in the range, in whole milliseconds, drawn from the seed alone."""
    low, high = seconds
    digest = blake2b(seed.encode("utf-8", "backslashreplace"), digest_size=8).digest()
    return timedelta(milliseconds=round(1000 * (low + (high - low) * int.from_bytes(digest) / 2**64)))
