"""What a poll is asked for by: one topic, and not several; who votes, where it was said among the options. Pure."""

import re
from dataclasses import replace

from handlers.understanding.draftwishes import Wishes
from handlers.understanding.model import PollDraft

_ASKS = re.compile(
    r"是否|该不该|能不能|可不可以|同意?不同意|有没有必要|愿不愿意|需不需要|([\u4e00-\u9fff])不\1|还是|[?？]|哪|选项"
)
_ASK = re.compile(
    r"是否|该不该|能不能|可不可以|同意?不同意|有没有必要|愿不愿意|需不需要|([\u4e00-\u9fff])不\1"
)
_EMPTY = re.compile("大家|各位|邻居们?|看看|觉得|认为|意见|[都来看说呢啊吧吗的]")
_CLAUSES = re.compile(r"[，,；;。!！?？\n、 ]|还有|另外|以及|同时|顺便|再有|[和跟与](?=是否|要不要)")
_OPTIONS = re.compile("选项|备选|候选")
_SHORTEST = 2  # characters that a question is about
_LONGEST = 300
_ONLY = (
    r"(?P<only>[只仅限]{1,2}|)(?:由|请|让|是)?(?P<place>[^\s,，;；()（）]{0,10}?)(?:全体)?(?P<who>党员|业主|居民|住户)们?"
    r"(?:来|才能|可以?|能)?(?:投票?|参加|表决)[)）]?$"
)
_WHOLE, _BEHIND = re.compile(_ONLY), re.compile(rf"[\s,，;；(（]+{_ONLY}")
_WHO = {"党员": "party", "业主": "owners", "居民": "all", "住户": "all"}


def asks_something(words: str) -> bool:
    """Whether they look like what is voted on, and not like talk."""
    return _ASKS.search(words[:_LONGEST]) is not None


def are_several(words: str) -> bool:
    """Whether two things or more are asked at once: 要不要装充电桩，还有要不要换门禁."""
    asked = _OPTIONS.split(words[:_LONGEST])[0]
    about = (
        _EMPTY.sub("", _ASK.sub("", clause))
        for clause in _CLAUSES.split(asked)
        if clause and _ASK.search(clause)
    )
    return sum(len(one) >= _SHORTEST for one in about) > 1


def tidied(said: PollDraft) -> PollDraft:
    """The wish without what was said of the voters among its options: 换/不换 只由3号楼党员投."""
    options: list[str] = []
    found = Wishes()
    for label in said.options:
        whole = _WHOLE.match(label)
        match = whole if whole and whole["only"] else _BEHIND.search(label)
        if match is not None:
            place = match["place"].removesuffix("的")
            found = Wishes(who=_WHO[match["who"]], places=(place,) if place else ()).over(found)
            label = label[: match.start()]
        options += [label] if label.strip() else []
    return replace(said, options=tuple(options), wishes=found.over(said.wishes))


def with_topic(before: PollDraft, said: PollDraft) -> PollDraft:
    """A wish that named no topic, with what was said then; what is said now holds."""
    return replace(
        before,
        topic=said.topic,
        options=said.options or before.options,
        secret=said.secret or before.secret,
        due=said.due or before.due,
        per_household=said.per_household or before.per_household,
        due_guessed=said.due_guessed if said.due else before.due_guessed,
        wishes=said.wishes.over(before.wishes),
        unread=said.unread or before.unread,
    )
