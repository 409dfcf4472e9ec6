"""Whether a word or a digit is meant for the question that a member or a resident was asked."""

from handlers.chat import Chat
from storage.records import Question


def may_answer_here(chat: Chat, question: Question) -> bool:
    """Whether a member who was asked elsewhere can mean that: privately always; in a group by a call, or with a bare 1
    of what was reported there; while a vote is open there it is a ballot."""
    if chat.answers is None or chat.private:
        return True
    request = chat.turn.store.requests.by_code(question.payload["code"])
    fits = chat.words.strip() == "1" and request is not None and request.room == chat.inbound.room
    return (chat.called or fits) and not chat.context.open_polls


def newer_poll(chat: Chat, question: Question) -> bool:
    """A bare digit belongs to whatever was asked last: a poll that was opened there after the question."""
    polls = chat.turn.store.polls.open_in_room(question.conversation)
    return any(poll.opened_at > question.asked_at for poll in polls)
