"""Ballots on paper, by phone and at the door: one enters them, another confirms (witnessing.py), then they count. Chat
only. What waits for its witness: waiting.py."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from handlers.arguments import Arguments, read_arguments
from handlers.chat import Chat
from handlers.community import Permission, Person
from handlers.errors import UserError
from handlers.feature import Where
from handlers.messages import Attachment
from handlers.polls import casting, waiting
from handlers.polls.actions import polls
from handlers.polls.find import answered_for
from handlers.polls.paperwords import PaperWords, read_paper, with_head
from handlers.texts import text
from handlers.turn import Turn
from handlers.understanding import OpenPoll, read_ballot
from handlers.understanding.normal import normalise
from storage.records import How, Poll, PollStatus, Timer, Unit, Voter

_PICTURE = timedelta(minutes=3)
_LONGEST = 2000  # characters of what is entered in one message
_AGAIN = re.compile(r"^\s*(?:录票|代录|补录)[\s:：]*")
_NAMED = 12  # voters that one answer names
_WRONG = 2  # lines that were not taken of which one answer says why


@polls.command(
    "录票",
    "代录",
    "补录",
    needs=(Permission.POLL, Permission.VOUCH),
    where=Where.REQUEST,
    needs_code=True,
)
def enter(chat: Chat, arguments: Arguments) -> None:
    """录票 V3 3-2-501 同意 上门 见证 李伟: it waits for the witness; several lines, each as if it were alone. Answered
    privately, also in a group.

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
    first, *more = [line for line in arguments.rest[:_LONGEST].split("\n") if line.strip()] or [""]
    if more:
        _enter_several(chat, poll, [first, *more])
        return
    kept, witness = _entry(chat, poll, read_paper(normalise(first)))
    kept["file"] = _held_picture(chat)
    _keep(turn, poll, kept)
    waiting.ask_witness(turn, witness)
    chat.whisper(
        "polls.paper_waits",
        about=poll.code,
        entry=waiting.entry_text(turn, poll, kept),
        witness=witness.name,
        picture=text("polls.with_picture" if kept["file"] else "polls.picture_too"),
    )


def _enter_several(chat: Chat, poll: Poll, lines: Sequence[str]) -> None:
    """Line by line; witness and way of the first line hold for those that say none. One answer: what waits now, and
    what was not taken and why."""
    turn = chat.turn
    first = read_paper(normalise(lines[0]))
    only_head = first.flat is None and not first.rest
    taken: list[str] = []
    wrong: list[str] = []
    witnesses: dict[str, Person] = {}
    for number, line in enumerate(lines, start=1):
        if only_head and number == 1:
            continue
        words = normalise(_AGAIN.sub("", line))
        said = read_arguments(words)
        try:
            if said.code is not None and said.code != poll.code and said.code.startswith("V"):
                raise UserError("polls.paper_other_poll", code=poll.code)
            named = said.rest if said.code == poll.code else words
            kept, witness = _entry(chat, poll, with_head(read_paper(named), first))
        except UserError as error:
            wrong.append(text("polls.paper_line", number=number, why=text(error.key, **error.params)))
            continue
        _keep(turn, poll, kept)
        taken.append(str(kept["voter"]))
        witnesses[witness.id] = witness
    for one in witnesses.values():
        waiting.ask_witness(turn, one)
    _tell_several(chat, poll, taken, wrong, [one.name for one in witnesses.values()])


def _tell_several(
    chat: Chat, poll: Poll, taken: Sequence[str], wrong: Sequence[str], witnesses: Sequence[str]
) -> None:
    told = []
    if taken:
        voters = [voter.label for one in taken if (voter := chat.turn.store.polls.voter(poll.id, one))]
        named = "、".join(voters[:_NAMED])
        if len(voters) > _NAMED:
            named += text("polls.and_more", count=len(voters) - _NAMED)
        who = "、".join(witnesses)
        told.append(text("polls.paper_taken", code=poll.code, count=len(taken), voters=named, witness=who))
    told += wrong[:_WRONG]
    if len(wrong) > _WRONG:
        told.append(text("polls.paper_more_wrong", count=len(wrong) - _WRONG))
    chat.whisper("polls.own", about=poll.code, own="\n".join(told))


