"""What is somebody's own in a poll: what their ballot says, taking it back, the page on which they vote. Chat only."""

import re

from handlers.arguments import Arguments, read_arguments
from handlers.chat import Chat
from handlers.errors import UserError
from handlers.feature import Where
from handlers.polls import casting, rules, secrecy, wording
from handlers.polls.actions import polls
from handlers.polls.find import by_code, open_polls, votes_in
from handlers.polls.links import vote_link
from handlers.texts import text
from handlers.turn import Turn
from storage.records import Ballot, Poll, PollStatus

_MOST = 3  # polls of which somebody's own ballot is told at once
_MINE = "(?:我们?家?|俺家?|咱家)(?:刚才|刚刚|之前|先前|上次)?(?:投)?的?(?:那|这)?[一1]?张?"
_BALLOT = "(?:选?票|投票)"
_PLEASE = "(?:(?:我要|我想|想|要|帮我|给我|请|麻烦|把|把?小应)){0,2}"
_TAKES_BACK = re.compile(
    rf"{_PLEASE}(?:撤回|撤销|撤掉|收回|取消)(?:一下|掉|了)?{_MINE}{_BALLOT}[吧了啊呀]?"
    rf"|{_PLEASE}(?:撤回|撤)(?:一下|掉|了)?(?:刚才|刚刚)?(?:投)?的?(?:那|这)?[一1]?张?(?:选票|投票|票)[吧了啊呀]?"
    rf"|(?:把)?{_MINE}{_BALLOT}(?:给我)?(?:撤回|撤销|撤掉|撤了|收回|取消|作废|不算)[掉吧了啊呀]*"
)
_ASKS_OWN = re.compile(
    "(?:小应)*(?:请问|那|帮我看看?|看看|查)*+(?:我们?家?|俺家?)(?:刚才|刚刚|到底|昨天|之前|这|那|的|个|张)*(?:投票|投|票|选)"
    "(?>的?票|了|过|上|的|到底|是|算|记上|进去|成功)*(?:没有?|吗|么|什么|啥|谁|哪个|不算数?|算不算数?)(?:投上|投|了|吗|呢|啊|呀)*"
)
_BARE = re.compile("撤回|撤销|撤票|收回")  # with the code of a poll
_EDGES = " \t\n:：，,。.!！~～"
_LONGEST = 40  # characters of a question after one's own vote


@polls.before_commands
def ask_for_own(chat: Chat) -> bool:
    """我刚才投了没有啊, 我的票算不算数: as 我的票, from whom has a vote in something open."""
    asked = _ASKS_OWN.fullmatch(chat.words.strip(_EDGES + "?？")) if len(chat.words) <= _LONGEST else None
    if asked is None or not (chat.private or _open_to(chat)):
        return False
    show_own(chat, Arguments(None, ""))
    return True


@polls.command(
    "回执",
    "我的票",
    "我的投票",
    "我投的票",
    "我投了什么",
    where=Where.REQUEST,
    own=True,
    alone=True,
)
def show_own(chat: Chat, arguments: Arguments) -> None:
    """What somebody's ballot says now, with its receipt: privately, to them alone.

    Raises:
        UserError: no poll is open to them, or they have no vote in the one they name.
    """
    meant = [by_code(chat.turn, arguments.code, chat.inbound.room)] if arguments.code else _open_to(chat)
    if not meant:
        raise UserError("polls.none_open")
    told = [_own(chat, poll) for poll in meant[-_MOST:]]
    chat.whisper("polls.own", about=meant[-1].code, own="\n".join(told))


