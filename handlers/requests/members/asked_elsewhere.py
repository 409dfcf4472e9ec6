"""满意, 5, 已解决, said privately after the group was asked: a rating is better said so, and is understood."""

from datetime import timedelta

from handlers.chat import Chat
from handlers.requests import endings, find, plain_words
from handlers.requests.clocks.follow_up import RATE, requests
from handlers.requests.rating import is_figure, read_rating
from handlers.requests.rules import DISSATISFIED
from handlers.texts import text
from storage.records import Question, Request, RequestStatus
from storage.requests import OPEN

_SHORT = 20
_LATELY = timedelta(hours=12)


@requests.before_commands
def answer_privately(chat: Chat) -> bool:
    """An answer to what was asked in a group, of the one thing that waits for it. While a poll is open, a bare digit
    is a ballot.

    Raises:
        UserError: several wait, and none is named.
    """
    if not chat.private or (chat.words.strip().isdigit() and chat.context.open_polls):
        return False
    waiting = _asked_in_groups(chat)
    if not waiting:
        return False
    if len(waiting) > 1 and endings.rating_meant(chat) is not None:
        find.only(chat, [request for request, _ in waiting], text("requests.example.rate"))
    return len(waiting) == 1 and endings.answer_rating(chat, waiting[0][1])


@requests.before_commands
def figure_afterwards(chat: Chat) -> bool:
    """5分, or privately 5, from whoever has just said that it is solved, or has rated it already: the figure is kept,
    once."""
    words = chat.words.strip()
    if chat.pending is not None or chat.context.open_polls or not is_figure(words):
        return False
    if words.isdecimal() and not chat.private:
        return False
    store, since = chat.turn.store.requests, chat.turn.now - _LATELY
    if store.reported_by(chat.speaker, (RequestStatus.TO_RATE,)):
        return False
    ended = store.reported_by(chat.speaker, (RequestStatus.CLOSED,))
    lately = [one for one in ended if one.closed_at is not None and one.closed_at >= since]
    fits = [one for one in lately if chat.private or one.room == chat.inbound.room]
    if len(fits) != 1:
        return False
    if fits[0].rating is None:
        endings.take_rating(chat, fits[0], read_rating(words) or 0, words)
    else:
        chat.reply("requests.rated_already", code=fits[0].code)
    return True


@requests.fallback
def rated_too_early(chat: Chat) -> bool:
    """满意, 不满意！修了三遍, of the one thing of the speaker's that is not done yet: a push, or how it stands."""
    own = chat.turn.store.requests.reported_by(chat.speaker, OPEN)
    rating = read_rating(chat.words) if len(chat.words) <= _SHORT else None
    if rating is None or is_figure(chat.words) or len(own) != 1 or find.given(chat, find.HELD):
        return False
    if rating <= DISSATISFIED:
        plain_words.urge(chat, own[0])
    else:
        plain_words.show_status(chat, own[0])
    return True


def _asked_in_groups(chat: Chat) -> list[tuple[Request, Question]]:
    """What the speaker was asked to rate in groups, and has not, newest first."""
    store, found = chat.turn.store, []
    for request in store.requests.reported_by(chat.speaker, (RequestStatus.TO_RATE,)):
        if request.room is not None:
            asked = store.questions.pending(request.room, chat.speaker, chat.turn.now)
            if asked is not None and asked.kind == RATE and asked.payload["code"] == request.code:
                found.append((request, asked))
    return found
