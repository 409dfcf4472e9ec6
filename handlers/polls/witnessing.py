"""The witness's word on ballots that were entered for somebody, all of them or one: they count, or not. Chat only."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from handlers.arguments import Arguments
from handlers.chat import Chat
from handlers.errors import UserError
from handlers.polls import casting, waiting
from handlers.polls.actions import polls
from handlers.polls.casting import Entry
from handlers.polls.paperwords import without_flat
from handlers.texts import text
from handlers.turn import Turn
from handlers.understanding.normal import normalise
from handlers.yes_no import read_yes_no
from storage.records import How, Poll, Question, Timer, Unit, Voter

# A bare 见证 asks what waits, and must not confirm it unseen.
_IS_TRUE = "(?:属实|是真的|见证属实|可以见证|[愿同]意见证|对的?|没问题|是的?)"
_IS_FALSE = "(?:不对|不属实|不实|有误|不是真的|没这回事|没有这回事|错了?|不算|不是|有问题)"
_OTHERS = "(?:其他|其它|其余|别的|剩下|余下|另外)的?[几两三四]?[张个户票]?"
_TRUE = re.compile(f"(?:都|全都?|我)?{_IS_TRUE}[了的。!！]*")
_FALSE = re.compile(f"(?:都|全都?)?{_IS_FALSE}[了的。!！]*")
_ONE_FALSE = re.compile(rf"{_IS_FALSE}|(?<![0-9A-Za-z-])0(?![0-9-])")
_ONE_TRUE = re.compile(rf"(?<![不没])(?:{_IS_TRUE})|(?<![0-9A-Za-z-])1(?![0-9-])")
_OTHERS_TRUE = re.compile(
    rf"[,，。;；\s]*{_OTHERS}(?:都|全)?{_IS_TRUE}[了的。!！]*$|[,，。;；\s]*{_OTHERS}(?:都)?1$"
)


@polls.answer(waiting.WITNESS, in_words=True)
def answer_witness(chat: Chat, question: Question) -> bool:
    """1: all that is listed was so, and counts now; 0: none of it does; 不对 3-2-501: that one does not, and the others
    wait on, or 其他都对."""
    words = normalise(chat.words.strip())
    answer = True if _TRUE.fullmatch(words) else False if _FALSE.fullmatch(words) else read_yes_no(words)
    mine = waiting.of_witness(chat.turn, chat.speaker)
    if answer is not None:
        chat.settle()
        _tell_witness(chat, *_decided(chat.turn, mine, confirmed=answer), confirmed=answer)
        return True
    return _about_one(chat, mine, words)


def _about_one(chat: Chat, mine: list[Timer], words: str) -> bool:
    """Those that are named, and with 其他都对 the others too."""
    rest_true = _OTHERS_TRUE.search(words)
    said = words[: rest_true.start()] if rest_true else words
    meant = waiting.named(chat.turn, mine, said)
    bare = without_flat(said)
    confirmed = False if _ONE_FALSE.search(bare) else True if _ONE_TRUE.search(bare) else None
    if not meant or confirmed is None:
        return False
    others = [one for one in mine if one not in meant]
    counted, refused = _decided(chat.turn, meant, confirmed=confirmed)
    if rest_true:
        more, no = _decided(chat.turn, others, confirmed=True)
        counted, refused, others = counted + more, refused + no, []
    if not others:
        chat.settle()
    left = text("polls.witness_left", count=len(others)) if others else ""
    chat.reply("polls.witnessed_one", count=len(counted), refused=len(refused), left=left)
    return True


def _tell_witness(chat: Chat, counted: list[str], refused: list[str], *, confirmed: bool) -> None:
    if not counted and not refused:
        chat.reply("polls.nothing_to_witness")
        return
    key = "polls.witnessed_in_part" if refused else "polls.witnessed"
    chat.reply(key if confirmed else "polls.not_witnessed", count=len(counted), refused=len(refused))


@polls.command("见证", "待见证", alone=True)
def list_waiting(chat: Chat, arguments: Arguments) -> None:
    """What waits for the speaker as the witness, once more."""
    if not waiting.of_witness(chat.turn, chat.speaker):
        chat.whisper("polls.nothing_to_witness")
    elif chat.person is not None:
        waiting.ask_witness(chat.turn, chat.person)


def _decided(turn: Turn, entries: Sequence[Timer], *, confirmed: bool) -> tuple[list[str], list[str]]:
    """Count them or let them go; who entered them hears of it. The voters whose ballots count now, and the others."""
    counted: list[str] = []
    refused: list[str] = []
    told_of: dict[tuple[str, str], list[str]] = {}
    for timer in entries:
        poll = turn.store.polls.by_code(timer.subject)
        if poll is None:
            continue
        waiting.finish(turn, timer, "confirmed" if confirmed else "not confirmed")
        why = _count(turn, poll, timer.payload) if confirmed else text("polls.witness_says_no")
        (refused if why else counted).append(waiting.voter_of(turn, timer))
        if why:
            entry = waiting.entry_text(turn, poll, timer.payload)
            told = text("polls.paper_refused", entry=entry, why=why)
            turn.to_actor(timer.payload["recorder"], told, about=poll.code)
        else:
            short = waiting.short_entry(turn, poll, timer.payload)
            told_of.setdefault((timer.payload["recorder"], poll.code), []).append(short)
    witness = turn.name_of(turn.actor)
    for (recorder, code), short_entries in told_of.items():
        listed = "、".join(short_entries)
        told = text(
            "polls.paper_counted", code=code, count=len(short_entries), entries=listed, witness=witness
        )
        turn.to_actor(recorder, told, about=code)
    return counted, refused


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
    message = text("polls.entered_for_you", entry=waiting.entry_text(turn, poll, kept), code=poll.code)
    for person in {one.id: one for one in people}.values():
        if person.guardian is None and person.id not in (kept["recorder"], kept["witness"]):
            turn.to_person(person, message, about=poll.code)
