"""A vote while several polls are open: it counts where only one can be meant, else it is asked which. Chat only."""

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta

from handlers.arguments import code_of, starts_with_code
from handlers.chat import Chat, ask
from handlers.feature import Where
from handlers.polls import voting, wording
from handlers.polls.actions import polls
from handlers.polls.find import open_polls, votes_in
from handlers.understanding import read_ballot
from handlers.understanding.normal import normalise
from storage.records import Poll, PollStatus, Question

_WHICH = "poll.which"
_WAITS = timedelta(hours=2)
_SHORTEST = 2  # characters of a topic by which a poll is known
_LONGEST = 60  # characters in which a topic is looked for
_VOTED = re.compile("不?(?:同意|赞成|支持)|反对|弃权|是否|要不要|表决|投票")
_CODE = re.compile(r"[Vv][ -]?([0-9]{1,4})(?![0-9])")
_ALL = re.compile("(?:[两三四]个|全|全部|它们)?都(?:是|投|算|一样)?")
_NTH = re.compile("第([一二三四五1-5])(?:个|项|条)")
_SPOKEN = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5}
_FIRST, _LAST = re.compile("(?:前面?|上面|头)的?[那一]?个"), re.compile("(?:后面?|下面|最后)的?[那一]?个")
_FILLING = re.compile(r"(?:投给?|选|就|是|说|我|那|这|个|的|关于|和|号|吧|呀|啊|哦|嗯|[\s,，.。、!！【】])*")


@polls.declare("V3 同意", "V3 2", where=Where.REQUEST, own=True)
@polls.before_commands
def vote_among_several(chat: Chat) -> bool:
    """While several polls are open, a word counts where only one of them has it, or where it names the topic of one;
    otherwise the speaker is asked which."""
    here = open_polls(chat.turn, chat.inbound.room, chat.speaker)
    if len(here) < 2 or starts_with_code(chat.words):
        return False
    quoted = chat.quoted.about if chat.quoted else None
    here = [poll for poll in here if poll.code == quoted] or [
        poll for poll in here if votes_in(chat.turn, poll)
    ]
    words = normalise(chat.words)
    read = ((poll, read_ballot(words, (voting.as_open(poll),))) for poll in here)
    fits = {poll.code: (poll, ballot.choices) for poll, ballot in read if ballot is not None}
    meant = (
        list(fits)
        if len(fits) == 1
        else [one.code for one in named([poll for poll, _ in fits.values()], words)]
    )
    if meant:
        return voting.cast_by_words(chat, meant[0], fits[meant[0]][1])
    if fits:
        _ask_which(chat, fits)
    return bool(fits)


def named(among: Sequence[Poll], words: str) -> list[Poll]:
    """The one poll whose topic the words name, or nothing."""
    said = _VOTED.sub("\0", words[:_LONGEST])
    runs = {poll.code: len(_shared(said, normalise(poll.title))) for poll in among}
    best = max(runs.values(), default=0)
    found = [poll for poll in among if runs[poll.code] == best]
    return found if len(found) == 1 and best >= _SHORTEST else []


def _shared(said: str, title: str) -> str:
    """The longest run of characters that both have."""
    title = _VOTED.sub("\1", title)
    for size in range(min(len(said), len(title)), 0, -1):
        for at in range(len(said) - size + 1):
            if said[at : at + size] in title:
                return said[at : at + size]
    return ""


def _ask_which(chat: Chat, fits: Mapping[str, tuple[Poll, Sequence[int]]]) -> None:
    """Privately, in one line; in a group once while the question is open."""
    pending = chat.turn.store.questions.pending("private", chat.speaker, chat.turn.now)
    if pending is None or pending.kind == _WHICH:  # what somebody was asked before is not forgotten for this
        payload = {
            "choices": {code: list(choices) for code, (_, choices) in fits.items()},
            "room": chat.inbound.room,
        }
        ask(chat.turn, "private", chat.speaker, _WHICH, payload, chat.turn.now + _WAITS)
    if pending is None or pending.kind != _WHICH or chat.private:
        listed = wording.several([poll for poll, _ in fits.values()])
        chat.whisper("polls.which_poll", list=listed, first=next(iter(fits)))


@polls.answer(_WHICH, anywhere=True)
def answer_which(chat: Chat, question: Question) -> bool:
    """V1, 第一个, 充电桩那个, 都是: what was said before counts there. Anything else is no answer to it."""
    choices = question.payload["choices"]
    found = (chat.turn.store.polls.by_code(code) for code in choices)
    meant = _picked([poll for poll in found if poll is not None], normalise(chat.words))
    if not meant:
        return False
    chat.settle()
    for poll in meant:
        if poll.secret and question.payload["room"] and poll.status is PollStatus.OPEN:
            voting.refuse_openly(chat, poll)  # the group has read the choice
        else:
            voting.cast_by_words(chat, poll.code, choices[poll.code], told=True)
    return True


def _picked(among: Sequence[Poll], words: str) -> list[Poll]:
    codes = [code_of(f"V{found[1]}") for found in _CODE.finditer(words)]
    if codes:
        meant = [poll for poll in among if poll.code in codes]
        whole = len(meant) == len(set(codes)) and _FILLING.fullmatch(_CODE.sub("", words))
        return meant if whole else []
    if _only(_ALL, words):
        return list(among)
    nth = _only(_NTH, words)
    place = _SPOKEN.get(nth[1]) or int(nth[1]) if nth else 1 if _only(_FIRST, words) else 0
    if _only(_LAST, words):
        place = len(among)
    if place:
        return list(among[place - 1 : place])
    meant = named(among, words)
    run = _shared(words, normalise(meant[0].title)) if meant else ""
    return meant if _FILLING.fullmatch(words.replace(run, "", 1)) else []


def _only(pattern: re.Pattern[str], words: str) -> re.Match[str] | None:
    """Where the pattern is found with nothing but filling words around it."""
    found = pattern.search(words)
    around = words[: found.start()] + words[found.end() :] if found else ""
    return found if _FILLING.fullmatch(around) else None
