"""One clause of a ballot, word by word: a household, who speaks, the choice, a particle, thanks.

The words must use up the whole clause. Whatever is left over makes it none, so 不太同意, 同意吗 and 大家都同意 are none
without a rule for each. Order counts too: 谢谢同意 thanks others, 1代表同意 explains, 下午好 greets.
"""

from dataclasses import dataclass, field

from handlers.understanding.ballotlabels import Labels
from handlers.understanding.ballotwords import (
    AFTER,
    AND,
    BEFORE,
    GAP,
    HOUSEHOLD,
    WANT,
    WORDS,
    Token,
    name,
)
from handlers.understanding.patterns import late

_CAST = late("[投给选票]")
_SETTLED = late("(?:我们?家?|还是|那)*(?:就|定)")
_WEIGHED = late("还是|觉得|感觉|我看|方案好")
_PLAN = late("第|方案|选项")
_PARTICLES = frozenset(("吧", "呗", "的", "票", "哈", "撒", "噻", "咯", "嘞"))
_KINDS = {BEFORE: "before", WANT: "want"}
_CHOICES = frozenset(
    ("label", "yes", "no", "abstain", "weak_yes", "weak_no", "number", "letter", "echo", "person")
)


@dataclass(slots=True)
class BallotReader:
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
    wants: bool = False

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
        for pattern in (WORDS, BEFORE, WANT, AFTER):
            if match := pattern.match(self.text, at):
                kind = _KINDS.get(pattern) or match.lastgroup or ""
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
        if kind in {"before", "want"} or kind.startswith("weak"):
            return self.stage == 0
        if kind == "praise":
            return (self.last == "label" and self.named) or (
                self.last == "number" and bool(_PLAN.search(self.text))
            )
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
        elif token.kind == "praise":  # 下午好 greets
            self.stage = 2
            return words != "好" or bool(_WEIGHED.search(self.text))
        elif token.kind == "thanks":
            self.stage = 2
        elif token.kind == "want":
            self.wants = True
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
        if bare and words not in _PARTICLES and not (words == "了" and _SETTLED.match(self.text)):
            return False
        self.stage = 2
        return True

    def _takes_choice(self, token: Token, words: str) -> bool:
        agreed = self.weak == {"yes"} and not (self.picks or self.yes)
        if agreed and token.kind in {"label", "yes", "no", "abstain"}:
            self.weak.clear()  # OK同意, 好吧同意
        elif self.stage > 1 or (self.stage == 1 and "weak" in token.kind + self.last):
            return False
        self.stage = 1
        if token.kind == "label":
            assert isinstance(token.value, int)
            kind = self.labels.kinds[token.value - 1]
            self.named = self.named or kind == ""
            self.called.add(token.value)
            return self._pick(token.value)
        if token.kind == "person":  # 李阿姨 by itself calls her
            assert isinstance(token.value, int)
            self.named = True
            return bool(_CAST.search(self.text)) and self._pick(token.value)
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
        if self.picks and self.weak == {"yes"}:
            self.weak.clear()  # 行吧，反对
        if self.weak and (self.picks or self.vouched or self.household):
            self.picks |= {self.labels.of_kind(kind) or 0 for kind in self.weak}
        if 0 in self.picks or not self.picks:
            return ()
        if self.wants and not self.called and not _PLAN.search(self.text):
            return ()  # 我要2
        # 1李四, where 李四 is the second, and 1、李四 2、王五, which only count them, are not plain.
        mixed = self.numbered and self.called and self.numbered != self.called
        return tuple(sorted(self.picks)) if len(self.picks) == 1 or (self.several and not mixed) else ()
