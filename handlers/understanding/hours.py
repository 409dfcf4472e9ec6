"""Hours of the day as people say them: 3点半, 差一刻九点, 15:30, 下午2-4点 (the 2), 晚上12点."""

import re
from dataclasses import dataclass

from handlers.understanding import timegrammar as grammar
from handlers.understanding import timetraps
from handlers.understanding.normal import number

_NOT_BEFORE = frozenset("有差快早晚第说")


@dataclass(frozen=True, slots=True)
class Hour:
    """An hour on the 24-hour clock, the days to add (晚上12点), and whether its own words fix the half of the day."""

    hour: int
    minute: int
    ahead: int = 0
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """A part of the day and an hour where they stand together; `end` is behind what was read."""

    end: int
    part: re.Match[str] | None
    hour: Hour | None


def read_hours(text: str, at: int, *, day: bool, before: re.Match[str] | None) -> Said | None:
    """The part of the day and the hour at `at`; None when there is neither.

    `day`: a day was said before it. `before`: the part of the day of the other side of a range.
    """
    part = grammar.PART.match(text, at)
    if part and len(part[0]) == 1 and not day and not grammar.CLOCK.match(text, part.end()):
        part = None
    after = part.end() if part else at
    gap = grammar.SEP.match(text, after) if part else None
    start = gap.end() if gap else after
    less = grammar.LESS.match(text, start)
    clock = grammar.CLOCK.match(text, less.end() if less else start)
    hour = _hour(clock, part, before) if clock else None
    if clock and hour and (less or _is_hour(text, clock, bool(day or part or before))):
        return Said(clock.end(), part or before, _earlier(hour, less) if less else hour)
    return Said(after, part, None) if part else None


def _earlier(hour: Hour, less: re.Match[str]) -> Hour:
    minutes = 15 if less["less"] == "一刻" else number(less["less"]) or 0
    total = (hour.hour * 60 + hour.minute - minutes) % 1440
    return Hour(total // 60, total % 60, hour.ahead, hour.fixed)


def _is_hour(text: str, clock: re.Match[str], backed: bool) -> bool:
    """Whether an hour is meant: 一点 and 8- alone are not; 3点 told about (3点就, 3点多) is not."""
    if clock["h3"]:
        return backed
    if clock["h2"] and timetraps.is_score(text, clock.start(), clock.end()):
        return False
    if not backed and (
        text[max(0, clock.start() - 1) : clock.start()] in _NOT_BEFORE
        or text[: clock.start()].endswith("分之")
    ):
        return False
    said = clock["h"]
    detail = clock["half"] or clock["quarter"] or clock["min"] or "钟" in clock[0]
    if said in {"一", "两"} and not backed and not detail:
        return bool(grammar.DEADLINE.match(text, clock.end()) or grammar.TO.match(text, clock.end()))
    return True


def _hour(clock: re.Match[str], part: re.Match[str] | None, before: re.Match[str] | None) -> Hour | None:
    said = clock["h"] or clock["h2"] or clock["h3"] or ""
    hour, minute = number(said), _minute(clock)
    if hour is None or hour > 24 or minute > 59:
        return None
    if hour == 24:
        return Hour(0, minute, 1, True)
    kind = (part or before) and (part or before).lastgroup  # type: ignore[union-attr]
    fixed = part is not None or hour > 12 or said.startswith("0")
    if kind == "night":
        if hour == 12 or hour < 5:
            return Hour(hour % 12, minute, 1, fixed)
        return Hour(hour + 12 if hour < 12 else hour, minute, 0, fixed)
    if kind == "dawn" and hour == 12:
        return Hour(0, minute, 0, fixed)
    if (kind == "pm" and hour < 12) or (kind == "noon" and hour < 10):
        return Hour(hour + 12, minute, 0, fixed)
    plain = kind is None and not (clock["h2"] or "").startswith("0")
    return Hour(hour + 12 if plain and 1 <= hour <= 6 else hour, minute, 0, fixed)


def _minute(clock: re.Match[str]) -> int:
    if clock["half"]:
        return 30
    if clock["quarter"]:
        return 15 if clock["quarter"] == "一" else 45
    return (number(clock["min"]) or 0) if clock["min"] else int(clock["m2"] or 0)
