"""From a message to the one handler that takes it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta

from handlers.arguments import Arguments, asks_about, further, names_another, read_arguments, starts_with_code
from handlers.chat import Chat
from handlers.community import RoomMode
from handlers.errors import UserError
from handlers.feature import Command, DueRule, Feature
from handlers.turn import Turn
from storage.records import Question, Timer

_EDGES = " \t\n:：，,。"
_FEW = 20  # characters that may answer a question of another place
_NOTHING = re.compile(r"(?:[\s:：，,。；;、！!？?.~～]|一下|一个|吧|了|呢|啊|呀|哦)*")
_GAP = re.compile(r"[\s:：，,。；;、！!？?.~～]")


class Router:
    """Matches messages and due times to the handlers of the features."""

    def __init__(self, features: Iterable[Feature]) -> None:
        self._features = tuple(features)
        commands = [
            (word, command) for f in self._features for command in f.commands for word in command.words
        ]
        self._commands = sorted(commands, key=lambda entry: -len(entry[0]))
        self._timers = {kind: rule for f in self._features for kind, rule in f.timers.items()}
        self._fleeting = frozenset(kind for f in self._features for kind in f.fleeting)
        self._in_words = frozenset(kind for f in self._features for kind in f.in_words)
        self._anywhere = frozenset(kind for f in self._features for kind in f.anywhere)
        self._keepers = tuple(keep for f in self._features for keep in f.keepers)
        self._answers = {kind: answer for f in self._features for kind, answer in f.answers.items()}

    def handle(self, chat: Chat) -> None:
        """Let the first one who takes the message handle it; a message that nobody takes leaves no trace
        but what features count of it (弱信号).

        An answer to what the bot just asked comes first, then what is plain from its form, then a command, then what
        the words mean.

        Raises:
            UserError: what to answer instead.
            OpinionWanted: somebody else should be asked what it means (see `Chat.consult`).
        """
        if self._answered(chat):
            return
        question = chat.pending
        if chat.called and question is not None and question.kind in self._fleeting:
            chat.settle()
        if not (self._by_form(chat) or self._by_meaning(chat)):
            self._left_over(chat)

    def event(self, chat: Chat) -> None:
        """Somebody joined or left a group, or renamed it: every feature that cares is shown."""
        for feature in self._features:
            notice = feature.events.get(chat.inbound.kind)
            if notice is not None:
                notice(chat)

    def _answered(self, chat: Chat) -> bool:
        return self._answers_to(chat, chat.pending) or self._answered_elsewhere(chat)

    def _answers_to(self, chat: Chat, question: Question | None) -> bool:
        answer = self._answers.get(question.kind) if question is not None else None
        if question is None or answer is None:
            return False
        tail = self._behind_command(chat)
        if tail is not None and (question.kind in self._in_words or starts_with_code(tail)):
            return False
        code = question.payload.get("code")
        if code is not None and question.kind not in self._in_words and names_another(chat.words, code):
            return False
        return answer(chat, question)

    def _answered_elsewhere(self, chat: Chat) -> bool:
        """A few words in another place than where the speaker was asked, of the one question they can be about."""
        if len(chat.words) > _FEW:
            return False
        asked = [one for one in chat.pending_elsewhere if one.kind in self._anywhere]
        return len(asked) == 1 and self._answers_to(replace(chat, answers=asked[0]), asked[0])

    def _behind_command(self, chat: Chat) -> str | None:
        """What follows the command, if the message is one and no mere talk that begins like one (我选下午三点)."""
        found = self.find_command(chat)
        tails = (tail for command, tail in self._beginning(chat.words) if found and command is found[0])
        tail = next(tails, None)
        if tail is None or (tail and not _GAP.match(tail) and not starts_with_code(tail)):
            return None
        return tail

    def _by_form(self, chat: Chat) -> bool:
        """A command behind a code, what the features know by its form, any other command."""
        found = self._code_and_command(chat)
        if found is not None and self._allows(chat, found[0]):
            found[0].run(chat, found[1])
            return True
        if any(serve(chat) for feature in self._features for serve in feature.early):
            return True
        found = self.find_command(chat)
        if found is None:
            return False
        command, arguments = found
        if self._allows(chat, command):
            command.run(chat, arguments)
        elif chat.called:
            raise UserError("common.not_allowed")
        return True

    def _by_meaning(self, chat: Chat) -> bool:
        return self._may_serve(chat) and any(
            feature.intents[chat.meaning.intent](chat)
            for feature in self._features
            if chat.meaning.intent in feature.intents
        )

    def _left_over(self, chat: Chat) -> None:
        """What nobody took: a call is answered all the same, anything else is at most counted."""
        if not chat.called:
            chat.consult()
            for notice in (notice for feature in self._features for notice in feature.unheard):
                notice(chat)
        elif not any(serve(chat) for feature in self._features for serve in feature.fallbacks):
            chat.consult()
            member = chat.private and chat.works
            raise UserError("common.not_understood_member" if member else "common.not_understood")

    def keep(self, turn: Turn) -> None:
        """What happens again and again has its next due time."""
        for keep in self._keepers:
            keep(turn)

    def due(self, turn: Turn, timer: Timer) -> str | None:
        """Handle a due time; the note if it was skipped."""
        rule: DueRule | None = self._timers.get(timer.kind)
        if rule is None:
            return "no handler for this kind"
        late = turn.now - timer.due_at
        if rule.late is not None and late > rule.late:
            return f"late by {late // timedelta(minutes=1)} minutes"
        return rule.run(turn, timer)

    def find_command(self, chat: Chat) -> tuple[Command, Arguments] | None:
        """The command that a message begins with, and what follows it."""
        for command, tail in self._beginning(chat.words):
            # Talk that merely begins with such a word (办结率怎么样, 看电话亭那边的灯) is no command in a group, nor
            # from somebody who may not give it.
            glued = tail and not (_GAP.match(tail) or starts_with_code(tail))
            if glued and not (chat.private and self._allows(chat, command)):
                continue
            if command.is_step and asks_about(tail):
                continue
            arguments = read_arguments(tail)
            if command.needs_code and arguments.code is None:
                continue
            bare = arguments.code is None and _NOTHING.fullmatch(tail) is not None
            if command.alone and arguments.code is None and not bare:
                continue
            if arguments.code is None and not bare and not self._fits(chat, command):
                continue
            return command, arguments
        return None

    def _code_and_command(self, chat: Chat) -> tuple[Command, Arguments] | None:
        """0712 接单, 0712办结 换了灯泡: a request's code, and then the command."""
        if not starts_with_code(chat.words):
            return None
        said = read_arguments(chat.words)
        if said.code is None or said.code.startswith("V"):
            return None
        member = chat.private and chat.works
        others = further(said.rest)  # 0712 0713 办结
        for command, tail in self._beginning(said.rest[len(others) :]):
            if command.is_step and asks_about(tail):
                continue
            if not tail or member or _GAP.match(tail):
                return command, Arguments(said.code, f"{others} {tail}".strip(_EDGES))
        return None

    def _beginning(self, words: str) -> Iterator[tuple[Command, str]]:
        """The commands whose word `words` begin with, the longest word first, and what follows it."""
        for word, command in self._commands:
            if words.startswith(word):
                yield command, words[len(word) :]

    def _fits(self, chat: Chat, command: Command) -> bool:
        """Whether words behind a command can be meant for the bot, where nobody called it: 查 今天几号 and 投 3号作品
        begin like what anybody may say, and are talk while there is nothing of the speaker's own or to vote on."""
        if chat.called or (command.right.needs and self._allows_by_post(chat, command)):
            return True
        context = chat.context
        return bool(
            context.own_requests or context.open_polls or context.open_signups or chat.meaning.for_bot
        )

    @staticmethod
    def _allows_by_post(chat: Chat, command: Command) -> bool:
        return any(chat.may_somewhere(needed) for needed in command.right.needs)

    @staticmethod
    def _allows(chat: Chat, command: Command) -> bool:
        right = command.right
        return right.own or not right.needs or Router._allows_by_post(chat, command)

    @staticmethod
    def _may_serve(chat: Chat) -> bool:
        """Whether plain words may be acted on here: an emergency always, otherwise as the group's mode says."""
        if not chat.meaning.for_bot:
            return False
        if chat.called or chat.meaning.urgency == "emergency":
            return True
        if chat.mode is RoomMode.SILENT:
            return False
        return chat.mode is RoomMode.ACTIVE or chat.meaning.ballot is not None
