"""Pictures of a visit or a patrol: within three minutes before or after its words (habits)."""

from collections.abc import Sequence
from datetime import timedelta

from handlers.chat import Chat
from storage.requests import OPEN

_FOLLOWS = timedelta(minutes=3)
_MOST = 9  # as many as WeChat sends at once


def join_earlier(chat: Chat, made: Sequence[int]) -> None:
    """The words have come: pictures that the speaker sent here a moment before go with the first of what was noted."""
    store = chat.turn.store
    for picture in store.held_pictures.take(chat.speaker, chat.conversation, chat.turn.now):
        store.visits.add_picture(made[0], store.blobs.put(picture.name, picture.media_type, picture.data))


def join_later(chat: Chat) -> bool:
    """Add a picture to what the speaker noted a moment ago; False: it belongs (also) to something else."""
    file, store = chat.inbound.file, chat.turn.store
    since = chat.turn.now - _FOLLOWS
    if file is None or not file.media_type.startswith("image/"):
        return False
    noted = store.visits.last_of(chat.speaker, since)
    if not noted or noted[0].pictures >= _MOST:
        return False
    store.visits.add_picture(noted[0].id, store.blobs.put(file.name, file.media_type, file.data))
    return not any(one.created_at >= since for one in store.requests.reported_by(chat.speaker, OPEN))
