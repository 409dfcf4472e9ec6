"""What repeats: 每周三, 每周一三五, 每天晚上, 每月5号, 每个月第一个周六, 隔周三 → RFC 5545 rules."""

import re

from handlers.understanding.normal import NUM, number

_DAYS = {"一": "MO", "二": "TU", "三": "WE", "四": "TH", "五": "FR", "六": "SA", "日": "SU", "天": "SU"}
_DAYS |= dict(zip("1234567", _DAYS.values(), strict=False))
_WEEK = "(?:周|星期|礼拜)"
_WEEKLY = re.compile(
    rf"(?P<every>每逢?|逢|每个|隔|每隔一个?|双|单){_WEEK}(?P<first>[一二三四五六日天1-7])"
    rf"(?P<others>(?:[、,和至到-]?{_WEEK}?[一二三四五六日天1-7](?![0-9点次回遍趟号日月])){{0,6}})(?![次回遍趟])"
)
_WEEKEND = re.compile(rf"(?:每逢?|逢|每个){_WEEK}?末")
_MONTHLY = re.compile(
    rf"(?:每个?|逢)月(?:的)?(?:第(?P<nth>[一二三四])个{_WEEK}(?P<day>[一二三四五六日天])|(?P<dom>{NUM}{{1,3}}) ?[号日])"
)
_DAILY = re.compile(
    r"(?:每[天日](?!都|总|吵|早晚)|每(?=[早晚]))(?:的)?(?=[0-9一二三四五六七八九十早晚上下中凌傍夜半]|$| |,)"
)
_WORKING = re.compile(r"(?:每个?|每到)?工作日(?:每天)?(?=的?(?:早|晚|上午|下午|中午|[0-9]{1,2}[点:]))")
_ALTERNATE = re.compile(rf"每隔(?P<n>{NUM}{{1,2}})天")


def recurrence(text: str, at: int) -> tuple[int, str, str | None] | None:
    """The recurrence that starts at `at`: its end in the text, its rule, and a part of the day said inside it."""
    if match := _WEEKLY.match(text, at):
        return match.end(), _weekly(match), None
    if match := _WEEKEND.match(text, at):
        return match.end(), "FREQ=WEEKLY;BYDAY=SA,SU", None
    if match := _MONTHLY.match(text, at):
        if match["nth"]:
            return match.end(), f"FREQ=MONTHLY;BYDAY={number(match['nth'])}{_DAYS[match['day']]}", None
        return match.end(), f"FREQ=MONTHLY;BYMONTHDAY={number(match['dom'])}", None
    if match := _WORKING.match(text, at):
        return match.end(), "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", None
    if match := _ALTERNATE.match(text, at):
        return match.end(), f"FREQ=DAILY;INTERVAL={(number(match['n']) or 0) + 1}", None
    if match := _DAILY.match(text, at):
        return match.end(), "FREQ=DAILY", None
    return None


def _weekly(match: re.Match[str]) -> str:
    order = list(_DAYS.values())[:7]
    said = [_DAYS[char] for char in match["first"] + match["others"] if char in _DAYS]
    if len(said) == 2 and re.search("[至到-]", match["others"]):
        low, high = order.index(said[0]), order.index(said[1])
        said = order[low : high + 1] if low < high else said
    interval = ";INTERVAL=2" if match["every"].startswith(("隔", "每隔", "双", "单")) else ""
    return f"FREQ=WEEKLY{interval};BYDAY={','.join(dict.fromkeys(said))}"
