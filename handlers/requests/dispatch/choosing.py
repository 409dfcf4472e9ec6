"""Which of several members gets a request: a rule that is the same every time and can be told (支部下单).

Who may get it at all is a matter of posts (`Community.candidates`): the best rung that reaches place and matter, on
duty, not away. Of these, in this order: who can be written to; whose skills fit; who has the fewest open requests; who
was given one longest ago; who stands first in the roster.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from handlers.community import Person
from handlers.names import fold
from handlers.turn import Turn
from handlers.understanding import things

_TRADES = {
    "电工": {"水电气暖", "路灯照明"},
    "水暖": {"水电气暖", "漏水"},
    "水管": {"水电气暖", "漏水"},
    "管道": {"水电气暖", "漏水"},
    "疏通": {"水电气暖", "漏水"},
    "防水": {"漏水"},
    "瓦工": {"漏水", "公共设施"},
    "木工": {"公共设施"},
    "维修": {"公共设施", "水电气暖", "门禁"},
    "开锁": {"门禁"},
    "电梯": {"电梯"},
    "网络": {"网络通信"},
    "电脑": {"网络通信"},
    "宽带": {"网络通信"},
    "调解": {"邻里纠纷"},
    "法律": {"邻里纠纷", "政策咨询"},
    "律师": {"邻里纠纷", "政策咨询"},
    "心理": {"邻里纠纷", "医疗健康"},
    "医": {"医疗健康", "养老助残"},
    "护士": {"医疗健康", "养老助残"},
    "护理": {"医疗健康", "养老助残"},
    "急救": {"医疗健康"},
    "血压": {"医疗健康", "养老助残"},
    "老人": {"养老助残"},
    "教师": {"儿童托管"},
    "辅导": {"儿童托管"},
    "孩子": {"儿童托管"},
    "消防": {"消防安全"},
    "园艺": {"绿化"},
    "修树": {"绿化"},
    "唱歌": {"文体活动"},
    "舞": {"文体活动"},
}
"""What people call their skills, as a part of the word, and the categories in which these help."""


class By(StrEnum):
    """What decided."""

    ONLY = "only"  # there is nobody else on that rung
    REACHED = "reached"  # the others have no account
    SKILL = "skill"
    LOAD = "load"
    TURN = "turn"  # was given one longest ago
    ORDER = "order"  # the roster's order


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody on the rung. `in_hand`: how many open requests they have; `given_at`: when they last got one."""

    person: Person
    skilled: bool
    in_hand: int
    given_at: datetime | None


@dataclass(frozen=True, slots=True)
class Choice:
    """Who gets it, of how many, and what decided."""

    person: Person
    among: int
    by: By


_TESTS: tuple[tuple[By, Callable[[Candidate], float]], ...] = (
    (By.REACHED, lambda one: not one.person.contacts),
    (By.SKILL, lambda one: not one.skilled),
    (By.LOAD, lambda one: one.in_hand),
    (By.TURN, lambda one: one.given_at.timestamp() if one.given_at else 0.0),
)
"""What is asked in turn; the least is kept."""


def choose(candidates: Sequence[Candidate]) -> Choice | None:
    """The one who gets it; None if there is nobody."""
    if not candidates:
        return None
    left, decided = list(candidates), By.ONLY
    for by, key in _TESTS:
        if len(left) == 1:
            break
        best = min(key(one) for one in left)
        kept = [one for one in left if key(one) == best]
        decided = by if len(kept) < len(left) else decided
        left = kept
    return Choice(left[0].person, len(candidates), decided if len(left) == 1 else By.ORDER)


def is_skilled(person: Person, category: str | None, words: str) -> bool:
    """Whether one of somebody's skills helps in a category, or is what the words ask for: 电工 with 楼道灯不亮."""
    said = fold(words)
    for skill in map(fold, person.skills):
        helps: set[str] = set(things(skill, None))
        for trade, categories in _TRADES.items():
            if trade in skill:
                helps |= categories
        if category in helps or (len(skill) > 1 and skill in said):
            return True
    return False


def member_for(
    turn: Turn, category: str | None, intent: str | None, node: str, words: str, *, but: str | None = None
) -> Choice | None:
    """Who gets a request of this kind at this place now; somebody else than `but` (a person's id)."""
    people = turn.community.candidates(category, intent, node, turn.local.time(), but=but)
    if len(people) == 1:  # the usual case asks for nothing
        return Choice(people[0], 1, By.ONLY)
    candidates = [
        Candidate(person, is_skilled(person, category, words), *turn.store.loads.of(person.id))
        for person in people
    ]
    return choose(candidates)
