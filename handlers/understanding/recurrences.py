"""What repeats: 每周三, 每周一三五, 每天晚上, 每月5号, 每个月最后一个周六, 隔周周三 → RFC 5545 rules."""

import re

from handlers.understanding.normal import NUM, number
from handlers.understanding.patterns import late

_DAYS = {"一": "MO", "二": "TU", "三": "WE", "四": "TH", "五": "FR", "六": "SA", "日": "SU", "天": "SU"}
_DAYS |= dict(zip("1234567", _DAYS.values(), strict=False))
_DAYS |= dict(zip("壹贰叁肆伍陆", _DAYS.values(), strict=False))
_WEEK = "(?:周|星期|礼拜)"
_N = f"{NUM}{{1,3}}"
_WEEKLY = late(
    rf"(?P<every>每(?:逢|到)?|逢|每个|隔(?:一个?)?{_WEEK}的?|隔|每隔一个?(?:{_WEEK}的?)?"
    rf"|每[两二2]个?{_WEEK}的?|[双单]{_WEEK}的?"
    rf"|每个?{_WEEK}的?|双|单){_WEEK}(?P<first>[一二三四五六日天1-7壹贰叁肆伍陆])"
    rf"(?P<others>(?:[、,和及到至-]?{_WEEK}?[一二三四五六日天1-7](?![0-9点次回遍趟号日月天])){{0,6}})(?![次回遍趟天])"
)
_WEEKEND = late(rf"(?:每(?:逢|到)?|逢|每个){_WEEK}?末")
_MONTHLY = late(
    rf"(?:(?:每个?|逢|月)月(?:的)?|每?逢(?=[0-9一二三十廿]))(?:(?:(?:第|(?=头一|首))(?:头"
    rf"|(?=首))?(?P<nth>[一二三四1-4]|首)"
    rf"|(?P<final>最后一))个{_WEEK}(?P<day>[一二三四五六日天])"
    rf"|(?P<last>最后[一1]天|月?[底末尾])|(?P<begin>第一天|头一天)"
    rf"|(?P<dom>{_N}) ?[号日]?(?P<more>(?:[、,和及跟]{_N}[号日]?){{0,4}})(?<=[号日]))"
)
_YEARLY = late(rf"每年(?:的)?(?P<m>{_N})月(?:份)?(?:(?P<d>{_N})[号日])?")
_SERVICE = (
    "消[杀毒]|打扫|清[扫理洁运]|扫|巡|检查|检测|监测|测|量[血体]|送[餐饭药菜奶]|发[放布餐]|开[放馆门]"
    "|值[班守]|登记|[上汇]?报"
    "|更新|公[布示]|抽查|通风|浇[水花]|喂|倒垃圾|收[垃集运]|限|供[应水暖]|组织|安排|派|定[时点]"
    "|准时(?=[开送发收关])|按时|固定|保洁|专人|有(?:专|志愿)"
)
"""What is done every day by plan; what merely happens every day is told about."""
_SPANNED = late(
    rf"{_WEEK}(?P<first>[一二三四五六日天1-7])(?P<others>[到至~-]{_WEEK}?[一二三四五六日天1-7])[ ,的]?(?:每[天日]"
    rf"|天天)"
    r"(?P<every>)"
)
_DAILY = late(
    rf"(?:每[天日](?:(?=[一两二三四1-4][次遍回趟] ?(?:{_SERVICE}))"
    rf"|(?![0-9一二两三四五六七八九十]{{1,2}}[万百千]?(?:[顿步次趟回遍块元度个杯包根支瓶片粒碗斤圈班人单张家户件层车]"
    rf"|小时|公里)|都|总|吵|早晚))"
    r"|每(?=[早晚])|天天(?=[早晚上中下凌清]"
    r"|[0-9一二三四五六七八九十]{1,2}点)(?!.{0,8}(?:吵|闹|唠叨|睡不)))(?:的)?"
    rf"(?=[0-9一二三四五六七八九十两早晚上下中凌傍夜半]|$| |,|{_SERVICE})"
)
_WORKING = late(r"(?:每个?|每到)?工作日(?:每天)?(?=的?(?:早|晚|上午|下午|中午|[0-9]{1,2}[点:]))")
_ALTERNATE = late(rf"(?:(?P<skip>每隔)(?P<n>{NUM}{{1,2}})天|隔一?天(?!的)|每(?P<every>{NUM}{{1,2}})天)")


def recurrence(text: str, at: int) -> tuple[int, str, str | None] | None:
    """The recurrence that starts at `at`: its end in the text, its rule, and a part of the day said inside it."""
    if text[at] not in "每逢隔双单天工月周星礼":
        return None
    for pattern, rule in _RULES:
        match = pattern.match(text, at)
        value = rule(match) if match else None
        if match and value:
            return match.end(), value, None
    return None


def _weekly(match: re.Match[str]) -> str:
    order = list(_DAYS.values())[:7]
    said = [_DAYS[char] for char in match["first"] + match["others"] if char in _DAYS]
    if len(said) == 2 and re.search("[至到~-]", match["others"]):
        low, high = order.index(said[0]), order.index(said[1])
        said = order[low : high + 1] if low < high else said
    other = match["every"].startswith(("隔", "每隔", "双", "单", "每两", "每二", "每2"))
    return f"FREQ=WEEKLY{';INTERVAL=2' if other else ''};BYDAY={','.join(dict.fromkeys(said))}"


def _monthly(match: re.Match[str]) -> str | None:
    if match["day"]:
        nth = -1 if match["final"] else number(match["nth"].replace("首", "一"))
        return f"FREQ=MONTHLY;BYDAY={nth}{_DAYS[match['day']]}"
    if match["last"]:
        return "FREQ=MONTHLY;BYMONTHDAY=-1"
    if match["begin"]:
        return "FREQ=MONTHLY;BYMONTHDAY=1"
    said = [number(text) for text in re.findall(_N, match["dom"] + match["more"])]
    days = [day for day in said if day and day <= 31]
    return f"FREQ=MONTHLY;BYMONTHDAY={','.join(map(str, days))}" if days and len(days) == len(said) else None


def _yearly(match: re.Match[str]) -> str | None:
    month, day = number(match["m"]) or 0, number(match["d"] or "1") or 0
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return f"FREQ=YEARLY;BYMONTH={month}" + (f";BYMONTHDAY={day}" if match["d"] else "")


def _alternate(match: re.Match[str]) -> str:
    days = number(match["every"]) if match["every"] else (number(match["n"] or "1") or 0) + 1
    return f"FREQ=DAILY;INTERVAL={days}" if days != 1 else "FREQ=DAILY"


_RULES = (
    (_SPANNED, _weekly),
    (_WEEKLY, _weekly),
    (_WEEKEND, lambda match: "FREQ=WEEKLY;BYDAY=SA,SU"),
    (_MONTHLY, _monthly),
    (_YEARLY, _yearly),
    (_WORKING, lambda match: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
    (_ALTERNATE, _alternate),
    (_DAILY, lambda match: "FREQ=DAILY"),
)
