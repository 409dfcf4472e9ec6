"""From the words of a day to its dates: one function for each form of `days.RULES`.

The rules are those of the contract: weeks start on Monday; what is bare lies in the nearest future, today included.
"""

import calendar as months
import re
from datetime import date, timedelta

from handlers.calendar import Calendar
from handlers.understanding import feasts
from handlers.understanding.feasts import next_lunar
from handlers.understanding.normal import number

Span = tuple[date, date]
"""First and last day, both included; the same day twice for a single day."""

_WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6, "末": 5} | {
    str(n): n - 1 for n in range(1, 8)
}
_WEEKDAYS |= dict(zip("壹贰叁肆伍陆", range(6), strict=True))
_LUNAR_MONTHS = {"正": 1, "冬": 11, "腊": 12} | {char: n for n, char in enumerate("一二三四五六七八九十", 1)}
_RECENT = timedelta(days=31)  # a month and day that lie so short a time back are told about, not planned


def make(year: int, month: int, day: int) -> date | None:
    """A date, or None where there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def month_end(year: int, month: int) -> date:
    """The last day of a month; month 13 is next year's January, and so on."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, months.monthrange(year, month)[1])


def _month_start(year: int, month: int) -> date:
    return month_end(year, month).replace(day=1)


def _one(day: date | None) -> Span | None:
    return (day, day) if day else None


def _n(text: str | None) -> int | None:
    return number(text.strip()) if text else None


def spoken(match: re.Match[str], today: date, calendar: Calendar) -> Span | None:
    word = match[0].rstrip("个天儿日")
    shift = next(n for n, heads in _SHIFTS if word.startswith(heads))
    return _one(today + timedelta(days=shift))


_SHIFTS = (
    (4, ("大大后",)),
    (3, ("大后", "外后")),
    (2, ("后",)),
    (1, ("明", "听")),
    (0, ("今", "即", "天黑", "下班")),
)


def next_day(match: re.Match[str], today: date, calendar: Calendar) -> Span | None:
    return _one(today + timedelta(days=1))


def next_working(match: re.Match[str], today: date, calendar: Calendar) -> Span | None:
    return _one(calendar.add_working_days(today, 1))


def pair(match: re.Match[str], today: date, calendar: Calendar) -> Span | None:
    first = today + timedelta(days=0 if match[0][0] == "今" else 1)
    return first, first + timedelta(days=1)


def weekday(match: re.Match[str], today: date, calendar: Calendar) -> Span | None:
    both = match.groupdict().get("both")
    char = "六" if both else match[0][-1]
    prefix = match["which"] or ""
    weeks = prefix.count("下")
    monday = today - timedelta(days=today.weekday())
    day = monday + timedelta(days=_WEEKDAYS[char] + 7 * weeks)
    if char == "末":
        if not prefix and today.weekday() == 6:
            day += timedelta(days=7)
        return day, day + timedelta(days=1)
    if not weeks and day < today:
        day += timedelta(days=7)
    if both:
        return day, day + timedelta(days=1)
    return _one(day)


def week(match: re.Match[str], today: date, calendar: Calendar) -> Span | None:
    weeks = match["next"].count("下")
    monday = today - timedelta(days=today.weekday()) + timedelta(days=7 * weeks)
    if not weeks:
        return _one(monday + timedelta(days=6))
    part = match["weekpart"] or ""
    if part == "初":
        return monday, monday + timedelta(days=1)
    return monday, monday + timedelta(days=6)


def full(match: re.Match[str], today: date, calendar: Calendar) -> Span | None:
    year = int(match["y"])
    return _one(make(year if year > 99 else 2000 + year, _n(match["ym"]) or 0, _n(match["yd"]) or 0))


def month_day(match: re.Match[str], today: date, calendar: Calendar) -> Span | None:
    month, day = _n(match["m"]) or 0, _n(match["d"]) or 0
    year = today.year + {"明": 1, "今": 0}.get((match["which_year"] or " ")[0], 0)
    found = make(year, month, day)
    if found is None or match["which_year"] or found >= today:
        return _one(found)
    return None if today - found <= _RECENT else _one(make(year + 1, month, day))


