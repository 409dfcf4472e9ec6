"""What a feature declares: its commands, the intents it serves, the questions and the due times it handles."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import TypeVar

from handlers.arguments import Arguments
from handlers.chat import Chat
from handlers.community import Permission
from handlers.messages import Kind
from handlers.turn import Turn
from storage.records import Question, Timer

T = TypeVar("T")
Run = Callable[[Chat, Arguments], None]
Serve = Callable[[Chat], bool]
Answer = Callable[[Chat, Question], bool]
Due = Callable[[Turn, Timer], str | None]
Notice = Callable[[Chat], None]
Keep = Callable[[Turn], None]


class Where(StrEnum):
    """At which node of the tree the permission that a command needs is asked for, by its action. WORK is not a matter
    of the node: it is asked whether the request was given to the speaker."""

    OWN = "own"  # about what is the speaker's own; the permission anywhere is enough
    ROOM = "room"  # the node of the group it is said in
    REQUEST = "request"  # the node of the request or poll that is named
    PERSON = "person"  # where the person named lives, or holds a post
    PLACE = "place"  # the node that is named


@dataclass(frozen=True, slots=True)
class Right:
    """Who may say something. `needs`: any one of these, somewhere; empty: anybody. `where`: where exactly, which the
    action checks. `own`: without any of them, it may still be said about what concerns the speaker: what they
    reported or are affected by, what was said openly in that group, a poll in which they vote.

    The tables of docs/permissions.md and tests/bot/test_permissions.py are made from these declarations.
    """

    words: tuple[str, ...]
    needs: tuple[Permission, ...]
    where: Where
    own: bool


@dataclass(frozen=True, slots=True)
class Command:
    """What begins with one of the words of `right`; with `needs_code`, and then a code; with `alone`, and then a code
    or nothing: 登录 is a command, 登录不上医保网站 is not."""

    right: Right
    run: Run
    needs_code: bool
    alone: bool

    @property
    def words(self) -> tuple[str, ...]:
        return self.right.words

    @property
    def is_step(self) -> bool:
        """Whether it is a step of whoever has a request (办结): what residents may say of it too passes on questions
        (催办0712 怎么还没来？)."""
        return self.right.where is Where.REQUEST and not self.right.own


@dataclass(frozen=True, slots=True)
class DueRule:
    """How a kind of due time is handled; later than `late` it is skipped with a note, None: it is always run."""

    run: Due
    late: timedelta | None


@dataclass
class Feature:
    """A folder under handlers/ declares one of these; registry.py lists them."""

    name: str
    commands: list[Command] = field(default_factory=list)
    intents: dict[str, Serve] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    fleeting: set[str] = field(default_factory=set)
    in_words: set[str] = field(default_factory=set)
    anywhere: set[str] = field(default_factory=set)
    early: list[Serve] = field(default_factory=list)
    fallbacks: list[Serve] = field(default_factory=list)
    timers: dict[str, DueRule] = field(default_factory=dict)
    keepers: list[Keep] = field(default_factory=list)
    unheard: list[Notice] = field(default_factory=list)
    events: dict[Kind, Notice] = field(default_factory=dict)
    plain: list[Right] = field(default_factory=list)

    def command(
        self,
        *words: str,
        needs: Permission | tuple[Permission, ...] | None = None,
        where: Where = Where.OWN,
        own: bool = False,
        needs_code: bool = False,
        alone: bool = False,
    ) -> Callable[[Run], Run]:
        """Run the function when a message begins with one of `words` (and, with `needs_code`, a code; with `alone`,
        nothing but a code)."""

        def register(run: Run) -> Run:
            self.commands.append(Command(_right(words, needs, where, own), run, needs_code, alone))
            return run

        return register

    def declare(
        self,
        *words: str,
        needs: Permission | tuple[Permission, ...] | None = None,
        where: Where = Where.OWN,
        own: bool = False,
    ) -> Callable[[T], T]:
        """Say of a function that takes plain words, such as `words`, who may say them: for the table of
        docs/permissions.md and its test. It is the action that checks it."""

        def register(serve: T) -> T:
            self.plain.append(_right(words, needs, where, own))
            return serve

        return register

    def intent(self, *names: str) -> Callable[[Serve], Serve]:
        """Offer messages of these intents to the function; it says whether it took one."""

        def register(serve: Serve) -> Serve:
            self.intents.update(dict.fromkeys(names, serve))
            return serve

        return register

    def before_commands(self, serve: Serve) -> Serve:
        """Offer every message to the function before commands and meanings are looked at; it says whether it took it.
        For what is plain from the form alone: 0712 5分, +1, 谢谢."""
        self.early.append(serve)
        return serve

    def fallback(self, serve: Serve) -> Serve:
        """Offer what was plainly said to the bot, but is nothing of all this, to the function."""
        self.fallbacks.append(serve)
        return serve

    def overhear(self, notice: Notice) -> Notice:
        """Show what was said in a group, not to the bot, and taken by nobody, to the function. It says nothing there
        and keeps no word of it."""
        self.unheard.append(notice)
        return notice

    def event(self, kind: Kind) -> Callable[[Notice], Notice]:
        """Show the function that somebody joined, left, or renamed one of our groups."""

        def register(notice: Notice) -> Notice:
            self.events[kind] = notice
            return notice

        return register

    def answer(
        self, kind: str, *, at_once: bool = False, in_words: bool = False, anywhere: bool = False
    ) -> Callable[[Answer], Answer]:
        """Offer what is said after a question of this kind to the function; it says whether it was an answer.

        `at_once`: only the next thing that is said to the bot can be one. For what cannot be undone: a 确认 that is
        meant for something else must not do it. `in_words`: any words may be one, so a command of any feature is none.
        `anywhere`: a few words may answer it in another place than where it was asked, while nothing else was asked so
        (`Chat.answers` is the question then); the function says whether it takes it there.
        """

        def register(answer: Answer) -> Answer:
            self.answers[kind] = answer
            if at_once:
                self.fleeting.add(kind)
            if in_words:
                self.in_words.add(kind)
            if anywhere:
                self.anywhere.add(kind)
            return answer

        return register

    def timer(self, kind: str, late: timedelta | None = None) -> Callable[[Due], Due]:
        """Call the function when a due time of this kind has come; a text it returns is the note of a skip."""

        def register(run: Due) -> Due:
            self.timers[kind] = DueRule(run, late)
            return run

        return register

    def recurring(self, keep: Keep) -> Keep:
        """Let the function set the due time of what happens again and again, where it is not set: at each start, and
        after a due time that failed, which could not set the next one. Called twice, it does nothing more."""
        self.keepers.append(keep)
        return keep


def _right(
    words: tuple[str, ...], needs: Permission | tuple[Permission, ...] | None, where: Where, own: bool
) -> Right:
    if isinstance(needs, Permission):
        needs = (needs,)
    return Right(words, needs or (), where, own)
