"""When: from words to a day, an hour, a range, a deadline or a recurrence.

One expression is [最迟] day part-of-day hour [到 day part hour] [前]. All of a text are read; a deadline wins
over a point. Words about the past are read too, so that their hours are not taken for plans.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache

from handlers.calendar import Calendar
from handlers.understanding import days
from handlers.understanding import timegrammar as grammar
from handlers.understanding.model import Due
from handlers.understanding.normal import number
from handlers.understanding.recurrences import recurrence
from handlers.understanding.spans import past_end, relative

_FIRST_YEAR, _LAST_YEAR = 1900, 9000  # the lunar tables begin there; sums of dates need room at the end
_LOOSE = 14  # characters between a day and an hour that belong together: 周四停水 9点到17点


@dataclass(frozen=True, slots=True)
class _Found:
    """One expression: where it stands, its days, its hours, and what kind of time it is."""

    start: int
    end: int
    span: days.Span | None = None
    clock: datetime | None = None
    clock_end: datetime | None = None
    part: str | None = None
    kind: str = "point"
    dated: bool = False  # a day was said (else the hour alone)
    ahead: int = 0  # days that the hour itself adds: 晚上12点
    moment: datetime | None = None
    value: str | None = None
    guessed: bool = False


@cache
def _calendar() -> Calendar:
    return Calendar.load()


class _Times:
    """Reads the expressions of one text at one moment."""

    def __init__(self, text: str, now: datetime, calendar: Calendar, loose_days: bool) -> None:
        self.text, self.now, self.today = text, now.replace(tzinfo=None), now.date()
        self.calendar, self.loose_days = calendar, loose_days

    def all(self) -> Iterator[_Found]:
        at = count = 0
        while count < 12 and (start := grammar.STARTS.search(self.text, at)):
            at = start.start()
            if end := past_end(self.text, at):
                at = self._past_clock(end)
                continue
            found = self._special(at) or self._expression(at)
            if found:
                count += 1
                yield found
                at = max(found.end, at + 1)
            else:
                at = self._skip(at)

    def _skip(self, at: int) -> int:
        run = grammar.RUN.match(self.text, at)
        return max(run.end(), at + 1) if run else at + 1

    def _past_clock(self, at: int) -> int:
        """Past the hour that follows a day in the past: 昨晚八点."""
        for pattern in (grammar.SEP, grammar.PART, grammar.SEP, grammar.CLOCK):
            if match := pattern.match(self.text, at):
                at = match.end()
        return at

    def _special(self, at: int) -> _Found | None:
        if rule := recurrence(self.text, at):
            end, value, part = rule
            match = grammar.PART.match(self.text, end)
            part, end = (match[0], match.end()) if match else (part, end)
            sep = grammar.SEP.match(self.text, end)
            clock = grammar.CLOCK.match(self.text, sep.end() if sep else end)
            if clock and (hours := self._hour(clock, match)):
                hour, minute, _ = hours
                value += f";BYHOUR={hour % 24}" + (f";BYMINUTE={minute}" if minute else "")
                end = clock.end()
            return _Found(at, end, kind="recur", value=value, part=None if "BYHOUR" in value else part)
        if span := relative(self.text, at, self.now, self.calendar, bare=self.loose_days):
            end, kind, day, moment, working = span
            if kind == "past":
                return _Found(at, end, kind="none")
            guessed = working and not self.calendar.is_published((day or self.today).year)
            if day is None:
                return _Found(at, end, kind=kind, moment=moment, dated=True)
            return _Found(at, end, (day, day), kind=kind, dated=True, guessed=guessed)
        return None

    def _day(self, at: int, today: date) -> tuple[int, days.Span, str] | None:
        for pattern, rule in days.RULES:
            match = pattern.match(self.text, at)
            if not match:
                continue
            base = self.today if rule in days.FROM_TODAY else today
            try:
                span = rule(match, base, self.calendar)
            except (OverflowError, ValueError):  # year 9999 and beyond
                span = None
            if span:
                return (
                    match.end(),
                    span,
                    match.groupdict().get("feast") or match.groupdict().get("after") or "",
                )
        return None

    def _expression(self, at: int) -> _Found | None:
        side = self._side(at, self.today, None)
        if side is None:
            return None
        end, span, clock, part, name = side
        found = _Found(
            at, end, span or (self.today, self.today), part=part and part[0], dated=span is not None
        )
        if clock:
            found = replace(found, clock=self._at(found.span, clock), part=None, ahead=clock[2])
        found = self._to(found, clock, part) if not name else found
        return self._checked(self._close(found, name))

    def _side(
        self, at: int, today: date, before: re.Match[str] | None
    ) -> tuple[int, days.Span | None, tuple[int, int, int] | None, re.Match[str] | None, str] | None:
        """Day, part and hour from `at` on; `before` is the part of the day of the other side of a range."""
        day = self._day(at, today)
        end, span, name = day if day else (at, None, "")
        sep = grammar.SEP.match(self.text, end) if day else None
        part = grammar.PART.match(self.text, sep.end() if sep else end)
        if part and len(part[0]) == 1 and not day and not grammar.CLOCK.match(self.text, part.end()):
            part = None
        after = part.end() if part else (sep.end() if sep else end)
        gap = grammar.SEP.match(self.text, after) if part else None
        clock = grammar.CLOCK.match(self.text, gap.end() if gap else after)
        hours = self._hour(clock, part or before) if clock else None
        if clock and hours and self._is_hour(clock, bool(day or part or before)):
            return clock.end(), span, hours, part or before, name
        if not day:
            return None
        return (part.end() if part else end), span, None, part, name

    def _is_hour(self, clock: re.Match[str], backed: bool) -> bool:
        """Whether an hour is meant: 一点 and 8- alone are not; 3点 told about (3点就, 3点多) is not."""
        if clock["h3"]:
            return backed
        if not backed and self.text[max(0, clock.start() - 1) : clock.start()] in {
            "有",
            "差",
            "快",
            "早",
            "晚",
            "第",
        }:
            return False
        said = clock["h"]
        detail = clock["half"] or clock["quarter"] or clock["min"] or "钟" in clock[0]
        if said in {"一", "两"} and not backed and not detail:
            return bool(
                grammar.DEADLINE.match(self.text, clock.end()) or grammar.TO.match(self.text, clock.end())
            )
        return True

    def _hour(self, clock: re.Match[str], part: re.Match[str] | None) -> tuple[int, int, int] | None:
        """Hour, minute and days to add, on the 24-hour clock."""
        hour = number(clock["h"] or clock["h2"] or clock["h3"] or "")
        minute = 30 if clock["half"] else int(clock["m2"] or 0)
        if clock["quarter"]:
            minute = 15 if clock["quarter"] == "一" else 45
        if clock["min"]:
            minute = number(clock["min"]) or 0
        if hour is None or hour > 24 or minute > 59:
            return None
        if hour == 24:
            return 0, minute, 1
        kind = part.lastgroup if part else None
        if kind == "night":
            if hour == 12 or hour < 5:
                return hour % 12, minute, 1
            return (hour + 12 if hour < 12 else hour), minute, 0
        if kind == "dawn" and hour == 12:
            return 0, minute, 0
        if (kind == "pm" and hour < 12) or (kind == "noon" and hour < 10):
            return hour + 12, minute, 0
        plain = kind is None and not (clock["h2"] or "").startswith("0")
        return (hour + 12 if plain and 1 <= hour <= 6 else hour), minute, 0

    def _at(self, span: days.Span | None, hours: tuple[int, int, int]) -> datetime:
        hour, minute, ahead = hours
        day = span[0] if span else self.today
        return datetime.combine(day, time(hour, minute)) + timedelta(days=ahead)

    def _to(self, found: _Found, clock: tuple[int, int, int] | None, part: re.Match[str] | None) -> _Found:
        joint = grammar.TO.match(self.text, found.end)
        if not joint or found.span is None:
            return found
        other = self._side(joint.end(), found.span[1], part if clock else None)
        if other is None:
            plain = grammar.MONTH_DAY.match(self.text, joint.end())
            day = days.make(found.span[1].year, int(plain["m"]), int(plain["d"])) if plain else None
            if plain is None or day is None or clock:
                return found
            other = plain.end(), (day, day), None, None, ""
        end, span, hours, _, _ = other
        if clock and hours and found.clock:
            last = self._at(span or found.span, hours)
            if last <= found.clock:
                last += timedelta(hours=12 if hours[0] < 12 else 24)
            return replace(found, end=end, clock_end=last, kind="range")
        if span and not clock and span[1] >= found.span[0]:
            return replace(found, end=end, span=(found.span[0], span[1]), kind="range", part=None)
        return found

    def _close(self, found: _Found, name: str) -> _Found:
        """The words behind and before that make it a deadline; a feast in 元旦前 ends the day before."""
        if found.span and found.span[0] != found.span[1] and found.clock is None:
            found = replace(found, kind="range")
        after = grammar.DEADLINE.match(self.text, found.end)
        before = grammar.BEFORE.search(self.text[max(0, found.start - 8) : found.start])
        if not (after or before):
            return self._feast_end(found, name)
        if after:
            found = replace(found, end=after.end())
        if name and after and "前" in after[0] and found.span:
            day = found.span[0] - timedelta(days=1)
            found = replace(found, span=(day, day))
        elif found.span and found.kind == "range" and found.clock is None:
            found = replace(found, span=(found.span[1], found.span[1]))
        return replace(found, kind="range" if found.clock_end else "deadline")

    def _feast_end(self, found: _Found, name: str) -> _Found:
        """国庆期间 is the whole holiday; 国庆后 is no day."""
        behind = self.text[found.end : found.end + 2]
        if name and behind.startswith(("后", "以后", "之后")):
            return replace(found, kind="none")
        if name and found.span and behind in {"期间", "假期", "长假", "放假"}:
            last = self.calendar.holiday_end(found.span[0])
            if last and last > found.span[0]:
                guessed = not self.calendar.is_published(last.year)
                return replace(
                    found, end=found.end + 2, span=(found.span[0], last), kind="range", guessed=guessed
                )
        guessed = "工作日" in self.text[found.start : found.end]
        year = found.span[0].year if found.span else self.today.year
        return replace(found, guessed=guessed and not self.calendar.is_published(year))

    def _checked(self, found: _Found) -> _Found:
        """Drops what is told, not planned; an hour without a day that has passed is tomorrow's."""
        fixed = found.kind in {"deadline", "none"} or not found.span
        told = not found.dated and found.clock and grammar.TOLD.match(self.text, found.end)
        if not fixed and (told or (self._is_today(found) and not self._today_is_planned(found))):
            return replace(found, kind="none")
        if not found.dated and found.clock and found.clock <= self.now:
            ahead = timedelta(days=1)
            last = found.clock_end + ahead if found.clock_end else None
            return replace(found, clock=found.clock + ahead, clock_end=last)
        return found

    def _is_today(self, found: _Found) -> bool:
        return found.dated and not found.clock and found.span == (self.today, self.today)

    def _today_is_planned(self, found: _Found) -> bool:
        if not re.match("今|听", self.text[found.start : found.end]):
            return True
        stop = grammar.CLAUSE.search(self.text, found.end)
        rest = self.text[found.end : stop.start() if stop else found.end + 20][:20]
        told, planned = grammar.TODAY_TOLD.search(rest), grammar.TODAY_PLANNED.search(rest)
        return bool(planned) and not (told and planned and told.start() <= planned.start())


