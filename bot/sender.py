"""The way out: claims what is due in the outbox, paces it, sends it, and keeps what became of it."""

import asyncio
import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.alarm import Tell
from bot.channels.base import Channel, ChannelError
from bot.clock import Clock
from bot.faults import outline
from handlers.directory import Directory
from handlers.messages import Attachment, Mention, Outgoing
from handlers.pacing import Pace, next_slot, rest_until
from handlers.polls.secrecy import opened as open_ballots
from handlers.privacy.erasing import ABOUT, LAST_WORD
from handlers.sealed import opened
from handlers.texts import text
from handlers.turn import CLOCK, Turn
from handlers.unreachable import tell_in_group
from storage.engines import StorageError
from storage.records import Blob, Delivery, Lane, Post
from storage.store import Store
from storage.unit_of_work import UnitOfWork

_log = logging.getLogger(__name__)

_BATCH = 50
_DAY = timedelta(days=1)
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(seconds=5), timedelta(minutes=5)
_GIVE_UP = timedelta(hours=24)
_REST = "rest"  # until when the account is silent, as a counter: in seconds since 1970
_TROUBLE = 8  # attempts at one message, in some ten minutes: then the office is told
_LOOK_AGAIN = 30.0  # seconds; a message that another process wrote is found then at the latest


def retry_pause(attempts: int) -> timedelta:
    """How long to wait after so many attempts: 5 s, 10 s, 20 s … 5 minutes."""
    return min(_LONGEST_PAUSE, _FIRST_PAUSE * (1 << min(attempts - 1, 10)))


@dataclass(frozen=True, slots=True)
class _Claimed:
    """`words`: the text with its sealed numbers and secret ballots opened, which is nowhere kept."""

    post: Post
    words: str
    blob: Blob | None


class Sender:
    """Sends for one channel."""

    def __init__(
        self, store: Store, channel: Channel, directory: Directory, pace: Pace, clock: Clock, alarm: Tell
    ) -> None:
        self._store = store
        self._channel = channel
        self._directory = directory
        self._pace = pace
        self._clock = clock
        self._alarm = alarm
        self._troubled = False
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Something was written to the outbox."""
        self._woken.set()

    async def recover(self) -> None:
        """After a start, or when it could not be noted: what was being sent is sent again, marked, as nobody knows."""

        def mark(store: UnitOfWork) -> None:
            for post in store.outbox.in_doubt():
                store.outbox.retry(
                    post.id, self._clock.now(), "it is not known whether it was sent", _marked(post)
                )

        await self._store.write(mark)

    async def send_due(self) -> None:
        """Send all that may go out at this moment."""
        while (claimed := await self._store.write(self._claim)) is not None:
            await self._send(claimed)

    async def run(self) -> None:
        """Send what becomes due, until cancelled."""
        in_doubt = False
        while True:
            self._woken.clear()
            try:
                # What was in the air may not have been noted, and nothing behind it would ever leave.
                if in_doubt:
                    await self.recover()
                    in_doubt = False
                await self.send_due()
                next_due = await self._store.read(lambda store: store.outbox.next_due())
            except StorageError as error:
                _log.error("the outbox cannot be used: %s", error)
                in_doubt = True
                next_due = None
            wait = _LOOK_AGAIN
            if next_due is not None:
                wait = min(wait, max(0.05, (next_due - self._clock.now()).total_seconds()))
            try:
                await asyncio.wait_for(self._woken.wait(), wait)
            except TimeoutError:
                continue

    def _claim(self, store: UnitOfWork) -> _Claimed | None:
        """The next message that may leave now; those that may not yet are put off."""
        now = self._clock.now()
        # While the machine's clock ran ahead, messages were sent "in the future": they hold up nothing now.
        history = [one for one in store.outbox.sent_since(now - _DAY) if one[0] <= now]
        longest = now + timedelta(minutes=self._pace.rest[1])
        rest = min(datetime.fromtimestamp(store.counters.value(_REST), UTC), longest)
        for post in store.outbox.due(now, _BATCH):
            if post.expires_at is not None and post.expires_at <= now:
                store.outbox.finish(post.id, Delivery.SKIPPED, now, note="it came too late to be of use")
                continue
            slot = next_slot(post.at, post.lane, post.room, history, self._pace, seed=str(post.id))
            if post.lane is not Lane.ALARM:  # an emergency is tried all the same
                slot = max(slot, rest)
            if slot > now:
                store.outbox.put_off(post.id, slot)
                continue
            store.outbox.claim(post.id)
            words = open_ballots(store, opened(store.vault, post.text))
            return _Claimed(post, words, store.blobs.get(post.file) if post.file else None)
        return None

    async def _send(self, claimed: _Claimed) -> None:
        post = claimed.post
        wire_id: str | None = None
        failure: ChannelError | None = None
        try:
            wire_id = await self._channel.send(_outgoing(claimed))
        except ChannelError as error:
            failure = error
        except Exception as error:
            _log.error("message %d could not be sent: %s", post.id, outline(error))
            failure = ChannelError(type(error).__name__, unknown=True)
        await self._store.write(lambda store: self._sent(store, post, wire_id, failure))
        await self._tell_of_trouble(post, failure)

    async def _tell_of_trouble(self, post: Post, failure: ChannelError | None) -> None:
        """The office is told by another way: at every rest, and once when for minutes nothing gets out."""
        if failure is None:
            self._troubled = False
        elif failure.too_fast:
            await self._alarm(text("common.alarm_too_fast"))
        elif not failure.permanent and not self._troubled and post.attempts >= _TROUBLE:
            self._troubled = True
            await self._alarm(text("common.alarm_stuck"))

    def _sent(self, store: UnitOfWork, post: Post, wire_id: str | None, error: ChannelError | None) -> None:
        """Keep what became of a message."""
        now = self._clock.now()
        if post.about == LAST_WORD and (error is None or error.permanent or now - post.at > _GIVE_UP):
            store.outbox.forget(post.id)
            store.scrub()
            return
        if error is None:
            store.outbox.finish(post.id, Delivery.SENT, now, wire_id=wire_id)
            return
        if error.permanent or now - post.at > _GIVE_UP:
            _log.warning("message %d is given up: %s", post.id, error)
            store.outbox.finish(post.id, Delivery.DEAD, now, note=str(error)[:200])
            if error.not_friend and post.contact is not None:
                tell_in_group(Turn(store, now, self._directory.of(store), CLOCK), post.contact)
            return
        again = now + retry_pause(post.attempts + 1)
        if error.too_fast:
            rest = rest_until(now, self._pace, f"{post.id} {post.attempts}")
            store.counters.raise_to(_REST, int(rest.timestamp()))
        store.outbox.retry(post.id, again, str(error)[:200], _marked(post) if error.unknown else None)


def _marked(post: Post) -> str:
    """The text with the mark of a message that may have come before."""
    mark = text("common.resent")
    return post.text if post.text.startswith(mark) else mark + post.text


def _outgoing(claimed: _Claimed) -> Outgoing:
    post, blob = claimed.post, claimed.blob
    file = Attachment(post.file_name or blob.name, blob.media_type, blob.data) if blob else None
    mentions = tuple(Mention(contact, name) for contact, name in post.mentions)
    about = None if post.about is not None and post.about.startswith(ABOUT) else post.about
    return Outgoing(str(post.id), post.room, post.contact, claimed.words, mentions, file, about)
