"""What admins and residents write about polls: arguments → action → replies. Chat only."""

from datetime import date, datetime, time, timedelta

from handlers.arguments import Arguments, read_arguments, starts_with_code
from handlers.chat import Chat, ask
from handlers.community import Permission, Room
from handlers.errors import UserError
from handlers.feature import Where
from handlers.polls import actions, rules
from handlers.polls.actions import polls as polls
from handlers.polls.find import may_see, open_polls, votes_in
from handlers.polls.rules import Draft
from handlers.polls.wording import lines_of_options, moment
from handlers.texts import text
from handlers.understanding import OpenPoll, mask, parts, read_ballot
from handlers.understanding.normal import normalise
from handlers.yes_no import read_yes_no
from storage.records import Poll, PollStatus, Question

_DRAFT = "poll.draft"
_DRAFT_WAITS = timedelta(hours=2)
_UNCLEAR = "poll.unclear"
_END_OF_DAY = time(18)


@polls.intent("表决")
@polls.declare("发起表决：是否加装充电桩？", needs=Permission.POLL, where=Where.ROOM)
def read_poll_words(chat: Chat) -> bool:
    """A ballot, or the wish to open a poll."""
    meaning = chat.meaning
    if meaning.ballot is not None:
        return _cast(chat, meaning.ballot.poll, meaning.ballot.option)
    if meaning.poll is None:
        return _ask_back(chat)
    if not chat.may_somewhere(Permission.POLL):
        if chat.called:
            raise UserError("polls.not_allowed")
        return False
    room = _room(chat)
    chat.turn.require(Permission.POLL, room.node)
    draft = _draft(chat, room)
    rules.check_draft(draft, chat.turn.now, chat.turn.community.rules.polls.max_options)
    chat.ask(_DRAFT, _payload(draft), _DRAFT_WAITS)
    chat.reply(
        "polls.draft",
        title=draft.title,
        options=lines_of_options(draft.options),
        until=moment(chat.turn.community, draft.deadline),
        unit=text(f"polls.unit.{draft.unit}"),
        room=room.name,
        secret=text("polls.secret_note") if draft.secret else "",
        guessed=text("polls.guessed_note") if chat.meaning.due_guessed else "",
    )
    return True


@polls.answer(_DRAFT)
def answer_draft(chat: Chat, question: Question) -> bool:
    """确认 opens the draft, 取消 drops it; anything else is not an answer to it."""
    answer = read_yes_no(chat.words)
    if answer is None:
        return False
    chat.settle()
    if not answer:
        chat.reply("polls.draft_dropped")
        return True
    draft = _from_payload(question.payload)
    poll = actions.open_poll(chat.turn, draft)
    if chat.inbound.room != poll.room:
        chat.reply("polls.opened_there", code=poll.code, room=_name(chat, poll.room), about=poll.code)
    return True


@polls.command("投票", "投", "我投", "我选", where=Where.REQUEST, own=True)
def vote(chat: Chat, arguments: Arguments) -> None:
    """A ballot in so many words: 投 V3 2."""
    ballot = chat.meaning.ballot
    if ballot is None:
        raise UserError("polls.which_option")
    _cast(chat, ballot.poll or arguments.code, ballot.option)


@polls.command("作废", needs=Permission.POLL, where=Where.REQUEST, needs_code=True)
def cancel(chat: Chat, arguments: Arguments) -> None:
    """An admin ends a poll without a result."""
    actions.cancel(chat.turn, _by_code(chat, arguments.code or ""), mask(arguments.rest))


@polls.command(
    "表决进度", "投票进度", needs=(Permission.POLL, Permission.READ), where=Where.REQUEST, own=True
)
def progress(chat: Chat, arguments: Arguments) -> None:
    """How many have voted, never how."""
    open_here = open_polls(chat.turn, chat.inbound.room, chat.speaker)
    code = arguments.code or (open_here[0].code if open_here else "")
    poll = _by_code(chat, code)
    chat.reply(
        "polls.progress",
        code=poll.code,
        title=poll.title,
        status=poll.status.value,
        turnout=chat.turn.store.polls.turnout(poll.id),
        eligible=poll.eligible,
        unit=text(f"polls.counted.{poll.unit}"),
        about=poll.code,
    )


@polls.declare("V3 同意", "V3 2", where=Where.REQUEST, own=True)
@polls.before_commands
def talk_about(chat: Chat) -> bool:
    """V3 2, V3 同意, or the bare code: about that poll. What is no option of it is said privately."""
    arguments = read_arguments(chat.words) if starts_with_code(chat.words) else None
    if arguments is None or arguments.code is None or not arguments.code.startswith("V"):
        return False
    poll = _by_code(chat, arguments.code)
    ballot = chat.meaning.ballot
    if not arguments.rest:
        progress(chat, arguments)
    elif ballot is not None:
        _cast(chat, poll.code, ballot.option)
    elif poll.status is not PollStatus.OPEN:
        chat.whisper("polls.over", code=poll.code)
    elif not votes_in(chat.turn, poll):
        chat.whisper(rules.no_vote_key(chat.person, poll.unit), code=poll.code, title=poll.title)
    else:
        chat.whisper("polls.no_option", code=poll.code, options=lines_of_options(poll.options))
    return True


