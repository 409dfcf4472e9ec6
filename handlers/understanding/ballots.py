"""Ballots: all the ways to say yes, no, abstain, a number, a letter or an option's name — and nothing else.

A ballot must use up the whole message: a household, the poll's code, who speaks, the choice, a particle, thanks.
Whatever is left over makes it none, so 不太同意, 同意但是…, 同意吗 and 大家都同意 are none without a rule for each.
Order counts too: 谢谢同意 thanks others, 1代表同意 explains, 下午好 greets.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from handlers.understanding.ballotwords import (
    AFTER,
    AND,
    BEFORE,
    DOUBT,
    GAP,
    HOUSEHOLD,
    WORDS,
    Labels,
    Token,
    labels_of,
    name,
)
from handlers.understanding.model import Ballot, OpenPoll, SeveralChosen
from handlers.understanding.patterns import late

_LONGEST = 60  # characters of a ballot
_ASKED = late(r"\?|吗|么$|什么|为啥|为什么|怎么|谁|哪|是不是|有没有|几|多少")
_ABOUT = late("同意|赞成|反对|支持|弃权|投|选|票")
_BUT = late(
    r"^(?:我们?家?|投|选)?(?:同意|赞成|支持|反对|弃权)(?:是(?:同意|赞成|支持|反对))?[ ,]?"
    r"(?:但是?|不过|可是|只是|就是)"
)
# 反对 马上装 may be against doing it at once: behind a mere gap only what can be nothing but a reason is one.
_REASON = re.compile(
    r"(?P<said>[^,。!~;\s]*[同赞支反弃不没][^,。!~;\s]{1,8})(?:\s*[,。!~;]+\s*|\s+(?=太|因为|早|实在|确实|完全|没必要|不需要|辛苦|谢))"
    r"(?P<why>.{2,30})",
    re.DOTALL,
)
_OTHERS = late(
    "再问|问问|商量|再看|看看|等|[他她]|我妈|我爸|老公|老婆|家里人|大家|你们|别人|意见|不一定|不知道|不确定|随便"
)
_CAST = late("[投给选票]")
# In a group 好的, 是啊, 嗯可以 answer anything, also where 好, 是, 可以 are options.
_SMALL_TALK = re.compile(
    "[嗯哦对 ,.。!~]*(?:好|是|行|可以|对|ok)[的吧啊哦呀了哈嘞滴 ,.。!~]+"
    "|(?:[嗯哦]+|好的?)[ ,]*(?:好|是|行|可以|对|要得|[没冇]问题)",
    re.IGNORECASE,
)
_CHOICES = frozenset(("label", "yes", "no", "abstain", "weak_yes", "weak_no", "number", "letter", "echo"))
_FIGURES = "零一二三四五六七八九"
# Circled figures and squared letters that have no compatibility form.
_SIGNS = {start + n: str(n + 1) for start in (0x2776, 0x2780, 0x278A) for n in range(9)}
_SIGNS |= {0x1F170: "A", 0x1F171: "B"}
_ALONE = late(r"^(?:我们?家?)?(?:选|投)?|[ ,。!~吧的]+$")
_ROW = late("[1-9]{2,9}")  # 135
_PLUS = late(r"(?<=[0-9A-Za-z]) ?\+ ?(?=[0-9A-Za-z])")
_TWICE = late(r"(?P<once>.{3,12}?)[ ,。!]{0,2}(?:(?P=once)[ ,。!]{0,2}){1,3}")  # as voice input has it
_ALL = late("全选|都选|全都选|全要|都要|全投|都投|[两二三四五六七八九]个都[选要投]")
_QUOTE = late(r"^[「『“\"](?P<said>[^」』”\"]{1,900})[」』”\"]\s{0,4}[-\s—–―_]{5,200}")


@dataclass(slots=True)
class _Reader:
    """Reads one message against one poll, word by word; `spoil` as soon as a word has no place in a ballot."""

    text: str
    labels: Labels
    vouched: bool
    several: bool = False
    picks: set[int] = field(default_factory=set)
    stage: int = 0  # of a clause: 0 before the choice, 1 the choice, 2 behind it
    last: str = "start"
    named: bool = False
    positions: int = 0
    yes: bool = False
    echo: bool = False
    weak: set[str] = field(default_factory=set)
    numbered: set[int] = field(default_factory=set)
    called: set[int] = field(default_factory=set)
    household: bool = False

    def read(self) -> tuple[int, ...]:
        """The options that the whole text says, ascending; empty if it says none. One, unless `several` may be said."""
        at = 0
        while at < len(self.text):
            token = self._next(at)
            if token is None or not self._takes(token, self.text[at : token.end]):
                return ()
            self.last, at = token.kind, token.end
        return self._decided()

    def _next(self, at: int) -> Token | None:
        """The token at this place: a household at the edge of a clause, else the longest option or word."""
        if gap := GAP.match(self.text, at):
            sign = WORDS.match(self.text, at)  # [强] begins like a bracket
            return Token("gap", gap.end()) if sign is None else Token(sign.lastgroup or "", sign.end())
        label = self.labels.match(self.text, at)
        found = [label] if label else []
        edge = self.last in {"start", "gap", "before", "name"} or self.stage == 1
        match = HOUSEHOLD.match(self.text, at) if edge and not self.household else None
        if match and (match["room"] or name().match(self.text, match.end())):
            found.append(Token("household", match.end()))
        for pattern in (WORDS, BEFORE, AFTER):
            if match := pattern.match(self.text, at):
                kind = "before" if pattern is BEFORE else match.lastgroup or ""
                found.append(Token(kind, match.end(), match[0]))
        if self._signs(at) and (match := name().match(self.text, at)):
            found.append(Token("name", match.end()))
        if self.several and self.stage > 0 and (match := AND.match(self.text, at)):
            found = [one for one in found if one.kind != "echo"]  # 1+3 are two choices
            found.append(Token("and", match.end()))
        fitting = [token for token in found if self._fits(token.kind)]
        return max(fitting, key=lambda token: token.end, default=None)

    def _signs(self, at: int) -> bool:
        """Whether a person's name may stand here: behind the household, or as the last words behind a choice."""
        if self.last == "start" and (match := name().match(self.text)):
            return HOUSEHOLD.match(self.text[match.end() :].lstrip(" ,")) is not None
        if self.last == "household" or (self.household and self.last == "gap" and not self.picks):
            return True
        return self.last == "gap" and bool(self.picks or self.yes) and len(self.text) - at <= 4

    def _fits(self, kind: str) -> bool:
        if kind == "before":
            return self.stage == 0
        if kind in {"particle", "object", "honorific", "once"}:
            return self.stage > 0
        return kind != "thanks" or self._said_something()

    def _said_something(self) -> bool:
        return bool(self.picks or self.yes or self.weak)

    def _takes(self, token: Token, words: str) -> bool:
        if token.kind in _CHOICES:
            return self._takes_choice(token, words)
        if token.kind in {"gap", "and"}:
            self.stage = 0
        elif token.kind == "household":
            self.household, self.stage = True, 0
        elif token.kind in {"particle", "object", "honorific", "once"}:
            return self._takes_tail(token.kind, words)
        elif token.kind == "thanks":
            self.stage = 2
        return True

    def _takes_tail(self, kind: str, words: str) -> bool:
        if kind == "once" and not _CAST.search(self.text[: self.text.find(words)]):
            return False
        if kind == "honorific" and self.last != "label":
            return False
        if kind == "object" and self.last == "label" and self.named:
            return False
        # 上午的 chooses, 上午了 and 张建国啊 talk
        bare = self.last == "label" and self.named and not _CAST.search(self.text)
        if bare and words not in {"吧", "呗", "的", "票", "哈"}:
            return False
        self.stage = 2
        return True

    def _takes_choice(self, token: Token, words: str) -> bool:
        if self.stage > 1 or (self.stage == 1 and "weak" in token.kind + self.last):
            return False
        self.stage = 1
        if token.kind == "label":
            assert isinstance(token.value, int)
            kind = self.labels.kinds[token.value - 1]
            self.named = self.named or kind == ""
            self.called.add(token.value)
            return self._pick(token.value)
        if token.kind in {"number", "letter"}:
            self.positions += 1
            if self.several:
                self.numbered.add(self.labels.position(words) or 0)
            return (self.several or self.positions == 1) and self._pick(self.labels.position(words))
        if token.kind == "echo":
            self.echo = True
            return True
        if token.kind == "yes":
            self.yes = True
            return True
        if token.kind.startswith("weak"):
            self.weak.add(token.kind.removeprefix("weak_"))
            return True
        return self._pick(self.labels.of_kind(token.kind))

    def _pick(self, option: int | None) -> bool:
        if option is not None:
            self.picks.add(option)
        return option is not None

    def _decided(self) -> tuple[int, ...]:
        # 支持王大海 and 赞成不装 choose the name; in 同意/反对 the yes itself is the choice
        chosen = self.picks and "yes" not in self.labels.kinds
        if (self.yes and not chosen) or (self.echo and not self.picks):
            self.picks.add(self.labels.of_kind("yes") or 0)
        if self.weak and (self.picks or self.vouched or self.household):
            self.picks |= {self.labels.of_kind(kind) or 0 for kind in self.weak}
        if 0 in self.picks or not self.picks:
            return ()
        # 1李四, where 李四 is the second, and 1、李四 2、王五, which only count them, are not plain.
        mixed = self.numbered and self.called and self.numbered != self.called
        return tuple(sorted(self.picks)) if len(self.picks) == 1 or (self.several and not mixed) else ()


