"""A poll is opened by words, a draft that shows what the group will see, corrections of it, and 确认. Chat only."""

from dataclasses import replace
from datetime import timedelta

from handlers.chat import Chat
from handlers.community import Permission
from handlers.errors import UserError
from handlers.polls import actions, topics, wording
from handlers.polls.actions import polls
from handlers.polls.drafting import changed, drafted
from handlers.polls.keeping import kept_draft, read_draft
from handlers.polls.rules import Draft
from handlers.texts import text
from handlers.understanding import PollDraft, drafts
from handlers.understanding.draftchanges import Change, read_changes
from handlers.yes_no import read_yes_no
from storage.records import Question

_DRAFT, _TOPIC = "poll.draft", "poll.topic"
_WAITS, _TOPIC_WAITS = timedelta(hours=2), timedelta(minutes=10)
_UNREAD = {"due": "polls.deadline_wanted", "rule": "polls.rule_wrong"}
_REPORTS = frozenset(
    ("报修", "投诉", "求助", "安全隐患", "矛盾调解", "查询进度", "催办", "微心愿", "办事代办")
)


def propose(chat: Chat) -> bool:
    """Somebody asks for a poll: show it as a draft; whoever may open none is told so if they called the bot.

    Raises:
        UserError: what is missing or cannot be.
    """
    said = chat.meaning.poll
    assert said is not None
    if not chat.may_somewhere(Permission.POLL):
        if chat.called:
            raise UserError("polls.not_allowed")
        return False
    _show_wanted(chat, said, chat.words)
    return True


def _show_wanted(chat: Chat, said: PollDraft, words: str) -> None:
    """The draft of what was asked for in these words; without a topic, or with several, it is asked for first.

    Raises:
        UserError: see `propose`.
    """
    several = topics.are_several(words)
    if several or not said.topic:
        chat.ask(_TOPIC, {"words": words, "options": not several}, _TOPIC_WAITS)
        chat.reply("polls.topics_wanted" if several else "polls.topic_wanted")
        return
    if said.unread is not None:
        raise UserError(_UNREAD[said.unread])
    show(chat, drafted(chat, topics.tidied(said)), guessed=said.due_guessed)


@polls.answer(_TOPIC, at_once=True, in_words=True)
def answer_topic(chat: Chat, question: Question) -> bool:
    """The topic of the poll that was asked for, as people who speak their messages say it: in a message of its own."""
    words = chat.words.strip()
    answer = read_yes_no(words)
    if answer is False:
        chat.settle()
        chat.reply("polls.draft_dropped")
        return True
    if answer or chat.meaning.poll is not None or not _is_topic(chat, words):
        return False
    before, said = (
        _read(chat, one) for one in (question.payload["words"], text("polls.head_of_draft") + words)
    )
    if before is None or said is None:
        return False
    chat.settle()
    before = before if question.payload["options"] else replace(before, options=())
    _show_wanted(chat, topics.with_topic(before, said), words)
    return True


def _read(chat: Chat, words: str) -> PollDraft | None:
    return drafts.read_draft(words, chat.turn.local.replace(tzinfo=None), chat.turn.community.calendar)


def _is_topic(chat: Chat, words: str) -> bool:
    """Whether it can be what is voted on: not a matter of another kind, nor talk in a group."""
    if chat.meaning.urgency == "emergency":
        return False
    return topics.asks_something(words) or (chat.called and chat.meaning.intent not in _REPORTS)


def show(chat: Chat, draft: Draft, *, guessed: bool = False) -> None:
    """Show a draft and wait for the word on it.

    Raises:
        UserError: it cannot be voted on as it is, or the speaker may not open it.
    """
    actions.check(chat.turn, draft)
    eligible = len(actions.electorate(chat.turn, draft))
    chat.ask(_DRAFT, kept_draft(draft), _WAITS)
    shown = wording.announcement(
        chat.turn.community,
        draft,
        text("polls.draft_code"),
        eligible,
    )
    chat.reply(
        "polls.draft",
        rooms=_names(chat, draft),
        announcement=shown,
        guessed=text("polls.guessed_note") if guessed else "",
    )


@polls.answer(_DRAFT)
def answer_draft(chat: Chat, question: Question) -> bool:
    """确认 opens the draft, 取消 drops it, a correction changes it; anything else is not an answer to it."""
    answer = read_yes_no(chat.words)
    if answer is None:
        return _correct(chat, read_draft(question.payload))
    chat.settle()
    if not answer:
        chat.reply("polls.draft_dropped")
        return True
    draft = read_draft(question.payload)
    poll = actions.open_poll(chat.turn, draft)
    if chat.inbound.room not in poll.rooms:
        chat.reply("polls.opened_there", code=poll.code, room=_names(chat, draft), about=poll.code)
    return True


def _correct(chat: Chat, draft: Draft) -> bool:
    calendar = chat.turn.community.calendar
    changes = read_changes(chat.words, draft.options, chat.turn.local.replace(tzinfo=None), calendar)
    if not changes or not (chat.called or all(_plain(change) for change in changes)):
        return False
    for change in changes:
        draft = changed(chat, draft, change)
    show(chat, draft, guessed=any(change.due_guessed for change in changes))
    return True


def _plain(change: Change) -> bool:
    """Whether it can be meant for the draft only, also in a group where the bot was not called: 加个班 is none."""
    return change.added is None or change.added in text("polls.usual_options").split("/")


def _names(chat: Chat, draft: Draft) -> str:
    """3号楼党小组群, or the first of several and how many."""
    rooms = [room.name for room_id in draft.told_in if (room := chat.turn.community.room(room_id))]
    return rooms[0] if len(rooms) == 1 else text("polls.rooms", first=rooms[0], count=len(rooms))
