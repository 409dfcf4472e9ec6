"""What a message by itself comes to: what is wanted, about what, how urgent, and whether anybody asked for anything.

The tables say what words stand in it, the network (learned.py) what strangers meant with such words. The network
decides; an alarm of the tables stands unless the network is sure of the contrary, as an alarm too many costs less than
one too few; and an office's own word goes before both.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from handlers.understanding import learned
from handlers.understanding.learned import Heard
from handlers.understanding.lexicon import Hit, Lexicon, own_label, shipped, unshielded
from handlers.understanding.normal import NUM
from handlers.understanding.patterns import late

_ALARM = 5.0  # the least weight of words that are an alarm by themselves
_CERTAIN = 9.0  # and of those that are one whatever the network makes of them
# How far below its limit the network may be for the tables' alarm to stand (log odds): at any time, and when fresh
# words say that it is now (又漏气了). Measured on authors left out, see docs/decisions/understanding.md.
_AGREES, _AGREES_NOW = 2.0, 5.0
_DOUBTED = 6.0  # above its limit by so much the network is sure of danger although words speak against it
# Above it by so much it is sure of a danger in which the tables see none: where somebody lives or waits is no alarm.
_ALONE, _ALONE_ASKED = 2.5, 1.5
_WEAK = 2.5  # how far below its limit for an offer a message still counts as a weak signal
_STRANGE = 3.0  # below its limit by more than this, and without a word of the tables: nothing was recognised
_NAMES = 3.0  # the least weight of a word that says by itself what a message is about
_JUDGED = 500
_CANCELLED_BY_FRESH = ("doubt:past",)
_TOPIC = "doubt:topic"
_NO_CRY = frozenset(("against:advert", "against:commerce", "against:forward"))  # 别拦我 我要下单了
_DESPAIR, _VIOLENCE = "emergency:轻生", "emergency:跟"
_NEVER_URGENT = frozenset(("网络通信",))
_WHEN = (
    "今天|明天|后天|现在|上午|中午|下午|晚上|白天|一直|随时|平时|全天|周末|都|也|应该|肯定|一般|就|只|是|会"
)
_KIN = (
    "老公|老婆|爱人|老伴|爸妈|爸爸?|妈妈?|父母|儿子|女儿|孩子|小孩|老人|保姆|阿姨|公公|婆婆|爷爷|奶奶|家里?人"
)
_PRESENT = late(
    rf"(?=.*[有在人])(?:(?:{_WHEN})*(?:我?家里?|屋里)?(?:{_WHEN})*有?"
    rf"(?:(?:我们?|[她他]们?)(?:一个人)?|(?:我们?)?(?:{_KIN})|(?:[一二两三四五六七八九几]|[0-9]{{1,2}})?个?人)?"
    rf"(?:{_WHEN})*(?:在(?:家里?)?)?|我?(?:现在)?(?:人)?在(?:家|外面|外地|上班|单位|楼下|路上|门口))"
    r"[了的啊呢呀哦 ,.!~]*"
)
"""Who is at home and when (有人, 家里有老人): what people answer when they are asked. The network was trained on whole
messages, and among those 有人 mostly goes on with what somebody does (有人跟踪我)."""
_LONGEST_ANSWER = 14
_BARE = 6  # characters of words of danger without a gap in them
_BESIDE = late(
    rf"\0|{NUM}{{1,4}} ?(?:号楼|号|楼|栋|幢|座|单元|层|室|#)?|[我俺咱你您他她]们?|这里|这边|这儿|家里?|小区"
    rf"|楼[道上下顶里]|隔壁|对门"
    r"|邻居"
    rf"|{_KIN}|奶奶|爷爷|姥姥|姥爷|大爷|大妈|师傅|有人?|个?人|快来?|来人|在|[了啦啊呀哇呢吧的!,.。~ ]"
)
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
    hits: tuple[Hit, ...] = field(default=(), repr=False, compare=False)
    """What the tables found."""

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


def judge(lexicon: Lexicon, text: str, hits: Sequence[Hit] | None = None) -> Judgement:
    """Judge a (normalised) text by itself; `hits`: what `hits_of` finds in it, where that is known."""
    hits = hits_of(lexicon, text) if hits is None else hits
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
    alarms = _alarms(hits, _fresh(hits))
    if any(alarm.label == _DESPAIR for alarm in alarms):
        heard = heard._replace(intent="求助", category="医疗健康")
    elif any(alarm.label == _VIOLENCE and alarm.weight >= _CERTAIN for alarm in alarms):
        heard = heard._replace(intent="求助", category="治安")  # who hears it through the wall hears noise
    urgency = _urgency(heard, hits, alarms, text)
    if urgency == "emergency" and not alarms and not any(hit.label.startswith("category:") for hit in hits):
        heard = heard._replace(
            intent="求助", category="医疗健康"
        )  # 头有点晕: words that name no thing are of a person
    return Judgement(
        heard.intent,
        heard.category,
        urgency,
        heard.asks,
        heard.sure,
        named,
        _why(hits, heard, urgency),
        tuple(hits),
    )


def _urgency(heard: Heard, hits: Sequence[Hit], alarms: Sequence[Hit], text: str) -> str:
    agrees = heard.danger > -(_AGREES_NOW if _fresh(hits) else _AGREES)
    against = any(hit.label in _NO_CRY for hit in hits)
    certain = any(alarm.own or (alarm.weight >= _CERTAIN and not against) for alarm in alarms)
    if alarms and (agrees or certain or _nothing_else(text, alarms)):
        return "emergency"
    least = _ALONE_ASKED if heard.asks > 0 else _ALONE
    if heard.danger > (_DOUBTED if _doubted(hits) else least) and _danger_besides(text, hits):
        return "emergency"
    pressing = heard.urgent > 0 or any(hit.label == "urgent:urgent" for hit in hits)
    may_press = heard.intent in _URGENT_FOR and heard.category not in _NEVER_URGENT
    return "urgent" if pressing and may_press else "normal"


def _fresh(hits: Sequence[Hit]) -> bool:
    """Whether words say that it is now."""
    return any(hit.label == "for:fresh" for hit in hits)


def _doubted(hits: Sequence[Hit]) -> bool:
    """Whether words speak against an alarm, and none say that it is now."""
    doubts = (hit.label for hit in hits if hit.label.startswith("doubt:"))
    return not _fresh(hits) and any(label not in ("doubt:if", _TOPIC) for label in doubts)


def _danger_besides(text: str, hits: Sequence[Hit]) -> bool:
    """Whether the network hears danger without the words that only talk about it, too."""
    talk = [hit for hit in hits if hit.label == _TOPIC]
    if not talk:
        return True
    for one in talk:
        text = text[: one.start] + " " * (one.end - one.start) + text[one.end :]
    if sum(map(str.isalnum, text)) <= _BARE:
        return False
    left = [hit for hit in hits if not any(hit.start < one.end and one.start < hit.end for one in talk)]
    return learned.shipped().hear(learned.features(text, left)).danger > 0


def _nothing_else(text: str, alarms: Sequence[Hit]) -> bool:
    """Whether words of danger are all that is said, besides where and who: 3号楼火灾, 我爸心梗了. In panic nobody
    writes more, and among whole messages the network met no such thing."""
    alarms = [alarm for alarm in alarms if len(alarm.words) <= _BARE]
    for alarm in alarms:
        text = text[: alarm.start] + "\0" * (alarm.end - alarm.start) + text[alarm.end :]
    return bool(alarms) and not _BESIDE.sub("", text)


def _alarms(hits: Sequence[Hit], fresh: bool) -> list[Hit]:
    """The words of danger that the tables know: doubts take them back, unless fresh words say that it is now."""
    alarms = [hit for hit in hits if hit.label.startswith("emergency:") and hit.weight >= _ALARM]
    for doubt in hits:
        if not doubt.label.startswith("doubt:") or (fresh and doubt.label in _CANCELLED_BY_FRESH):
            continue
        if doubt.label == _TOPIC:
            alarms = [alarm for alarm in alarms if alarm.end <= doubt.start or doubt.end <= alarm.start]
        elif doubt.label == "doubt:if":
            # A fear behind a fact does not undo the fact: 煤气味好大 会不会爆炸
            alarms = [alarm for alarm in alarms if alarm.end <= doubt.start]
        else:
            return []
    return alarms


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


def presses(text: str) -> bool:
    """Whether words of danger or of haste that the tables know stand in a (normalised) text."""
    hits = hits_of(shipped(), text)
    return bool(_alarms(hits, _fresh(hits))) or any(hit.label == "urgent:urgent" for hit in hits)


def despairs(text: str) -> bool:
    """Whether a (normalised) text says that somebody may take their own life."""
    hits = hits_of(shipped(), text)
    if any(hit.label in _NO_CRY for hit in hits):
        return False
    return any(alarm.label == _DESPAIR for alarm in _alarms(hits, _fresh(hits)))


def deciding(lexicon: Lexicon, text: str, most: int = 6) -> tuple[tuple[str, float], ...]:
    """The runs of characters and labels of the tables that spoke most for what a (normalised) text was taken for, and
    how much (log odds)."""
    hits = hits_of(lexicon, text)
    found = learned.features(text, hits)
    network = learned.shipped()
    heard = network.hear(found)
    answers = ["danger"] if heard.danger > 0 else ["asks", heard.intent, heard.category]
    labels = {learned.label_number(hit.label): f"#{hit.label}" for hit in hits}
    decided = network.deciding(found, answers, most)
    return tuple((labels.get(number) or learned.run_of(number), worth) for number, worth in decided)