@lru_cache(maxsize=256)
def _code(code: str) -> re.Pattern[str]:
    """A poll's code as people write it: V3, v 3, v-3, V三, V3号, V3=."""
    spelt = re.sub(r"(?<=[A-Za-z])(?=[0-9])", "[ -]?", re.escape(code))
    spelt = re.sub("(?<![0-9])([1-9])$", lambda one: f"[{one[1]}{_FIGURES[int(one[1])]}]", spelt)
    return re.compile(rf"(?<![A-Za-z0-9]){spelt}(?![0-9])(?:号?表决|号?投票|号|票)?[=/→]?", re.IGNORECASE)


def _without_code(text: str, polls: Sequence[OpenPoll]) -> tuple[OpenPoll | None, str]:
    """The poll that is named by its code (V3, v 3, #V3, V3号), and the text without it."""
    for poll in sorted(polls, key=lambda poll: -len(poll.code)):
        match = _code(poll.code).search(text)
        if match and poll.code:
            return poll, f"{text[: match.start()]} {text[match.end() :]}".strip()
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
    text = text.translate(_SIGNS).strip()
    if not polls or not text or len(text) > _LONGEST:
        return None
    poll, core = _poll_of(text, polls)
    if poll is None:
        return _by_name(core, polls)
    vouched = core != text
    if not vouched and _SMALL_TALK.fullmatch(core):
        return None
    chosen = _chosen(core, poll, vouched) or _with_reason(core, poll)
    return _ballot(poll, chosen) if chosen and not _doubted(core, poll.options) else None


