"""Deleting what was kept long enough, kind by kind. How long is decided in handlers/privacy."""

from datetime import datetime

from sqlalchemy import Connection, delete, func, or_, select, update

from storage.disputes import forget_records
from storage.erasure import unreferenced
from storage.records import Delivery, RequestStatus
from storage.requests import OPEN
from storage.tables import audit, contact, outbox, request, request_word, whistle

_OVER = (RequestStatus.CLOSED, RequestStatus.WITHDRAWN, RequestStatus.MERGED)


class Retention:
    """SQL only; every function says how much it deleted."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def request_words(self, before: datetime, instead: str) -> int:
        """Take the words and pictures out of requests that were over before; how many requests."""
        ended = func.coalesce(request.c.closed_at, request.c.created_at)
        old = select(request.c.id, request.c.number).where(
            request.c.status.in_(_OVER), ended < before, request.c.text != instead
        )
        rows = self._connection.execute(old).all()
        ids, numbers = [row.id for row in rows], [row.number for row in rows]
        of_these = request_word.c.request_id.in_(ids)
        files = select(request_word.c.file).where(of_these, request_word.c.file.is_not(None))
        digests = set(self._connection.execute(files).scalars())
        self._connection.execute(delete(request_word).where(of_these))
        said = self._connection.execute(
            select(outbox.c.file).where(outbox.c.file.in_(digests), outbox.c.status == Delivery.SENT)
        )
        digests |= set(said.scalars())
        self._connection.execute(
            update(outbox).where(outbox.c.file.in_(digests)).values(file=None, file_name=None)
        )
        self._connection.execute(
            update(request).where(request.c.id.in_(ids)).values(text=instead, outcome=None)
        )
        forget_records(self._connection, ids)
        called = update(whistle).where(whistle.c.request_id.in_(ids))
        self._connection.execute(called.values(words="", answer=None))
        self._strip(numbers)
        unreferenced(self._connection, digests)
        return len(ids)

    def sent_texts(self, before: datetime) -> int:
        """Take the words out of what was said before and is over; how many messages."""
        over = outbox.c.status.not_in([Delivery.WAITING, Delivery.SENDING])
        old = (over, outbox.c.at < before, or_(outbox.c.text != "", outbox.c.file.is_not(None)))
        files = select(outbox.c.file).where(*old, outbox.c.file.is_not(None))
        digests = set(self._connection.execute(files).scalars())
        blank = update(outbox).where(*old)
        gone = self._connection.execute(
            blank.values(text="", mentions=[], contact=None, file=None, file_name=None, note=None)
        )
        unreferenced(self._connection, digests)
        return gone.rowcount

    def contacts(self, before: datetime) -> int:
        """Forget who was not seen since and has nothing open; how many."""
        waiting = select(request.c.reporter).where(request.c.status.in_([*OPEN, RequestStatus.TO_RATE]))
        gone = delete(contact).where(
            contact.c.seen_at < before, func.coalesce(contact.c.guest, "").not_in(waiting)
        )
        return self._connection.execute(gone).rowcount

    def _strip(self, numbers: list[str]) -> None:
        """The trail of these requests loses its details; what was done, when and by whom stays."""
        gone = update(audit).where(audit.c.subject.in_(numbers), audit.c.digest.is_not(None))
        self._connection.execute(gone.values(detail={}, salt=None))
