"""What is written about polls, and who takes it: opening, ballots, ending, how it stands. Chat only."""

import re

from handlers.arguments import Arguments
from handlers.chat import Chat
from handlers.community import Permission
from handlers.errors import UserError
from handlers.feature import Where
from handlers.polls import actions, opening, standing, voting
from handlers.polls import asides as asides
from handlers.polls import closing as closing
from handlers.polls import objecting as objecting
from handlers.polls import own as own
from handlers.polls import paper as paper
from handlers.polls import reminding as reminding
from handlers.polls import which as which
from handlers.polls import witnessing as witnessing
from handlers.polls.actions import polls as polls
from handlers.polls.find import answered_for, by_code
from handlers.understanding import mask
from handlers.understanding.draftchanges import read_changes
from storage.records import Poll, PollStatus


@polls.intent("表决")
@polls.declare("发起表决：是否加装充电桩？", needs=Permission.POLL, where=Where.ROOM)
def read_poll_words(chat: Chat) -> bool:
    """A ballot, or the wish to open a poll."""
    meaning = chat.meaning
    if meaning.ballot is not None:
        return voting.cast_by_words(chat, meaning.ballot.poll, meaning.ballot.choices)
    return opening.propose(chat) if meaning.poll is not None else voting.ask_back(chat)


_ASKS = re.compile(
    r"[?？]|多少|几(?:票|户|人|家|个)|怎么?样|如何|结果|进度|进展|公示|什么|何时|为啥|还是|的多|谁(?:没|还)?投|[吗呢]$"
)


@polls.before_commands
def talk_about(chat: Chat) -> bool:
    """V3 2, V3 同意, V3 截止改周六, or the bare code: about that poll."""
    arguments = voting.code_at_head(chat)
    if arguments is None or arguments.code is None:
        return False
    poll = answered_for(chat.turn, arguments.code, chat.inbound.room)
    if any(arguments.rest == word for command in polls.commands for word in command.words):
        return _run_command(chat, arguments) or voting.about_poll(chat, poll)
    if not arguments.rest or (chat.meaning.ballot is None and _ASKS.search(arguments.rest)):
        standing.progress(chat, arguments)
        return True
    if poll.status is PollStatus.OPEN and _wants_change(chat, poll, arguments.rest):
        chat.whisper("polls.fixed", about=poll.code, code=poll.code)
        return True
    return _run_command(chat, arguments) or voting.about_poll(chat, poll)


def _wants_change(chat: Chat, poll: Poll, words: str) -> bool:
    if chat.meaning.ballot is not None:
        return False
    return bool(read_changes(words, poll.options, chat.turn.local.replace(tzinfo=None)))


def _run_command(chat: Chat, arguments: Arguments) -> bool:
    """V3 没投名单, V3 作废 写错了: the code before the command."""
    for command in polls.commands:
        word = next((word for word in command.words if arguments.rest.startswith(word)), None)
        if word is None or command.run is voting.vote:
            continue
        needs = command.right.needs
        if needs and not command.right.own and not any(chat.may_somewhere(one) for one in needs):
            raise UserError("common.not_allowed")
        command.run(chat, Arguments(arguments.code, arguments.rest.removeprefix(word).strip(" :：，,。")))
        return True
    return False


@polls.before_commands
def refuse_change(chat: Chat) -> bool:
    """截止改周六, from whoever opened what is open there: it is fixed, and the way out is said."""
    if not chat.called or chat.pending is not None or not chat.may_somewhere(Permission.POLL):
        return False
    store, room = chat.turn.store.polls, chat.inbound.room
    here = store.open() if room is None else store.open_in_room(room)
    here = [poll for poll in here if poll.opened_by == chat.speaker]
    if not here:
        return False
    changes = read_changes(chat.words, here[-1].options, chat.turn.local.replace(tzinfo=None))
    if not changes or any(change.added or change.dropped or change.wishes.names for change in changes):
        return False
    chat.whisper("polls.fixed", about=here[-1].code, code=here[-1].code)
    return True


@polls.command("作废", needs=Permission.POLL, where=Where.REQUEST, needs_code=True)
def cancel(chat: Chat, arguments: Arguments) -> None:
    """A poll is ended without a result."""
    poll = by_code(chat.turn, arguments.code or "", chat.inbound.room)
    actions.cancel(chat.turn, poll, mask(arguments.rest).removeprefix("原因").strip(" :：，,"))
    if chat.inbound.room not in poll.rooms:
        chat.reply("polls.cancelled_there", code=poll.code, about=poll.code)


@polls.command("重开", "重新发起", needs=Permission.POLL, where=Where.REQUEST, needs_code=True)
def open_again(chat: Chat, arguments: Arguments) -> None:
    """A draft of a poll that was ended without a result, to be corrected and confirmed."""
    poll = by_code(chat.turn, arguments.code or "", chat.inbound.room)
    opening.show(chat, actions.again(chat.turn, poll))


@polls.command("改表决", "修改表决", needs=Permission.POLL, where=Where.REQUEST, needs_code=True)
def refuse_editing(chat: Chat, arguments: Arguments) -> None:
    """An open poll stays as it is; the way out is said."""
    poll = by_code(chat.turn, arguments.code or "", chat.inbound.room)
    chat.turn.require(Permission.POLL, poll.node)
    chat.whisper("polls.fixed", about=poll.code, code=poll.code)
