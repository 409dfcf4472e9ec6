"""Due times. They live here and nowhere else; the clock only asks what is due."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, delete, func, insert, select, update

from storage.records import Timer, TimerState
from storage.tables import timer

_INSERT = insert(timer)
_FINISH = update(timer).where(timer.c.id == bindparam("timer"))
_WAITING = (
    select(timer.c.id, timer.c.kind, timer.c.subject, timer.c.due_at, timer.c.payload)
    .where(timer.c.state == TimerState.WAITING)
    .order_by(timer.c.due_at, timer.c.id)
)
_DUE = (
    _WAITING.where(timer.c.due_at <= bindparam("now"))
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_NEXT = _WAITING.limit(bindparam("most"))
_OF_KIND = _WAITING.where(timer.c.kind == bindparam("kind"))
_OF_SUBJECT = _OF_KIND.where(timer.c.subject == bindparam("subject"))
_CANCEL = delete(timer).where(timer.c.subject == bindparam("of"), timer.c.state == TimerState.WAITING)
_CANCEL_KINDS = _CANCEL.where(timer.c.kind.in_(bindparam("kinds", expanding=True)))


class Timers:
    """What has to happen when. A due time ends as done or as skipped with a note, or is taken back."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def set(
        self, kind: str, subject: str, due_at: datetime, payload: Mapping[str, Any] | None = None
    ) -> None:
        """Let `kind` happen to `subject` at `due_at`."""
        values = {
            "kind": kind,
            "subject": subject,
            "due_at": due_at,
            "payload": dict(payload or {}),
            "state": TimerState.WAITING,
        }
        self._connection.execute(_INSERT, values)

    def cancel(self, subject: str, kinds: Iterable[str] | None = None) -> None:
        """Take back what waits for `subject`: everything, or the kinds named."""
        if kinds is None:
            self._connection.execute(_CANCEL, {"of": subject})
        else:
            self._connection.execute(_CANCEL_KINDS, {"of": subject, "kinds": list(kinds)})

    def due(self, now: datetime, limit: int) -> list[Timer]:
        """What is due, earliest first."""
        return self._found(_DUE, now=now, most=limit)

    def waiting(self, limit: int) -> list[Timer]:
        """What comes next, earliest first."""
        return self._found(_NEXT, most=limit)

    def of_kind(self, kind: str) -> list[Timer]:
        """What of this kind is still to come, earliest first."""
        return self._found(_OF_KIND, kind=kind)

    def of_subject(self, subject: str, kind: str) -> list[Timer]:
        """What of this kind is still to come for `subject`, earliest first."""
        return self._found(_OF_SUBJECT, subject=subject, kind=kind)

    def next_due(self) -> datetime | None:
        """When the next thing is due."""
        return self._connection.execute(
            select(func.min(timer.c.due_at)).where(timer.c.state == TimerState.WAITING)
        ).scalar()

    def finish(self, timer_id: int, state: TimerState, now: datetime, note: str | None = None) -> None:
        """It was done, or skipped; `note` says why or how late."""
        values = {"timer": timer_id, "state": state, "done_at": now, "note": note}
        self._connection.execute(_FINISH, values)

    def ended(self, state: TimerState) -> list[tuple[Timer, str]]:
        """What was done, or skipped, with the notes."""
        found = self._connection.execute(select(timer).where(timer.c.state == state).order_by(timer.c.id))
        return [(Timer(r.id, r.kind, r.subject, r.due_at, r.payload), r.note or "") for r in found]

    def forget_before(self, moment: datetime) -> int:
        """Drop what ended before; how many."""
        ended = delete(timer).where(timer.c.state != TimerState.WAITING, timer.c.done_at < moment)
        return self._connection.execute(ended).rowcount

    def _found(self, statement: Select[Any], **values: object) -> list[Timer]:
        return [Timer(**row._mapping) for row in self._connection.execute(statement, values)]
