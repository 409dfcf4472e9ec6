"""Days that were said: 下周三, 25号, 大年初一, 国庆后第一个工作日 … each as a rule from words to dates.

The rules are those of the contract: weeks start on Monday; what is bare lies in the nearest future, today included.
"""

import calendar as months
import re
from collections.abc import Callable
from datetime import date, timedelta

from handlers.calendar import Calendar
from handlers.understanding import feasts
from handlers.understanding.feasts import FEAST, feast, next_lunar
from handlers.understanding.normal import NUM, number
from handlers.understanding.patterns import late
from handlers.understanding.timetraps import NOT_A_DATE, NOT_A_MONTH, NOT_OF_A_DAY

Span = tuple[date, date]
"""First and last day, both included; the same day twice for a single day."""

_WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6, "末": 5} | {
    str(n): n - 1 for n in range(1, 8)
}
_WEEKDAYS |= dict(zip("壹贰叁肆伍陆", range(6), strict=True))
_LUNAR_MONTHS = {"正": 1, "冬": 11, "腊": 12} | {char: n for n, char in enumerate("一二三四五六七八九十", 1)}
WEEK = "(?:周|星期|礼拜|拜)"
WEEKDAY = rf"{WEEK} ?(?:[一二三四五六日天末壹贰叁肆伍陆]|[1-7](?![0-9.天]))(?![次回遍趟])"
_N2 = f"{NUM}{{1,3}}"
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


def _spoken(match: re.Match[str], today: date, calendar: Calendar) -> Span | None:
    word = match[0].rstrip("个天儿日")
    shift = next(n for n, heads in _SHIFTS if word.startswith(heads))
    return _one(today + timedelta(days=shift))


_SHIFTS = ((3, ("大后",)), (2, ("后",)), (1, ("明", "听")), (0, ("今", "即", "天黑", "下班")))


def _next_day(match: re.Match[str], today: date, calendar: Calendar) -> Span | None:
    return _one(today + timedelta(days=1))


def _pair(match: re.Match[str], today: date, calendar: Calendar) -> Span | None:
    first = today + timedelta(days=0 if match[0][0] == "今" else 1)
    return first, first + timedelta(days=1)


def _weekday(match: re.Match[str], today: date, calendar: Calendar) -> Span | None:
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
        if not which and month == (today.month - 2) % 12 + 1:  # the month just gone is told about
            return None
        year += (which[0] == "明") if which else month < today.month
    month += which.count("下")
    if not (which or named) and (
        (part in {"初", "头"} and today.day > 10) or ("中" in part and today.day > 15)
    ):
        month += 1
    first, last = _month_start(year, month), month_end(year, month)
    if part in {"底", "末", "尾"}:
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
        first = next_lunar(today, 1, 1)
        return _one(first - timedelta(days=1)) if first else None
    return _one(date(today.year + match[0].startswith("明"), 12, 31))


def _of_month(match: re.Match[str], today: date, calendar: Calendar) -> Span | None:
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


def _day_of_month(match: re.Match[str], today: date, calendar: Calendar) -> Span | None:
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


def _next_month_day(match: re.Match[str], today: date, calendar: Calendar) -> Span | None:
    first = _month_start(today.year, today.month + match["nm"].count("下"))
    return _one(make(first.year, first.month, _n(match["nmd"]) or 0))


def _lunar(match: re.Match[str], today: date, calendar: Calendar) -> Span | None:
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


def _any_lunar(match: re.Match[str], today: date, calendar: Calendar) -> Span | None:
    return _one(feasts.next_lunar_day(today, lunar_number(match["any"])))


def _first_working(match: re.Match[str], today: date, calendar: Calendar) -> Span | None:
    day = feast(today, match["after"])
    if day is None:
        return None
    return _one(calendar.add_working_days(calendar.holiday_end(day) or day, _n(match["nth"]) or 1))


def _feast(match: re.Match[str], today: date, calendar: Calendar) -> Span | None:
    """The next day of that name; one that was lately (双十一 in November) is told about, not planned."""
    name, which = match["feast"], match["feast_year"]
    if which and which[0] == "2":
        return _one(feast(date(int(which[:4]), 1, 1), name))
    if which and which[0] == "明":
        return _one(feast(date(today.year + 1, 1, 1), name))
    before = None if which else feast(today - _RECENT, name)
    if before and before < today and name not in {"跨年", "过年"}:
        return None
    return _one(feast(today, name))