@polls.before_commands
def vote_among_several(chat: Chat) -> bool:
    """While several polls are open, a word counts where only one of them has it; otherwise it needs the code."""
    here = open_polls(chat.turn, chat.inbound.room, chat.speaker)
    if len(here) < 2:
        return False
    words = normalise(chat.words)
    read = [(poll, read_ballot(words, (OpenPoll(poll.code, poll.options),))) for poll in here]
    fits = [(poll, ballot) for poll, ballot in read if ballot is not None]
    if len(fits) == 1:
        return _cast(chat, fits[0][0].code, fits[0][1].option)
    if fits and chat.private:
        raise UserError(
            "polls.which_poll", first=fits[0][0].code, list="、".join(poll.code for poll, _ in fits)
        )
    return False


def _ask_back(chat: Chat) -> bool:
    """A doubtful word is no ballot (habits): asked back privately, once while the question is open."""
    here = open_polls(chat.turn, chat.inbound.room, chat.speaker)
    asked = chat.turn.store.questions.pending("private", chat.speaker, chat.turn.now)
    if len(here) != 1 or (asked is not None and asked.kind == _UNCLEAR):
        return False
    ask(chat.turn, "private", chat.speaker, _UNCLEAR, {}, chat.turn.now + _DRAFT_WAITS)
    chat.whisper(
        "polls.unclear", code=here[0].code, options=lines_of_options(here[0].options), about=here[0].code
    )
    return True


def _cast(chat: Chat, code: str | None, option: int) -> bool:
    """Count a ballot without a word in the group; what is wrong with it is said privately."""
    about = chat.quoted.about if chat.quoted else None
    here = open_polls(chat.turn, chat.inbound.room, chat.speaker)
    if code is None and about is not None and about.startswith("V"):
        code = about
    if code is None:
        if len(here) != 1:
            return False
        code = here[0].code
    poll = _by_code(chat, code)
    try:
        with chat.turn.store.savepoint():
            changed = actions.cast(chat.turn, poll, chat.speaker, option)
    except UserError as error:
        chat.whisper(error.key, about=poll.code, **error.params)
        return True
    if chat.private:
        key = "polls.changed" if changed else "polls.counted_yours"
        chat.reply(
            key,
            code=poll.code,
            option=poll.options[option - 1],
            until=moment(chat.turn.community, poll.deadline),
        )
    return True


def _by_code(chat: Chat, code: str) -> Poll:
    """
    Raises:
        UserError: there is none that the speaker may know of.
    """
    poll = chat.turn.store.polls.by_code(code)
    if poll is None or not may_see(chat.turn, poll, chat.inbound.room):
        raise UserError("polls.unknown_code", code=code or "V")
    return poll


def _room(chat: Chat) -> Room:
    """The group that a poll is for: where it was written, or the one that a private message names.

    Raises:
        UserError: none is named, or it is no group of ours.
    """
    if chat.room is not None:
        return chat.room
    place = parts(chat.inbound.text, chat.context).place
    if place is not None and isinstance(place.building, str):
        node = chat.turn.community.building_node(place.building)
        rooms = chat.turn.community.rooms_of(node.id) if node else ()
        if rooms:
            return rooms[0]
    rooms = chat.turn.community.rooms_of(chat.node.id) if chat.private else ()
    if not rooms:
        raise UserError("polls.room_wanted")
    return rooms[0]


def _draft(chat: Chat, room: Room) -> Draft:
    said = chat.meaning.poll
    assert said is not None
    community = chat.turn.community
    node = community.node(room.node)
    unit = rules.HOUSEHOLD if said.per_household or node is None else rules.usual_unit(node)
    options = tuple(said.options) or tuple(text("polls.usual_options").split("/"))
    return Draft(
        title=mask(said.topic or ""),
        options=tuple(map(mask, options)),
        secret=said.secret,
        unit=unit,
        room=room.id,
        node=room.node,
        deadline=_deadline(chat, said.due),
    )


def _deadline(chat: Chat, due: str | None) -> datetime:
    """The end of a poll: as said; a day means six in the evening of it; nothing said means the usual length.

    Raises:
        UserError: what was said is no single moment.
    """
    community = chat.turn.community
    if due is None:
        day = chat.turn.local.date() + timedelta(days=community.rules.polls.days)
        return datetime.combine(day, _END_OF_DAY, community.zone)
    end = due.rpartition("/")[2]
    try:
        if "T" in end:
            return datetime.fromisoformat(end).replace(tzinfo=community.zone)
        return datetime.combine(date.fromisoformat(end), _END_OF_DAY, community.zone)
    except ValueError:
        raise UserError("polls.deadline_wanted") from None


def _payload(draft: Draft) -> dict[str, object]:
    return {name: getattr(draft, name) for name in Draft.__slots__ if name != "deadline"} | {
        "options": list(draft.options),
        "deadline": draft.deadline.isoformat(),
    }


def _from_payload(payload: object) -> Draft:
    values = dict(payload)  # type: ignore[call-overload]
    values["options"] = tuple(values["options"])
    values["deadline"] = datetime.fromisoformat(values["deadline"])
    return Draft(**values)


def _name(chat: Chat, room_id: str) -> str:
    room = chat.turn.community.room(room_id)
    return room.name if room else room_id
