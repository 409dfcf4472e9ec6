"""Spans counted from now (三天内, 两小时后, 十个工作日内), and words that point to the past."""

from datetime import date, datetime, timedelta

from handlers.calendar import Calendar
from handlers.understanding.dayrules import month_end
from handlers.understanding.normal import NUM, number
from handlers.understanding.patterns import late

_COUNT = rf"(?P<n>{NUM}{{1,4}}|[半俩仨])(?P<of>[个拉啦])?(?P<half>半)?"
_UNIT = "(?P<unit>工作日|工作天|自然日|小时|钟头|钟(?=[之以]?[内后])|分钟|刻钟|天|日|周|星期|礼拜|月|年)"
_MOST_WORKED = 1000  # working days, which are counted one by one
_ODD = {"半": 0.5, "俩": 2.0, "仨": 3.0}
_VAGUE = late("^[一二两三四五六七八九]([二两三四五六七八九])$")  # 三五天: five at most
_RELATIVE = late(
    rf"(?:限(?:时|期)?)?(?:{NUM}{{1,2}}[-~到至])?{_COUNT} ?{_UNIT}(?P<end>之内|以内|内(?!存|部|外)|里(?!程"
    rf"|面)|后(?!面|门|悔|背"
    rf"|台)|之后|以后"
    rf"|前(?!面|门|台|后)|之前|以前|来(?!水|电|人|了|不)|投完|截止|结束|到期|为限|为期|时间投|有效|期限)"
)
_LIMITED = late(
    r"(?:限(?:时|期)?|为期|时长|投票期|期限|[最至顶]多(?:再?等)?|给[你您]们?)"
    rf"[:为是 ]{{0,2}}{_COUNT} ?{_UNIT}(?![后前就才没一])"
)
_COMING = late(rf"(?:再过|过(?=.{{2,9}}再)){_COUNT} ?{_UNIT}(?!就|才)")
_BARE = late(rf"(?<![第等了过]){_COUNT} ?(?P<unit>工作日|小时|天|周|星期)(?=$|[ ,。!;)\n])")
_ON = late("的(?:那个?)?(?:周|星期|礼拜)(?P<day>[一二三四五六日天])")
_PAST = late(
    r"昨[天日晚夜早儿]?个?|前[天日晚儿]|大前[天日]|去年|上[次回]|头年|往年|旧年|往常|那(?:[天晚次回年]|会儿)|当年"
    r"|有一?[天次回]|头[天晚]|上年|(?:上{1,3}|大上)一?个?(?:周|星期"
    r"|礼拜)[一二三四五六日天末]?|(?:上{1,3}|大上)一?个?月(?:["
    r"0-9]{1,2}[号日])?"
    r"|前(?:几|两|三|些)[天日年]|(?:今|刚刚?)才|(?:去|前)年[0-9]{0,2}月?|早先"
)


def past_end(text: str, at: int) -> int | None:
    """Where the words about the past that start at `at` end, if there are any."""
    match = _PAST.match(text, at)
    return match.end() if match and match.end() > at else None


def relative(
    text: str, at: int, now: datetime, calendar: Calendar, *, bare: bool
) -> tuple[int, str, date | None, datetime | None, bool] | None:
    """A span from now that starts at `at`: end, kind, day or moment, and whether working days were counted.

    `bare`: 三天 alone at the end of a clause counts too. Kind `past` lies behind (三年前): to be skipped.
    """
    coming = _COMING.match(text, at)
    match = coming or _RELATIVE.match(text, at) or _LIMITED.match(text, at)
    match = match or (_BARE.match(text, at) if bare else None)
    if (
        match is None
        or (match["unit"] == "月" and not match["of"] and match["n"] not in _ODD)
        or (match["n"] == "半" and match["half"])
    ):
        return None
    end = "后" if coming else match.groupdict().get("end") or "内"
    if match["unit"] == "日" and end.endswith("前") and (match["n"].isdecimal() or len(match["n"]) > 1):
        return None  # 25日前 is a date; 三日前 is three days ago
    if end.endswith("前") or end == "来":
        return match.end(), "past", None, None, False
    count = _ODD.get(match["n"]) or number(_VAGUE.sub(r"\1", match["n"]))
    if count is None:
        return None
    count += 0.5 if match["half"] else 0
    kind = "point" if "后" in end else "deadline"
    try:
        day, moment = _reach(now, count, match["unit"], calendar)
    except (OverflowError, ValueError):
        return None
    if day and kind == "point" and (on := _ON.match(text, match.end())):
        day += timedelta(days="一二三四五六日".index(on["day"].replace("天", "日")) - day.weekday())
        return on.end(), kind, day, None, False
    return match.end(), kind, day, moment, match["unit"] in {"工作日", "工作天"}


def _reach(now: datetime, count: float, unit: str, calendar: Calendar) -> tuple[date | None, datetime | None]:
    """Hours and minutes reach a moment, everything longer a day. 半个月 is 15 days."""
    minutes = {"小时": 60, "钟头": 60, "钟": 60, "分钟": 1, "刻钟": 15}.get(unit)
    if minutes:
        return None, now + timedelta(minutes=round(count * minutes))
    today = now.date()
    if unit in {"工作日", "工作天"}:
        if count > _MOST_WORKED:
            raise ValueError("more working days than are counted")
        return calendar.add_working_days(today, int(count)), None
    if unit in {"月", "年"}:
        months = count * (12 if unit == "年" else 1)
        if months != int(months):
            return today + timedelta(days=round(months * 30)), None
        last = month_end(today.year, today.month + int(months))
        return last.replace(day=min(today.day, last.day)), None
    days = count * (7 if unit in {"周", "星期", "礼拜"} else 1)
    return today + timedelta(days=int(days + 0.5) if count >= 1 else int(days)), None
