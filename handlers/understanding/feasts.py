"""Feasts, memorial days, solar terms and lunar days: from their names to the next day that bears them."""

import math
from bisect import bisect_right
from datetime import date, timedelta
from functools import lru_cache

from lunar_python.util import ShouXingUtil

_SOLAR = {
    "元旦": (1, 1), "三八": (3, 8), "妇女节": (3, 8), "雷锋日": (3, 5), "植树节": (3, 12), "消费者权益日": (3, 15),
    "愚人节": (4, 1), "五一": (5, 1), "劳动节": (5, 1), "五四": (5, 4), "青年节": (5, 4), "护士节": (5, 12),
    "六一": (6, 1), "儿童节": (6, 1), "环境日": (6, 5), "禁毒日": (6, 26), "七一": (7, 1), "建党节": (7, 1),
    "八一": (8, 1), "建军节": (8, 1), "教师节": (9, 10), "国庆": (10, 1), "万圣节": (10, 31), "消防日": (11, 9),
    "光棍节": (11, 11), "双十一": (11, 11), "双11": (11, 11), "艾滋病日": (12, 1), "残疾人日": (12, 3),
    "宪法日": (12, 4), "志愿者日": (12, 5), "双十二": (12, 12), "双12": (12, 12), "国家公祭日": (12, 13),
    "公祭日": (12, 13), "平安夜": (12, 24), "圣诞前夜": (12, 24), "圣诞": (12, 25), "跨年": (12, 31), "情人节": (2, 14),
}  # fmt: skip
_LUNAR = {
    "春节": (1, 1), "过年": (1, 1), "新年": (1, 1), "元宵": (1, 15), "龙抬头": (2, 2), "二月二": (2, 2),
    "三月三": (3, 3),
    "五月五": (5, 5), "六月六": (6, 6), "七月七": (7, 7), "九月九": (9, 9),
    "端午": (5, 5), "七夕": (7, 7), "中元节": (7, 15), "七月半": (7, 15), "八月十五": (8, 15),
    "中秋": (8, 15), "重阳": (9, 9), "寒衣节": (10, 1), "腊八": (12, 8), "小年": (12, 23), "破五": (1, 5),
}  # fmt: skip
_NTH = {"母亲节": (5, 6, 2), "父亲节": (6, 6, 3), "感恩节": (11, 3, 4), "助残日": (5, 6, 3)}
"""Month, weekday from Monday on, and the how many-eth of them in the month."""
_TERMS = (
    "清明", "冬至", "立春", "立冬", "小寒", "大寒", "谷雨", "惊蛰", "春分", "立夏", "芒种", "夏至", "立秋", "处暑",
    "白露", "秋分", "寒露", "霜降",
)  # fmt: skip
_WEATHER = ("大雪", "小雪", "雨水", "小满", "小暑", "大暑")
"""Solar terms that are everyday words: only with 那天, 当天 or 节气 behind."""
_ORDER = (
    "小寒", "大寒", "立春", "雨水", "惊蛰", "春分", "清明", "谷雨", "立夏", "小满", "芒种", "夏至",
    "小暑", "大暑", "立秋", "处暑", "白露", "秋分", "寒露", "霜降", "立冬", "小雪", "大雪", "冬至",
)  # fmt: skip
"""The solar terms as they follow each other in a year."""
_EVE = ("除夕", "年三十", "大年三十", "年夜")
EVES_BEFORE = frozenset(("元旦", "春节", "过年", "新年"))
"""What is due before these is due the day before; before any other day, that day still counts (the contract)."""
_NAMES = sorted([*_SOLAR, *_LUNAR, *_NTH, *_TERMS, *_EVE], key=len, reverse=True)
FEAST = (
    f"(?<![千百万块])(?=[{''.join(sorted({name[0] for name in (*_NAMES, *_WEATHER)}))}])"
    f"(?:{'|'.join(_NAMES)}|(?:{'|'.join(_WEATHER)})(?=那天|那日|当天|当日|节气|这天|这一天))"
)
"""A regex (no group) for all of them; what can begin one stands in front, as it is tried at every character."""


_J2000 = date(2000, 1, 1).toordinal()
_MONTH, _HALF_MONTH, _YEAR = 29.5306, 15.2184, 365.2422  # days: between new moons, between terms, of a year
_WINTER = 355  # the solstice of 2000, in days from its first


