"""When: from words to a day, an hour, a range, a deadline or a recurrence.

All expressions of a text are read; a deadline wins over a point. Words about the past are read too, so that their
hours are not taken for plans.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache

from handlers.calendar import Calendar
from handlers.understanding.model import Due
from handlers.understanding.normal import NUM
from handlers.understanding.patterns import late
from handlers.understanding.timereader import Found, Reader

_FIRST_YEAR, _LAST_YEAR = 1900, 9000  # the lunar tables begin there; sums of dates need room at the end
_LOOSE = 14  # characters between a day and an hour that belong together: 周四停水 9点到17点

_CORRECTION = late(
    "不对|[ ,]不[ ,]|[说打写]错|更正|改[成到为在]|推迟[到至]|延[期后迟长]{0,2}[到至]|提前[到至]"
    "|挪[到至]|调整?[到至]|变更[为到]"
)

_LATE = late("晚|夜|下|傍|午后|黄昏")
_NUM = late(NUM)
_REFUSED = late("[ ]?(?:不行|不成|不方便|没空|没时间|来不及|不在|够呛|还早|不算)(?!吗)")
_BUT = late("的?[ ,]?(?:而|应该)?[是改]")


@cache
def _calendar() -> Calendar:
    return Calendar.load()


def find_due(
    text: str, now: datetime, calendar: Calendar | None = None, *, loose_days: bool = False
) -> Due | None:
    """The time that a (normalised) text sets, or None; the value is in the form of the contract.

    `now` is the community's local time. `loose_days`: a bare 三天 is a limit too (不记名 三天). `Due.guessed` tells
    that working days of a year that is not published yet were counted by the weekday. A recurrence's hour is in
    `Due.part` as it was said (每天早上7点: 早上7点), as the contract's rules name days only.
    """
    if not _FIRST_YEAR <= now.year <= _LAST_YEAR:
        return None
    reader = Reader(text, now, calendar or _calendar(), loose_days)
    found = _corrected(text, _merged(text, [one for one in reader.all() if one.kind != "none"]))
    chosen = next((one for one in found if one.kind == "deadline"), found[0] if found else None)
    value = _value(chosen) if chosen else None
    if chosen is None or value is None:
        return None
    part = chosen.part if chosen.clock is None else None
    return Due(value, text[chosen.start : chosen.end], chosen.kind, part, chosen.guessed)


def _corrected(text: str, found: list[Found]) -> list[Found]:
    """周三的会改到周五, 周四前不行: what was said before the correction or refused does not count."""
    found = [one for one in found if len(found) == 1 or not _REFUSED.match(text, one.end)] or found
    for at in range(len(found) - 1, 0, -1):
        last = found[at - 1]
        denied = text[max(0, last.start - 2) : last.start] == "不是" and _BUT.match(text, last.end)
        if denied or _CORRECTION.search(text, last.end, found[at].start):
            return found[at:]
    return found


def _merged(text: str, found: list[Found]) -> list[Found]:
    """周四停水 9点到17点: the hour that stands a little behind its day is that day's."""
    result: list[Found] = []
    for one in found:
        last = result[-1] if result else None
        if (
            last and last.dated and last.span and last.clock is None and last.kind in {"point", "deadline"}
            and last.span[0] == last.span[1] and one.clock and not one.dated and one.start - last.end <= _LOOSE
        ):  # fmt: skip
            clock = datetime.combine(last.span[0], one.clock.time()) + timedelta(days=one.ahead)
            if last.part and _LATE.match(last.part) and _NUM.match(text, one.start) and 5 <= clock.hour < 12:
                clock += timedelta(hours=12)  # 今晚在大堂 七点
            end = clock + (one.clock_end - one.clock) if one.clock_end else None
            kind = one.kind if one.kind != "point" else last.kind
            result[-1] = replace(last, end=one.end, clock=clock, clock_end=end, kind=kind)
        else:
            result.append(one)
    return result


def _value(found: Found) -> str | None:
    if found.value:
        return found.value
    if found.moment:
        return found.moment.isoformat(timespec="minutes")
    if found.clock and found.clock_end:
        return f"{found.clock.isoformat(timespec='minutes')}/{found.clock_end.isoformat(timespec='minutes')}"
    if found.clock:
        return found.clock.isoformat(timespec="minutes")
    if not found.span:
        return None
    first, last = found.span
    return first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"
