"""Ballots: all the ways to say yes, no, abstain, a number, a letter or an option's name — and nothing else.

A ballot must use up the whole message: a household, the poll's code, who speaks, the choice, a particle, thanks.
Whatever is left over makes it none, so 不太同意, 同意但是…, 同意吗 and 大家都同意 are none without a rule for each.
Order counts too: 谢谢同意 thanks others, 1代表同意 explains, 下午好 greets.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from handlers.understanding.ballotlabels import labels_of
from handlers.understanding.ballotreader import BallotReader
from handlers.understanding.ballotreasons import read_with_reasons
from handlers.understanding.ballotsounds import as_named
from handlers.understanding.ballotwords import (
    DOUBT,
    HOUSEHOLD,
    heard_right,
)
from handlers.understanding.model import Ballot, OpenPoll, SeveralChosen
from handlers.understanding.patterns import late

_LONGEST = 90  # characters of a ballot
_ASKED = late(r"\?|吗|么$|什么|为啥|为什么|怎么|谁|哪|是不是|有没有|几|多少")
_ABOUT = late("同意|赞成|反对|支持|弃权|投|选|票")
_BUT = late(
    r"^(?:我们?家?|投|选)?(?:同意|赞成|支持|反对|弃权)(?:是(?:同意|赞成|支持|反对))?[ ,]?"
    r"(?:但是?|不过|可是|只是|就是)"
)
# In a group 好的, 是啊, 嗯可以 answer anything, also where 好, 是, 可以 are options.
_SMALL_TALK = late(
    "(?i:[嗯哦对 ,.。!~]*(?:好|是|行|可以|对|ok)[的吧啊哦呀了哈嘞滴 ,.。!~]+"
    "|(?:[嗯哦]+|好的?)[ ,]*(?:好|是|行|可以|对|要得|[没冇]问题))"
)
_FIGURES = "零一二三四五六七八九"
# Circled figures and squared letters that have no compatibility form.
_SIGNS = {start + n: str(n + 1) for start in (0x2776, 0x2780, 0x278A) for n in range(9)}
_SIGNS |= {0x1F170: "A", 0x1F171: "B", 0x2795: "+"}
_ALONE = late(r"^(?:我们?家?)?(?:选|投)?|[ ,。!~吧的]+$")
_ROW = late("[1-9]{2,9}")  # 135
_PLUS = late(r"(?<=[0-9A-Za-z]) ?\+ ?(?=[0-9A-Za-z])")
_TWICE = late(r"(?P<once>.{3,12}?)[ ,。!]{0,2}(?:(?P=once)[ ,。!]{0,2}){1,3}")  # as voice input has it
_SAME = late(r"(?P<once>[1-5])(?:[ ,。!]{0,3}(?P=once)){2,5}")  # 2 2 2
_ALL = late("全选|都选|全都选|全要|都要|全投|都投|[两二三四五六七八九]个都[选要投]")
_FACES = late(r"^(?:👌|🆗|\[OK\]){1,9} ?| ?(?:👌|🆗|\[OK\]){1,9}$")
_TO_ALL = late(r"^@(?:所有人|全体成员|all)\s{0,3}")
_SPACED = late("[一-龥](?:[ ,.。!~]{1,3}[一-龥]){1,9}[ ,.。!~]{0,9}")  # 不！同！意！
_BETWEEN = late("[ ,.。!~]")
_NUMBERED = late(r"(?<![周星期])[0-9A-Ha-h一二三四五六七八九十]")
_ON_POLL = late("(?:关于|对于|针对|至于|有关|[对就给])[ #【]{0,3}$")  # 关于V3 我投弃权
_QUOTE = late(r"^[「『“\"](?P<said>[^」』”\"]{1,900})[」』”\"]\s{0,4}[-\s—–―_]{5,200}")


@lru_cache(maxsize=256)
def _code(code: str) -> re.Pattern[str]:
    """A poll's code as people write it: V3, v 3, v-3, V三, V3号, V3=."""
    spelt = re.sub(r"(?<=[A-Za-z])(?=[0-9])", "[ -]?", re.escape(code))
    spelt = re.sub("(?<![0-9])([1-9])$", lambda one: f"[{one[1]}{_FIGURES[int(one[1])]}]", spelt)
    thing = (
        "(?:这个|这项|这件|这一?个|那个|那项)?"
        "(?:议题|提案|议案|事项|事情|事儿?|方案(?![0-9A-Za-z一二三四五])|表决|投票|号|票|的话)?"
    )
    return re.compile(rf"(?<![A-Za-z0-9]){spelt}(?![0-9])号?{thing}[=/→]?", re.IGNORECASE)


def _without_code(text: str, polls: Sequence[OpenPoll]) -> tuple[OpenPoll | None, str]:
    """The poll that is named by its code (V3, v 3, #V3, V3号), and the text without it."""
    for poll in sorted(polls, key=lambda poll: -len(poll.code)):
        match = _code(poll.code).search(text)
        if match and poll.code:
            before = _ON_POLL.sub("", text[: match.start()])
            return poll, f"{before} {text[match.end() :]}".strip()
    return None, text


