"""From hits to a judgement: which intent and category, how urgent, and whether anybody asked for anything.

Every judgement is a sum of weights out of the tables, so `why` can name the words that made it. The threshold
is set so that silence is the answer to doubt in a group: a false offer is worse than a request that is not noticed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.understanding import ear
from handlers.understanding.lexicon import Hit, Lexicon, unshielded

OFFER = 4.5
"""What intent, place and words of asking must come to, less what speaks against it, before the bot offers."""
_STRONG = 3.0  # the least weight with which an intent counts at all in a group
_ALARM = 5.0
_AGREES = (
    5.0  # how far below its limit the ear may be for the tables' alarm to stand (see benchmarks/train_ear.py)
)
_CONCEDES = 7.0  # how far below its limit the ear may be for what the tables are sure of
_HEARD = "heard"
_IN_THINGS = frozenset(("消防安全", "水电气暖", "公共设施", "高空抛物", "违建"))
_JUDGED = 500

_ORDER = "撤回 表决 接龙 评价 报名 矛盾调解 催办 查询进度 办事代办 微心愿 安全隐患 报修 投诉 求助 建议 咨询"
_PRECEDENCE = tuple(_ORDER.split())
PROBLEMS = frozenset(("报修", "投诉", "安全隐患", "求助", "矛盾调解", "建议"))
_URGENT_FOR = frozenset(("报修", "安全隐患", "求助", "投诉", "催办"))
_ALARMS = {
    "火": ("安全隐患", "消防安全"),
    "气": ("安全隐患", "水电气暖"),
    "人": ("求助", "医疗健康"),
    "困": ("求助", None),
    "塌": ("安全隐患", "公共设施"),
    "走失": ("求助", None),
    "跟": ("求助", "治安"),
}
# Words that speak against other intents but belong to these: 修好了 五星, 谁家要的接龙.
_SPARED = {
    "评价": frozenset(("against:past",)),
    "撤回": frozenset(("against:past",)),
}
_NEEDS_SUBJECT = frozenset(("咨询", "催办", "查询进度", "评价"))
_NEVER_URGENT = frozenset(("网络通信",))
_CANCELLED_BY_FRESH = ("doubt:past",)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the words come to. `score`: what the tables make of them, compared with `OFFER`; `alarm`: the kind of
    emergency, if it is one; `asks`: how far the ear hears somebody ask."""

    intent: str | None
    category: str | None
    urgency: str
    score: float
    alarm: str | None
    why: tuple[str, ...]
    asks: float

    @property
    def wanted(self) -> bool:
        """Whether plain words that call nobody ask for something: the ear says so, or the tables do and the ear does
        not plainly deny it."""
        return self.alarm is not None or self.asks > (-_CONCEDES if self.score >= OFFER else 0.0)


def _scores(hits: Sequence[Hit], kind: str) -> dict[str, float]:
    """Per label its strongest hit, and half of each further one that stands elsewhere."""
    spans: dict[str, list[Hit]] = {}
    for hit in hits:
        name, _, label = hit.label.partition(":")
        if name == kind:
            spans.setdefault(label, []).append(hit)
    return {label: _sum(found) for label, found in spans.items()}


def _categories(hits: Sequence[Hit]) -> dict[str, float]:
    """As `_scores`; what is named first is a little more likely what it is about (电梯里的灯)."""
    scores = _scores(hits, "category")
    first = next((hit.label.partition(":")[2] for hit in hits if hit.label.startswith("category:")), None)
    if first:
        scores[first] += 1.0
    return scores


def _sum(hits: list[Hit]) -> float:
    total, end, first = 0.0, -1, True
    for hit in sorted(hits, key=lambda hit: (-hit.weight, hit.start)):
        if first:
            total, end, first = hit.weight, hit.end, False
            start = hit.start
        elif hit.start >= end or hit.end <= start:
            total += hit.weight / 2
            start, end = min(start, hit.start), max(end, hit.end)
    return total


def _alarm(hits: Sequence[Hit]) -> str | None:
    """The kind of danger that is seen now: doubts take it back, unless fresh words say that it is now."""
    alarms = [hit for hit in hits if hit.label.startswith("emergency:") and hit.weight >= _ALARM]
    if not alarms:
        return None
    fresh = any(hit.label == "for:fresh" for hit in hits)
    for doubt in hits:
        if not doubt.label.startswith("doubt:") or (fresh and doubt.label in _CANCELLED_BY_FRESH):
            continue
        if doubt.label == "doubt:if":  # a fear behind a fact does not undo the fact: 煤气味好大 会不会爆炸
            alarms = [alarm for alarm in alarms if alarm.end <= doubt.start]
        else:
            return None
    if not alarms:
        return None
    first = min(alarms, key=lambda alarm: (-alarm.weight, list(_ALARMS).index(alarm.label.partition(":")[2])))
    return first.label.partition(":")[2]


