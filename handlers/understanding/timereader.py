"""Reads the expressions of time in a text: [最迟] day part hour [到 day part hour] [前], spans, recurrences."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from handlers.calendar import Calendar
from handlers.understanding import dayrules, days, timetraps
from handlers.understanding import timegrammar as grammar
from handlers.understanding.feasts import EVES_BEFORE
from handlers.understanding.hours import Hour, Said, read_hours
from handlers.understanding.normal import number
from handlers.understanding.recurrences import recurrence
from handlers.understanding.spans import past_end, relative
from handlers.understanding.timenames import name_end

_MOST, _TRIES = 12, 150  # expressions of one text, and places where one is looked for


@dataclass(frozen=True, slots=True)
class Found:
    """One expression: where it stands, its days, its hours, and what kind of time it is."""

    start: int
    end: int
    span: dayrules.Span | None = None
    clock: datetime | None = None
    clock_end: datetime | None = None
    part: str | None = None
    kind: str = "point"
    dated: bool = False  # a day was said (else the hour alone)
    ahead: int = 0  # days that the hour itself adds: 晚上12点
    moment: datetime | None = None
    value: str | None = None
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class _Side:
    """One side of a range: its end in the text, its days if said, the part of the day and the hour, a feast's name."""

    end: int
    span: dayrules.Span | None
    said: Said | None
    name: str = ""

    @property
    def hour(self) -> Hour | None:
        return self.said.hour if self.said else None


