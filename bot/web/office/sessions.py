"""Who is signed in on the office pages, and how often somebody guessed at codes. In memory, on purpose: see
docs/decisions/office-pages.md."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

LASTS = timedelta(hours=8)
MOST_SESSIONS = 1000
WINDOW = timedelta(minutes=10)
WRONG_FROM_ONE = 5
WRONG_IN_ALL = 200


@dataclass(frozen=True, slots=True)
class Session:
    """One browser of one person. `contacts`: their accounts when they came in: when one of these is theirs no longer,
    the session is over. `form_token` must come with every form."""

    person: str
    contacts: frozenset[str]
    form_token: str
    until: datetime


class Sessions:
    """Sessions by the mark of their secret: what is in memory cannot be sent as a cookie."""

    def __init__(self) -> None:
        self._sessions: dict[str, Session] = {}

    def begin(self, person: str, contacts: frozenset[str], now: datetime) -> str:
        """A new session, always under a new secret, for the cookie."""
        self._sessions = {mark: kept for mark, kept in self._sessions.items() if kept.until > now}
        while len(self._sessions) >= MOST_SESSIONS:
            del self._sessions[next(iter(self._sessions))]  # the oldest
        secret = secrets.token_urlsafe(32)
        self._sessions[_mark(secret)] = Session(person, contacts, secrets.token_urlsafe(32), now + LASTS)
        return secret

    def find(self, secret: str, now: datetime) -> Session | None:
        """The session of a cookie, if there is one that is not over."""
        found = self._sessions.get(_mark(secret))
        return found if found is not None and found.until > now else None

    def end(self, secret: str) -> None:
        """The session of a cookie is over."""
        self._sessions.pop(_mark(secret), None)


class Attempts:
    """Wrong codes of the last minutes, by the address that they came from."""

    def __init__(self) -> None:
        self._wrong: list[tuple[datetime, str]] = []

    def may_try(self, address: str, now: datetime) -> bool:
        """Whether a code from this address is looked at. Too many wrong ones from everywhere stop everybody: so nobody
        can try from many addresses."""
        self._wrong = [entry for entry in self._wrong if entry[0] > now - WINDOW]
        own = sum(1 for _, wrong in self._wrong if wrong == address)
        return own < WRONG_FROM_ONE and len(self._wrong) < WRONG_IN_ALL

    def was_wrong(self, address: str, now: datetime) -> None:
        """One more wrong code."""
        self._wrong.append((now, address))


def _mark(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
