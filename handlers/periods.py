"""Spans of days that have begun: 今天, 上周, 10月, 第三季度, 最近7天, 11月1日到11月15日. Pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from handlers.understanding.normal import NUM, number

DAY, WEEK, MONTH, QUARTER, YEAR, SPAN = "day", "week", "month", "quarter", "year", "span"
_DAY = timedelta(days=1)
_MOST_DAYS = 3660
_FIRST_YEAR = 2000


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days on the clock of the community, both ends included. `kind`: what it is as people count."""

    kind: str
    first: date
    last: date

    def bounds(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """The moment it begins, and the one after its end."""
        return (
            datetime.combine(self.first, time.min, zone),
            datetime.combine(self.last + _DAY, time.min, zone),
        )

    @property
    def before(self) -> "Period":
        """The week, month or quarter before this one."""
        return period_of(self.kind, self.first - _DAY)


def period_of(kind: str, day: date) -> Period:
    """The day, week (from Monday), month, quarter or year that a day lies in."""
    if kind == DAY:
        return Period(DAY, day, day)
    if kind == WEEK:
        monday = day - _DAY * day.weekday()
        return Period(WEEK, monday, monday + 6 * _DAY)
    months = {MONTH: 1, QUARTER: 3, YEAR: 12}[kind]
    first = (day.month - 1) // months * months + 1
    end = day.year * 12 + first - 1 + months
    return Period(kind, date(day.year, first, 1), date(end // 12, end % 12 + 1, 1) - _DAY)


def find_period(words: str, today: date) -> tuple[Period, str] | None:
    """The first period in some words, and the words without it; None if there is none that has begun."""
    for pattern, read in _FORMS:
        found = pattern.search(words)
        if found is None:
            continue
        try:
            period = read(found, today)
        except (ValueError, OverflowError):
            continue
        if period is not None and period.first <= today:
            return period, f"{words[: found.start()]} {words[found.end() :]}"
    return None


Read = Callable[[re.Match[str], date], Period | None]
_WHICH = {"": 0, "本": 0, "这": 0, "今": 0, "当": 0, "上": -1, "去": -1}
_UNITS = {
    "周": WEEK,
    "星期": WEEK,
    "礼拜": WEEK,
    "月": MONTH,
    "季度": QUARTER,
    "季": QUARTER,
    "年": YEAR,
    "年度": YEAR,
}
_DAYS = {"今天": 0, "今日": 0, "当天": 0, "昨天": 1, "昨日": 1, "昨儿": 1, "前天": 2}
_DATE = (
    r"(?:(?P<y{0}>(?:19|20)\d\d|今年|去年)[年/.-]?)?(?<!\d)(?P<m{0}>1[0-2]|0?[1-9])月"
    r"(?P<d{0}>3[01]|[12]\d|0?[1-9])[日号]?(?!\d)"
)
_ISO = r"(?P<y{0}>(?:19|20)\d\d)[/.-](?P<m{0}>1[0-2]|0?[1-9])[/.-](?P<d{0}>3[01]|[12]\d|0?[1-9])(?!\d)"
_TO = r"[ ]?(?:到|至|-|~|—)[ ]?"


def _named(found: re.Match[str], today: date) -> Period:
    kind = _UNITS[found["unit"]]
    here = period_of(kind, today)
    return here.before if _WHICH[found["which"]] else here


def _lately(found: re.Match[str], today: date) -> Period | None:
    length = {"天": 1, "日": 1, "周": 7, "星期": 7, "月": 30, "年": 365}[found["unit"]]
    days = length // 2 if found["n"] == "半" else (number(found["n"]) or 0) * length
    return Period(SPAN, today - (days - 1) * _DAY, today) if 1 <= days <= _MOST_DAYS else None


def _quarter(found: re.Match[str], today: date) -> Period | None:
    n = int(number(found["n"]) or 0)
    if not 1 <= n <= 4:
        return None
    return _latest(found["y"], lambda year: period_of(QUARTER, date(year, 3 * n, 1)), today)


def _month(found: re.Match[str], today: date) -> Period | None:
    month = int(number(found["m"]) or 0)
    return _latest(found["y"], lambda year: period_of(MONTH, date(year, month, 1)), today)


def _day(found: re.Match[str], today: date) -> Period | None:
    day = _date(found, "1", today)
    return None if day is None else Period(DAY, day, day)


def _span(found: re.Match[str], today: date) -> Period | None:
    first, last = _date(found, "1", today), _date(found, "2", today)
    if first is not None and found["y2"] is None:  # 11月1日到11月30日, on the 23rd: the end may lie ahead
        last = _from(first, int(found["m2"]), int(found["d2"]))
    elif last is not None and found["y1"] is None:
        first = _date(found, "1", last)
    if first is None or last is None or not first <= last or (last - first).days > _MOST_DAYS:
        return None
    return Period(SPAN, first, last)


def _from(first: date, month: int, day: int) -> date | None:
    """The first such day from that one on."""
    for year in (first.year, first.year + 1):
        try:
            if (found := date(year, month, day)) >= first:
                return found
        except ValueError:
            continue
    return None


def _date(found: re.Match[str], which: str, today: date) -> date | None:
    def in_year(year: int) -> Period:
        day = date(year, int(found[f"m{which}"]), int(found[f"d{which}"]))
        return Period(DAY, day, day)

    period = _latest(found[f"y{which}"], in_year, today)
    return None if period is None else period.first


def _latest(said: str | None, make: Callable[[int], Period], today: date) -> Period | None:
    """Of the year that was said, or the last one that has begun."""
    if said:
        year = {"今年": today.year, "去年": today.year - 1}.get(said) or int(said)
        return make(year) if year >= _FIRST_YEAR else None
    here = make(today.year)
    return here if here.first <= today else make(today.year - 1)


_YEAR_SAID = r"(?P<y>(?:19|20)\d\d(?=年|[/.-])|今年|去年)?[年/.-]?(?:的)?"
_FORMS: tuple[tuple[re.Pattern[str], Read], ...] = (
    (re.compile(_DATE.format("1") + _TO + _DATE.format("2")), _span),
    (re.compile(_ISO.format("1") + _TO + _ISO.format("2")), _span),
    (re.compile(_DATE.format("1")), _day),
    (re.compile(_ISO.format("1")), _day),
    (re.compile(rf"{_YEAR_SAID}第?(?P<n>[一二三四1-4])(?:个)?季度?"), _quarter),
    (
        re.compile(rf"{_YEAR_SAID}(?<!\d)(?P<m>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月份?(?!\d)"),
        _month,
    ),
    (
        re.compile(
            rf"(?:最近|近|这|过去)(?:的)?(?P<n>{NUM}{{1,4}}|半)个?(?P<unit>天|日|周|星期|月|年)(?:内|里|来)?"
        ),
        _lately,
    ),
    (
        re.compile(
            r"(?P<which>[本这今当上去])(?:一?个)?(?P<unit>周|星期|礼拜|月|季度|季|年度|年)(?:份|内|里)?"
        ),
        _named,
    ),
    (
        re.compile("(?P<day>" + "|".join(_DAYS) + ")"),
        lambda found, today: period_of(DAY, today - _DAYS[found["day"]] * _DAY),
    ),
    (
        re.compile(r"(?P<y>(?:19|20)\d\d)年"),
        lambda found, today: period_of(YEAR, date(int(found["y"]), 1, 1)),
    ),
)
