"""Commands for whoever must answer for the data: verify, backup, restore."""

import secrets
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import URL

from handlers.audit.scope import guest_names
from handlers.audit.words import Reader, sentence
from handlers.community import Community
from handlers.directory import Directory
from handlers.polls.checking import wrong_poll
from handlers.turn import OFFICE
from storage import transfer
from storage.engines import StorageError, read_url, sqlite_file, writing_engine
from storage.records import Poll, PollStatus
from storage.store import snapshot, take_lock
from storage.unit_of_work import UnitOfWork
from storage.vault import Vault


def verify(database: str, poll: str | None, base: Community) -> bool:
    """Walk the audit chain and recount the closed polls; print what was found: how many polls were recounted and how
    many not, or the first bad row, in the words of the configured community. True when all fits.

    Raises:
        StorageError: the database cannot be read, or there is no such poll.
    """

    def look(store: UnitOfWork) -> tuple[str | None, str | None, str, str]:
        polls = store.polls.all()
        if poll is not None:
            polls = [entry for entry in polls if entry.code == poll.upper()]
            if not polls:
                raise StorageError(f"there is no poll {poll}")
        return _first_broken(store, base), wrong_poll(store, polls), store.audit.head(), _counted(polls)

    try:
        broken, wrong, head, counted = snapshot(database, look)
    except (ValueError, TypeError, OverflowError) as error:  # nothing of ours writes such a value
        raise StorageError(f"a row holds what cannot be read: {error}") from error
    if broken is not None:
        print(broken)
    if wrong is not None:
        print(wrong)
    if broken is None and wrong is None:
        print(f"the chain fits, {counted}, head {head}")
    return broken is None and wrong is None


def _counted(polls: Sequence[Poll]) -> str:
    """How many there was something to recount of, and how many not."""
    states = Counter(poll.status for poll in polls)
    recounted = states[PollStatus.CLOSED] + states[PollStatus.PUBLISHED]
    said = f"{recounted} polls recounted, {states[PollStatus.OPEN]} still open"
    cancelled = states[PollStatus.CANCELLED]
    return f"{said}, {cancelled} cancelled" if cancelled else said


def _first_broken(store: UnitOfWork, base: Community) -> str | None:
    """The first row that does not fit the chain, with when it says it was and what: that may be what was changed."""
    number = store.audit.first_broken()
    if number is None:
        return None
    fault = f"audit row {number} does not fit the chain"
    try:
        row = store.audit.row(number)
        if row is None:
            return f"{fault}: there is none of this number"
        reader = Reader(Directory(base).of(store), guest_names(store))
        at = row.at.astimezone(base.zone)
        return f"{fault}: {at:%Y-%m-%d %H:%M} {' '.join(sentence(row, reader).split())}"
    except (ValueError, TypeError, KeyError, AssertionError, OverflowError):
        return f"{fault}: it cannot be read"


def back_up(database: str, file: Path) -> None:
    """Write a backup and print the head of its chain. It only reads, also beside a running bot, and leaves no row.

    Raises:
        StorageError: the database cannot be read, or the file not written.
    """
    head = snapshot(database, lambda store: transfer.write_backup(store.connection, file))
    print(f"{file}: written, head {head}")


def restore(database: str, file: Path) -> None:
    """Put a backup in the place of a database and print the head of its chain; what was there is kept beside it. The
    restored chain goes on with a row that says so, by "office".

    Raises:
        StorageError: the backup is not sound, or a bot is running on the database.
    """
    url = read_url(database)
    lock = take_lock(url)
    place = sqlite_file(url)
    keep = (place or Path(f"{url.database}.db")).with_name(
        f"{place.stem if place else url.database}-before-restore-{datetime.now(UTC):%Y%m%d-%H%M%S}.db"
    )
    try:
        head = transfer.restore(file, url, keep)
        noted = _note_restore(url, head)
    finally:
        if lock is not None:
            lock.release()
    print(f"{file}: restored, head {head}")
    print(f"{file}: noted in the audit chain, which goes on with head {noted}")
    if keep.is_file():
        print(f"{keep}: what was there before")


def _note_restore(url: URL, head: str) -> str:
    """Leave a row in the restored chain; its new head. The row's salt is by chance: no key is needed to restore."""
    engine = writing_engine(url)
    try:
        with engine.begin() as connection:
            audit = UnitOfWork(connection, Vault(secrets.token_bytes(32))).audit
            audit.append(datetime.now(UTC), OFFICE, "restore", "database", {"head": head})
            return audit.head()
    finally:
        engine.dispose()
