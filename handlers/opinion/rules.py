"""A second opinion on what the words alone left undecided: what may be asked, and what an answer may change. Pure.

An answer never does more than the resident's own words could, and it never takes anything back: only messages that
would have been met with "not understood" or with silence are asked about.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from handlers.understanding import Meaning, mask

URGENCIES = ("normal", "urgent", "emergency")
OFFERED = frozenset(("报修", "投诉", "求助", "建议", "咨询", "安全隐患", "矛盾调解", "微心愿", "办事代办"))
"""What becomes a request. All that an opinion may make of a message that called nobody."""
_CALLED = OFFERED | {"催办", "查询进度"}  # what counts a vote, rates or takes back is nobody else's to guess
_OPEN_QUESTION = "咨询"
_NO_CATEGORY = "其他"

_UNDECIDED = 0.3  # the confidence of a call in which nothing was recognised
_BELIEVED = 0.6
_MOST_SENT = 200  # characters: what somebody wants is said by then
_SOMEBODY = "＊"
_MENTION = re.compile(rf"[@＠﹫](?!{_SOMEBODY})(?:[^@＠﹫\u2005\n]{{1,32}}\u2005|\S{{1,32}})")
_FIGURES = re.compile(r"[0-9０-９零〇一二三四五六七八九幺两*]{3,}")  # flats, codes, what is left of phones
_LATIN = re.compile(r"[A-Za-z0-9_.:/?&=%+~#-]{8,}")  # accounts, links, addresses


@dataclass(frozen=True, slots=True)
class Opinion:
    """What somebody else makes of a message: labels of the contract, `urgency` one of URGENCIES."""

    intent: str
    category: str
    urgency: str


class OpinionWanted(Exception):
    """A message is undecided and somebody can be asked: the transaction is given up, and done again with the answer.

    `words` is what was said, not yet made anonymous; `names` are those of the roster, which must not leave.
    """

    def __init__(self, words: str, names: frozenset[str]) -> None:
        super().__init__("a second opinion is wanted")  # never the words: an exception may be logged
        self.words = words
        self.names = names


def undecided(meaning: Meaning, called: bool, active: bool) -> bool:
    """Whether the bot's own reading leaves a message open. `active`: plain words may be answered here (主动)."""
    if meaning.urgency == "emergency" or not (called or active):
        return False
    if meaning.for_bot:
        return meaning.confidence <= _UNDECIDED
    return meaning.weak is not None and not called


def may_only_offer(opinion: Opinion, called: bool) -> bool:
    """An opinion asks before anything is done if nobody called, or if it speaks of danger: a machine's guess alone
    alarms nobody."""
    return not called or opinion.urgency == "emergency"


def with_opinion(own: Meaning, opinion: Opinion, called: bool) -> Meaning:
    """An undecided meaning, decided by an opinion; `own` itself if that says no more or is not for it to say.

    What may only be offered is never pressing here; the urgency comes back with the resident's yes.
    """
    offer = may_only_offer(opinion, called)
    if opinion.intent not in (OFFERED if offer else _CALLED):
        return own
    vague = opinion.category == _NO_CATEGORY and opinion.urgency != "emergency"
    if vague and (not called or opinion.intent == _OPEN_QUESTION):
        return own
    return replace(
        own,
        for_bot=True,
        addressed=own.addressed or "implicit",
        intent=opinion.intent,
        category=opinion.category,
        urgency="normal" if offer else opinion.urgency,
        place_text=own.place_text or (own.weak.place_text if own.weak else None),
        confidence=_BELIEVED,
        why=(*own.why, f"second opinion: {opinion.intent} {opinion.category}"),
    )


def anonymous(words: str, names: Iterable[str]) -> str:
    """What may leave this machine: personal data masked, `names` and all who are called with @ made unreadable, as are
    accounts, links and every number of three digits or more; at most 200 characters. Empty if nothing is left to read.
    """
    told = mask(words)
    for name in sorted({name for name in names if len(name) > 1 and name in told}, key=len, reverse=True):
        told = told.replace(name, _SOMEBODY)
    told = _MENTION.sub(f"@{_SOMEBODY} ", told)
    told = _FIGURES.sub("0", _LATIN.sub("…", told))
    told = " ".join(told.split())[:_MOST_SENT]
    return told if any(char.isalpha() for char in told) else ""
