"""What is to be said. A handler only writes here; the sender delivers."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from storage.prepared import Prepared
from storage.records import Delivery, Lane, Post
from storage.tables import outbox

_columns = [column for column in outbox.columns if column.name != "note"]


_PUT = Prepared(insert(outbox).inline())
_OF_WIRE = select(*_columns).where(outbox.c.wire_id == bindparam("wire")).limit(1)
_unsent = outbox.alias()
_FIRST = outbox.c.id.in_(
    select(func.min(_unsent.c.id))
    .where(_unsent.c.status.in_([Delivery.WAITING, Delivery.SENDING]))
    .group_by(_unsent.c.lane, _unsent.c.room, _unsent.c.contact)
)
"""No earlier message of the same conversation and lane is still to be sent."""


_DUE = (
    select(*_columns)
    .where(outbox.c.status == Delivery.WAITING, outbox.c.due_at <= bindparam("now"), _FIRST)
    .order_by((outbox.c.lane != Lane.ALARM), outbox.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)


class Outbox:
    """Outgoing messages, from the moment they were decided to what became of them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(
        self,
        at: datetime,
        lane: Lane,
        room: str | None,
        contact: str | None,
        text: str,
        *,
        due_at: datetime | None = None,
        mentions: Sequence[tuple[str, str]] = (),
        file: str | None = None,
        file_name: str | None = None,
        about: str | None = None,
        expires_at: datetime | None = None,
    ) -> None:
        """Say `text` in `room`, or else privately to `contact`; not before `due_at`, not after `expires_at`."""
        values = {
            "at": at,
            "due_at": due_at or at,
            "lane": lane,
            "room": room,
            "contact": contact,
            "text": text,
            "mentions": [list(mention) for mention in mentions],
            "file": file,
            "file_name": file_name,
            "about": about,
            "status": Delivery.WAITING,
            "attempts": 0,
            "expires_at": expires_at,
        }
        _PUT.first(self._connection, values)

    def get(self, post_id: int) -> Post | None:
        row = self._connection.execute(select(*_columns).where(outbox.c.id == post_id)).first()
        return None if row is None else _post(row._mapping)

    def newest(self, limit: int) -> list[Post]:
        """What was said last, newest first, sent or not."""
        found = self._connection.execute(select(*_columns).order_by(outbox.c.id.desc()).limit(limit))
        return [_post(row._mapping) for row in found]

    def of_wire(self, wire_id: str) -> Post | None:
        """The message that the wire knows under this id."""
        row = self._connection.execute(_OF_WIRE, {"wire": wire_id}).first()
        return None if row is None else _post(row._mapping)

    def due(self, now: datetime, limit: int) -> list[Post]:
        """What may be sent now: alarms first, then in the order it was said.

        What waits behind an earlier message of the same conversation and lane is not due before that one is sent.
        """
        found = self._connection.execute(_DUE, {"now": now, "most": limit})
        return [_post(row._mapping) for row in found]

    def next_due(self) -> datetime | None:
        """When the next message may go out."""
        return self._connection.execute(
            select(func.min(outbox.c.due_at)).where(outbox.c.status == Delivery.WAITING, _FIRST)
        ).scalar()

    def blank(self, about: str) -> int:
        """Take the words out of what was said about something and is over; how many."""
        over = outbox.c.status.not_in([Delivery.WAITING, Delivery.SENDING])
        blank = update(outbox).where(outbox.c.about == about, over).values(text="", mentions=[], about=None)
        return self._connection.execute(blank).rowcount

    def hide(self, post_id: int, text: str) -> bool:
        """Put other words in the place of what was said, once it was sent or given up; whether it was."""
        over = outbox.c.status.not_in([Delivery.WAITING, Delivery.SENDING])
        hidden = update(outbox).where(outbox.c.id == post_id, over).values(text=text)
        return self._connection.execute(hidden).rowcount > 0

    def count_to(self, contacts: Collection[str]) -> int:
        """How many messages to these contacts still have their words."""
        mine = (outbox.c.contact.in_(list(contacts)), outbox.c.text != "")
        return self._connection.execute(select(func.count()).where(*mine)).scalar_one()

    def drop_files(self, about: str) -> set[str]:
        """The files that went with messages about something and are sent are theirs no more; their digests."""
        over = outbox.c.status.not_in([Delivery.WAITING, Delivery.SENDING])
        with_file = (outbox.c.about == about, over, outbox.c.file.is_not(None))
        digests = set(self._connection.execute(select(outbox.c.file).where(*with_file)).scalars())
        self._connection.execute(update(outbox).where(*with_file).values(file=None, file_name=None))
        return digests

    def forget(self, post_id: int) -> None:
        """Delete a message that was sent."""
        self._connection.execute(delete(outbox).where(outbox.c.id == post_id))

    def take_back(self, about: str, *, room: str | None = None, contact: str | None = None) -> int:
        """Notices about something to one conversation that were not sent yet never will be; how many."""
        waiting = (outbox.c.status == Delivery.WAITING, outbox.c.lane == Lane.NOTICE, outbox.c.about == about)
        where = outbox.c.room == room if room is not None else outbox.c.contact == contact
        return self._connection.execute(delete(outbox).where(*waiting, where)).rowcount

    def in_doubt(self) -> list[Post]:
        """What was being sent when the process died: nobody knows if it arrived."""
        found = self._connection.execute(
            select(*_columns).where(outbox.c.status == Delivery.SENDING).order_by(outbox.c.id)
        )
        return [_post(row._mapping) for row in found]

    def sent_since(self, moment: datetime) -> list[tuple[datetime, str | None, Lane]]:
        """When, to which room (None: privately) and in which lane something was sent, oldest first."""
        found = self._connection.execute(
            select(outbox.c.sent_at, outbox.c.room, outbox.c.lane)
            .where(outbox.c.sent_at >= moment)
            .order_by(outbox.c.sent_at, outbox.c.id)
        )
        return [(row.sent_at, row.room, Lane(row.lane)) for row in found]

    def put_off(self, post_id: int, due_at: datetime) -> None:
        """Not yet: not before `due_at`."""
        self._change(post_id, due_at=due_at)

    def claim(self, post_id: int) -> None:
        """It is being sent from now on."""
        self._change(post_id, status=Delivery.SENDING, attempts=outbox.c.attempts + 1)

    def retry(self, post_id: int, due_at: datetime, note: str, text: str | None = None) -> None:
        """It was not sent; try again at `due_at`, with another `text` if given."""
        words = {} if text is None else {"text": text}
        self._change(post_id, status=Delivery.WAITING, due_at=due_at, note=note, **words)

    def finish(
        self,
        post_id: int,
        status: Delivery,
        at: datetime,
        *,
        wire_id: str | None = None,
        note: str | None = None,
    ) -> None:
        """It was sent, or never will be."""
        sent_at = at if status is Delivery.SENT else None
        self._change(post_id, status=status, sent_at=sent_at, wire_id=wire_id, note=note)

    def _change(self, post_id: int, **values: object) -> None:
        self._connection.execute(update(outbox).where(outbox.c.id == post_id).values(**values))


def _post(row: object) -> Post:
    values = dict(row)  # type: ignore[call-overload]
    values["mentions"] = tuple((contact, name) for contact, name in values["mentions"])
    values["lane"], values["status"] = Lane(values["lane"]), Delivery(values["status"])
    return Post(**values)