def _ballot(poll: OpenPoll, chosen: tuple[int, ...]) -> Ballot:
    first, *more = chosen
    return SeveralChosen(first, poll.code, tuple(more)) if more else Ballot(first, poll.code)


def _chosen(core: str, poll: OpenPoll, vouched: bool) -> tuple[int, ...]:
    """The options that a message without the code says; where one may choose several also 135 and 都选."""
    if twice := _TWICE.fullmatch(core):
        core = twice["once"]
    if poll.choose > 1:
        core = _PLUS.sub("、", core)
        said = _ALONE.sub("", core)
        most = len(poll.options)
        if _ROW.fullmatch(said) and most < 10 and list(said) == sorted(set(said)) and int(said[-1]) <= most:
            return tuple(map(int, said))
        if poll.choose >= most and _ALL.fullmatch(said):
            return tuple(range(1, most + 1))
    return _Reader(core, labels_of(poll.options), vouched, several=poll.choose > 1).read()


def _with_reason(core: str, poll: OpenPoll) -> tuple[int, ...]:
    """不同意，太贵了: a clause that says an option in words, and why. What is asked, doubted or speaks of votes, of
    options or of others is no reason."""
    found = _REASON.fullmatch(core)
    if found is None or _ABOUT.search(found["why"]) or _ASKED.search(found["why"]):
        return ()
    if _OTHERS.search(found["why"]) or any(label in found["why"] for label in poll.options):
        return ()
    return _Reader(found["said"], labels_of(poll.options), vouched=False).read()


def _by_name(text: str, polls: Sequence[OpenPoll]) -> Ballot | None:
    """The vote for an option that only one of several polls has; 同意 and 1 belong to any of them."""
    found = []
    for poll in polls:
        reader = _Reader(text, labels_of(poll.options), vouched=False, several=poll.choose > 1)
        chosen = reader.read()
        if chosen and reader.named and not _doubted(text, poll.options):
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


_ANY = Labels(("同意", "反对", "弃权"))


def household_vote(text: str) -> bool:
    """Whether the message is a household and a plain yes or no (3号楼501 同意): a ballot even to nobody's question."""
    if len(text) > _LONGEST or not HOUSEHOLD.match(text) or DOUBT.search(text):
        return False
    reader = _Reader(text, _ANY, vouched=False)
    return bool(reader.read()) and reader.household and not reader.positions