@lru_cache(maxsize=64)
def _terms_from(year: int) -> tuple[int, ...]:
    """The 24 terms from the winter solstice before `year` on and the one that ends them, as days from 2000-01-01.

    Only days are worked out: the library's own years hold the minutes, too, and take several times as long.
    """
    about = math.floor((year - 2001) * _YEAR + _WINTER + 0.5)
    first = ShouXingUtil.calcQi(about)
    return tuple(int(ShouXingUtil.calcQi(first + _HALF_MONTH * term)) for term in range(25))


@lru_cache(maxsize=64)
def _moons(year: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The new moons from the lunar month of the winter solstice before `year` on, as days from 2000-01-01, and the
    month that each begins: 11, 12, 1 … 10; 0 is a leap month, the first without a middle term of thirteen."""
    terms = _terms_from(year)
    moon = ShouXingUtil.calcShuo(terms[0])
    if moon > terms[0]:
        moon -= 29.53
    moons = tuple(int(ShouXingUtil.calcShuo(moon + _MONTH * n)) for n in range(15))
    leap = 0
    if moons[13] <= terms[24]:
        leap = next(n for n in range(1, 14) if n == 13 or moons[n + 1] <= terms[2 * n])
    return moons, tuple(0 if leap and n == leap else (n - (0 < leap < n) + 10) % 12 + 1 for n in range(14))


@lru_cache(maxsize=1024)
def lunar_day(year: int, month: int, day: int) -> date | None:
    """The solar date of a lunar one; None when that month of that year has no such day."""
    moons, months = _moons(
        year + (month > 10)
    )  # with the eleventh, that of the solstice, the next round begins
    at = months.index(month)
    if not 1 <= day <= moons[at + 1] - moons[at]:
        return None
    return date.fromordinal(_J2000 + moons[at] + day - 1)


def next_lunar(today: date, month: int, day: int) -> date | None:
    """The next day, today included, that is that day of that lunar month."""
    for year in range(today.year - 1, today.year + 2):
        found = lunar_day(year, month, day)
        if found and found >= today:
            return found
    return None


@lru_cache(maxsize=16)
def _lunar_place(today: date) -> tuple[int, int]:
    """The day of the lunar month that a date is, and the number of days of that month."""
    days = today.toordinal() - _J2000
    moons, _ = _moons(today.year + (days >= _moons(today.year + 1)[0][0]))
    at = bisect_right(moons, days)
    return days - moons[at - 1] + 1, moons[at] - moons[at - 1]


def next_lunar_day(today: date, day: int) -> date | None:
    """The next day, today included, that is that day of this lunar month or the one behind it."""
    if not 1 <= day <= 30:
        return None
    this, length = _lunar_place(today)
    return today + timedelta(days=day - this + (length if day < this or day > length else 0))


def eve(today: date) -> date | None:
    """The next last day of a lunar year, today included."""
    for year in (today.year, today.year + 1):
        first = lunar_day(year, 1, 1)
        if first and first - timedelta(days=1) >= today:
            return first - timedelta(days=1)
    return None


def _term(today: date, name: str) -> date | None:
    """The next day of that solar term, today included; of one year the terms from 小寒 to 冬至."""
    at = 1 + _ORDER.index(name)
    days = [_terms_from(today.year + ahead)[at] for ahead in range(3)]
    return next((day for one in days if (day := date.fromordinal(_J2000 + one)) >= today), None)


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """The nth Monday (0) … Sunday (6) of a month. Raises ValueError if the month has none."""
    first = date(year, month, 1)
    return first.replace(day=1 + (weekday - first.weekday()) % 7 + 7 * (nth - 1))


def feast(today: date, name: str) -> date | None:
    """The next day of that name, today included."""
    if name in _EVE:
        return eve(today)
    if name in _TERMS or name in _WEATHER:
        return _term(today, name)
    if name in _LUNAR:
        return next_lunar(today, *_LUNAR[name])
    if name in _NTH:
        this = nth_weekday(today.year, *_NTH[name])
        return this if this >= today else nth_weekday(today.year + 1, *_NTH[name])
    month, day = _SOLAR[name]
    this = date(today.year, month, day)
    return this if this >= today else date(today.year + 1, month, day)
