"""Corrections of a poll that waits for its 确认: 改成不记名, 截止改周六, 选项加一个弃权. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime

from handlers.calendar import Calendar
from handlers.understanding.draftoptions import pieces
from handlers.understanding.draftwishes import NO_WISHES, Wishes, read_wishes
from handlers.understanding.normal import aligned, number
from handlers.understanding.patterns import late
from handlers.understanding.times import find_due

_LONGEST = 300  # characters of a correction
_TO = "(?:(?:给?我?改|换|变|设|调|定)(?:成|为|到|作|一下)?|应该是|应为|是|要|写成?|延(?:长|后)?到|推迟到|提前到|=|[: ])"
_TO += "{1,3}"
_EDGES = " \t\n,，。:：;；!！“”\"'"
_TITLE = late(
    r"(?:题目|标题|主题|议题|事项|内容|问题|名字|名称)(?:改|换|写)?(?:成|为|作|是|:)[: ]{0,2}(?P<it>.{2,120})"
)
_OPTIONS = late(rf"(?:选项|备选项?){_TO}(?P<it>.{{2,}})")
_OPTIONS_COUNTED = late(
    r"(?:选项)?(?:改|换)(?:成|为)[: ]?(?P<it>.{3,}?)[ ,]?这?[两三四五六七八九2-9几]个(?:选项|选择|时间|日子)?吧?"
)
_ADD = late(
    r"(?:选项)?(?:里|中)?(?:再|还|要)?(?:加上?|增加|添加?|补上?|多)(?:一?[个项条])?(?:选项)?[: ]{0,2}"
    r"(?P<it>.{1,60}?)(?:选项)?(?:吧)?"
)
_DROP = late(
    r"(?:选项)?(?:里|中)?(?:的)?(?:去掉|删掉|删除|删去|删|减掉|不要|取消|拿掉)(?:选项)?[: ]{0,2}"
    r"(?P<it>.{1,60}?)(?:这个|这项)?(?:选项)?(?:吧|了)?"
)
_RENAME = late(r"(?:选项)?(?P<old>.{1,60}?)(?:改|换)(?:成|为)(?P<new>.{1,60})")
_NTH = late(r"第?(?P<n>[0-9一二两三四五六七八九十]{1,3})(?:个|项|条)?(?:选项)?")
_UNTIL = late(
    rf"(?:投票)?(?:截止|结束|到期)(?:时间|日期|日)?(?:{_TO})?(?P<it>.{{1,30}})"
    rf"|(?:时间|日期){_TO}(?P<it2>.{{1,30}})"
)
_UNTIL_BEHIND = late(rf"(?:{_TO})?(?P<it>.{{1,30}}?)(?:截止|结束|投完)")
_CHANGE = late(r"(?:请|麻烦|帮我?|那就?|还是){0,2}(?:把|将)?")
_INTO = late(rf"{_TO}")
_PLEASE = late(r"(?:吧|谢谢|一下|哈|啊|了){1,3}$")


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be different. `options` replaces all of them; `renamed` is (old label, new label); `due` as in
    `PollDraft`."""

    title: str | None = None
    options: tuple[str, ...] = ()
    added: str | None = None
    dropped: str | None = None
    renamed: tuple[str, str] | None = None
    due: str | None = None
    due_guessed: bool = False
    wishes: Wishes = NO_WISHES


def read_changes(
    text: str, options: tuple[str, ...], now: datetime, calendar: Calendar | None = None
) -> tuple[Change, ...]:
    """The corrections that the words make of a draft with these options, in their order; empty if they make none.

    Several may stand in one message (改成不记名，截止改周六); words that are none make the whole message none.
    """
    if len(text) > _LONGEST:
        return ()
    whole = _one(text, options, now, calendar)
    if whole is not None:
        return (whole,)
    found = [
        _one(part, options, now, calendar) for part in re.split(r"[,，;；。\n]", text) if part.strip(_EDGES)
    ]
    return tuple(one for one in found if one is not None) if len(found) > 1 and None not in found else ()


def _one(text: str, options: tuple[str, ...], now: datetime, calendar: Calendar | None) -> Change | None:
    plain, origin = aligned(text.strip(_EDGES))
    raw = text.strip(_EDGES)
    start = _CHANGE.match(plain)
    begin = start.end() if start else 0

    def said(match: re.Match[str], group: str) -> str:
        first, last = match.span(group)
        return raw[origin[first] : origin[last - 1] + 1].strip(_EDGES)

    if match := _TITLE.fullmatch(plain, begin):
        return Change(title=said(match, "it"))
    if match := _OPTIONS.fullmatch(plain, begin) or _OPTIONS_COUNTED.fullmatch(plain, begin):
        listed = pieces(plain, *match.span("it"))
        if len(listed) > 1:
            return Change(options=tuple(raw[origin[a] : origin[b - 1] + 1] for a, b in listed))
    if (wishes := _wishes(plain[begin:])) is not None:
        return Change(wishes=wishes)
    if (due := _due(plain[begin:], now, calendar)) is not None:
        return due
    if (match := _RENAME.fullmatch(plain, begin)) and (old := _label(said(match, "old"), options)):
        return Change(renamed=(old, said(match, "new")))
    if (match := _DROP.fullmatch(plain, begin)) and (old := _label(said(match, "it"), options)):
        return Change(dropped=old)
    if match := _ADD.fullmatch(plain, begin):
        return Change(added=said(match, "it"))
    return None


def _wishes(plain: str) -> Wishes | None:
    """Wishes and nothing else, behind 改成 or without it."""
    into = _INTO.match(plain)
    for words in dict.fromkeys((plain, plain[into.end() :] if into else plain)):
        tidy = _PLEASE.sub("", words)
        found, rest = read_wishes(tidy)
        if found != Wishes() and not rest.replace("\0", "").strip(_EDGES):
            return found
    if into is None and (labelled := re.match(rf"[\u4e00-\u9fff]{{2,6}}?{_INTO.pattern}", plain)):
        return _wishes(plain[labelled.end() :])
    return None


def _due(plain: str, now: datetime, calendar: Calendar | None) -> Change | None:
    for pattern in (_UNTIL, _UNTIL_BEHIND):
        match = pattern.fullmatch(_PLEASE.sub("", plain))
        said = match and next((value for value in match.groups() if value), None)
        due = find_due(said, now, calendar, loose_days=True) if said else None
        if due is not None and said and not said.replace(due.span, "").strip(_EDGES + "到前为之内止"):
            return Change(due=due.value, due_guessed=due.guessed)
    return None


def _label(said: str, options: tuple[str, ...]) -> str | None:
    """The option that is meant: by its name, or by its place."""
    for label in options:
        if label.casefold() == said.casefold():
            return label
    nth = _NTH.fullmatch(said)
    place = number(nth["n"]) if nth else None
    return options[place - 1] if place is not None and 1 <= place <= len(options) else None


def changed_options(options: tuple[str, ...], change: Change) -> tuple[str, ...]:
    """The options with a correction of them."""
    if change.options:
        return change.options
    if change.added is not None:
        return (*options, change.added)
    if change.dropped is not None:
        return tuple(label for label in options if label != change.dropped)
    if change.renamed is not None:
        old, new = change.renamed
        return tuple(new if label == old else label for label in options)
    return options