def _penalty(hits: Sequence[Hit], intent: str | None) -> float:
    """The strongest word of each group that speaks against an offer."""
    spared = _SPARED.get(intent or "", frozenset())
    groups: dict[str, float] = {}
    for hit in hits:
        if hit.label in spared:
            continue
        if hit.label.startswith("against:"):
            groups[hit.label] = max(groups.get(hit.label, 0.0), hit.weight)
        elif hit.label in {"doubt:news", "doubt:drill", "doubt:elsewhere"}:
            groups["against:doubt"] = 3.0
    return sum(groups.values())


def _support(hits: Sequence[Hit], has_place: bool) -> float:
    groups: dict[str, float] = {}
    for hit in hits:
        if hit.label.startswith("for:"):
            groups[hit.label] = max(groups.get(hit.label, 0.0), hit.weight)
    return sum(groups.values()) + (1.0 if has_place else 0.0)


def hits_of(lexicon: Lexicon, text: str) -> list[Hit]:
    """What the tables find in a (normalised) text; what it is about is said in its first `_JUDGED` characters."""
    return unshielded(lexicon.scan(text[:_JUDGED]))


def judge(lexicon: Lexicon, text: str, has_place: bool) -> Judgement:
    """Judge a (normalised) text by itself."""
    hits = hits_of(lexicon, text)
    intents, categories = _scores(hits, "intent"), _categories(hits)
    intent = max(intents, key=lambda one: (intents[one], -_PRECEDENCE.index(one)), default=None)
    category = max(categories, key=lambda one: categories[one], default=None)
    if intent == "矛盾调解":
        category = "邻里纠纷"
    alarm = _alarm(hits)
    found = ear.features(text, hits)
    danger = ear.shipped().danger.above(found)
    now = any(
        hit.label == "for:fresh" for hit in hits
    )  # 又漏气了: said of this moment, no ear may silence it
    if danger > 0 or (alarm and (now or danger > -_AGREES)):
        intent, category = _of_alarm(alarm, categories) if alarm else _of_danger(category)
        why = (*_why(hits, intent, category, "emergency"), f"sounds like danger: {danger:+.1f}")
        return Judgement(intent, category, "emergency", 10.0, alarm or _HEARD, why, danger)
    best = intents[intent] if intent else 0.0
    support = _support(hits, has_place) + (0.5 if category else 0.0)
    backed = has_place or any(hit.label == "for:ask" for hit in hits)
    counts = best >= _STRONG or (best >= 2 and backed)
    score = best + support - _penalty(hits, intent) if counts else 0.0
    if intent in _NEEDS_SUBJECT and not category and not any(hit.label == "for:anchor" for hit in hits):
        score -= 3.0
    urgent = (
        intent in _URGENT_FOR
        and category not in _NEVER_URGENT
        and any(hit.label == "urgent:urgent" for hit in hits)
    )
    why = _why(hits, intent, category, "urgent" if urgent else "")
    asks = ear.shipped().asking.above(found)
    why = (*why, f"asks: {asks:+.1f}")
    return Judgement(intent, category, "urgent" if urgent else "normal", score, None, why, asks)


def _of_danger(category: str | None) -> tuple[str, str]:
    """What it is when only the ear heard it: a danger in things, or a person in need."""
    return ("安全隐患" if category in _IN_THINGS else "求助"), category or "其他"


def _of_alarm(alarm: str, categories: dict[str, float]) -> tuple[str, str | None]:
    intent, category = _ALARMS[alarm]
    if category is None and alarm == "困":
        category = "电梯" if "电梯" in categories else next(iter(categories), "其他")
    elif category is None:
        category = "养老助残" if "养老助残" in categories else "治安"
    return intent, category


def _why(hits: Sequence[Hit], intent: str | None, category: str | None, urgency: str) -> tuple[str, ...]:
    """The words behind a judgement, as 报修←灯不亮; what spoke against it with a minus."""
    wanted = {f"intent:{intent}": intent, f"category:{category}": category}
    found: dict[str, None] = {}
    for hit in hits:
        kind, _, label = hit.label.partition(":")
        if hit.label in wanted or (urgency and kind == urgency):
            found[f"{label}←{hit.words}"] = None
        elif kind in {"against", "doubt"}:
            found[f"-{label}←{hit.words}"] = None
        elif kind == "for":
            found[f"+{label}←{hit.words}"] = None
    return tuple(found)[:16]