class Reader:
    """Reads the expressions of one (normalised) text at one moment."""

    def __init__(self, text: str, now: datetime, calendar: Calendar, loose_days: bool) -> None:
        self.text, self.now, self.today = timetraps.spelt(text), now.replace(tzinfo=None), now.date()
        self.calendar, self.loose_days = calendar, loose_days

    def all(self) -> Iterator[Found]:
        """The expressions in order; kind `none` for one that is told about."""
        at = count = 0
        for _ in range(_TRIES):
            start = grammar.STARTS.search(self.text, at)
            if start is None or count == _MOST:
                return
            at = start.start()
            if end := past_end(self.text, at):
                at = self._past(end)
                continue
            found = self._special(at) or self._expression(at)
            if found and (end := name_end(self.text, at)):
                at = end
            elif found:
                count += 1
                idle = timetraps.idle(self.text, found.start, found.end)
                yield replace(found, kind="none") if idle else found
                at = max(found.end, at + 1)
            else:
                at = self._skip(at)

    def _skip(self, at: int) -> int:
        run = grammar.RUN.match(self.text, at)
        return max(run.end(), at + 1) if run else at + 1

    def _past(self, at: int) -> int:
        """Past the day and the hour that follow words about the past: 昨晚八点, 去年国庆."""
        day = self._day(at, self.today)
        at = day.end if day else at
        for pattern in (grammar.SEP, grammar.PART, grammar.SEP, grammar.CLOCK):
            if match := pattern.match(self.text, at):
                at = match.end()
        return at

    def _special(self, at: int) -> Found | None:
        if rule := recurrence(self.text, at):
            found = self._recurring(at, *rule)
            return replace(found, kind="none") if timetraps.suffered(self.text, found.end) else found
        span = relative(self.text, at, self.now, self.calendar, bare=self.loose_days)
        if span is None:
            return None
        end, kind, day, moment, working = span
        if kind == "past" or timetraps.told_span(self.text, at, end):
            return Found(at, end, kind="none")
        if day is None:
            return Found(at, end, kind=kind, moment=moment, dated=True)
        return Found(at, end, (day, day), kind=kind, dated=True, guessed=working and self._unpublished(day))

    def _recurring(self, at: int, end: int, value: str, part: str | None) -> Found:
        """A recurrence; the rule names days only (the contract), so its hour stays in `part` as it was said."""
        sep = grammar.SEP.match(self.text, end)
        said = read_hours(self.text, sep.end() if sep else end, day=True, before=None)
        if said:
            part = self.text[sep.end() if sep else end : said.end]
        return Found(at, said.end if said else end, kind="recur", value=value, part=part)

    def _unpublished(self, day: date) -> bool:
        """Whether working days between today and that day had to be guessed: the calendar is not out yet."""
        return not all(self.calendar.is_published(year) for year in {self.today.year, day.year})

    def _day(self, at: int, today: date) -> _Side | None:
        for pattern, rule in days.RULES:
            match = pattern.match(self.text, at)
            if not match:
                continue
            counted = rule in days.FROM_TODAY or match[0][0] in days.COUNTED
            try:
                span = rule(match, self.today if counted else today, self.calendar)
                if span and span[1] < today:  # 周五到下周二, on a Sunday
                    span = rule(match, today, self.calendar)
            except (OverflowError, ValueError):  # year 9999 and beyond
                span = None
            if span:
                return _Side(match.end(), span, None, match.groupdict().get("feast") or "")
        return None

    def _expression(self, at: int) -> Found | None:
        side = self._side(at, self.today, None)
        if side is None:
            return None
        part, hour = side.said.part if side.said else None, side.hour
        span = side.span or (self.today, self.today)
        found = Found(at, side.end, span, part=part[0] if part else None, dated=side.span is not None)
        if hour:
            found = replace(found, clock=self._at(span, hour), part=None, ahead=hour.ahead)
        found = self._close(self._or(self._to(found, hour, part)), side.name)
        worked = side.span and "工作日" in self.text[at : side.end]
        if worked and found.span:
            found = replace(found, guessed=self._unpublished(found.span[0]))
        return self._checked(found)

    def _side(self, at: int, today: date, before: re.Match[str] | None) -> _Side | None:
        """Day, part and hour from `at` on; `before` is the part of the day of the other side of a range."""
        day = self._day(at, today)
        sep = grammar.SEP.match(self.text, day.end) if day else None
        said = read_hours(self.text, sep.end() if sep else at, day=bool(day), before=before)
        if said and (said.hour or day):
            return _Side(said.end, day.span if day else None, said, day.name if day else "")
        return day

    def _at(self, span: dayrules.Span, hour: Hour) -> datetime:
        return datetime.combine(span[0], time(hour.hour, hour.minute)) + timedelta(days=hour.ahead)

    def _to(self, found: Found, hour: Hour | None, part: re.Match[str] | None) -> Found:
        joint = grammar.TO.match(self.text, found.end)
        if not joint or found.span is None:
            return found
        other = self._side(joint.end(), found.span[1], part if hour else None)
        if other is None:
            other = None if hour else self._short_side(found, joint.end())
        if other is None:
            return found
        span = other.span
        if hour and other.hour and found.clock:
            last = self._at(span or found.span, other.hour)
            if span and found.clock.hour >= 18 and not other.hour.fixed and last.hour > 12:
                last -= timedelta(hours=12)  # 22点到次日6点
            if last <= found.clock:
                half = timedelta(hours=12)
                last += half if not other.hour.fixed and last + half > found.clock else 2 * half
            return replace(found, end=other.end, clock_end=last, kind="range")
        if span and not hour and span[1] >= found.span[0]:
            return replace(found, end=other.end, span=(found.span[0], span[1]), kind="range", part=None)
        return found

    def _or(self, found: Found) -> Found:
        """周三或周四, 11月28、29两天: days that follow each other are a range."""
        while found.span and found.clock is None and (joint := grammar.OR.match(self.text, found.end)):
            following = found.span[1] + timedelta(days=1)
            other = self._listed(found, joint.end(), following)
            if other is None or other.span != (following, following):
                break
            found = replace(found, end=other.end, span=(found.span[0], following), kind="range", part=None)
        if found.kind == "range" and (both := grammar.ALL_DAYS.match(self.text, found.end)):
            found = replace(found, end=both.end())
        return found

    def _listed(self, found: Found, at: int, following: date) -> _Side | None:
        """A further day of a list, whole or in short: 、29, 、四."""
        said = self.text[found.start : found.end]
        if said[-1:] in "0123456789号日" and (plain := grammar.LISTED.match(self.text, at)):
            same = number(plain["dom"]) == following.day
            return _Side(plain.end(), (following, following), None) if same else None
        if said[-2:-1] in {"周", "期", "拜"} and (plain := grammar.BARE_WEEKDAY.match(self.text, at)):
            same = "一二三四五六日".index(plain["bare"]) == following.weekday()
            return _Side(plain.end(), (following, following), None) if same else None
        return self._day(at, following)

    def _short_side(self, found: Found, at: int) -> _Side | None:
        """The second side in short: 11.25-11.30, 周一到五, 正月初一到十五."""
        assert found.span
        first = found.span[1]
        if plain := grammar.MONTH_DAY.match(self.text, at):
            day = dayrules.make(first.year, int(plain["m"]), int(plain["d"]))
            return _Side(plain.end(), (day, day), None) if day else None
        said = self.text[found.start : found.end]
        if said[-2:-1] in {"周", "期", "拜"} and (plain := grammar.BARE_WEEKDAY.match(self.text, at)):
            ahead = ("一二三四五六日".index(plain["bare"]) - first.weekday()) % 7
            return _Side(plain.end(), (first, first + timedelta(days=ahead)), None)
        if (begin := grammar.LUNAR_END.search(said)) and (plain := grammar.LUNAR_SHORT.match(self.text, at)):
            ahead = dayrules.lunar_number(plain[0]) - dayrules.lunar_number(begin[0])
            day = first + timedelta(days=ahead)
            return _Side(plain.end(), (first, day), None) if ahead > 0 else None
        return None

    def _close(self, found: Found, name: str) -> Found:
        """The words behind and before that make it a deadline; 元旦前 ends the day before."""
        if found.span and found.span[0] != found.span[1] and found.clock is None:
            found = replace(found, kind="range")
        if (
            found.span
            and found.dated
            and not found.clock
            and (eve := grammar.EVE.match(self.text, found.end))
        ):
            day = found.span[0] + timedelta(days=1 if eve["next"] else -(number(eve["days"] or "1") or 1))
            return replace(found, end=eve.end(), span=(day, day), kind="point")
        after = grammar.DEADLINE.match(self.text, found.end)
        before = grammar.BEFORE.search(self.text[max(0, found.start - 8) : found.start])
        if not (after or before):
            return self._feast_end(found, name)
        if after:
            found = replace(found, end=after.end())
        if name in EVES_BEFORE and after and "前" in after[0] and found.span and not found.clock:
            day = found.span[0] - timedelta(days=1)
            found = replace(found, span=(day, day))
        elif found.span and found.kind == "range" and found.clock is None:
            found = replace(found, span=(found.span[1], found.span[1]))
        return replace(found, kind="range" if found.clock_end else "deadline")

    def _feast_end(self, found: Found, name: str) -> Found:
        """国庆期间 is the whole holiday; 国庆后 is no day."""
        behind = self.text[found.end : found.end + 2]
        if name and behind.startswith(("后", "以后", "之后", "过后", "完")):
            return replace(found, kind="none")
        if name and found.span and behind in {"期间", "假期", "长假", "放假"}:
            last = self.calendar.holiday_end(found.span[0])
            if last and last > found.span[0]:
                span, guessed = (found.span[0], last), self._unpublished(last)
                return replace(found, end=found.end + 2, span=span, kind="range", guessed=guessed)
        return found

    def _checked(self, found: Found) -> Found:
        """Drops what is told, not planned; an hour without a day that has passed is tomorrow's."""
        if found.dated and found.span and found.span[1] < self.today:
            return replace(found, kind="none")
        if timetraps.told_before(self.text, found.start, found.end):
            return replace(found, kind="none")
        if found.kind not in {"deadline", "none"} and found.span and self._is_told(found):
            return replace(found, kind="none")
        if not found.dated and found.clock and found.clock <= self.now:
            ahead = timedelta(days=1)
            last = found.clock_end + ahead if found.clock_end else None
            return replace(found, clock=found.clock + ahead, clock_end=last)
        return found

    def _is_told(self, found: Found) -> bool:
        text, today = self.text, found.dated and found.span == (self.today, self.today)
        if found.clock and (today or not found.dated):
            # 今早六点 at ten in the morning is over
            over = today and found.clock <= self.now and not found.clock_end
            habit = not (found.dated or found.clock_end) and timetraps.of_habit(text, found.start, found.end)
            return over or habit or timetraps.told_hour(text, found.start, found.end)
        if today and text[found.start] in "今听":
            return not timetraps.today_is_planned(text, found.start, found.end)
        if timetraps.told_week(text, found.start, found.end) or timetraps.always(text, found.end):
            return True
        return text[found.start] not in "明后大下" and timetraps.told_day(text, found.end)
