"""Pictures that come with a request: within three minutes after its words (habits), or with a quote of it."""

from datetime import timedelta

from handlers.chat import Chat
from handlers.requests import actions, find
from storage.requests import OPEN

_FOLLOWS = timedelta(minutes=3)
_KINDS = ("image/jpeg", "image/png", "image/gif", "image/webp")


def take_picture(chat: Chat) -> None:
    """Add a picture to the request it belongs to, and pass it to the member; any other picture is not kept."""
    file = chat.inbound.file
    if file is None or file.media_type not in _KINDS:
        return
    request = find.mentioned(chat)
    if request is None:
        own = chat.turn.store.requests.reported_by(chat.speaker, OPEN)
        since = chat.turn.now - _FOLLOWS
        request = next((r for r in own if r.created_at >= since and r.room == chat.inbound.room), None)
    if request is None:
        return
    digest = chat.turn.store.blobs.put(file.name, file.media_type, file.data)
    actions.add_word(chat.turn, request, chat.speaker, "", digest)
