"""Weak signals (弱信号): how often groups spoke of something, and who does not want to be told.

No text and no person is in these tables: a day, a place of the tree, a category, a place, a number, moments.
"""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, delete, or_, select, update

from storage.records import Signal
from storage.tables import weak_signal, weak_signal_off
from storage.upsert import insert_new, insert_or_replace

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


class Signals:
    """Counts by day, node, category and place. The rules are in handlers/signals."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def count(
        self, day: date, node: str, category: str, place: str, now: datetime, since: datetime, most: int
    ) -> Signal:
        """One more; the count as it is now. Of the moments after `since` the last `most` are kept, over a change of
        day too; it counts as told while what was told goes on."""
        same = and_(
            weak_signal.c.node == node, weak_signal.c.category == category, weak_signal.c.place == place
        )
        found = self._signals(same, or_(weak_signal.c.day == day.isoformat(), weak_signal.c.last_at > since))
        moments = sorted(moment for signal in found for moment in signal.recent if moment > since)
        before = sum(signal.count for signal in found if signal.day == day)
        told = any(signal.told for signal in found)
        recent = (*moments, now)[-most:]
        counted = Signal(day, node, category, place, before + 1, now, recent, told)
        self._save(counted)
        return counted

    def of_day(self, day: date) -> list[Signal]:
        """Everything that was counted for a day, in the order of node, category and place."""
        return self._signals(weak_signal.c.day == day.isoformat())

    def mark_told(self, signal: Signal) -> None:
        """Remember that this jump was told."""
        key = (signal.day.isoformat(), signal.node, signal.category, signal.place)
        row = and_(*(column == part for column, part in zip(weak_signal.primary_key, key, strict=True)))
        self._connection.execute(update(weak_signal).where(row).values(told=True))

    def forget_before(self, day: date) -> int:
        """Drop the counts of earlier days; how many."""
        old = delete(weak_signal).where(weak_signal.c.day < day.isoformat())
        return self._connection.execute(old).rowcount

    def forget_moments(self, before: datetime) -> None:
        """Of what was last spoken of before that moment only the count and the last time stay."""
        old = update(weak_signal).where(weak_signal.c.last_at < before, weak_signal.c.recent != [])
        self._connection.execute(old.values(recent=[]))

    def turn_off(self, person: str) -> None:
        """This member does not want the list."""
        insert_new(self._connection, weak_signal_off, {"person": person})

    def turn_on(self, person: str) -> None:
        """This member wants the list, as everybody does who said nothing."""
        self._connection.execute(delete(weak_signal_off).where(weak_signal_off.c.person == person))

    def is_off(self, person: str) -> bool:
        """Did this member turn the list off?"""
        found = select(weak_signal_off.c.person).where(weak_signal_off.c.person == person)
        return self._connection.execute(found).first() is not None

    def _save(self, signal: Signal) -> None:
        values = {name: getattr(signal, name) for name in signal.__slots__}
        values["day"] = signal.day.isoformat()
        values["recent"] = [(moment - _EPOCH) // _MILLISECOND for moment in signal.recent]
        insert_or_replace(self._connection, weak_signal, values)

    def _signals(self, *conditions: ColumnElement[bool]) -> list[Signal]:
        found = self._connection.execute(select(weak_signal).where(*conditions))
        signals = [
            Signal(
                date.fromisoformat(row.day),
                row.node,
                row.category,
                row.place,
                row._mapping["count"],  # a row is a tuple, and has a method of that name
                row.last_at,
                tuple(_EPOCH + moment * _MILLISECOND for moment in row.recent),
                row.told,
            )
            for row in found
        ]
        # Sorted here: two engines need not sort texts alike, and the order in which people are told follows it.
        return sorted(signals, key=lambda signal: (signal.day, signal.node, signal.category, signal.place))
