"""Days that were said: 下周三, 25号, 大年初一, 国庆后第一个工作日 … each as a rule from words to dates.

The rules are those of the contract: weeks start on Monday; what is bare lies in the nearest future, today included.
"""

import calendar as months
import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache

from lunar_python import Lunar, LunarYear, Solar

from handlers.calendar import Calendar
from handlers.understanding.normal import NUM, number

Span = tuple[date, date]
"""First and last day, both included; the same day twice for a single day."""

_WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6, "末": 5} | {
    str(n): n - 1 for n in range(1, 8)
}
WEEK = "(?:周|星期|礼拜|拜)"
WEEKDAY = rf"{WEEK} ?(?:[一二三四五六日天末]|[1-7](?![0-9.天]))(?![次回遍趟])"
_N2 = f"{NUM}{{1,3}}"
_RECENT = timedelta(days=31)  # a month and day that lie so short a time back are told about, not planned

_SOLAR = {
    "元旦": (1, 1), "三八": (3, 8), "妇女节": (3, 8), "植树节": (3, 12), "五一": (5, 1), "劳动节": (5, 1),
    "五四": (5, 4), "青年节": (5, 4), "六一": (6, 1), "儿童节": (6, 1), "七一": (7, 1), "建党节": (7, 1),
    "八一": (8, 1), "建军节": (8, 1), "教师节": (9, 10), "国庆": (10, 1), "万圣节": (10, 31), "双十一": (11, 11),
    "双11": (11, 11), "双十二": (12, 12), "双12": (12, 12), "平安夜": (12, 24), "圣诞": (12, 25), "情人节": (2, 14),
    "跨年": (12, 31), "消防日": (11, 9),
}  # fmt: skip
_LUNAR = {
    "春节": (1, 1), "过年": (1, 1), "新年": (1, 1), "元宵": (1, 15), "龙抬头": (2, 2), "端午": (5, 5), "七夕": (7, 7),
    "中元节": (7, 15), "中秋": (8, 15), "重阳": (9, 9), "腊八": (12, 8), "小年": (12, 23),
}  # fmt: skip
_TERMS = ("清明", "冬至", "立春", "立冬", "小寒", "大寒", "谷雨")
_EVE = ("除夕", "年三十", "大年三十", "年夜")
FEAST = "|".join(sorted([*_SOLAR, *_LUNAR, *_TERMS, *_EVE], key=len, reverse=True))
_LUNAR_MONTHS = {"正": 1, "冬": 11, "腊": 12} | {char: n for n, char in enumerate("一二三四五六七八九十", 1)}


@lru_cache(maxsize=256)
def lunar_day(year: int, month: int, day: int) -> date | None:
    """The solar date of a lunar one; None when that month of that year has no such day."""
    length = LunarYear.fromYear(year).getMonth(month)
    if length is None or not 1 <= day <= length.getDayCount():
        return None
    solar = Lunar.fromYmd(year, month, day).getSolar()
    return date(solar.getYear(), solar.getMonth(), solar.getDay())


def _next_lunar(today: date, month: int, day: int) -> date | None:
    for year in range(today.year - 1, today.year + 2):
        found = lunar_day(year, month, day)
        if found and found >= today:
            return found
    return None


def _eve(today: date) -> date | None:
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


def feast(today: date, name: str) -> date | None:
    """The next day of that name, today included."""
    if name in _EVE:
        return _eve(today)
    if name in _TERMS:
        return _term(today, name)
    if name in _LUNAR:
        return _next_lunar(today, *_LUNAR[name])
    month, day = _SOLAR[name]
    this = date(today.year, month, day)
    return this if this >= today else date(today.year + 1, month, day)


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


def _spoken(match: re.Match[str], today: date, calendar: Calendar) -> Span | None:
    word = match[0].rstrip("个天儿日")
    shift = next(n for n, heads in _SHIFTS if word.startswith(heads))
    return _one(today + timedelta(days=shift))


_SHIFTS = ((3, ("大后", "大後")), (2, ("后", "後")), (1, ("明", "听", "翌", "第二")), (0, ("今",)))


def _pair(match: re.Match[str], today: date, calendar: Calendar) -> Span | None:
    first = today + timedelta(days=0 if match[0][0] == "今" else 1)
    return first, first + timedelta(days=1)


