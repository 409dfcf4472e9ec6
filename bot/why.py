"""What the bot would do with a sentence, and why: the house itself handles it, and all of that is taken back.

So the answer cannot differ from what happens, whatever the features become. For `gridbot why` and the page /why.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.app import House
from bot.cli.errors import CommandError
from bot.rehearsal import open_stage
from bot.why_words import line as _t
from bot.why_words import word_lines
from handlers.chat import Chat
from handlers.community import Community, Person, RoomMode
from handlers.inbound import cleaned
from handlers.messages import Inbound
from handlers.registry import FEATURES
from handlers.requests.dispatch.dispatching import Report, register
from handlers.requests.wording import subject, who
from handlers.router import Router
from handlers.signals.rules import list_moment
from handlers.texts import text
from handlers.turn import Turn
from handlers.understanding import Meaning
from storage.records import Post, Question, Request
from storage.unit_of_work import UnitOfWork

_NEWEST = 50  # messages and requests that one sentence may bring about
_SOMEBODY = "somebody"
_PRIVATE = "private"  # where a question is asked that is for nobody else


@dataclass(frozen=True, slots=True)
class Answer:
    """`facts`: (heading, words), in the order in which they are read; `words`: a line for each that decided;
    `said`: (to whom, text) of every message that would go out; all as people read it."""

    action: str
    facts: tuple[tuple[str, str], ...]
    words: tuple[str, ...]
    said: tuple[tuple[str, str], ...]

    def lines(self) -> list[str]:
        """The whole answer as plain lines."""
        lines = [f"{heading}：{words}" for heading, words in self.facts]
        if self.words:
            lines += [f"{_t('headings.words')}：", *(f"  {line}" for line in self.words)]
        for to, message in self.said:
            lines += [f"{_t('headings.said')}（{to}）：", *(f"  {line}" for line in message.split("\n"))]
        return lines

    def to_json(self) -> dict[str, Any]:
        return {
            "action": self.action,
            "facts": [list(fact) for fact in self.facts],
            "words": list(self.words),
            "said": [list(one) for one in self.said],
            "headings": {key: _t(f"headings.{key}") for key in ("words", "said")},
        }


class _TakenBack(Exception):
    """Leaves the savepoint, with the answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer


async def ask(
    community: Community, now: datetime, sentence: str, speaker: str | None, room: str | None, private: bool
) -> Answer:
    """The answer on a day on which nothing has happened yet. Without a `room` that of the speaker's home, or the last
    one; without a `speaker` somebody in no roster.

    Raises:
        CommandError: there is no such room, or nobody of that id.
    """
    person = community.person_of(speaker) if speaker else None
    if speaker and person is None:
        raise CommandError(_t("errors.person", person=speaker))
    if room and community.room(room) is None:
        raise CommandError(_t("errors.room", room=room, known="、".join(one.id for one in community.rooms)))
    where = None if private else room or _home_room(community, person)
    said = Inbound("why", now, speaker or _SOMEBODY, where, sentence, name=person.name if person else "")
    async with open_stage(community, "sqlite://", now, lambda entry: None) as (house, _, _):
        return await house.store.write(lambda store: explain(house, store, said, now))


def _home_room(community: Community, person: Person | None) -> str:
    home = community.household(person.household) if person and person.household else None
    places = [node.id for node in community.chain(home.node)] if home else []
    return next((room.id for place in places for room in community.rooms_of(place)), community.rooms[-1].id)


def explain(house: House, store: UnitOfWork, inbound: Inbound, now: datetime) -> Answer:
    """What would become of a message that came in now. Nothing of it is kept; nothing is sent."""
    try:
        with store.savepoint():
            raise _TakenBack(_tried(house, store, cleaned(inbound), now))
    except _TakenBack as done:
        return done.answer


