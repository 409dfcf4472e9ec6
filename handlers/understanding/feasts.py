"""Feasts, memorial days, solar terms and lunar days: from their names to the next day that bears them."""

from datetime import date, timedelta
from functools import lru_cache

from lunar_python import Lunar, LunarYear, Solar

_SOLAR = {
    "元旦": (1, 1), "三八": (3, 8), "妇女节": (3, 8), "雷锋日": (3, 5), "植树节": (3, 12), "消费者权益日": (3, 15),
    "愚人节": (4, 1), "五一": (5, 1), "劳动节": (5, 1), "五四": (5, 4), "青年节": (5, 4), "护士节": (5, 12),
    "六一": (6, 1), "儿童节": (6, 1), "环境日": (6, 5), "禁毒日": (6, 26), "七一": (7, 1), "建党节": (7, 1),
    "八一": (8, 1), "建军节": (8, 1), "教师节": (9, 10), "国庆": (10, 1), "万圣节": (10, 31), "消防日": (11, 9),
    "光棍节": (11, 11), "双十一": (11, 11), "双11": (11, 11), "艾滋病日": (12, 1), "残疾人日": (12, 3),
    "宪法日": (12, 4), "志愿者日": (12, 5), "双十二": (12, 12), "双12": (12, 12), "国家公祭日": (12, 13),
    "公祭日": (12, 13), "平安夜": (12, 24), "圣诞": (12, 25), "跨年": (12, 31), "情人节": (2, 14),
}  # fmt: skip
_LUNAR = {
    "春节": (1, 1), "过年": (1, 1), "新年": (1, 1), "元宵": (1, 15), "龙抬头": (2, 2), "二月二": (2, 2),
    "三月三": (3, 3), "端午": (5, 5), "七夕": (7, 7), "中元节": (7, 15), "七月半": (7, 15), "八月十五": (8, 15),
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
_EVE = ("除夕", "年三十", "大年三十", "年夜")
EVES_BEFORE = frozenset(("元旦", "春节", "过年", "新年"))
"""What is due before these is due the day before; before any other day, that day still counts (the contract)."""
_NAMES = sorted([*_SOLAR, *_LUNAR, *_NTH, *_TERMS, *_EVE], key=len, reverse=True)
FEAST = (
    f"(?=[{''.join(sorted({name[0] for name in (*_NAMES, *_WEATHER)}))}])"
    f"(?:{'|'.join(_NAMES)}|(?:{'|'.join(_WEATHER)})(?=那天|那日|当天|当日|节气|这天|这一天))"
)
"""A regex (no group) for all of them; what can begin one stands in front, as it is tried at every character."""


@lru_cache(maxsize=1024)
def lunar_day(year: int, month: int, day: int) -> date | None:
    """The solar date of a lunar one; None when that month of that year has no such day."""
    length = LunarYear.fromYear(year).getMonth(month)
    if length is None or not 1 <= day <= length.getDayCount():
        return None
    solar = Lunar.fromYmd(year, month, day).getSolar()
    return date(solar.getYear(), solar.getMonth(), solar.getDay())


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
    lunar = Solar.fromYmd(today.year, today.month, today.day).getLunar()
    month = LunarYear.fromYear(lunar.getYear()).getMonth(lunar.getMonth())
    return lunar.getDay(), month.getDayCount() if month else 30


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


@lru_cache(maxsize=16)
def _terms(year: int) -> dict[str, date]:
    """The solar terms around a year: from the 冬至 before it on."""
    table = Solar.fromYmd(year, 6, 1).getLunar().getJieQiTable()
    return {name: date(day.getYear(), day.getMonth(), day.getDay()) for name, day in table.items()}


def _term(today: date, name: str) -> date | None:
    return next((day for ahead in range(3) if (day := _terms(today.year + ahead)[name]) >= today), None)


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