def _weekday(match: re.Match[str], today: date, calendar: Calendar) -> Span | None:
    char = match[0][-1]
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
    return _one(day)


def _week(match: re.Match[str], today: date, calendar: Calendar) -> Span | None:
    weeks = match["next"].count("下")
    monday = today - timedelta(days=today.weekday()) + timedelta(days=7 * weeks)
    if not weeks:
        return _one(monday + timedelta(days=6))
    part = match["weekpart"] or ""
    if part == "初":
        return monday, monday + timedelta(days=1)
    return monday, monday + timedelta(days=6)


def _full(match: re.Match[str], today: date, calendar: Calendar) -> Span | None:
    year = int(match["y"])
    return _one(make(year if year > 99 else 2000 + year, _n(match["ym"]) or 0, _n(match["yd"]) or 0))


def _month_day(match: re.Match[str], today: date, calendar: Calendar) -> Span | None:
    month, day = _n(match["m"]) or 0, _n(match["d"]) or 0
    year = today.year + {"明": 1, "今": 0}.get((match["which_year"] or " ")[0], 0)
    found = make(year, month, day)
    if found is None or match["which_year"] or found >= today:
        return _one(found)
    return None if today - found <= _RECENT else _one(make(year + 1, month, day))


def _month(match: re.Match[str], today: date, calendar: Calendar) -> Span | None:
    """A month, or a part of it: 11月底, 下个月初, 本月中旬, 年底."""
    which, named, part = match["which_month"] or "", match["named"], match["month_part"] or ""
    year, month = today.year, today.month
    if named:
        month = _n(named) or 0
        if not 1 <= month <= 12:
            return None
        year += month < today.month
    month += which.count("下")
    first, last = _month_start(year, month), month_end(year, month)
    if "底" in part or "末" in part:
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


def _year_end(match: re.Match[str], today: date, calendar: Calendar) -> Span | None:
    if match[0] == "年前":  # before the Chinese new year, as everybody says it
        first = _next_lunar(today, 1, 1)
        return _one(first - timedelta(days=1)) if first else None
    return _one(date(today.year, 12, 31))


def _day_of_month(match: re.Match[str], today: date, calendar: Calendar) -> Span | None:
    day = _n(match["dom"]) or 0
    for ahead in range(3):
        first = _month_start(today.year, today.month + ahead)
        found = make(first.year, first.month, day)
        if found and found >= today:
            return _one(found)
    return None


def _next_month_day(match: re.Match[str], today: date, calendar: Calendar) -> Span | None:
    first = _month_start(today.year, today.month + match["nm"].count("下"))
    return _one(make(first.year, first.month, _n(match["nmd"]) or 0))


def _lunar(match: re.Match[str], today: date, calendar: Calendar) -> Span | None:
    said = match["ld"].removeprefix("初")
    day = number(said) or 0
    month = _LUNAR_MONTHS.get((match["lm"] or "正").removeprefix("农历")[:1], 1)
    if (match["lm"] or "").startswith(("十一", "十二")):
        month = 11 if match["lm"].startswith("十一") else 12
    if day == 30 and "年" in match[0]:
        return _one(_eve(today))
    return _one(_next_lunar(today, month, day))


def _first_working(match: re.Match[str], today: date, calendar: Calendar) -> Span | None:
    name = match["after"]
    day = feast(today, name) if name else today
    if day is None:
        return None
    end = (calendar.holiday_end(day) or day) if name else day
    return _one(calendar.add_working_days(end, _n(match["nth"]) or 1))


def _feast(match: re.Match[str], today: date, calendar: Calendar) -> Span | None:
    return _one(feast(today, match["feast"]))