@dataclass(frozen=True, slots=True)
class _Traces:
    """What the handling of a sentence may have changed. `signals`: how much was counted; `audit`: the last link."""

    requests: tuple[Request, ...]
    posts: tuple[Post, ...]
    questions: tuple[Question | None, ...]
    signals: int
    audit: str

    @classmethod
    def seen(cls, chat: Chat) -> "_Traces":
        store, now = chat.turn.store, chat.turn.now
        counted = store.signals.of_day(list_moment(chat.turn.community, now).date())
        return cls(
            requests=tuple(reversed(store.requests.newest(_NEWEST))),
            posts=tuple(reversed(store.outbox.newest(_NEWEST))),
            questions=tuple(
                store.questions.pending(where, chat.speaker, now)
                for where in dict.fromkeys((chat.conversation, _PRIVATE))
            ),
            signals=sum(signal.count for signal in counted),
            audit=store.audit.head(),
        )

    def since(self, before: "_Traces") -> "_Outcome":
        old_requests = {request.id for request in before.requests}
        old_posts = {post.id for post in before.posts}
        asked = [one for one in self.questions if one is not None and one not in before.questions]
        return _Outcome(
            registered=tuple(request for request in self.requests if request.id not in old_requests),
            offered=tuple(report for one in asked for report in one.payload.get("reports", ())),
            posts=tuple(post for post in self.posts if post.id not in old_posts),
            counted=self.signals > before.signals,
            noted=self.audit != before.audit,
        )


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What the sentence brought about; `offered`: the reports that wait for a yes."""

    registered: tuple[Request, ...]
    offered: tuple[Mapping[str, Any], ...]
    posts: tuple[Post, ...]
    counted: bool
    noted: bool

    @property
    def action(self) -> str:
        """Its key under `why.action` in the texts."""
        happened = {
            "register": self.registered,
            "offer": self.offered,
            "weak": self.counted,
            "answer": self.posts,
            "noted": self.noted,
        }
        return next((name for name, so in happened.items() if so), "silent")


def _tried(house: House, store: UnitOfWork, inbound: Inbound, now: datetime) -> Answer:
    community = house.directory.of(store)
    chat = Chat.of(Turn.by_contact(store, now, community, inbound.sender), inbound)
    meaning, mode, command = chat.meaning, chat.mode, Router(FEATURES).find_command(chat)
    before = _Traces.seen(chat)
    house.dispatcher.handle(store, inbound)
    outcome = _Traces.seen(chat).since(before)
    reason = _reason(chat, outcome, command[0].words[0] if command else None)
    facts = (
        (_t("headings.for_bot"), reason),
        (_t("headings.action"), _does(chat, outcome, mode)),
        *_facts(community, meaning, outcome, _would_register(chat.turn, outcome)),
    )
    said = tuple((_recipient(chat.turn, post), post.text) for post in outcome.posts)
    return Answer(outcome.action, facts, tuple(word_lines(chat)), said)


def _reason(chat: Chat, outcome: _Outcome, command: str | None) -> str:
    """Why the sentence is for the bot, or not."""
    meaning, spoke = chat.meaning, outcome.action not in ("silent", "weak")
    reasons = {
        "command": command is not None and spoke,
        "private": chat.private,
        "called": chat.called,
        "ballot": meaning.ballot is not None,
        "form": meaning.addressed == "explicit" or (spoke and not meaning.for_bot),
        "emergency": meaning.urgency == "emergency",
        "implicit": meaning.for_bot,
        "weak": outcome.counted,
        "pleasantry": "-pleasantry" in meaning.why,
    }
    return _t(f"reason.{next((name for name, so in reasons.items() if so), 'chatter')}", word=command)


def _does(chat: Chat, outcome: _Outcome, mode: RoomMode) -> str:
    done = _t(f"action.{outcome.action}")
    if outcome.action not in ("silent", "weak") or not chat.meaning.for_bot or chat.called:
        return done
    if mode is RoomMode.ACTIVE:
        return _t("action.unsure", done=done)
    return _t("action.held", done=done, mode=text(f"rooms.name.{mode.value}"))


def _would_register(turn: Turn, outcome: _Outcome) -> tuple[Request, ...]:
    """What was registered, and what would be of the offered after a yes: who gets it is the rule of registration, so
    it is done, and taken back with the rest."""
    return (*outcome.registered, *(register(turn, Report(**report)) for report in outcome.offered))


def _facts(
    community: Community, meaning: Meaning, outcome: _Outcome, requests: Sequence[Request]
) -> list[tuple[str, str]]:
    """What was understood, and who gets it; a heading with nothing behind it is left out."""
    found = {
        "meaning": _heard(meaning),
        "more": "；".join(
            _t("meaning.more", intent=one.intent, category=one.category, place=one.place_text or "")
            for one in meaning.more
        ),
        "place": _place(meaning, outcome),
        "due": meaning.due or "",
        "route": "；".join(
            _t("meaning.to", member=who(community, one.assignee), subject=subject(one)) for one in requests
        ),
        "pii": _t("meaning.pii", count=len(meaning.pii)) if meaning.pii else "",
    }
    return [(_t(f"headings.{key}"), words) for key, words in found.items() if words]


def _heard(meaning: Meaning) -> str:
    if meaning.ballot:
        return _t("meaning.vote", option=meaning.ballot.option)
    if meaning.poll:
        return _t("meaning.poll", topic=meaning.poll.topic)
    heard = meaning if meaning.for_bot else meaning.weak
    if heard is None:
        return ""
    return _t(
        "meaning.what",
        intent=heard.intent,
        category=heard.category,
        urgency=_t(f"urgency.{heard.urgency or 'normal'}"),
        sure=round(meaning.confidence * 100),
    )


def _place(meaning: Meaning, outcome: _Outcome) -> str:
    """The place that was said, and what the group and the speaker's home add to it."""
    said = meaning.place_text or (meaning.weak.place_text if meaning.weak else None)
    if meaning.place and not meaning.place.known:
        return _t("meaning.elsewhere", place=said)
    full = [request.place for request in outcome.registered] + [report["place"] for report in outcome.offered]
    place = full[0] if full else said
    if place is None or place == said:
        return place or ""
    return _t("meaning.filled" if said else "meaning.guessed", place=place, said=said)


def _recipient(turn: Turn, post: Post) -> str:
    room = turn.community.room(post.room) if post.room else None
    return room.name if room else _t("meaning.private", name=turn.name_of(post.contact or ""))
