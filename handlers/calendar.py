"""Working days: weekdays, public holidays, moved working days (调休), from a table that an office edits."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

_SHIPPED = Path(__file__).with_name("calendar.toml")
_DAY = timedelta(days=1)


class CalendarError(ValueError):
    """A calendar table cannot be read; the text names the file, the year and what is wrong."""


@dataclass(frozen=True, slots=True)
class Holiday:
    """A span of public holidays, both ends included, and the weekend days worked for it."""

    name: str
    start: date
    end: date
    work: tuple[date, ...] = ()


class Calendar:
    """Which days people work. Immutable once built; use `Calendar.load`."""

    def __init__(self, years: Mapping[int, tuple[bool, tuple[Holiday, ...]]]) -> None:
        """`years`: year → (published, its holidays). A missing year is read by the weekday alone."""
        self._published = frozenset(year for year, (published, _) in years.items() if published)
        self._holidays = tuple(
            sorted(
                (day for _, holidays in years.values() for day in holidays), key=lambda holiday: holiday.start
            )
        )
        self._worked = frozenset(day for holiday in self._holidays for day in holiday.work)
        self._off = {
            day: holiday.name for holiday in self._holidays for day in _span(holiday.start, holiday.end)
        }

    @classmethod
    def load(cls, path: Path | None = None) -> "Calendar":
        """Read a table in the form of the shipped `calendar.toml` (the default).

        Raises:
            CalendarError: the file is no TOML, or a year, name or date in it is not one.
            OSError: the file cannot be read.
        """
        source = path or _SHIPPED
        try:
            table = tomllib.loads(source.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise CalendarError(f"{source}: {error}") from error
        return cls({_year(source, key): _read_year(source, key, value) for key, value in table.items()})

    def is_published(self, year: int) -> bool:
        """Whether the official arrangement of that year is in the table; if not, answers are a guess."""
        return year in self._published

    def is_working_day(self, day: date) -> bool:
        """Whether people work on that day: a moved working day, or Monday to Friday outside the holidays."""
        if day in self._worked:
            return True
        return day.weekday() < 5 and day not in self._off

    def holiday(self, day: date) -> str | None:
        """The name of the public holiday on that day, or None."""
        return self._off.get(day)

    def holiday_end(self, day: date) -> date | None:
        """The last day off of the public holiday that `day` is in, or None."""
        return next((holiday.end for holiday in self._holidays if holiday.start <= day <= holiday.end), None)

    def add_working_days(self, day: date, n: int) -> date:
        """The n-th working day after `day` (before it when n is negative); `day` itself when n is 0.

        Raises:
            OverflowError: the result is outside of what `date` can hold.
        """
        step = _DAY if n > 0 else -_DAY
        left = abs(n)
        while left:
            day += step
            left -= self.is_working_day(day)
        return day


def _span(start: date, end: date) -> list[date]:
    return [start + _DAY * n for n in range((end - start).days + 1)]


def _year(source: Path, key: str) -> int:
    if not (key.isdecimal() and len(key) == 4):
        raise CalendarError(f"{source}: [{key}] is not a year")
    return int(key)


def _read_year(source: Path, key: str, value: Any) -> tuple[bool, tuple[Holiday, ...]]:
    if not isinstance(value, dict) or not isinstance(value.get("published"), bool):
        raise CalendarError(f"{source}: [{key}] needs published = true or false")
    rows = value.get("holidays")
    if not isinstance(rows, list):
        raise CalendarError(f"{source}: [{key}] needs holidays = [...]")
    return value["published"], tuple(_read_holiday(source, key, row) for row in rows)


def _read_holiday(source: Path, key: str, row: Any) -> Holiday:
    where = f"{source}: [{key}] {row.get('name', '?') if isinstance(row, dict) else row}"
    if not isinstance(row, dict) or set(row) - {"name", "from", "to", "work"}:
        raise CalendarError(f"{where}: a holiday has name, from, to and work, nothing else")
    name, start, end, work = row.get("name"), row.get("from"), row.get("to"), row.get("work", [])
    if not (isinstance(name, str) and name and type(start) is date and type(end) is date):
        raise CalendarError(f"{where}: name, from and to are needed, the days as 2026-01-01 without quotes")
    if not isinstance(work, list) or any(type(day) is not date for day in work):
        raise CalendarError(f"{where}: work is a list of days")
    if not 0 <= (end - start).days <= 30:
        raise CalendarError(f"{where}: it must end 0 to 30 days after it starts")
    return Holiday(name, start, end, tuple(work))