def _own(chat: Chat, poll: Poll) -> str:
    store = chat.turn.store
    voter = casting.voter_for(store, poll, chat.person)
    if voter is None:
        raise UserError(rules.no_vote_key(chat.person, poll), code=poll.code, title=poll.title)
    cast = casting.ballot_now(store, poll, voter.voter)
    if cast is not None:
        told = (
            secrecy.told(poll, cast)
            if isinstance(cast, Ballot)
            else secrecy.reference(store, poll, voter.voter)
        )
        return text("polls.your_ballot", code=poll.code, voter=voter.label, option=told)
    key = "polls.cast_before" if voter.voted else "polls.none_cast"
    key = key if poll.status is PollStatus.OPEN or voter.voted else "polls.never_cast"
    return text(key, code=poll.code, voter=voter.label)


@polls.declare("撤回我的票 V3", where=Where.REQUEST, own=True)
@polls.before_commands
def take_back(chat: Chat) -> bool:
    """撤回我的票, 把我的票撤了, 撤回 V3: it does not count any more, and they may vote anew.

    Raises:
        UserError: there is none, or it cannot be taken back; said privately.
    """
    said = read_arguments(chat.words.strip(_EDGES))
    code = said.code if said.code is not None and said.code.startswith("V") else None
    words = said.rest if code is not None else chat.words.strip(_EDGES)
    if not (_TAKES_BACK.fullmatch(words) or (code is not None and _BARE.fullmatch(words))):
        return False
    try:
        poll = _cast_in(chat, code)
        with chat.turn.store.savepoint():
            voter = casting.withdraw(chat.turn, poll, chat.speaker)
    except UserError as error:
        chat.whisper(error.key, about=None, **error.params)
        return True
    until = wording.moment(chat.turn.community, poll.deadline)
    chat.whisper("polls.withdrawn", about=poll.code, code=poll.code, voter=voter.label, until=until)
    return True


def _cast_in(chat: Chat, code: str | None) -> Poll:
    """The poll that is named, or the one in which the speaker has a ballot that they may take back."""
    if code is not None:
        return by_code(chat.turn, code, chat.inbound.room)
    mine = _open_to(chat)
    voted = [poll for poll in mine if has_voted(chat.turn, poll)] or mine
    if not voted:
        raise UserError("polls.none_to_withdraw")
    if len(voted) > 1 and not has_voted(chat.turn, voted[0]):
        raise UserError("polls.none_cast_yet")
    if len(voted) > 1:
        raise UserError("polls.withdraw_which", list=wording.several(voted), first=voted[0].code)
    return voted[0]


def has_voted(turn: Turn, poll: Poll) -> bool:
    """Whether there is a ballot of the acting person, or of their home."""
    voter = casting.voter_for(turn.store, poll, turn.person)
    return voter is not None and voter.voted


def _open_to(chat: Chat) -> list[Poll]:
    """The open polls in which the speaker has a vote; in a group only those of the group, if there are any."""
    mine = open_polls(chat.turn, None, chat.speaker)
    return [poll for poll in mine if chat.inbound.room in poll.rooms] or mine


@polls.command("投票链接", "投票网址", "投票网页", where=Where.REQUEST, own=True, alone=True)
def send_link(chat: Chat, arguments: Arguments) -> None:
    """The speaker's own page to vote on, privately.

    Raises:
        UserError: they have no vote, it is over, or there are no pages.
    """
    poll = _link_for(chat, arguments.code)
    if poll.status is not PollStatus.OPEN:
        raise UserError("polls.over_now", code=poll.code)
    if chat.person is None or not votes_in(chat.turn, poll):
        raise UserError(rules.no_vote_key(chat.person, poll), code=poll.code, title=poll.title)
    link = vote_link(chat.turn, poll, chat.person)
    if link is None:
        chat.whisper("polls.no_page", about=poll.code, code=poll.code)
    else:
        chat.whisper("polls.your_link", about=poll.code, code=poll.code, title=poll.title, link=link)


def _link_for(chat: Chat, code: str | None) -> Poll:
    if code is not None:
        return by_code(chat.turn, code, chat.inbound.room)
    mine = _open_to(chat)
    if len(mine) > 1:
        raise UserError("polls.link_which", list=wording.several(mine), first=mine[0].code)
    if not mine:
        raise UserError("polls.none_open")
    return mine[0]