def _poll_of(text: str, polls: Sequence[OpenPoll]) -> tuple[OpenPoll | None, str]:
    """The poll a message is about: the one it names, else the only one that is open."""
    poll, core = _without_code(text, polls)
    if poll is None and len(polls) == 1:
        poll = polls[0]
    return poll, core


def _doubted(text: str, options: Sequence[str]) -> bool:
    """A word of doubt that is not part of an option's own name (保留/拆除)."""
    for label in options:
        if len(label) > 1 and DOUBT.search(label):
            text = text.replace(label, " ")
    return bool(DOUBT.search(text))


def read_ballot(text: str, polls: Sequence[OpenPoll]) -> Ballot | None:
    """The vote that a (normalised) message casts, or None.

    With several open polls the message must name one by its code, or an option that only one of them has.
    """
    text = _TO_ALL.sub("", heard_right(text.translate(_SIGNS).strip()))
    if _SPACED.fullmatch(text):
        text = _BETWEEN.sub("", text)
    if not polls or not text or len(text) > _LONGEST:
        return None
    poll, core = _poll_of(text, polls)
    if poll is None:
        return _by_name(core, polls)
    vouched = core != text
    if not vouched and _SMALL_TALK.fullmatch(core):
        return None
    if _doubted(core, poll.options):
        return None
    chosen = _chosen(core, poll, vouched) or read_with_reasons(core, poll)
    if not chosen and (heard := as_named(core, poll.options)) != core:
        chosen = _chosen(heard, poll, vouched)
    return _ballot(poll, chosen) if chosen else None


def _ballot(poll: OpenPoll, chosen: tuple[int, ...]) -> Ballot:
    first, *more = chosen
    return SeveralChosen(first, poll.code, tuple(more)) if more else Ballot(first, poll.code)


def _chosen(core: str, poll: OpenPoll, vouched: bool) -> tuple[int, ...]:
    """The options that a message without the code says; where one may choose several also 135 and 都选."""
    if row := _SAME.fullmatch(core):
        core = row["once"]
    if twice := _TWICE.fullmatch(core):
        core = twice["once"]
    core = _FACES.sub("", core) or core
    if poll.choose > 1:
        core = _PLUS.sub("、", core)
        said = _ALONE.sub("", core)
        most = len(poll.options)
        if _ROW.fullmatch(said) and most < 10 and list(said) == sorted(set(said)) and int(said[-1]) <= most:
            return tuple(map(int, said))
        if poll.choose >= most and _ALL.fullmatch(said):
            return tuple(range(1, most + 1))
    return BallotReader(core, labels_of(poll.options), vouched, several=poll.choose > 1).read()


_IN_WORDS = late("[一-龥]{2}")


def _by_name(text: str, polls: Sequence[OpenPoll]) -> Ballot | None:
    """The vote for an option that only one of several polls has: also 同意, where one asks for yes or no and the others
    for a colour. 1, +1, 👍 and a mere 好的 belong to any of them."""
    text = as_named(text, sorted({label for poll in polls for label in poll.options}))
    found = []
    for poll in polls:
        reader = BallotReader(text, labels_of(poll.options), vouched=False, several=poll.choose > 1)
        chosen = reader.read()
        said = _IN_WORDS.search(text) and not (reader.positions or reader.weak or reader.echo)
        if chosen and not (reader.named or said):
            continue
        if not chosen and not _NUMBERED.search(text):
            chosen = read_with_reasons(text, poll)
        if chosen and not _doubted(text, poll.options):
            found.append(_ballot(poll, chosen))
    return found[0] if len(found) == 1 else None


def polls_answered(text: str, polls: Sequence[OpenPoll]) -> tuple[OpenPoll, ...]:
    """The polls that a (normalised) message, with its quote in WeChat's text form, may be a ballot for.

    Without a quote all of them. With one, the poll whose announcement is quoted (【V3】, or code and options); a quote
    of anything else leaves only a poll that the answer itself names: 同意 below 「老王：晚上打牌？」 is no vote.
    """
    match = _QUOTE.match(text)
    if match is None:
        return tuple(polls)
    said, answer = match["said"], text[match.end() :]
    for poll in polls:
        named, _ = _without_code(said, [poll])
        if named and (f"【{poll.code}】" in said or all(label in said for label in poll.options)):
            return (poll,)
    named, _ = _without_code(answer, polls)
    return (named,) if named else ()


def doubtful(text: str, polls: Sequence[OpenPoll]) -> bool:
    """Whether it looks like a vote for a known poll that cannot be counted: 不反对, 不太同意, 同意但是…"""
    if not polls or len(text) > 40:
        return False
    poll, core = _poll_of(text, polls)
    if poll is not None and poll.choose > 1 and _ALL.fullmatch(_ALONE.sub("", core)):
        return True  # all of them, where one may choose fewer
    if not _ABOUT.search(text) or (_ASKED.search(text) and not _BUT.match(text)):
        return False
    return poll is not None and _doubted(text, poll.options)


_ANY = ("同意", "反对", "弃权")


def household_vote(text: str) -> bool:
    """Whether the message is a household and a plain yes or no (3号楼501 同意): a ballot even to nobody's question."""
    if len(text) > _LONGEST or not HOUSEHOLD.match(text) or DOUBT.search(text):
        return False
    reader = BallotReader(text, labels_of(_ANY), vouched=False)
    return bool(reader.read()) and reader.household and not reader.positions
