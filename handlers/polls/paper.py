"""Ballots on paper, by phone and at the door: one enters them, another confirms, then they count. Chat only.

What waits for its witness is a due time of the poll (poll.paper): it ends with the poll, or after a day unconfirmed.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from handlers.arguments import Arguments
from handlers.chat import Chat, ask
from handlers.community import Permission, Person
from handlers.errors import UserError
from handlers.feature import Where
from handlers.messages import Attachment
from handlers.polls import casting, secrecy
from handlers.polls.actions import polls
from handlers.polls.casting import Entry
from handlers.polls.find import answered_for
from handlers.polls.paperwords import PaperWords, read_paper
from handlers.texts import text
from handlers.turn import Turn
from handlers.understanding import OpenPoll, read_ballot
from handlers.understanding.normal import normalise
from handlers.yes_no import read_yes_no
from storage.records import How, Poll, PollStatus, Question, Timer, TimerState, Unit, Voter

_PAPER, _WITNESS = "poll.paper", "poll.witness"
_WAITS = timedelta(days=1)
_PICTURE = timedelta(minutes=3)
# A bare 见证 asks what waits, and must not confirm it unseen.
_TRUE = re.compile("(?:都|全都?|我)?(?:属实|是真的|见证属实|可以见证|[愿同]意见证)[了的。!！]*")
_FALSE = re.compile("(?:都|全都?)?(?:不对|不属实|不实|有误|不是真的|没这回事|没有这回事)[了的。!！]*")
_SHOWN = 4  # entries that a message to the witness lists


@polls.command(
    "录票",
    "代录",
    "补录",
    needs=(Permission.POLL, Permission.VOUCH),
    where=Where.REQUEST,
    needs_code=True,
)
def enter(chat: Chat, arguments: Arguments) -> None:
    """录票 V3 3-2-501 同意 上门 见证 李伟: it waits for the witness. Answered privately, also in a group.

    Raises:
        UserError: the poll is secret or over, the speaker may not, or it is not plain who voted how.
    """
    turn = chat.turn
    poll = answered_for(turn, arguments.code or "", chat.inbound.room)
    if poll.secret:
        raise UserError("polls.no_paper", code=poll.code)
    if poll.status is not PollStatus.OPEN or turn.now >= poll.deadline:
        raise UserError("polls.over", code=poll.code)
    casting.check_begun(turn, poll)
    said = read_paper(normalise(arguments.rest))
    voter, choice = _voter(turn, poll, said)
    if chat.person is None or not casting.may_enter(turn, poll, voter, chat.person):
        raise UserError("common.not_allowed")
    choices = _choices(poll, choice)
    before = turn.store.polls.ballot_of(poll.id, voter.voter)
    if before is not None and before.how in casting.OWN_WAYS and not said.replace:
        raise UserError("polls.voted_self", code=poll.code, voter=voter.label)
    witness = _witness(turn, poll, voter, said.witness)
    kept = {
        "voter": voter.voter,
        "choices": list(choices),
        "how": said.how.value,
        "recorder": chat.person.id,
        "witness": witness.id,
        "file": _held_picture(chat),
        "replace": said.replace,
        "at": turn.now.isoformat(),
    }
    turn.store.timers.set(_PAPER, poll.code, min(turn.now + _WAITS, poll.deadline), kept)
    turn.audit("enter", poll.code, voter=voter.voter, how=said.how.value, witness=witness.id)
    _ask_witness(turn, witness)
    chat.whisper(
        "polls.paper_waits",
        about=poll.code,
        entry=_entry_text(turn, poll, kept),
        witness=witness.name,
        picture=text("polls.with_picture" if kept["file"] else "polls.picture_too"),
    )


def _choices(poll: Poll, words: str) -> tuple[int, ...]:
    """
    Raises:
        UserError: the words are no vote in this poll.
    """
    ballot = read_ballot(normalise(words), (OpenPoll(poll.code, poll.options, poll.choose),))
    if ballot is None:
        raise UserError("polls.paper_choice", code=poll.code)
    return ballot.choices


@polls.answer(_WITNESS)
def answer_witness(chat: Chat, question: Question) -> bool:
    """1: all that is listed was so, and counts now; 0: none of it does."""
    words = chat.words.strip()
    answer = True if _TRUE.fullmatch(words) else False if _FALSE.fullmatch(words) else read_yes_no(words)
    if answer is None:
        return False
    chat.settle()
    _decide(chat, answer)
    return True


@polls.command("见证", "待见证", alone=True)
def list_waiting(chat: Chat, arguments: Arguments) -> None:
    """What waits for the speaker as the witness, once more."""
    if not _waiting(chat.turn, chat.speaker):
        chat.whisper("polls.nothing_to_witness")
    elif chat.person is not None:
        _ask_witness(chat.turn, chat.person)


@polls.timer(_PAPER)
def give_up(turn: Turn, timer: Timer) -> str | None:
    """Nobody confirmed it: it does not count, and who entered it hears that."""
    poll = turn.store.polls.by_code(timer.subject)
    if poll is None:
        return "no such poll"
    message = text("polls.paper_unconfirmed", entry=_entry_text(turn, poll, timer.payload))
    turn.to_actor(timer.payload["recorder"], message, about=poll.code)
    return None


def take_photo(chat: Chat, file: Attachment) -> bool:
    """A picture that comes within three minutes behind what was entered belongs to it."""
    for timer in reversed(chat.turn.store.timers.of_kind(_PAPER)):
        kept = timer.payload
        recent = chat.turn.now - datetime.fromisoformat(kept["at"]) <= _PICTURE
        if kept["recorder"] == chat.speaker and recent and kept["file"] is None:
            digest = chat.turn.store.blobs.put(file.name, file.media_type, file.data)
            _finish(chat.turn, timer, "a picture came")
            chat.turn.store.timers.set(_PAPER, timer.subject, timer.due_at, {**kept, "file": digest})
            chat.whisper("polls.picture_taken", about=timer.subject, code=timer.subject)
            return True
    return False


def _held_picture(chat: Chat) -> str | None:
    """The picture that was sent a moment before."""
    pictures = chat.turn.store.held_pictures.take(chat.speaker, chat.conversation, chat.turn.now)
    for picture in pictures[-1:]:
        return chat.turn.store.blobs.put(picture.name, picture.media_type, picture.data)
    return None


def _voter(turn: Turn, poll: Poll, said: PaperWords) -> tuple[Voter, str]:
    """Whose ballot it is, and the words of the choice.

    Raises:
        UserError: nobody in this poll is meant.
    """
    store = turn.store.polls
    if poll.unit is Unit.PERSON:
        for name in said.rest.split(" "):
            people = [one for one in turn.community.find_people(name) if name]
            voters = [found for one in people if (found := store.voter(poll.id, one.id))]
            if len(voters) == 1:
                return voters[0], said.rest.replace(name, " ", 1).strip()
        raise UserError("polls.paper_who", code=poll.code)
    if said.flat is None:
        raise UserError("polls.paper_flat", code=poll.code)
    head = said.flat if poll.unit is Unit.HOUSEHOLD else store.head_of(poll.id, said.flat)
    voter = store.voter(poll.id, head) if head is not None else None
    if voter is None:
        raise UserError("polls.paper_not_there", code=poll.code, flat=said.flat)
    return voter, said.rest


def _witness(turn: Turn, poll: Poll, voter: Voter, name: str | None) -> Person:
    """Somebody with an account who is neither the recorder nor of the voter's household.

    Raises:
        UserError: there is no such person.
    """
    people = turn.community.find_people(name) if name else ()
    if len(people) != 1:
        raise UserError("polls.witness_wanted", code=poll.code)
    witness = people[0]
    recorder = turn.person
    homes = {voter.voter, *turn.store.polls.flats_of(poll.id, voter.voter)}
    if recorder is not None and recorder.household is not None:
        homes.add(recorder.household)
    involved = witness.id in (turn.actor, voter.voter) or witness.household in homes
    if involved or not witness.contacts or witness.guardian is not None:
        raise UserError("polls.witness_not_fit", code=poll.code, name=witness.name)
    return witness


def _waiting(turn: Turn, witness: str) -> list[Timer]:
    return [one for one in turn.store.timers.of_kind(_PAPER) if one.payload["witness"] == witness]


def _ask_witness(turn: Turn, witness: Person) -> None:
    """All that waits for the witness in one message, to be answered by one word."""
    waiting = _waiting(turn, witness.id)
    lines = [
        _entry_text(turn, poll, one.payload)
        for one in waiting
        if (poll := turn.store.polls.by_code(one.subject)) is not None
    ]
    more = text("polls.and_more", count=len(lines) - _SHOWN) if len(lines) > _SHOWN else ""
    ask(turn, "private", witness.id, _WITNESS, {}, turn.now + _WAITS)
    message = text(
        "polls.witness_asked",
        recorder=turn.name_of(waiting[-1].payload["recorder"]),
        entries="\n".join(lines[-_SHOWN:]) + more,
    )
    turn.to_person(witness, message, about=waiting[-1].subject)


def _decide(chat: Chat, confirmed: bool) -> None:
    turn = chat.turn
    counted: list[str] = []
    refused: list[str] = []
    for timer in _waiting(turn, chat.speaker):
        poll = turn.store.polls.by_code(timer.subject)
        if poll is None:
            continue
        _finish(turn, timer, "confirmed" if confirmed else "not confirmed")
        entry = _entry_text(turn, poll, timer.payload)
        why = _count(turn, poll, timer.payload) if confirmed else text("polls.witness_says_no")
        (refused if why else counted).append(entry)
        key = "polls.paper_refused" if why else "polls.paper_counted"
        told = text(key, entry=entry, witness=turn.name_of(turn.actor), why=why or "")
        turn.to_actor(timer.payload["recorder"], told, about=poll.code)
    if not counted and not refused:
        chat.reply("polls.nothing_to_witness")
    else:
        key = "polls.witnessed_in_part" if refused else "polls.witnessed"
        chat.reply(key if confirmed else "polls.not_witnessed", count=len(counted), refused=len(refused))


def _count(turn: Turn, poll: Poll, kept: Mapping[str, Any]) -> str | None:
    """Count what was confirmed, and tell the household; the reason if it cannot be."""
    voter = turn.store.polls.voter(poll.id, kept["voter"])
    if voter is None:
        return text("polls.over", code=poll.code)
    entry = Entry(How(kept["how"]), kept["recorder"], turn.actor, kept["file"], kept["replace"])
    try:
        with turn.store.savepoint():
            cast = casting.enter(turn, poll, voter, kept["choices"], entry)
    except UserError as error:
        return text(error.key, **error.params)
    if cast.before is None and cast.state is not casting.State.SAME:
        _tell_voter(turn, poll, voter, kept)
    return None


def _tell_voter(turn: Turn, poll: Poll, voter: Voter, kept: Mapping[str, Any]) -> None:
    """Whoever the ballot was entered for hears of it, if they can: it is how a false one comes to light."""
    if poll.unit is Unit.PERSON:
        people = [one for one in [turn.community.person(voter.voter)] if one is not None]
    else:
        flats = turn.store.polls.flats_of(poll.id, voter.voter) or (voter.voter,)
        people = [one for flat in flats for one in turn.community.members_of(flat)]
    message = text("polls.entered_for_you", entry=_entry_text(turn, poll, kept), code=poll.code)
    for person in {one.id: one for one in people}.values():
        if person.guardian is None and person.id not in (kept["recorder"], kept["witness"]):
            turn.to_person(person, message, about=poll.code)


def _entry_text(turn: Turn, poll: Poll, kept: Mapping[str, Any]) -> str:
    """【V3】3-2-501 同意（上门，录票李伟，见证陈刚）"""
    voter = turn.store.polls.voter(poll.id, kept["voter"])
    return text(
        "polls.entry",
        code=poll.code,
        voter=voter.label if voter is not None else "",
        choice=secrecy.labels(poll, tuple(kept["choices"])),
        how=text(f"polls.how.{kept['how']}"),
        recorder=turn.name_of(kept["recorder"]),
        witness=turn.name_of(kept["witness"]),
    )


def _finish(turn: Turn, timer: Timer, note: str) -> None:
    turn.store.timers.finish(timer.id, TimerState.DONE, turn.now, note)
