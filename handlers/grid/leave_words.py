"""Leave said in words: 请假 11月25日到12月1日 由孙秀英代, 我明天请假, 李伟 请假 三天 由 孙秀英 代. Pure."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from handlers.calendar import Calendar
from handlers.understanding import find_due
from handlers.understanding.normal import NUM, number

_LEAVE = r"(?:请个?假|请(?:几|两三|三五|一两)天假|休个?假|请一?下假|告假|不在班|出差|休年假|休产假|外出)"
_NAME = r"[^\s,，。、0-9:：的]{1,8}?"
_STANDS = "帮我看|帮我盯|帮我管|照应|代班|代管|代办|代理|代我|替我|帮我|顶我|替班|顶班|替|代|顶"
_BY = re.compile(
    rf"[ ,，]*(?:由|请|让|找|交给|拜托|委托)[ ]*(?P<by>{_NAME})[ ]*(?:同志)?(?:来|帮忙?|帮我)?(?:{_STANDS})"
    rf"(?:一下|班|吧|我|了)*"
)
_FOR = re.compile(
    rf"[ ,，]+(?P<by>{_NAME})[ ]*(?:同志)?(?:来|帮忙?|帮我)?(?:{_STANDS})(?:一下|班|吧|顶|管|着)*(?=$|[ ,，])"
    rf"|[ ,，]*(?:代班|替班|顶班)(?:的|人)*(?:是)?[ :]*(?P<named>{_NAME})$"
)
_SPAN = re.compile(
    rf"(?P<n>{NUM}{{1,3}}|半)个?(?P<half>半)?(?P<unit>天|日(?!到)|周|星期|礼拜|月|年(?![0-9]))"
)
_SPLIT = re.compile(rf"请了?(?P<span>(?:{NUM}{{1,3}}|半)个?(?:天|日|周|星期|礼拜|月))的?假")
_UNTIL = re.compile(r"(?:请假|休假|请个假|不在班|出差|外出)[ ]*到")
_FROM = re.compile(r"^(?:从|自)?(?P<rest>.*?)(?:起|开始)?$")
_FILLER = re.compile(
    r"我|本人|今[天日儿]|要|想|需要|得|从|自|起|开始|因事|有事|家里|身体不适|生病了?|病了|[ ,，。.!]"
    r"|共|一共|到|至|请|休|这"
)
_LONGEST_NAME = 6
_HALF_DAY = time(13, 0)


@dataclass(frozen=True, slots=True)
class Leave:
    """`who`: whose leave, or "" for the speaker's own; `by`: who stands in, or ""; local times, the end excluded."""

    who: str
    begin: datetime
    end: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Vague:
    """Leave is asked for, but it is not said when."""

    who: str
    by: str


def read_leave(words: str, now: datetime, calendar: Calendar | None = None) -> Leave | Vague | None:
    """The leave that (normalised) words ask for; None if they are about something else. `now` is local."""
    words = _SPLIT.sub(r"请假\g<span>", words)
    if re.search(_LEAVE, words) is None:
        return None
    by = _BY.search(words) or _FOR.search(words)
    rest = words[: by.start()] + " " + words[by.end() :] if by else words
    if re.search(_LEAVE, rest) is None:
        return None
    name = (by["by"] or by.groupdict().get("named") or "").strip() if by else ""
    due = find_due(_without_spans(rest), now, calendar)
    said = _taken_out(rest, due.span if due else "")
    who = _FILLER.sub("", re.sub(_LEAVE, " ", said)).strip()
    if who and not (len(who) <= _LONGEST_NAME and rest.lstrip().startswith(who)):
        return None
    span = _span(rest, now, due.value if due else None, bool(_UNTIL.search(rest)))
    return Vague(who, name) if span is None else Leave(who, span[0], span[1], name)


def _without_spans(words: str) -> str:
    return _SPAN.sub(lambda found: found[0] if _is_date(words, found) else " ", words)


def _is_date(words: str, found: re.Match[str]) -> bool:
    """11月25日 is a day and no span of 25 days."""
    return found["unit"] in "日月" and (found["unit"] == "日" or "个" not in found[0])


def _taken_out(words: str, span: str) -> str:
    return _without_spans(words.replace(span, " ", 1) if span else words)


def _length(words: str) -> timedelta | None:
    found = next((one for one in _SPAN.finditer(words) if not _is_date(words, one)), None)
    if found is None:
        return None
    if found["n"] == "半":
        return timedelta(hours=12) if found["unit"] in "天日" else timedelta(days=15)
    count = number(found["n"])
    if not count:
        return None
    days = {"天": 1, "日": 1, "周": 7, "星期": 7, "礼拜": 7, "月": 30, "年": 365}[found["unit"]]
    return timedelta(days=min(count * days + (days // 2 if found["half"] else 0), 4000))


def _span(words: str, now: datetime, value: str | None, until: bool) -> tuple[datetime, datetime] | None:
    """From when (included) until when (excluded). A leave that begins today begins now."""
    length = _length(words)
    if value is None and length is None and re.search("今[天日儿]", words):
        length = timedelta(days=1)  # 请假 今天: no due time, for the day is all but over
    if value is None and length is None:
        return None
    if value is None:
        begin, end = now, _after(now, length)
    elif "/" in value:
        first, last = value.split("/")
        begin, end = _moment(first, now, first=True), _moment(last, now, first=False)
    elif until:
        begin, end = now, _moment(value, now, first=False)
    else:
        begin = _moment(value, now, first=True)
        end = _after(begin, length) if length else _moment(value, now, first=False)
        if "T" in value and length is None:
            end = datetime.combine(begin.date(), time()) + timedelta(days=1)
    begin = max(begin, now)
    return (begin, end) if begin < end else None


def _after(begin: datetime, length: timedelta | None) -> datetime:
    """Three days from today: today, tomorrow and the day after. Half a day: until one o'clock, or the day's end."""
    day = datetime.combine(begin.date(), time())
    if length is None or length < timedelta(days=1):
        noon = datetime.combine(begin.date(), _HALF_DAY)
        return noon if begin < noon else day + timedelta(days=1)
    return day + length


def _moment(value: str, now: datetime, *, first: bool) -> datetime:
    """The begin of a day, or its end, or the very moment. A moment is kept as it is."""
    if value.startswith("FREQ"):
        return now
    if "T" in value:
        return datetime.fromisoformat(value)
    day = datetime.combine(date.fromisoformat(value), time())
    return day if first else day + timedelta(days=1)