def _merged(found: list[_Found]) -> list[_Found]:
    """周四停水 9点到17点: the hour that stands a little behind its day is that day's."""
    result: list[_Found] = []
    for one in found:
        last = result[-1] if result else None
        if (
            last and last.dated and last.span and last.clock is None and last.kind in {"point", "deadline"}
            and last.span[0] == last.span[1] and one.clock and not one.dated and one.start - last.end <= _LOOSE
        ):  # fmt: skip
            clock = datetime.combine(last.span[0], one.clock.time()) + timedelta(days=one.ahead)
            end = clock + (one.clock_end - one.clock) if one.clock_end else None
            kind = one.kind if one.kind != "point" else last.kind
            result[-1] = replace(last, end=one.end, clock=clock, clock_end=end, kind=kind)
        else:
            result.append(one)
    return result


def _value(found: _Found) -> str | None:
    if found.value:
        return found.value
    if found.moment:
        return found.moment.isoformat(timespec="minutes")
    if found.clock and found.clock_end:
        return f"{found.clock.isoformat(timespec='minutes')}/{found.clock_end.isoformat(timespec='minutes')}"
    if found.clock:
        return found.clock.isoformat(timespec="minutes")
    if not found.span:
        return None
    first, last = found.span
    return first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"


def find_due(
    text: str, now: datetime, calendar: Calendar | None = None, *, loose_days: bool = False
) -> Due | None:
    """The time that a (normalised) text sets, or None; the value is in the form of the contract.

    `now` is the community's local time. `loose_days`: a bare 三天 is a limit too (不记名 三天). `Due.guessed` tells
    that working days of a year that is not published yet were counted by the weekday.
    """
    if not _FIRST_YEAR <= now.year <= _LAST_YEAR:
        return None
    reader = _Times(text, now, calendar or _calendar(), loose_days)
    found = _merged([one for one in reader.all() if one.kind != "none"])
    chosen = next((one for one in found if one.kind == "deadline"), found[0] if found else None)
    value = _value(chosen) if chosen else None
    if chosen is None or value is None:
        return None
    part = chosen.part if chosen.clock is None else None
    return Due(value, text[chosen.start : chosen.end], chosen.kind, part, chosen.guessed)
