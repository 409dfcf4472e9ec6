"""Working time: clocks that rest at noon, at night, on weekends and holidays. Pure; moments are aware.

Sums are done in UTC, so that a change to summer time neither gains nor loses an hour. What comes back is in
the zone of the community.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from handlers.calendar import Calendar

Hours = tuple[time, time]
"""From (included) to (excluded), local time. An end that is not after the start is on the next day."""

FURTHEST = timedelta(days=3660)
"""No deadline is further away than ten years: a longer one is a slip, and must not cost a long loop."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """How long something may take.

    `minutes` of working time or by the clock on the wall, or else `days` working days.
    """

    minutes: int = 0
    working: bool = False
    days: int = 0


def add_working_minutes(
    start: datetime, minutes: float, hours: Sequence[Hours], calendar: Calendar, zone: ZoneInfo
) -> datetime:
    """The moment at which so many minutes of working time have passed since `start`.

    What is full at 12:00 ends at 12:00, not after lunch. Zero minutes end at the start.

    Raises:
        ValueError: `minutes` is negative, or the moment would be later than `FURTHEST`.
    """
    if not 0 <= minutes <= FURTHEST / timedelta(minutes=1):
        raise ValueError(f"{minutes} working minutes cannot be added")
    left = timedelta(minutes=minutes)
    if not left:
        return start.astimezone(zone)
    for begin, end in _shifts(start, hours, calendar, zone):
        if left <= end - begin:
            return (begin + left).astimezone(zone)
        left -= end - begin
    raise ValueError(f"{minutes} working minutes after {start} is too far away")


def working_minutes(
    start: datetime, end: datetime, hours: Sequence[Hours], calendar: Calendar, zone: ZoneInfo
) -> float:
    """How many minutes of working time lie between two moments; 0 if `end` is not after `start`.

    Raises:
        ValueError: they lie further apart than `FURTHEST`.
    """
    if end - start > FURTHEST:
        raise ValueError(f"from {start} to {end} is too far")
    total = timedelta()
    for begin, stop in _shifts(start, hours, calendar, zone):
        if begin >= end:
            break
        total += min(stop, end) - begin
    return total / timedelta(minutes=1)


def add_working_days(
    start: datetime, days: int, hours: Sequence[Hours], calendar: Calendar, zone: ZoneInfo
) -> datetime:
    """The end of business on the `days`-th working day after the day of `start`.

    The first day does not count, and the last one ends with its business hours (Civil Code 201 and 203).

    Raises:
        ValueError: `days` is not between 1 and `FURTHEST`.
    """
    if not 1 <= days <= FURTHEST.days:
        raise ValueError(f"{days} working days cannot be added")
    day = calendar.add_working_days(start.astimezone(zone).date(), days)
    return max(_shift(day, period, zone)[1] for period in hours).astimezone(zone)


def deadline(
    start: datetime, span: Span, hours: Sequence[Hours], calendar: Calendar, zone: ZoneInfo
) -> datetime:
    """When a span that began at `start` is over.

    Raises:
        ValueError: the span is negative or longer than `FURTHEST`.
    """
    if span.days:
        return add_working_days(start, span.days, hours, calendar, zone)
    if span.working:
        return add_working_minutes(start, span.minutes, hours, calendar, zone)
    length = timedelta(minutes=span.minutes)
    if not timedelta() <= length <= FURTHEST:
        raise ValueError(f"{span.minutes} minutes cannot be added")
    return (start.astimezone(UTC) + length).astimezone(zone)


def reminders(
    start: datetime,
    span: Span,
    parts: Sequence[float],
    hours: Sequence[Hours],
    calendar: Calendar,
    zone: ZoneInfo,
) -> tuple[datetime, ...]:
    """The moments at which the given parts (0 to 1) of a span have passed, counted as the span itself is.

    Raises:
        ValueError: as `deadline`.
    """
    end = deadline(start, span, hours, calendar, zone)
    if not (span.days or span.working):
        begin = start.astimezone(UTC)
        return tuple((begin + part * (end - begin)).astimezone(zone) for part in parts)
    total = working_minutes(start, end, hours, calendar, zone)
    return tuple(add_working_minutes(start, part * total, hours, calendar, zone) for part in parts)


def next_awake(moment: datetime, quiet: Hours, zone: ZoneInfo) -> datetime:
    """The moment itself, or the end of the quiet hours that it is in. Equal begin and end: no quiet hours."""
    local = moment.astimezone(zone)
    begin, end = quiet
    now = local.time()
    over_midnight = end < begin
    inside = (now >= begin or now < end) if over_midnight else begin <= now < end
    if not inside:
        return moment
    day = local.date() + _DAY if over_midnight and now >= begin else local.date()
    wake = datetime.combine(day, end, zone)
    # In the night when clocks are set back the hour comes twice; then the second time is meant.
    return wake if wake.astimezone(UTC) >= moment else wake.replace(fold=1)


def _shifts(
    start: datetime, hours: Sequence[Hours], calendar: Calendar, zone: ZoneInfo
) -> Iterator[tuple[datetime, datetime]]:
    """The stretches of working time from `start` on, in UTC, none longer away than `FURTHEST`."""
    begin = start.astimezone(UTC)
    first = start.astimezone(zone).date() - _DAY  # a shift over midnight began the day before
    for day in (first + _DAY * n for n in range(FURTHEST.days + 2)):
        if not calendar.is_working_day(day):
            continue
        for period in hours:
            opens, closes = _shift(day, period, zone)
            if closes > begin:
                yield max(opens, begin), closes


def _shift(day: date, period: Hours, zone: ZoneInfo) -> tuple[datetime, datetime]:
    opens, closes = period
    last = day + _DAY if closes <= opens else day
    return (
        datetime.combine(day, opens, zone).astimezone(UTC),
        datetime.combine(last, closes, zone).astimezone(UTC),
    )
