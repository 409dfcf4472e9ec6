"""The single values of a configuration: from what TOML holds to what the rules use."""

import re
from collections.abc import Callable, Collection
from datetime import time
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.config.reader import Read, did_you_mean
from handlers.names import clean
from handlers.worktime import Hours, Span

E = TypeVar("E", bound=StrEnum)

_CLOCK = re.compile(r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9]")
_HOURS = re.compile(r"([0-9]{1,2}:[0-9]{2})\s*-\s*([0-9]{1,2}:[0-9]{2})")
_WEBHOOK = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?/[!-~]*")
_WEB = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?")
_SPAN = re.compile(r"([0-9]{1,6})\s*个?(工作)?(分钟|小时|天|日)")
_MINUTES = {"分钟": 1, "小时": 60, "天": 24 * 60, "日": 24 * 60}
_LONGEST = 366 * 24 * 60


def text(value: object) -> str:
    """Words on one line."""
    if not isinstance(value, str):
        raise ValueError("must be text in quotes")
    if not value.strip() or len(value) > 500 or not value.isprintable():
        raise ValueError("must be 1 to 500 visible characters")
    return value.strip()


def name(value: object) -> str:
    """A name as it may be shown."""
    shown = clean(text(value))
    if shown != text(value):
        raise ValueError("must be at most 32 characters, without invisible ones")
    return shown


def identifier(value: object) -> str:
    """The id of something: no spaces, at most 128 characters."""
    if any(char.isspace() for char in text(value)) or len(text(value)) > 128:
        raise ValueError("must be an id: no spaces, at most 128 characters")
    return text(value)


def web_address(value: object) -> str:
    """The address of a web server, without a path: https://grid.example.org."""
    address = text(value).rstrip("/")
    if not _WEB.fullmatch(address):
        raise ValueError("must be an address without a path, like https://grid.example.org")
    return address


def webhook(value: object) -> str:
    """The address of a webhook: https, or http on the office's own network."""
    address = text(value)
    if not _WEBHOOK.fullmatch(address):
        raise ValueError("must be an address like https://robot.example.org/send?key=…")
    return address


def boolean(value: object) -> bool:
    """true or false."""
    if not isinstance(value, bool):
        raise ValueError("must be true or false")
    return value


def integer(low: int, high: int) -> Read[int]:
    """A whole number from `low` to `high`."""

    def read(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise ValueError(f"must be a whole number from {low} to {high}")
        return value

    return read


def seconds_range(value: object) -> tuple[float, float]:
    """Two numbers of seconds, the smaller one first, at most an hour."""
    return _range(value, 3600, "seconds, like [2, 6]")


def minutes_range(value: object) -> tuple[float, float]:
    """Two numbers of minutes, the smaller one first, at most a day."""
    return _range(value, 1440, "minutes, like [30, 60]")


def _range(value: object, most: float, what: str) -> tuple[float, float]:
    if (
        not isinstance(value, list)
        or len(value) != 2
        or not all(type(number) in (int, float) for number in value)
        or not 0 <= value[0] <= value[1] <= most
    ):
        raise ValueError(f"must be two numbers of {what}")
    return float(value[0]), float(value[1])


def seconds(low: float, high: float) -> Read[float]:
    """A number of seconds from `low` to `high`."""

    def read(value: object) -> float:
        if not isinstance(value, int | float) or isinstance(value, bool) or not low <= value <= high:
            raise ValueError(f"must be a number of seconds from {low:g} to {high:g}")
        return float(value)

    return read


def part(value: object) -> float:
    """A part of a whole, between 0 and 1."""
    if type(value) is not float or not 0 < value < 1:
        raise ValueError("must be between 0 and 1, like 0.5")
    return value


def one_of(kinds: type[E]) -> Callable[[object], E]:
    """A member of an enumeration by its value."""

    def read(value: object) -> E:
        try:
            return kinds(text(value))
        except ValueError:
            known = {str(kind) for kind in kinds}
            hint = did_you_mean(value, known) if isinstance(value, str) else ""
            raise ValueError(f"must be one of {', '.join(kinds)}{hint}") from None

    return read


def known(words: Collection[str], what: str) -> Read[str]:
    """One of the words; `what` says in a problem what they are, such as category."""

    def read(value: object) -> str:
        word = text(value)
        if word not in words:
            raise ValueError(f'"{word}" is no {what}{did_you_mean(word, set(words))}')
        return word

    return read


def zone(value: object) -> ZoneInfo:
    """A time zone by its name."""
    try:
        return ZoneInfo(text(value))
    except (KeyError, ValueError, OSError):
        raise ValueError("must be a time zone, like Asia/Shanghai") from None


def clock(value: object) -> time:
    """A time of the day: 09:00."""
    said = text(value)
    if not _CLOCK.fullmatch(said):
        raise ValueError("must be a time of the day, like 09:00")
    return time.fromisoformat(said.zfill(5))


def hours(value: object) -> Hours:
    """From one time of the day to another: 08:30-12:00; 24:00 is the end of the day."""
    match = _HOURS.fullmatch(text(value))
    try:
        if match is None:
            raise ValueError
        return _time(match[1]), _time(match[2])
    except ValueError:
        raise ValueError("must be from one time to another, like 08:30-12:00") from None


def _time(said: str) -> time:
    return time() if said == "24:00" else time.fromisoformat(said.zfill(5))


def span(value: object) -> Span:
    """How long something may take: 30分钟, 4小时, 2天, 30个工作分钟, 3个工作日."""
    match = _SPAN.fullmatch(text(value))
    if match is None:
        raise ValueError("must be a span, like 30分钟, 4小时, 2天, 30个工作分钟 or 3个工作日")
    number, unit = int(match[1]), match[3]
    minutes = number * _MINUTES[unit]
    if not 0 < minutes <= _LONGEST:
        raise ValueError("must be longer than nothing and at most 366 days")
    if match[2] and unit in "天日":
        return Span(days=number)
    return Span(minutes, working=match[2] is not None)
