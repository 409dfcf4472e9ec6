"""Pictures that come with a request: within three minutes after its words (habits), or with a quote of it."""

from datetime import timedelta

from handlers.chat import Chat
from handlers.requests import actions, find
from storage.requests import OPEN

_FOLLOWS = timedelta(minutes=3)
_WORDS = "request.words"
_KINDS = ("image/jpeg", "image/png", "image/gif", "image/webp")


def take_picture(chat: Chat) -> None:
    """Add a picture to the request it belongs to, and pass it to the member; any other picture is not kept."""
    file = chat.inbound.file
    if file is None or file.media_type not in _KINDS:
        return
    request = find.mentioned(chat)
    together = [request] if request else []
    if request is None:
        own = chat.turn.store.requests.reported_by(chat.speaker, OPEN)
        since = chat.turn.now - _FOLLOWS
        request = next((r for r in own if r.created_at >= since and r.room == chat.inbound.room), None)
        # One picture after two problems in one message may show either: both members get it.
        together = chat.turn.store.requests.registered_with(request) if request else []
    if not together:
        _ask_for_words(chat)
        return
    digest = chat.turn.store.blobs.put(file.name, file.media_type, file.data)
    for one in together:
        actions.add_word(chat.turn, one, chat.speaker, "", digest)


def _ask_for_words(chat: Chat) -> None:
    """A picture alone, privately: say once that words are wanted with it."""
    if chat.private and chat.pending is None:
        chat.ask(_WORDS, {}, _FOLLOWS)
        chat.reply("requests.words_wanted")
