"""What time it is: the real time, or a time that only moves when it is told to."""

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time; everything that needs it asks here."""

    def now(self) -> datetime:
        """The present moment, aware."""
        ...


class SystemClock:
    """The time of this machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class VirtualClock:
    """A time that stands still until it is moved, and never goes back."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        return self._now

    def move_to(self, moment: datetime) -> None:
        """It is now `moment`, unless it is later already."""
        self._now = max(self._now, moment)


class ShiftedClock:
    """A time that begins at `start`, runs like the real one, and can be moved forward."""

    def __init__(self, start: datetime) -> None:
        self._shift = start - datetime.now(UTC)

    def now(self) -> datetime:
        return datetime.now(UTC) + self._shift

    def move_to(self, moment: datetime) -> None:
        """It is now `moment`, unless it is later already."""
        self._shift = max(self._shift, moment - datetime.now(UTC))


class MovableClock(Clock, Protocol):
    """A clock that can be moved forward."""

    def move_to(self, moment: datetime) -> None:
        """It is now `moment`, unless it is later already."""
        ...
