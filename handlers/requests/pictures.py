"""Pictures that come with a request: within three minutes before or after its words (habits), or with a quote of it."""

from collections.abc import Sequence
from datetime import timedelta

from handlers.chat import Chat
from handlers.polls.paper import take_photo
from handlers.requests import actions, find, talk
from handlers.requests.access import may_join_in
from handlers.requests.clocks.follow_up import SAID, requests
from handlers.requests.endings import say_closed
from handlers.requests.rules import Step
from handlers.texts import text
from handlers.turn import Turn
from storage.engines import Scrub
from storage.records import Request, RequestStatus, Timer
from storage.requests import OPEN

_FOLLOWS = timedelta(minutes=3)
_WORDS = "request.words"
_END = "request.picture_end"
_KINDS = ("image/jpeg", "image/png", "image/gif", "image/webp")
_REFUSED = "refused"  # the name of a picture that could not be read (bot/pictures.py)
_MOST = 9  # pictures that are held of somebody in a conversation: as many as WeChat sends at once


def take_picture(chat: Chat) -> None:
    """Add a picture to the request it belongs to, and pass it to the member; any other is held for some minutes, for
    the words that may come."""
    file = chat.inbound.file
    if file is None or not (file.media_type in _KINDS or file.name == _REFUSED):
        return
    if file.media_type in _KINDS and (_closes(chat) or take_photo(chat, file)):
        return
    together = _meant(chat)
    if file.media_type not in _KINDS:
        if together or chat.private:
            chat.whisper("privacy.picture_refused")
    elif together:
        digest = chat.turn.store.blobs.put(file.name, file.media_type, file.data)
        for one in together:
            here = not chat.private and one.room == chat.inbound.room
            talk.add_word(chat.turn, one, chat.speaker, "", digest, told=here)
    else:
        _hold(chat)
        _ask_for_words(chat)


def join_held(chat: Chat, together: Sequence[Request]) -> bool:
    """The words have come: pictures that the speaker sent here a moment before go with them; whether there were any."""
    store = chat.turn.store
    held = store.held_pictures.take(chat.speaker, chat.conversation, chat.turn.now)
    for picture in held:
        digest = store.blobs.put(picture.name, picture.media_type, picture.data)
        for one in together:
            talk.add_word(chat.turn, one, chat.speaker, "", digest)
    return bool(held)


def hold_longer(chat: Chat, lasts: timedelta) -> None:
    """The speaker was asked whether it shall be registered: the pictures wait for the answer, too."""
    until = chat.turn.now + lasts
    if chat.turn.store.held_pictures.prolong(chat.speaker, chat.conversation, chat.turn.now, until):
        _set_end(chat, lasts)


def drop_held(chat: Chat) -> None:
    """It shall not be registered: the pictures are deleted at once."""
    chat.turn.store.held_pictures.drop(chat.speaker, chat.conversation)


@requests.timer(_END)
def end_holding(turn: Turn, timer: Timer) -> str | None:
    """No words came: the picture was not for the bot, and is deleted."""
    if not turn.store.held_pictures.forget_before(turn.now):
        return "taken already"
    turn.store.scrub(Scrub.LOG)
    return None


def _closes(chat: Chat) -> bool:
    """A member was asked what was done, and answers with a picture: closed with that."""
    file, question = chat.inbound.file, chat.pending
    if file is None or question is None or question.kind != SAID or question.payload["step"] != Step.CLOSE:
        return False
    request = find.by_code(chat, question.payload["code"])
    chat.settle()
    digest = chat.turn.store.blobs.put(file.name, file.media_type, file.data)
    talk.add_word(chat.turn, request, chat.speaker, "", digest)
    actions.close(chat.turn, request, text("requests.see_picture"))
    say_closed(chat, request)
    return True


def _meant(chat: Chat) -> Sequence[Request]:
    """What a picture belongs to: what is quoted or named, or what the speaker reported here a moment ago."""
    request = find.mentioned(chat)
    if request is not None and may_join_in(chat, request):
        return [request]
    since = chat.turn.now - _FOLLOWS
    own = chat.turn.store.requests.reported_by(chat.speaker, OPEN)
    request = next((r for r in own if r.created_at >= since and r.room == chat.inbound.room), None)
    joined = chat.turn.store.requests.joined_since(chat.speaker, since) if request is None else []
    if request is None and not joined:  # the member closed it a moment ago, and shows how it is now
        closed = find.given(chat, (RequestStatus.TO_RATE,))
        here = [one for one in closed if chat.private or one.room == chat.inbound.room]
        joined = [one for one in here if one.closed_at is not None and one.closed_at >= since]
    if joined:
        return joined[:1]
    # One picture after two problems in one message may show either: both members get it.
    return chat.turn.store.requests.registered_with(request) if request else []


def _hold(chat: Chat) -> None:
    file, held = chat.inbound.file, chat.turn.store.held_pictures
    assert file is not None
    if held.count(chat.speaker, chat.conversation) < _MOST:
        until = chat.turn.now + _FOLLOWS
        held.hold(chat.speaker, chat.conversation, until, file.name, file.media_type, file.data)
        _set_end(chat, _FOLLOWS)


def _set_end(chat: Chat, lasts: timedelta) -> None:
    """One second behind the end, so that words of the last moment still find it."""
    chat.turn.store.timers.set(_END, "picture", chat.turn.now + lasts + timedelta(seconds=1))


def _ask_for_words(chat: Chat) -> None:
    """A picture alone, privately: say once that words are wanted with it."""
    if chat.private and chat.pending is None:
        chat.ask(_WORDS, {}, _FOLLOWS)
        chat.reply("requests.words_wanted")
