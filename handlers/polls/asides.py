"""What people say about polls that is no vote: how does one vote, can it end earlier, remind the others. Chat only."""

import re

from handlers.arguments import read_arguments
from handlers.chat import Chat
from handlers.community import Permission
from handlers.polls import own, voting, wording
from handlers.polls.actions import polls
from handlers.polls.find import may_see, open_polls
from handlers.polls.links import vote_link
from handlers.texts import text
from storage.records import Poll, PollStatus

_LONGEST = 40  # characters of what may be meant as a vote
_HOW_TO = re.compile(
    r"(?:小应)*[,，\s]*(?:请问|那|这个?|我们?|要|想|该|得|应该)*(?:怎么|咋|如何|在哪里?|去哪)(?:样|个)?(?:投|选)(?:票|法)?(?:[啊呀呢吗哦啦]|[?？!！。])*"
    r"|(?:小应)*[,，\s]*我们?(?:也|还)?(?:要|想|来|得)(?:投|投票|投个票|参加投票)(?:[啊呀呢吧了哦啦]|[?？!！。])*"
)
_EARLIER = re.compile(
    "提前(?:结束|截止)|现在就?(?:结束|截止)|(?:结束|截止|停止|关闭|关掉)(?:掉|了)?(?:这个|本次)?(?:投票|表决)"
)
_EARLY_WITH_CODE = re.compile("(?:提前|现在就?)?(?:结束|停止|关闭|关掉)(?:了|掉|吧|投票|表决)*")
_REMIND = re.compile(
    "(?:催|提醒|通知|叫)[^。!！?？]{0,8}(?:没|未|还没)投|(?:没|未)投票?的[^。!！?？]{0,6}(?:催|提醒|通知|叫)"
)
_BACK = re.compile("撤|退给?我|收回|不投了|不算数?")
_VOTING = re.compile("投|选|票|同意|赞成|支持|反对|弃权")


@polls.before_commands
def ask_how_to_vote(chat: Chat) -> bool:
    """怎么投票啊, 我要投票: the options of what is open to the speaker, and what to send. Privately."""
    words = chat.words.strip()
    mine = open_polls(chat.turn, None, chat.speaker) if _HOW_TO.fullmatch(words) else []
    if not mine:
        return False
    if len(mine) > 1:
        chat.whisper("polls.how_to_several", list=wording.several(mine), first=mine[0].code)
        return True
    [poll] = mine
    link = vote_link(chat.turn, poll, chat.person) if chat.person is not None else None
    chat.whisper(
        "polls.how_to",
        about=poll.code,
        code=poll.code,
        title=poll.title,
        options=wording.lines_of_options(poll.options),
        several=wording.how_many(poll),
        link=text("polls.or_link", link=link) if link else "",
    )
    return True


@polls.before_commands
def ask_to_hurry(chat: Chat) -> bool:
    """提前结束 V3, 催一下没投票的, from who serves: what the bot does by itself, and what cannot be."""
    if not chat.called or not any(map(chat.may_somewhere, (Permission.POLL, Permission.VOUCH))):
        return False
    said = read_arguments(chat.words.strip())
    code = said.code if said.code is not None and said.code.startswith("V") else None
    earlier = (code and _EARLY_WITH_CODE.fullmatch(said.rest)) or _EARLIER.search(chat.words)
    if len(chat.words) > _LONGEST or not (earlier or _REMIND.search(chat.words)):
        return False
    poll = _running(chat, code)
    if poll is None or chat.meaning.poll is not None:
        return False
    until = wording.moment(chat.turn.community, poll.deadline)
    key = "polls.ends_by_itself" if earlier else "polls.reminds_by_itself"
    chat.whisper(key, about=poll.code, code=poll.code, until=until)
    return True


def _running(chat: Chat, code: str | None) -> Poll | None:
    """The open poll that is named, or the newest that the speaker may know of."""
    found = (chat.turn.store.polls.by_code(code),) if code else reversed(chat.turn.store.polls.open())
    return next(
        (
            poll
            for poll in found
            if poll is not None
            and poll.status is PollStatus.OPEN
            and may_see(chat.turn, poll, chat.inbound.room)
        ),
        None,
    )


@polls.fallback
def may_be_a_vote(chat: Chat) -> bool:
    """What nobody understood, from somebody with a vote: how to take it back, or it is asked back."""
    mine = open_polls(chat.turn, None, chat.speaker) if len(chat.words) <= _LONGEST else []
    voted = [poll for poll in mine if own.has_voted(chat.turn, poll)]
    if voted and _BACK.search(chat.words):
        chat.whisper("polls.withdraw_hint", about=voted[-1].code, code=voted[-1].code)
        return True
    if len(mine) != 1 or not chat.private:
        return False
    named = _VOTING.search(chat.words) or any(label in chat.words for label in mine[0].options)
    return bool(named) and voting.tell_options(chat, mine[0])
