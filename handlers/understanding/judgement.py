"""What a message by itself comes to: what is wanted, about what, how urgent, and whether anybody asked for anything.

The tables say what words stand in it, the network (learned.py) what strangers meant with such words. The network
decides; an alarm of the tables stands unless the network is sure of the contrary, as an alarm too many costs less than
one too few; and an office's own word goes before both.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from handlers.understanding import learned
from handlers.understanding.learned import Heard
from handlers.understanding.lexicon import Hit, Lexicon, own_label, unshielded

_ALARM = 5.0  # the least weight of words that are an alarm by themselves
# How far below its limit the network may be for the tables' alarm to stand (log odds): at any time, and when fresh
# words say that it is now (又漏气了). Measured on authors left out, see docs/decisions/understanding.md.
_AGREES, _AGREES_NOW = 2.0, 5.0
_WEAK = 2.5  # how far below its limit for an offer a message still counts as a weak signal
_STRANGE = 3.0  # below its limit by more than this, and without a word of the tables: nothing was recognised
_NAMES = 3.0  # the least weight of a word that says by itself what a message is about
_JUDGED = 500
_CANCELLED_BY_FRESH = ("doubt:past",)
_NEVER_URGENT = frozenset(("网络通信",))
_WHEN = (
    "今天|明天|后天|现在|上午|中午|下午|晚上|白天|一直|随时|平时|全天|周末|都|也|应该|肯定|一般|就|只|是|会"
)
_KIN = (
    "老公|老婆|爱人|老伴|爸妈|爸爸?|妈妈?|父母|儿子|女儿|孩子|小孩|老人|保姆|阿姨|公公|婆婆|爷爷|奶奶|家里?人"
)
_PRESENT = re.compile(
    rf"(?=.*[有在人])(?:(?:{_WHEN})*(?:我?家里?|屋里)?(?:{_WHEN})*有?"
    rf"(?:(?:我们?|[她他]们?)(?:一个人)?|(?:我们?)?(?:{_KIN})|(?:[一二两三四五六七八九几]|[0-9]{{1,2}})?个?人)?"
    rf"(?:{_WHEN})*(?:在(?:家里?)?)?|我?(?:现在)?(?:人)?在(?:家|外面|外地|上班|单位|楼下|路上|门口))"
    r"[了的啊呢呀哦 ,.!~]*"
)
"""Who is at home and when (有人, 家里有老人): what people answer when they are asked. The network was trained on whole
messages, and among those 有人 mostly goes on with what somebody does (有人跟踪我)."""
_LONGEST_ANSWER = 14
_URGENT_FOR = frozenset(("报修", "安全隐患", "求助", "投诉", "催办"))
PROBLEMS = frozenset(("报修", "投诉", "安全隐患", "求助", "矛盾调解", "建议"))
"""Intents of which one message may name several, each a request of its own."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the words come to. `asks`: log odds above the limit that they ask for something (an explicit call asks
    anyhow); `sure`: how likely the intent is among the intents, 0..1; `named`: the tables know a word of it."""

    intent: str
    category: str
    urgency: str
    asks: float
    sure: float
    named: bool
    why: tuple[str, ...]

    @property
    def alarm(self) -> bool:
        """Whether somebody's life is in danger."""
        return self.urgency == "emergency"

    @property
    def wanted(self) -> bool:
        """Whether plain words that call nobody are sure to ask for something."""
        return self.alarm or self.asks > 0

    @property
    def weak(self) -> bool:
        """Whether they may ask for something: too unsure to speak up, enough for the 楼长's list."""
        return not self.wanted and self.asks > -_WEAK

    @property
    def recognised(self) -> bool:
        """Whether anything was recognised, in words that are plainly for the bot."""
        return self.alarm or self.named or self.asks > -_STRANGE


def hits_of(lexicon: Lexicon, text: str) -> list[Hit]:
    """What the tables find in a (normalised) text; what it is about is said in its first `_JUDGED` characters."""
    return unshielded(lexicon.scan(text[:_JUDGED]))


def judge(lexicon: Lexicon, text: str) -> Judgement:
    """Judge a (normalised) text by itself."""
    hits = hits_of(lexicon, text)
    heard = learned.shipped().hear(learned.features(text, hits))
    if len(text) <= _LONGEST_ANSWER and _PRESENT.fullmatch(text):
        return Judgement(
            heard.intent, heard.category, "normal", -2 * _STRANGE, heard.sure, False, ("-who is in",)
        )
    # An office adds a word because it was not understood: what it says goes before what was learned.
    heard = heard._replace(
        intent=own_label(hits, "intent") or heard.intent,
        category=own_label(hits, "category") or heard.category,
    )
    named = any(
        hit.weight >= _NAMES and hit.label.startswith(("intent:", "category:", "emergency:")) for hit in hits
    )
    urgency = _urgency(heard, hits)
    return Judgement(
        heard.intent, heard.category, urgency, heard.asks, heard.sure, named, _why(hits, heard, urgency)
    )


def _urgency(heard: Heard, hits: Sequence[Hit]) -> str:
    fresh = any(hit.label == "for:fresh" for hit in hits)
    agrees = heard.danger > -(_AGREES_NOW if fresh else _AGREES) or own_label(hits, "emergency") is not None
    if heard.danger > 0 or (agrees and _alarm(hits, fresh)):
        return "emergency"
    pressing = heard.urgent > 0 or any(hit.label == "urgent:urgent" for hit in hits)
    may_press = heard.intent in _URGENT_FOR and heard.category not in _NEVER_URGENT
    return "urgent" if pressing and may_press else "normal"


def _alarm(hits: Sequence[Hit], fresh: bool) -> bool:
    """Whether the tables know words of danger: doubts take them back, unless fresh words say that it is now."""
    alarms = [hit for hit in hits if hit.label.startswith("emergency:") and hit.weight >= _ALARM]
    for doubt in hits:
        if not doubt.label.startswith("doubt:") or (fresh and doubt.label in _CANCELLED_BY_FRESH):
            continue
        if doubt.label != "doubt:if":
            return False
        # A fear behind a fact does not undo the fact: 煤气味好大 会不会爆炸
        alarms = [alarm for alarm in alarms if alarm.end <= doubt.start]
    return bool(alarms)


def _why(hits: Sequence[Hit], heard: Heard, urgency: str) -> tuple[str, ...]:
    """The words of the tables behind a judgement, as 报修←灯不亮; what speaks against it with a minus."""
    wanted = {f"intent:{heard.intent}", f"category:{heard.category}"}
    found: dict[str, None] = {}
    for hit in hits:
        kind, _, label = hit.label.partition(":")
        if hit.label in wanted or kind == urgency:
            found[f"{label}←{hit.words}"] = None
        elif kind in {"against", "doubt"}:
            found[f"-{label}←{hit.words}"] = None
        elif kind == "for":
            found[f"+{label}←{hit.words}"] = None
    return (*list(found)[:14], f"asks {heard.asks:+.1f}", f"danger {heard.danger:+.1f}")


def deciding(lexicon: Lexicon, text: str, most: int = 6) -> tuple[tuple[str, float], ...]:
    """The runs of characters and labels of the tables that spoke most for what a (normalised) text was taken for, and
    how much (log odds)."""
    hits = hits_of(lexicon, text)
    found = learned.features(text, hits)
    network = learned.shipped()
    heard = network.hear(found)
    answers = ["danger"] if heard.danger > 0 else ["asks", heard.intent, heard.category]
    return tuple(network.deciding(found, answers, most))