def month(match: re.Match[str], today: date, calendar: Calendar) -> Span | None:
    """A month, or a part of it: 11月底, 下个月初, 本月中旬, 年底."""
    which, named, part = match["which_month"] or "", match["named"], match["month_part"] or ""
    year, month = today.year, today.month
    if named:
        month = _n(named) or 0
        if not 1 <= month <= 12:
            return None
        if not which and month == (today.month - 2) % 12 + 1:  # the month just gone is told about
            return None
        year += (which[0] == "明") if which else month < today.month
    month += which.count("下")
    if not (which or named) and (
        (part in {"初", "头"} and today.day > 10) or ("中" in part and today.day > 15)
    ):
        month += 1
    first, last = _month_start(year, month), month_end(year, month)
    if part in {"底", "末", "尾"} or "最后" in part:
        return _one(last)
    if "下旬" in part:
        return first.replace(day=21), last
    if "中旬" in part:
        return first.replace(day=11), first.replace(day=20)
    if "中" in part:
        return _one(first.replace(day=15))
    if part:
        return first, first.replace(day=10)
    return (first, last) if which.count("下") or named else _one(last)


def year_end(match: re.Match[str], today: date, calendar: Calendar) -> Span | None:
    if match[0] == "年前":  # before the Chinese new year, as everybody says it
        first = next_lunar(today, 1, 1)
        return _one(first - timedelta(days=1)) if first else None
    return _one(date(today.year + match[0].startswith("明"), 12, 31))


def of_month(match: re.Match[str], today: date, calendar: Calendar) -> Span | None:
    """12月第一个周五, 下个月最后一个周日."""
    which, named = match["of_which"] or "", _n(match["of_named"])
    year, month = today.year, today.month + which.count("下")
    if named:
        if not 1 <= named <= 12:
            return None
        year, month = year + (which.startswith("明") or named < today.month), named
    elif not which:
        return None
    first, last = _month_start(year, month), month_end(year, month)
    final, nth = match["of_nth"] == "最后", _n(match["of_nth"]) if match["of_nth"] != "最后" else 1
    if not match["of_day"]:
        base = last + timedelta(days=1) if final else first - timedelta(days=1)
        return _one(calendar.add_working_days(base, -1 if final else nth or 1))
    weekday = _WEEKDAYS[match["of_day"]]
    if final:
        return _one(last - timedelta(days=(last.weekday() - weekday) % 7))
    try:
        return _one(feasts.nth_weekday(first.year, first.month, weekday, nth or 1))
    except ValueError:
        return None


def day_of_month(match: re.Match[str], today: date, calendar: Calendar) -> Span | None:
    day = _n(match["dom"]) or 0
    for ahead in range(3):
        first = _month_start(today.year, today.month + ahead)
        found = make(first.year, first.month, day)
        last = make(first.year, first.month, _n(match.groupdict().get("dom_end")) or day)
        if last and match.groupdict().get("joint") in {"、", "和"} and last.day != day + 1:
            return None
        if found and last and today <= found <= last:
            return found, last
    return None


def next_month_day(match: re.Match[str], today: date, calendar: Calendar) -> Span | None:
    first = _month_start(today.year, today.month + match["nm"].count("下"))
    return _one(make(first.year, first.month, _n(match["nmd"]) or 0))


def lunar(match: re.Match[str], today: date, calendar: Calendar) -> Span | None:
    day, month = lunar_number(match["ld"]), (match["lm"] or "正").lstrip("农阴旧历")
    if day == 30 and "年" in match[0]:
        return _one(feasts.eve(today))
    index = _LUNAR_MONTHS.get(month[:1], 1)
    if month.startswith(("十一", "十二")):
        index = 11 if month.startswith("十一") else 12
    return _one(next_lunar(today, index, day))


def lunar_number(text: str) -> int:
    """The day of the month in 初八, 十五, 廿三; 0 when it is none."""
    return number(text.removeprefix("初")) or 0


def any_lunar(match: re.Match[str], today: date, calendar: Calendar) -> Span | None:
    return _one(feasts.next_lunar_day(today, lunar_number(match["any"])))


def first_working(match: re.Match[str], today: date, calendar: Calendar) -> Span | None:
    day = feasts.feast(today, match["after"])
    if day is None:
        return None
    return _one(calendar.add_working_days(calendar.holiday_end(day) or day, _n(match["nth"]) or 1))


def feast(match: re.Match[str], today: date, calendar: Calendar) -> Span | None:
    """The next day of that name; one that was lately (双十一 in November) is told about, not planned."""
    name, which = match["feast"], match["feast_year"]
    if which and which[0] == "2":
        return _one(feasts.feast(date(int(which[:4]), 1, 1), name))
    if which and which[0] == "明":
        return _one(feasts.feast(date(today.year + 1, 1, 1), name))
    before = None if which else feasts.feast(today - _RECENT, name)
    if before and before < today and name not in {"跨年", "过年"}:
        return None
    return _one(feasts.feast(today, name))
