"""One message being handled: the turn, who spoke where, what it means, and the ways to answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property, lru_cache
from typing import Any

from handlers.chains.find import talked_of
from handlers.community import BuildingPlan, Community, Node, Permission, Person, Room, RoomMode
from handlers.errors import UserError
from handlers.messages import Inbound
from handlers.opinion.rules import Opinion, OpinionWanted, may_only_offer, undecided, with_opinion
from handlers.polls.find import open_polls
from handlers.privacy.consent import with_notice
from handlers.rooms.mode import mode_of
from handlers.texts import text
from handlers.turn import Turn
from handlers.understanding import Context, Meaning, OpenPoll, Register, strip_call, understand
from storage.records import Lane, Post, Question, RequestStatus
from storage.requests import OPEN

_NARROW = {0xFF10 + n: 0x30 + n for n in range(10)}  # ０-９, which some keyboards write


@dataclass(frozen=True)
class Chat:
    """`inbound` is cleaned; `called` says that it was plainly meant for the bot (an @, its name, a private chat);
    `words` is its text without the call. `opinion` is what somebody else makes of it, `may_ask` that somebody could be
    asked (both: handlers/opinion). `answers`: it is read as the answer to this question, which was asked elsewhere."""

    turn: Turn
    inbound: Inbound
    called: bool
    words: str
    opinion: Opinion | None = None
    may_ask: bool = False
    answers: Question | None = None

    @classmethod
    def of(
        cls, turn: Turn, inbound: Inbound, opinion: Opinion | None = None, may_ask: bool = False
    ) -> "Chat":
        """The handling of a message that has just come in."""
        named, words = strip_call(inbound.text, turn.community.bot_names)
        mentioned = turn.community.bot_contact in inbound.mentions
        called = named or mentioned or inbound.room is None
        return cls(turn, inbound, called, words.translate(_NARROW), opinion, may_ask)

    @property
    def speaker(self) -> str:
        """The actor who spoke: a person's id, or a guest's."""
        return self.turn.actor

    @property
    def person(self) -> Person | None:
        """The speaker, if in the roster."""
        return self.turn.community.person_of(self.inbound.sender)

    def may_somewhere(self, permission: Permission) -> bool:
        """Whether the speaker is allowed this at any node at all; a party member may WORK while they have something."""
        if self.turn.community.may_somewhere(self.person, permission):
            return True
        return permission is Permission.WORK and self._took_something

    @cached_property
    def _took_something(self) -> bool:
        """Whether a party member or volunteer without a post has a request (党员接单)."""
        person, store = self.person, self.turn.store.requests
        return (
            person is not None
            and person.volunteers
            and bool(store.assigned_to(person.id, (*OPEN, RequestStatus.TO_RATE)))
        )

    def require_somewhere(self, permission: Permission) -> None:
        """For words that can be meant in no other way: whoever may not say them is told so, and not registered with
        them as with a report.

        Raises:
            UserError: the speaker is allowed this nowhere.
        """
        if not self.may_somewhere(permission):
            raise UserError("common.not_allowed")

    @property
    def works(self) -> bool:
        """Whether the speaker is somebody to whom requests are given."""
        return self.may_somewhere(Permission.WORK)

    @property
    def room(self) -> Room | None:
        """The group it was said in, if it is one of ours."""
        return self.turn.community.room(self.inbound.room) if self.inbound.room else None

    @cached_property
    def mode(self) -> RoomMode:
        """How much may be said unasked where it was said."""
        return mode_of(self.turn.store, self.room) if self.room else RoomMode.SILENT

    @property
    def private(self) -> bool:
        return self.inbound.room is None

    @property
    def conversation(self) -> str:
        """The group's id, or "private"."""
        return self.inbound.room or "private"

    @property
    def node(self) -> Node:
        """The place in the tree that the message came from: the group's, else the speaker's home or post, else the
        top."""
        community = self.turn.community
        home = community.household(self.person.household) if self.person and self.person.household else None
        posts = community.posts_of(self.person) if self.person else ()
        for node_id in (self.room and self.room.node, home and home.node, posts and posts[0].node):
            node = community.node(node_id) if node_id else None
            if node is not None:
                return node
        return next(node for node in community.nodes if node.parent is None)

    @cached_property
    def meaning(self) -> Meaning:
        """What the message means, read when somebody first asks."""
        if self.opinion is not None and self._undecided:
            return with_opinion(self._reading, self.opinion, self.called)
        return self._reading

    @cached_property
    def _reading(self) -> Meaning:
        return understand(self.inbound.text, self.context)

    @property
    def _undecided(self) -> bool:
        return undecided(self._reading, self.called, active=self.mode is RoomMode.ACTIVE)

    @property
    def guessed(self) -> Opinion | None:
        """The opinion, if the meaning rests on it and it may only be offered: nothing is done before a yes."""
        if self.opinion is None or self.meaning is self._reading:
            return None
        return self.opinion if may_only_offer(self.opinion, self.called) else None

    def consult(self) -> None:
        """Nobody took the message: let somebody else be asked about it, if that is possible and it is undecided.

        Raises:
            OpinionWanted: so it is.
        """
        if self.may_ask and self._undecided:
            raise OpinionWanted(self.words, frozenset(one.name for one in self.turn.community.people))

    @cached_property
    def context(self) -> Context:
        """What the words must be read with: the open polls here, the speaker's requests, what was just asked."""
        store, community = self.turn.store, self.turn.community
        pending = self.pending
        return Context(
            now=self.turn.local,
            room=not self.private,
            mentioned=self.turn.community.bot_contact in self.inbound.mentions,
            bot_names=community.bot_names,
            open_polls=tuple(
                OpenPoll(poll.code, poll.options, poll.choose)
                for poll in open_polls(self.turn, self.inbound.room, self.speaker)
            ),
            open_signups=tuple(kept.code for kept in talked_of(self.turn, self.inbound.room)),
            own_requests=tuple(
                request.code
                for request in store.requests.reported_by(self.speaker, (*OPEN, RequestStatus.TO_RATE))
                if self.called or (request.room == self.inbound.room and request.restricted is None)
            ),
            just_closed=pending.payload.get("code") if pending else None,
            register=register_of(community),
            lexicon=community.lexicon,
        )

    @cached_property
    def quoted(self) -> Post | None:
        """The message of the bot that this one quotes."""
        return self.turn.store.outbox.of_wire(self.inbound.quote) if self.inbound.quote else None

    def reply(self, key: str, *, about: str | None = None, lane: Lane = Lane.REPLY, **params: object) -> None:
        """Answer where it was said, calling the speaker by name in a group."""
        self.say(text(key, **params), about=about, lane=lane)

    def refuse(self, message: str) -> None:
        """Answer that it cannot be, where it was said; what is kept of the speaker is not told with that."""
        if self.inbound.room is None:
            self.turn.to_actor(self.speaker, message, lane=Lane.REPLY)
        else:
            self.say(message)

    def say(self, message: str, *, about: str | None = None, lane: Lane = Lane.REPLY) -> None:
        """As `reply`, with a text already made."""
        if self.inbound.name:
            self.turn.store.contacts.remember(self.inbound.sender, self.inbound.name, self.turn.now)
        if self.inbound.room is None:
            told = with_notice(self.turn, message, lane)
            self.turn.to_actor(self.speaker, told, lane=lane, about=about)
        else:
            self.turn.to_room(self.inbound.room, message, lane=lane, mention=[self.speaker], about=about)

    def whisper(self, key: str, *, about: str | None = None, **params: object) -> None:
        """Answer privately, wherever it was said."""
        message = with_notice(self.turn, text(key, **params), Lane.REPLY)
        self.turn.to_actor(self.speaker, message, lane=Lane.REPLY, about=about)

    def ask(self, kind: str, payload: Mapping[str, Any], lasts: timedelta) -> None:
        """Wait for the speaker's answer here; the text of the question is the caller's to send."""
        ask(self.turn, self.conversation, self.speaker, kind, payload, self.turn.now + lasts)

    @cached_property
    def pending(self) -> Question | None:
        """What the bot last asked the speaker here, or what this answers."""
        if self.answers is not None:
            return self.answers
        return self.turn.store.questions.pending(self.conversation, self.speaker, self.turn.now)

    @property
    def pending_elsewhere(self) -> list[Question]:
        """What the bot asked the speaker in other places and still waits for."""
        asked = self.turn.store.questions.of([self.speaker])
        return [
            one for one in asked if one.conversation != self.conversation and one.expires_at > self.turn.now
        ]

    def settle(self) -> None:
        """The question is answered."""
        where = self.answers.conversation if self.answers is not None else self.conversation
        self.turn.store.questions.settle(where, self.speaker)


def ask(
    turn: Turn, conversation: str, actor: str, kind: str, payload: Mapping[str, Any], until: datetime
) -> None:
    """Wait for somebody's answer in a conversation (a group's id, or "private")."""
    turn.store.questions.ask(Question(conversation, actor, kind, payload, turn.now, until))


@lru_cache(maxsize=4)  # the roster changes: what was worked out for its earlier states must not pile up
def register_of(community: Community) -> Register:
    """The community's own places, for the place grammar."""
    plans = community.place_register()
    return Register(
        buildings=frozenset(plans),
        units=max((len(plan.units) for plan in plans.values()), default=None),
        floors=max((max(plan.floors, default=0) for plan in plans.values()), default=None),
        flats=max((_flats_a_floor(plan) for plan in plans.values()), default=None),
        areas=community.areas,
    )


def _flats_a_floor(plan: BuildingPlan) -> int:
    return max((int(room[-2:]) for _, room in plan.flats if room[-2:].isdigit()), default=0)