Rule = Callable[[re.Match[str], date, Calendar], Span | None]
FROM_TODAY = (_spoken, _pair)
"""The rules of 明天 and the like: counted from today, also at the end of a range."""
COUNTED = "下本这"
"""What begins with these is counted from today, too: 下周一到下周三 is within one week."""
_M = "1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]"
_LD = "初[一二三四五六七八九十]|[一二三四五六七八九十廿]{1,3}"
RULES: tuple[tuple[re.Pattern[str], Rule], ...] = tuple(
    (late(pattern), rule)
    for pattern, rule in (
        (rf"(?P<after>{FEAST})(?:节|假期|假|放假|长假)?(?:之|以|过|完)?后(?:的)?"
         rf"(?:第(?P<nth>{_N2})个|首个|头一个|头个)(?:工作日|上班日)", _first_working),
        (r"(?P<y>20[0-9]{2}) ?(?:年|[-/.]) ?(?P<ym>[0-9]{1,2}) ?(?:月|[-/.]) ?(?P<yd>[0-9]{1,2})(?![0-9]) ?[日号]?",
         _full),
        (rf"(?P<lm>(?:农历|阴历|旧历)(?:正|冬|腊|十[一二]|[一二三四五六七八九十])月"
         rf"|[正冬腊]月)(?P<ld>{_LD})", _lunar),
        (r"(?P<lm>(?<![0-9])(?:十[一二]?|[一二三四五六七八九])月)(?P<ld>初[一二三四五六七八九十])", _lunar),
        (r"(?P<lm>大年|新年|年)(?P<ld>初[一二三四五六七八九十])", _lunar),
        (r"大年(?P<lm>)?(?P<ld>三十)(?:晚上?)?", _lunar),
        (rf"(?:农历|阴历|旧历)(?P<any>{_LD})", _any_lunar),
        (r"(?P<lm>)(?<![月年])(?P<ld>初[四五六七八九十])(?!中)", _lunar),
        (rf"(?P<nm>(?:下{{1,2}}个?|这个?|本|当)月(?:的)?)(?P<nmd>{_N2}) ?[号日](?!楼)", _next_month_day),
        (rf"(?P<of_which>下{{1,2}}个?月|明年|今年|这个?月|本月)?(?P<of_named>{_M})?(?(of_named)月份?)(?:的|里)?"
         r"(?:第|首|头|(?=最后))(?P<of_nth>[一二三四1-4]|最后(?=一))?一?个(?:(?:周|星期|礼拜)"
         r"(?P<of_day>[一二三四五六日天末])|工作日)", _of_month),
        (r"(?P<feast_year>明年|今年)?(?P<feast>八月十五)(?![号日])", _feast),
        (rf"(?P<which_year>明年|今年)?(?P<m>{_N2}) ?月 ?份?(?P<d>{_N2})(?: ?[号日]|(?!{NUM}|[天名个岁元块]))",
         _month_day),
        (r"(?<![0-9./:-])(?P<which_year>)(?P<m>1[0-2]|0?[1-9])[./-](?P<d>3[01]|[12][0-9]|0?[1-9])(?![0-9.:/元块斤"
         r"折%度米公平岁万亿星分栋号倍吨升点])[号日]?(?=[ (]{0,2}(?:周|星期|礼拜|早|上午|中午|下午|晚|凌晨"
         r"|傍晚|前|之前|截"
         r"|到|至|~|起|开|当天|-(?:1[0-2]|0?[1-9])[./]|[0-9]{1,2}[点:]))", _month_day),
        (r"(?P<which_month>下{1,2}个?月|(?:这个?月|本月|当月)(?=底|末|初|尾|头|[上中下]旬|内|之内|以内"
         r"|前))(?P<named>)"
         r"(?P<month_part>初|头|底|末|尾|中旬|上旬|下旬|中(?!午))?(?!光)", _month),
        (rf"(?P<which_month>明年|今年)?(?<![0-9第个])(?P<named>{_M})月(?:份)?(?P<month_part>初|头|底|末|尾"
         rf"|中旬|上旬|下旬)?"
         rf"(?!{NUM}){NOT_A_MONTH}", _month),
        (r"(?P<which_month>)(?P<named>)(?<![年上个0-9])月(?P<month_part>底|末|初|尾|头(?!像)|中(?=$|[ ,前]"
         r"|之前|旬|给|来|发|交"
         r"|开))", _month),
        (r"明年年?[底末尾]|今年年?[底末尾内]|年底|年末|年尾|年内"
         r"|(?<![0-9零一二两三四五六七八九十几多半数百千万]|今|明|去|往|后|每)年前", _year_end),
        (r"(?P<which>下{1,3}个?|这个?|本)?(?:周|星期|礼拜)(?:六(?P<both>(?:、|和|或者?|跟|到|至|-)?(?:周"
         r"|星期|礼拜)?"
         r"[日天](?![0-9])))", _weekday),
        (rf"(?P<which>下{{1,3}}个?|这个?|本|今个?)?(?<!每)(?<!每个)(?<!上个)(?<!上){WEEKDAY}", _weekday),
        (r"(?P<next>下{1,3}个?|这个?|本)(?:周|星期|礼拜)(?P<weekpart>初|内|里|之内)?(?![一二三四五六日天末1-7])",
         _week),
        (r"今明两?[天日]|明后两?[天日]", _pair),
        (r"(?:翌|次|转)[日天]|第二天", _next_day),
        (r"大后[天日儿]个?|后[天日儿]个?|明儿个?|明天|明日|听日|今儿个?|今天|今日|即日(?=起|开始)|天黑(?=之?以?前)"
         r"|下班(?=之?以?前)|明个(?!月)|后个(?!月)|今个(?!月|儿)|明(?=[早晚晏]|上午|下午|晨)|今(?=[早晚]"
         r"|上午|下午|晨|夜)"
         r"|听(?=晚|朝)|后(?=晚(?!上?辈))|[明后听]朝(?=[来有要会能去帮给早上下八九十0-9一夜修])", _spoken),
        (rf"(?P<feast_year>明年|今年|20[0-9]{{2}}年)?(?P<feast>{FEAST})(?:节|当天|那天|当晚)?", _feast),
        (rf"(?<![0-9第.A-Za-z])(?P<dom>[0-9]{{1,2}}|{NUM}{{1,3}})[号日]?(?P<joint>[到至~-]|[、和])"
         rf"(?P<dom_end>[0-9]{{1,2}}|{NUM}{{1,3}}) ?[号日](?![号日]){NOT_A_DATE}{NOT_OF_A_DAY}", _day_of_month),
        (rf"(?<![0-9第.A-Za-z路街弄巷月之这那])(?<![楼层元栋][1-8一二三四五六七八])(?<![楼层元栋])(?<!一共|总共)"
         rf"(?P<dom>[0-9]{{1,2}}|{NUM}{{1,3}}) ?(?:号|日{NOT_OF_A_DAY}){NOT_A_DATE}", _day_of_month),
    )
)  # fmt: skip