Rule = Callable[[re.Match[str], date, Calendar], Span | None]
_NOT_A_DATE = (
    "(?!楼|线|桌|店|选手|院|房|车|机|方案|门|码|位|球|电池|汽油|窗|柜|库|岗|包|厅|馆|字|地块|令|文"
    "|公馆|桩|梯|井|搂|娄|栋|[0-9]|[、,和][0-9]{1,2}(?:号楼|栋|幢))"
)
FROM_TODAY = (_spoken, _pair)
"""The rules of 明天 and the like: counted from today, also at the end of a range."""
RULES: tuple[tuple[re.Pattern[str], Rule], ...] = tuple(
    (re.compile(pattern), rule)
    for pattern, rule in (
        (rf"(?P<after>{FEAST})(?:节|假期|假|放假|长假)?(?:之|以|过)?后(?:的)?(?:第(?P<nth>{_N2})个|首个|头一个)(?"
        rf":工作日|上班日)", _first_working),
        (r"(?P<y>20[0-9]{2}) ?(?:年|[-/.]) ?(?P<ym>[0-9]{1,2}) ?(?:月|[-/.]) ?(?P<yd>[0-9]{1,2})(?![0-9]) ?[日号"
        r"]?", _full),
        (r"(?P<lm>(?:农历|阴历|旧历)(?:正|冬|腊|十[一二]|[一二三四五六七八九十])月|[正冬腊]月)(?P<ld>初?[一二三四"
        r"五六七八九十廿]{1,3})", _lunar),
        (r"(?P<lm>大年|新年|年)(?P<ld>初[一二三四五六七八九十])", _lunar),
        (r"大年(?P<lm>)?(?P<ld>三十)(?:晚上?)?", _lunar),
        (r"(?P<lm>)(?<![月年])(?P<ld>初[四五六七八九十])(?!中)", _lunar),
        (rf"(?P<nm>下{{1,2}}个?月(?:的)?)(?P<nmd>{_N2}) ?[号日](?!楼)", _next_month_day),
        (
            rf"(?P<which_year>明年|今年)?(?P<m>{_N2}) ?月 ?份?(?P<d>{_N2})(?: ?[号日]|(?!{NUM}|[天名个岁元块]))",
            _month_day,
        ),
        (r"(?<![0-9./:-])(?P<which_year>)(?P<m>1[0-2]|0?[1-9])[./-](?P<d>3[01]|[12][0-9]|0?[1-9])(?![0-9.:/元块斤"
        r"折%度米公平岁万亿星分栋号倍吨升点])[号日]?(?=[ (]{0,2}(?:周|星期|礼拜|早|上午|中午|下午|晚|凌晨"
        r"|傍晚|前|之前|截|到|至|~|起|开|当天|-(?:1[0-2]|0?[1-9])[./]|[0-9]{1,2}[点:]))", _month_day),
        (r"(?P<which_month>下{1,2}个?月|(?:这个?月|本月|当月)(?=底|末|初|[上中下]旬|内|之内|以内|前))(?P<named>)(?P<month_part>初|底|末|中旬|上旬|下旬"
        r"|中(?!午))?(?!光)", _month),
        (rf"(?P<which_month>)(?<![0-9第个])(?P<named>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月(?:份)?(?P<m"
        rf"onth_part>初|底|末|中旬|上旬|下旬)?(?!嫂|饼|经|票|租|卡|薪|季|光|份|[0-9]|{NUM})", _month),
        (r"(?P<which_month>)(?P<named>)(?<![年上])月(?P<month_part>底|末|初)", _month),
        (r"年底|年末|年内|(?<![0-9零一二两三四五六七八九十几多半数百千万]|今|明|去|往|后|每)年前", _year_end),
        (rf"(?P<which>下{{1,3}}个?|这个?|本|今个?)?(?<!每)(?<!每个)(?<!上个)(?<!上){WEEKDAY}", _weekday),
        (
            r"(?P<next>下{1,3}个?|这个?|本)(?:周|星期|礼拜)(?P<weekpart>初|内|里|之内)?(?![一二三四五六日天末1-7])",
            _week,
        ),
        (r"今明两?[天日]|明后两?[天日]", _pair),
        (r"大后[天日儿]|后[天日儿]|明儿个?|明天|明日|听日|翌日|第二天|今儿个?|今天|今日|明(?=[早晚]|上午"
        r"|下午|晨)|今(?=[早晚]|上午|下午|晨|夜)|听(?=晚|朝)|后(?=晚(?!上?辈))", _spoken),
        (rf"(?P<feast>{FEAST})(?:节|当天|那天|当晚)?", _feast),
        (rf"(?<![0-9第.A-Za-z路街弄巷月之这那])(?<![楼层元栋][1-8一二三四五六七八])(?<![楼层元栋])(?P<dom>[0-9]{{"
        rf"1,2}}|{NUM}{{1,3}}) ?(?:号|日(?!常|子|用|均|志|元)){_NOT_A_DATE}", _day_of_month),
    )
)  # fmt: skip
