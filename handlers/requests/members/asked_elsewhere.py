"""满意, 5, 不满意 of what was not just asked here: one of several, what is rated already, or not done yet."""

from datetime import timedelta

from handlers.chat import Chat
from handlers.requests import endings, find, progress_words
from handlers.requests.clocks.follow_up import RATE, requests
from handlers.requests.rating import is_figure, read_rating
from handlers.requests.rules import DISSATISFIED
from handlers.texts import text
from storage.records import Request, RequestStatus
from storage.requests import OPEN

_SHORT = 20
_LATELY = timedelta(hours=12)


@requests.before_commands
def which_is_rated(chat: Chat) -> bool:
    """A rating said privately, where several groups of the speaker's were asked for one.

    Raises:
        UserError: none of them is named.
    """
    if not chat.private or endings.rating_meant(chat) is None or chat.meaning.ballot is not None:
        return False
    waiting = _asked_in_groups(chat)
    if len(waiting) > 1:
        find.only(chat, waiting, text("requests.example.rate"))
    return False


@requests.before_commands
def figure_afterwards(chat: Chat) -> bool:
    """5分, or privately 5, from whoever has just said that it is solved, or has rated it already: the figure is kept,
    once."""
    words = chat.words.strip()
    if chat.pending is not None or not is_figure(words) or (words.isdecimal() and not chat.private):
        return False
    if chat.meaning.ballot is not None or (chat.room is not None and chat.context.open_polls):
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
        progress_words.urge(chat, own[0])
    else:
        progress_words.show_status(chat, own[0])
    return True


def _asked_in_groups(chat: Chat) -> list[Request]:
    """What the speaker was asked to rate in groups, and has not, newest first."""
    asked = {one.payload["code"] for one in chat.pending_elsewhere if one.kind == RATE}
    waiting = chat.turn.store.requests.reported_by(chat.speaker, (RequestStatus.TO_RATE,))
    return [request for request in waiting if request.code in asked]
