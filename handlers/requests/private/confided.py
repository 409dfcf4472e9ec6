"""What is said to the bot in confidence: a complaint against a person, violence at home, a child in need, hunger. It is
taken before anything else may be read into it, and registered with nobody asked in the group."""

from collections.abc import Collection
from dataclasses import replace

from handlers.arguments import starts_with_code
from handlers.chat import Chat
from handlers.feature import Feature
from handlers.requests.dispatch.dispatching import Report
from handlers.requests.intake import read_reports, register_all
from handlers.requests.more_words import add_to
from handlers.requests.plain_words import offer
from handlers.requests.private.confiding import member_above, restriction
from handlers.requests.private.restricted import Kind
from handlers.requests.rules import DISPUTES
from handlers.requests.same.together import REPORTS
from handlers.texts import text
from handlers.understanding import INTENTS
from handlers.understanding.normal import normalise
from handlers.understanding.topics import topic
from storage.records import Request
from storage.requests import OPEN

confided = Feature("confided")

_SURE = 0.5
_TAKEN = frozenset({Kind.PERSON, Kind.VIOLENCE, Kind.MINOR})
"""Of these the words alone decide; of the others only where their meaning is not plain."""
_NONE_OF_IT = frozenset({"表决", "接龙", "报名"})
_CATEGORIES = {Kind.VIOLENCE: "治安", Kind.HEALTH: "医疗健康"}


@confided.intent(*INTENTS)
@confided.fallback
def confide(chat: Chat) -> bool:
    """物业的小李骂人, 我老公打我: to those who must know it, whatever else it may look like."""
    meaning = chat.meaning
    if starts_with_code(chat.words) or chat.quoted or meaning.intent in _NONE_OF_IT or len(chat.words) < 3:
        return False
    plain = meaning.intent in REPORTS and meaning.confidence >= _SURE
    if not plain:  # then its topic is a guess too, and only the words count
        meaning = replace(meaning, intent="求助", category=None)
    [first, *_] = read_reports(chat, meaning)
    kind, accused = restriction(chat.turn, first)
    if kind is None or (plain and kind not in _TAKEN):
        return False
    report = _report(first, kind)
    before = _complained_before(chat, accused) if kind is Kind.PERSON else None
    if before is not None:
        add_to(chat, before, chat.words, report.urgency)
    elif kind is Kind.PERSON and accused and member_above(chat.turn, first.node, accused) is None:
        chat.whisper("requests.nobody_above_person")
    elif chat.called or report.urgency == "emergency":
        register_all(chat, [report])
    else:
        offer(chat, [report])
    return True


def _complained_before(chat: Chat, accused: Collection[str]) -> Request | None:
    """What the speaker said of the same persons and is open still: more of it is no second complaint."""
    own = chat.turn.store.requests.reported_by(chat.speaker, OPEN) if accused else []
    alike = (one for one in own if one.restricted == Kind.PERSON and set(one.kept_from) == set(accused))
    return next(alike, None)


def _report(first: Report, kind: Kind) -> Report:
    """The matter as what it is, where its words were not understood for that."""
    intent = "投诉" if kind is Kind.PERSON else first.intent
    other = text("requests.other_category")
    category = _CATEGORIES.get(kind, first.category)
    if kind is Kind.PERSON and (category in DISPUTES or topic(normalise(first.text)) is None):
        category = other  # of what somebody is accused of, no topic may be guessed
    pressing = kind is Kind.VIOLENCE and first.urgency == "normal"
    return replace(first, intent=intent, category=category, urgency="urgent" if pressing else first.urgency)
