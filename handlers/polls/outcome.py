"""By which rule a poll passes, and what came of it. Pure; whole numbers only, so that anybody can do the sums again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from handlers.errors import UserError
from handlers.texts import text

TAKING_PART, ELIGIBLE = "taking_part", "eligible"
_MOST_DEN = 100


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole. `over`: more than it (过半数), else the part itself is enough (三分之二以上)."""

    num: int
    den: int
    over: bool = False

    def reached(self, votes: int, of: int) -> bool:
        """Whether so many of so many are this part; nobody is no part of anything."""
        have, want = votes * self.den, of * self.num
        return votes > 0 and (have > want if self.over else have >= want)

    def missing(self, votes: int, of: int) -> int:
        """How many more it takes."""
        need = of * self.num // self.den + 1 if self.over else -(-of * self.num // self.den)
        return max(0, max(1, need) - votes)


@dataclass(frozen=True, slots=True)
class Rule:
    """What it takes. `quorum`: the part of the eligible who must take part, None: any; `to_pass`: the part an option
    needs of `base`, None: the most votes win. With the unit owner both hold by heads and by area (双过半)."""

    quorum: Share | None = None
    to_pass: Share | None = None
    base: str = TAKING_PART


MOST_VOTES = Rule()
_HALF, _TWO_THIRDS, _THREE_QUARTERS = Share(1, 2, over=True), Share(2, 3), Share(3, 4)
PRESETS: Mapping[str, Rule] = MappingProxyType(
    {
        "most": MOST_VOTES,
        "half": Rule(to_pass=_HALF),
        "meeting": Rule(quorum=_HALF, to_pass=_HALF),
        "party": Rule(quorum=Share(1, 2), to_pass=_HALF, base=ELIGIBLE),
        "two_thirds": Rule(to_pass=_TWO_THIRDS),
        "three_quarters": Rule(to_pass=_THREE_QUARTERS),
        "owners_general": Rule(quorum=_TWO_THIRDS, to_pass=_HALF),
        "owners_major": Rule(quorum=_TWO_THIRDS, to_pass=_THREE_QUARTERS),
    }
)
"""The usual rules by name; their texts, with the source, are polls.rule.NAME."""


def rule_text(rule: Rule, *, by_area: bool = False) -> str:
    """A rule in words, as it is posted. `by_area`: the unit is the owner; only then is it that of the Civil Code."""
    named = (name for name, preset in PRESETS.items() if preset == rule)
    name = next((name for name in named if by_area or not name.startswith("owners_")), None)
    if name is not None:
        return text(f"polls.rule.{name}")
    parts = []
    if rule.quorum is not None:
        parts.append(text("polls.rule.quorum", share=share_text(rule.quorum)))
    if rule.to_pass is None:
        parts.append(text("polls.rule.most"))
    else:
        parts.append(text(f"polls.rule.pass_{rule.base}", share=share_text(rule.to_pass)))
    return "，".join(parts)


def share_text(share: Share) -> str:
    """过半数, 三分之二以上, 超过40%."""
    if (share.num, share.den, share.over) == (1, 2, True):
        return text("polls.rule.share_half")
    return text("polls.rule.share_over" if share.over else "polls.rule.share", num=share.num, den=share.den)


def check_rule(rule: Rule) -> None:
    """
    Raises:
        UserError: a part is none, or more than the whole.
    """
    for share in (rule.quorum, rule.to_pass):
        if share is None:
            continue
        fits = 1 <= share.num <= share.den <= _MOST_DEN and not (share.over and share.num == share.den)
        if not fits:
            raise UserError("polls.rule_wrong")
    if rule.base not in (TAKING_PART, ELIGIBLE):
        raise UserError("polls.rule_wrong")


def kept(rule: Rule) -> dict[str, Any]:
    """A rule as it is kept and published."""
    return {"quorum": _kept(rule.quorum), "pass": _kept(rule.to_pass), "base": rule.base}


def read(kept_rule: Mapping[str, Any]) -> Rule:
    """The rule that was kept."""
    return Rule(_read(kept_rule["quorum"]), _read(kept_rule["pass"]), str(kept_rule["base"]))


def _kept(share: Share | None) -> dict[str, Any] | None:
    return None if share is None else {"num": share.num, "den": share.den, "over": share.over}


def _read(kept_share: Mapping[str, Any] | None) -> Share | None:
    return None if kept_share is None else Share(**kept_share)


@dataclass(frozen=True, slots=True)
class Count:
    """What was counted. `heads` and `areas` (unit owner) by option; areas in hundredths of a square metre."""

    heads: tuple[int, ...]
    turnout: int
    eligible: int
    areas: tuple[int, ...] | None = None
    turnout_area: int = 0
    eligible_area: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """`quorum`: enough took part; `passed`: the options that passed, none where the most votes win; `winners`: the
    same, or else those with the most heads. Options count from 1. Without a quorum there are neither."""

    quorum: bool
    passed: tuple[int, ...]
    winners: tuple[int, ...]


def decide(rule: Rule, count: Count) -> Outcome:
    """What came of it."""
    quorum = rule.quorum is None or _holds(
        rule.quorum, count, count.turnout, count.turnout_area, count.eligible, count.eligible_area
    )
    if not quorum:
        return Outcome(False, (), ())
    options = tuple(range(1, len(count.heads) + 1))
    if rule.to_pass is None:
        return Outcome(True, (), _most(count.heads))
    taking_part = rule.base == TAKING_PART
    of = count.turnout if taking_part else count.eligible
    of_area = count.turnout_area if taking_part else count.eligible_area
    passed = tuple(
        option
        for option in options
        if _holds(
            rule.to_pass,
            count,
            count.heads[option - 1],
            count.areas[option - 1] if count.areas else 0,
            of,
            of_area,
        )
    )
    return Outcome(True, passed, passed)


def _holds(share: Share, count: Count, heads: int, area: int, of: int, of_area: int) -> bool:
    return share.reached(heads, of) and (count.areas is None or share.reached(area, of_area))


def _most(heads: Sequence[int]) -> tuple[int, ...]:
    most = max(heads, default=0)
    return tuple(option for option, votes in enumerate(heads, start=1) if votes == most and most > 0)
