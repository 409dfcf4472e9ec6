"""Ballots in words: in the group, privately, by number, name, quote or code. Chat only."""

import re
from collections.abc import Sequence
from datetime import timedelta

from handlers.arguments import Arguments, read_arguments, starts_with_code
from handlers.chat import Chat, ask
from handlers.errors import UserError
from handlers.feature import Where
from handlers.polls import casting, opening, rules
from handlers.polls.actions import polls
from handlers.polls.casting import State
from handlers.polls.find import by_code, open_polls, votes_in
from handlers.polls.homes import other_home
from handlers.polls.wording import how_many, lines_of_options, moment
from handlers.requests.wording import excerpt
from handlers.texts import text
from handlers.understanding import OpenPoll, mask, read_ballot
from handlers.understanding.normal import normalise
from storage.records import Poll, PollStatus

_UNCLEAR = "poll.unclear"
_UNCLEAR_WAITS = timedelta(hours=2)
_REASONED = re.compile(r"我?们?家?投?(?:同意|赞成|支持|反对|弃权){1,3}[,，。;；!！ ]")
_REASON = 40  # characters of a choice with its reason; longer ones are talk
_TOLD_OPENLY = "poll.told_openly:"


def as_open(poll: Poll) -> OpenPoll:
    """What the grammar of ballots wants to know of a poll."""
    return OpenPoll(poll.code, poll.options, poll.choose)


def cast_by_words(chat: Chat, code: str | None, choices: Sequence[int], *, told: bool = False) -> bool:
    """Count a ballot without a word in the group; what is wrong with it is said privately. `told`: what became of it
    is said privately too, as after a question.

    A home that is named and is not the speaker's own is not counted as theirs.

    Raises:
        UserError: no poll is called so.
    """
    about = chat.quoted.about if chat.quoted else None
    here = open_polls(chat.turn, chat.inbound.room, chat.speaker)
    if code is None and about is not None and about.startswith("V"):
        code = about
    if code is None:
        if len(here) != 1:
            return False
        code = here[0].code
    poll = by_code(chat.turn, code, chat.inbound.room)
    if poll.secret and not chat.private and poll.status is PollStatus.OPEN:
        refuse_openly(chat, poll)
        return True
    if (own := other_home(chat, poll)) is not None:
        said = excerpt(mask(chat.words), _REASON)
        chat.whisper("polls.other_home", about=poll.code, code=poll.code, said=said, own=own)
        return True
    try:
        with chat.turn.store.savepoint():
            cast = casting.cast(chat.turn, poll, chat.speaker, choices)
    except UserError as error:
        chat.whisper(error.key, about=poll.code, **error.params)
        return True
    _tell(chat, poll, cast, told=told)
    return True


def _tell(chat: Chat, poll: Poll, cast: casting.Cast, *, told: bool) -> None:
    """Privately what became of it; from a group only to who changed what another of the household had
    cast, or was late."""
    if cast.state is State.LATE:
        chat.whisper("polls.over", about=poll.code, code=poll.code)
    elif told or chat.private or cast.before is not None:
        key = "polls.counted_yours" if cast.state is State.COUNTED else f"polls.{cast.state.value}"
        until = moment(chat.turn.community, poll.deadline)
        chat.whisper(key, about=poll.code, code=poll.code, option=cast.told, until=until)


def refuse_openly(chat: Chat, poll: Poll) -> None:
    """What everybody can read is no secret ballot: not counted, said once in a group, and to each who tries."""
    chat.whisper("polls.not_openly", about=poll.code, code=poll.code, options=lines_of_options(poll.options))
    if chat.inbound.room is None:  # what was said there was asked about, and is answered here
        return
    if chat.turn.store.counters.next(f"{_TOLD_OPENLY}{poll.code}:{chat.inbound.room}") == 1:
        chat.turn.to_room(
            chat.inbound.room or "",
            text(
                "polls.not_openly_here",
                code=poll.code,
                kind=poll.kind.value,
                bot=chat.turn.community.bot_names[0],
            ),
            about=poll.code,
        )


@polls.command("投票", "投", "我投", "我选", where=Where.REQUEST, own=True)
def vote(chat: Chat, arguments: Arguments) -> None:
    """A ballot in so many words: 投 V3 2.

    Raises:
        UserError: no option is named.
    """
    ballot = chat.meaning.ballot
    if ballot is None and chat.meaning.poll is not None and opening.propose(chat):
        return  # 投票：选哪家物业 asks for a poll
    mine = open_polls(chat.turn, chat.inbound.room, chat.speaker)
    if ballot is None and len(mine) == 1 and chat.called and votes_in(chat.turn, mine[0]):
        tell_options(chat, mine[0])
        return
    if ballot is None:
        raise UserError("polls.which_option")
    cast_by_words(chat, ballot.poll or arguments.code, ballot.choices)


@polls.before_commands
def ask_about_reason(chat: Chat) -> bool:
    """反对，噪音太大, from who has not voted: a choice with words behind it is asked back, and is no complaint."""
    words = chat.words.strip()
    if chat.meaning.ballot is not None or chat.pending is not None or not _REASONED.match(words):
        return False
    here = open_polls(chat.turn, chat.inbound.room, chat.speaker)
    voter = casting.voter_for(chat.turn.store, here[0], chat.person) if len(here) == 1 else None
    return voter is not None and not voter.voted and len(words) <= _REASON and ask_back(chat)


def about_poll(chat: Chat, poll: Poll) -> bool:
    """V3 2, V3 同意: a ballot; what is no option of it is said privately."""
    ballot = chat.meaning.ballot or read_ballot(normalise(chat.words), (as_open(poll),))
    if ballot is not None:
        return cast_by_words(chat, poll.code, ballot.choices)
    if poll.status is not PollStatus.OPEN:
        chat.whisper("polls.over", code=poll.code)
    elif not votes_in(chat.turn, poll):
        chat.whisper(rules.no_vote_key(chat.person, poll), code=poll.code, title=poll.title)
    else:
        chat.whisper("polls.no_option", code=poll.code, options=lines_of_options(poll.options))
    return True


def ask_back(chat: Chat) -> bool:
    """A doubtful word is no ballot (habits): asked back privately, once while the question is open."""
    here = open_polls(chat.turn, chat.inbound.room, chat.speaker)
    if len(here) != 1 or not _may_ask_back(chat):
        return False
    return tell_options(chat, here[0])


def tell_options(chat: Chat, poll: Poll) -> bool:
    """Privately: what was said was no vote, and these are the options."""
    options = lines_of_options(poll.options)
    chat.whisper("polls.unclear", about=poll.code, code=poll.code, options=options, several=how_many(poll))
    return True


def _may_ask_back(chat: Chat) -> bool:
    """Whether the speaker was not asked lately; from now on they were."""
    asked = chat.turn.store.questions.pending("private", chat.speaker, chat.turn.now)
    if asked is not None and asked.kind == _UNCLEAR:
        return False
    if asked is None:  # what somebody was asked before is not forgotten for this
        ask(chat.turn, "private", chat.speaker, _UNCLEAR, {}, chat.turn.now + _UNCLEAR_WAITS)
    return True


def code_at_head(chat: Chat) -> Arguments | None:
    """V3 and what follows it, if the words begin with a poll's code."""
    arguments = read_arguments(chat.words) if starts_with_code(chat.words) else None
    return arguments if arguments is not None and (arguments.code or "").startswith("V") else None
