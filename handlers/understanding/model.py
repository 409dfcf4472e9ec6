"""What goes into the reading of a message and what comes out. Values only, no behaviour but their JSON form."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from handlers.understanding.draftwishes import NO_WISHES, Wishes
from handlers.understanding.lexicon import Lexicon

Part = str | tuple[str, ...] | None
"""One part of a place: a single value, several (5号楼二三单元), or not said."""

INTENTS = [
    "报修",
    "投诉",
    "求助",
    "建议",
    "咨询",
    "安全隐患",
    "矛盾调解",
    "微心愿",
    "办事代办",
    "报名",
    "接龙",
    "表决",
    "评价",
    "催办",
    "查询进度",
    "撤回",
    "闲聊",
]
GUESS = 0.3
"""The confidence of a meaning in which nothing was recognised."""
CATEGORIES = [
    "水电气暖",
    "电梯",
    "漏水",
    "停车",
    "噪音",
    "环境卫生",
    "垃圾",
    "路灯照明",
    "消防安全",
    "公共设施",
    "物业服务",
    "门禁",
    "治安",
    "邻里纠纷",
    "养老助残",
    "医疗健康",
    "儿童托管",
    "文体活动",
    "证件办理",
    "政策咨询",
    "宠物",
    "违建",
    "绿化",
    "网络通信",
    "高空抛物",
    "其他",
]


@dataclass(frozen=True, slots=True)
class Register:
    """The community's own places. An empty field means: not known, anything goes.

    `buildings` are the bare names ("3", "B"); `areas` maps the normal name of a landmark to its other names.
    """

    buildings: frozenset[str] = frozenset()
    units: int | None = None
    floors: int | None = None
    flats: int | None = None
    areas: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class OpenPoll:
    """A poll that is open in the room: its code as people type it, its option labels in order, and how many of them
    one may choose."""

    code: str
    options: tuple[str, ...]
    choose: int = 1


@dataclass(frozen=True, slots=True)
class Context:
    """What is known besides the words.

    `now` is the community's local time. `room`: written in a group (else privately to the bot). `mentioned`: the wire
    says that the bot was called. `own_requests`: codes of the speaker's open requests. `just_closed`: the request the
    speaker was just asked to rate. `lexicon`: the shipped words with the community's own; None: the shipped ones.
    """

    now: datetime
    room: bool = True
    mentioned: bool = False
    bot_names: tuple[str, ...] = ("小应", "小助手")
    open_polls: tuple[OpenPoll, ...] = ()
    open_signups: tuple[str, ...] = ()
    own_requests: tuple[str, ...] = ()
    just_closed: str | None = None
    register: Register | None = None
    lexicon: Lexicon | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A place in parts, Arabic digits, without the unit words; `text` is its normal form.

    `known` is False when the community's register has no such building, unit or floor.
    """

    text: str
    zone: Part = None
    building: Part = None
    unit: Part = None
    floor: Part = None
    room: Part = None
    area: Part = None
    known: bool = True

    def to_json(self) -> dict[str, Any]:
        """The six parts as in the contract; several values as a list."""
        names = ("zone", "building", "unit", "floor", "room", "area")
        parts = {name: getattr(self, name) for name in names}
        return {name: list(part) if isinstance(part, tuple) else part for name, part in parts.items()}


@dataclass(frozen=True, slots=True)
class Due:
    """A time that was said: `value` as in the contract, `span` the words, `part` of the day when no hour was said.

    `kind` is point, deadline, range or recur. `guessed`: it rests on working days of a year whose arrangement of
    holidays is not published yet.
    """

    value: str
    span: str
    kind: str
    part: str | None = None
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class Ballot:
    """A vote: the option counted from 1; the poll's code, or None where the words and the room do not tell."""

    option: int
    poll: str | None

    @property
    def choices(self) -> tuple[int, ...]:
        """All that is chosen, ascending."""
        return (self.option,)


@dataclass(frozen=True, slots=True)
class SeveralChosen(Ballot):
    """A vote for several options, perhaps for more than one may choose: the first, and `more`."""

    more: tuple[int, ...]

    @property
    def choices(self) -> tuple[int, ...]:
        return (self.option, *self.more)


@dataclass(frozen=True, slots=True)
class PollDraft:
    """A poll somebody asks for. No options said: an empty tuple (the bot proposes 同意/反对/弃权).

    `due_guessed`: its end rests on holidays that are not published yet; `wishes`: how it is to be voted on;
    `unread`: of what was said something that could not be read and must not be passed over: "due" or "rule".
    """

    topic: str
    options: tuple[str, ...] = ()
    secret: bool = False
    due: str | None = None
    per_household: bool = False
    due_guessed: bool = False
    wishes: Wishes = NO_WISHES
    unread: str | None = None


@dataclass(frozen=True, slots=True)
class Further:
    """A further problem in the same message."""

    intent: str
    category: str | None
    urgency: str | None
    place_text: str | None


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a message means to the bot; the fields are those of the contract, `why` the words that decided.

    `weak`: what a message that is not for the bot may be about all the same, too unsure to speak up: a line for the
    楼长's daily list of weak signals (弱信号). `due_guessed`: the time rests on holidays that are not published yet.
    """

    for_bot: bool = False
    addressed: str | None = None
    intent: str = "闲聊"
    category: str | None = None
    urgency: str | None = None
    place: Place | None = None
    place_text: str | None = None
    due: str | None = None
    due_guessed: bool = False
    ballot: Ballot | None = None
    poll: PollDraft | None = None
    pii: tuple[str, ...] = ()
    confidence: float = 0.0
    more: tuple[Further, ...] = ()
    weak: Further | None = None
    why: tuple[str, ...] = field(default=())

    def to_json(self) -> dict[str, Any]:
        """The object that `understand` prints (without the caller's `id`)."""
        ballot, poll = self.ballot, self.poll
        return {
            "for_bot": self.for_bot,
            "addressed": self.addressed,
            "intent": self.intent,
            "category": self.category,
            "urgency": self.urgency,
            "place": self.place.to_json() if self.place else None,
            "place_text": self.place_text,
            "due": self.due,
            "ballot": {"option": ballot.option, "poll": ballot.poll} if ballot else None,
            "poll": _poll_json(poll) if poll else None,
            "pii": list(self.pii),
            "confidence": round(self.confidence, 3),
            "more": [
                {
                    "intent": one.intent,
                    "category": one.category,
                    "urgency": one.urgency,
                    "place_text": one.place_text,
                }
                for one in self.more
            ],
            "why": list(self.why),
        }


def _poll_json(poll: PollDraft) -> dict[str, Any]:
    return {
        "topic": poll.topic,
        "options": list(poll.options),
        "secret": poll.secret,
        "due": poll.due,
        "per_household": poll.per_household,
    }
