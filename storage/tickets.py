"""Codes that were given out: binding codes, room codes, sign-in codes. Only their marks are kept."""

from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from storage.roster_records import Ticket
from storage.small import Counters
from storage.tables import ticket
from storage.upsert import insert_or_replace
from storage.vault import Vault

LENGTH = 6  # of 31 letters and digits: 890 million codes
_COUNTER = "ticket"


class Tickets:
    """Whoever knows the code holds the ticket, once and until it expires."""

    def __init__(self, connection: Connection, vault: Vault) -> None:
        self._connection = connection
        self._vault = vault

    def issue(
        self, kind: str, subject: str, by: str, now: datetime, until: datetime, length: int = LENGTH
    ) -> str:
        """A new code, capital letters and digits; one of the same kind for the same subject is no longer good. What
        is good for long, and for many at a time, must be longer, or somebody's is guessed."""
        self.revoke(kind, subject)
        code = self._new_code(kind, subject, length)
        self.hold(code, kind, subject, by, now, until)
        return code

    def hold(self, code: str, kind: str, subject: str, by: str, now: datetime, until: datetime) -> None:
        """Keep the ticket of a code that the caller made and nobody can guess. Once more: it is good until then."""
        values = {
            "mark": self._mark(code),
            "kind": kind,
            "subject": subject,
            "issued_by": by,
            "issued_at": now,
            "expires_at": until,
            "used_at": None,
        }
        insert_or_replace(self._connection, ticket, values)

    def find(self, code: str, now: datetime) -> Ticket | None:
        """The ticket of a code that is still good, however it was typed."""
        row = self._connection.execute(select(ticket).where(ticket.c.mark == self._mark(code))).first()
        if row is None or row.used_at is not None or row.expires_at <= now:
            return None
        values = dict(row._mapping)
        del values["mark"]
        return Ticket(**values)

    def use(self, code: str, now: datetime) -> None:
        """The code is not good any more."""
        self._connection.execute(update(ticket).where(ticket.c.mark == self._mark(code)).values(used_at=now))

    def revoke(self, kind: str, subject: str) -> None:
        """Codes for this subject are not good any more."""
        self._connection.execute(delete(ticket).where(ticket.c.kind == kind, ticket.c.subject == subject))

    def forget_before(self, moment: datetime) -> int:
        """Drop what expired before; how many."""
        return self._connection.execute(delete(ticket).where(ticket.c.expires_at < moment)).rowcount

    def _new_code(self, kind: str, subject: str, length: int) -> str:
        """One that nobody has: of 12,000 handed out at a time, two are alike in one case of twelve."""
        while True:
            serial = Counters(self._connection).next(_COUNTER)
            code = self._vault.code("ticket", f"{kind}:{subject}:{serial}", length)
            taken = select(ticket.c.mark).where(ticket.c.mark == self._mark(code))
            if self._connection.execute(taken).first() is None:
                return code

    def _mark(self, code: str) -> str:
        return self._vault.mark("code", code.strip().upper())