def _entry(chat: Chat, poll: Poll, said: PaperWords) -> tuple[dict[str, Any], Person]:
    """What was entered as it is kept until the witness confirms it, and the witness.

    Raises:
        UserError: see `enter`.
    """
    turn = chat.turn
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
        "how": (said.how or How.PAPER).value,
        "recorder": chat.person.id,
        "witness": witness.id,
        "file": None,
        "replace": said.replace,
        "at": turn.now.isoformat(),
    }
    return kept, witness


def _keep(turn: Turn, poll: Poll, kept: dict[str, Any]) -> None:
    """It waits; what the same recorder entered for the same voter before does not any more."""
    for old in waiting.of_recorder(turn, kept["recorder"]):
        if (old.subject, old.payload["voter"]) == (poll.code, kept["voter"]):
            waiting.finish(turn, old, "entered anew")
    until = min(turn.now + waiting.WAITS, poll.deadline)
    turn.store.timers.set(waiting.PAPER, poll.code, until, kept)
    turn.audit("enter", poll.code, voter=kept["voter"], how=kept["how"], witness=kept["witness"])


@polls.command("撤回录票", "撤销录票", "取消录票", "删除录票", where=Where.OWN)
def take_back_entry(chat: Chat, arguments: Arguments) -> None:
    """撤回录票 V3 3-2-501: what the speaker entered, before it counts. The witness hears of it.

    Raises:
        UserError: nothing of theirs waits there, or several do.
    """
    turn, code = chat.turn, arguments.code
    mine = waiting.of_recorder(turn, chat.speaker)
    if code is not None and code.startswith("V"):
        mine = [one for one in mine if one.subject == code]
    words = normalise(arguments.rest)
    meant = waiting.named(turn, mine, words) if words else mine
    if not meant:
        raise UserError("polls.no_such_entry")
    if len(meant) > 1:
        listed = "、".join(waiting.voter_of(turn, one) for one in meant[:_NAMED])
        raise UserError(
            "polls.entries_wait", list=listed, code=meant[0].subject, first=waiting.voter_of(turn, meant[0])
        )
    [entry] = meant
    poll = turn.store.polls.by_code(entry.subject)
    assert poll is not None
    waiting.finish(turn, entry, "taken back")
    turn.audit("unenter", poll.code, voter=entry.payload["voter"])
    told = waiting.entry_text(turn, poll, entry.payload)
    turn.to_actor(
        entry.payload["witness"], text("polls.entry_withdrawn_witness", entry=told), about=poll.code
    )
    chat.whisper("polls.entry_withdrawn", about=poll.code, entry=told)


def _choices(poll: Poll, words: str) -> tuple[int, ...]:
    """
    Raises:
        UserError: the words are no vote in this poll.
    """
    ballot = read_ballot(normalise(words), (OpenPoll(poll.code, poll.options, poll.choose),))
    if ballot is None:
        raise UserError("polls.paper_choice", code=poll.code)
    return ballot.choices


@polls.timer(waiting.PAPER)
def give_up(turn: Turn, timer: Timer) -> str | None:
    """Nobody confirmed it: it does not count, and who entered it hears that."""
    poll = turn.store.polls.by_code(timer.subject)
    if poll is None:
        return "no such poll"
    message = text("polls.paper_unconfirmed", entry=waiting.entry_text(turn, poll, timer.payload))
    turn.to_actor(timer.payload["recorder"], message, about=poll.code)
    return None


def take_photo(chat: Chat, file: Attachment) -> bool:
    """A picture that comes within three minutes behind what was entered belongs to it."""
    for timer in reversed(chat.turn.store.timers.of_kind(waiting.PAPER)):
        kept = timer.payload
        recent = chat.turn.now - datetime.fromisoformat(kept["at"]) <= _PICTURE
        if kept["recorder"] == chat.speaker and recent and kept["file"] is None:
            digest = chat.turn.store.blobs.put(file.name, file.media_type, file.data)
            waiting.finish(chat.turn, timer, "a picture came")
            chat.turn.store.timers.set(waiting.PAPER, timer.subject, timer.due_at, {**kept, "file": digest})
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
