"""How a poll stands: how many have voted, never how before the end; then the result. Chat only."""

import re
from datetime import timedelta

from handlers.arguments import Arguments, read_arguments, starts_with_code
from handlers.chat import Chat
from handlers.community import Permission
from handlers.errors import UserError
from handlers.feature import Where
from handlers.polls import wording
from handlers.polls.actions import polls
from handlers.polls.find import answers_within, by_code, may_see, open_polls, votes_in
from handlers.polls.which import named
from handlers.texts import text
from handlers.understanding.normal import normalise
from storage.records import Poll, PollStatus, Unit

_LONGEST = 30  # characters of a question about a poll
_SHOWN = 3  # open polls of which one message tells
_RECENT = timedelta(days=30)  # so long a poll that is over is what a question without a code means
_VOTES = re.compile(
    "投得|投票|表决|票数|[几多少]票|得票|开票|计票|唱票|多少[户人家]投|几[户人家]投|投了?(?:几|多少)|"
    "(?:同意|反对|赞成)的?(?:有|是)?(?:几|多少)|哪[个项家]?(?:的?票|领先|最?多|赢)"
)
_HOW = re.compile(
    "[?？]|多少|几(?:票|户|人|家|个)|怎么?样|如何|结果|进度|进展|情况|领先|最多|谁赢|出来|[吗呢没]$"
)
_LIST = re.compile(
    "(?:现在|目前|最近)?(?:还)?有(?:哪些|什么|几个)(?:在投的?|正在投的?)?(?:投票|表决)|(?:表决|投票)(?:列表|清单|一览)"
)
_RESULT = re.compile(
    "(?:请问|小应|现在|目前|这次|这个|那个|最后|最终|的|到底){0,3}结果"
    "(?:现在|到底|是|出来|怎么?样|如何|什么|咋样|呢|了|吗|没有?|多少|[?？!！。])*"
)
_OTHER = re.compile("怎么投|如何投|在哪投|哪里投|没投|未投|投了[吗没]|链接|网址")


@polls.before_commands
def asked_how_it_stands(chat: Chat) -> bool:
    """现在几票了, 投票结果怎么样, said to the bot: of what is open here, else of what ended here last."""
    words = chat.words.strip()
    if not chat.called or len(words) > _LONGEST or starts_with_code(words) or _OTHER.search(words):
        return False
    code = read_arguments(words).code or ""
    of_votes = _LIST.search(words) or (_VOTES.search(words) and _HOW.search(words))
    of_result = _RESULT.fullmatch(words) and not chat.context.own_requests
    if not (of_votes or of_result) or chat.meaning.ballot is not None or chat.meaning.poll is not None:
        return False
    if code.startswith("V"):
        _show(chat, [by_code(chat.turn, code, chat.inbound.room)])
        return True
    meant, here = _meant(chat)
    if not meant and not of_votes:
        return False
    _show(chat, named(meant, normalise(words)) or meant, here=here)
    return True


@polls.command(
    "表决进度", "投票进度", needs=(Permission.POLL, Permission.READ), where=Where.REQUEST, own=True
)
def progress(chat: Chat, arguments: Arguments) -> None:
    """How many have voted, never how; of one that is over the result.

    Raises:
        UserError: no poll is meant, or none that the speaker may know of.
    """
    if arguments.code is not None:
        _show(chat, [by_code(chat.turn, arguments.code, chat.inbound.room)])
        return
    meant, here = _meant(chat)
    _show(chat, meant, here=here)


def _meant(chat: Chat) -> tuple[list[Poll], bool]:
    """What is open here, else what ended here last; else what is open elsewhere and the speaker may know of. And
    whether it is of here."""
    turn, room = chat.turn, chat.inbound.room
    found = open_polls(turn, room, chat.speaker) or _over(chat)
    if found:
        return found, True
    known = (
        poll for poll in turn.store.polls.open() if may_see(turn, poll, room) or answers_within(turn, poll)
    )
    return list(known), room is None


def _over(chat: Chat) -> list[Poll]:
    turn, room = chat.turn, chat.inbound.room
    over = (
        poll
        for poll in reversed(turn.store.polls.all())
        if poll.status is not PollStatus.OPEN and poll.deadline > turn.now - _RECENT
    )
    return [poll for poll in over if (room in poll.rooms if room is not None else votes_in(turn, poll))][:1]


def _show(chat: Chat, meant: list[Poll], *, here: bool = True) -> None:
    """How they stand; of other groups' privately."""
    if not meant:
        raise UserError("polls.none_running")
    message = _whole(chat, meant[0]) if len(meant) == 1 else _lines(chat, meant)
    about = meant[0].code if len(meant) == 1 else None
    if here:
        chat.say(message, about=about)
    else:
        chat.whisper("polls.own", about=about, own=message)


def _lines(chat: Chat, meant: list[Poll]) -> str:
    lines = [
        text(
            "polls.progress_line",
            code=poll.code,
            title=wording.short(poll.title),
            turnout=_turnout(chat, poll),
            until=wording.moment(chat.turn.community, poll.deadline),
        )
        for poll in meant[:_SHOWN]
    ]
    more = text("polls.and_more", count=len(meant) - _SHOWN) if len(meant) > _SHOWN else ""
    return "\n".join([*lines, more + text("polls.counts_later")])


def _turnout(chat: Chat, poll: Poll) -> str:
    store = chat.turn.store.polls
    area = store.turnout_area(poll.id) if poll.unit is Unit.OWNER else 0
    return wording.turnout_text(poll, store.turnout(poll.id), area)


def _whole(chat: Chat, poll: Poll) -> str:
    store = chat.turn.store.polls
    turned_out = _turnout(chat, poll)
    if poll.status is PollStatus.CANCELLED:
        turned_out, rest = "", text("polls.progress_cancelled", reason=(poll.result or {}).get("reason", ""))
    elif poll.result is not None and "outcome" in poll.result:
        counts = wording.counts_text(poll, poll.result["counts"], poll.result.get("areas"))
        rest = text("polls.progress_over", counts=counts, outcome=poll.result["outcome"]["text"])
    else:
        area = store.turnout_area(poll.id) if poll.unit is Unit.OWNER else 0
        turned_out += wording.missing_text(poll, store.turnout(poll.id), area)
        rest = wording.so_far_text(chat.turn.store, poll) or text(
            "polls.progress_rest", until=wording.moment(chat.turn.community, poll.deadline)
        )
    message = text(
        "polls.progress",
        code=poll.code,
        kind=poll.kind.value,
        title=poll.title,
        status=poll.status.value,
        turnout=turned_out,
        rest=rest,
    )
    return wording.without_gaps(message)
