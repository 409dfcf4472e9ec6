"""Commands for whoever must answer for the data: verify, backup, restore."""

from datetime import UTC, datetime
from pathlib import Path

from handlers.polls.actions import wrong_poll
from storage import transfer
from storage.engines import StorageError, read_url, sqlite_file
from storage.store import snapshot, take_lock
from storage.unit_of_work import UnitOfWork


def verify(database: str, poll: str | None) -> bool:
    """Walk the audit chain and recount the closed polls; print what was found. True when all fits.

    Raises:
        StorageError: the database cannot be read, or there is no such poll.
    """

    def look(store: UnitOfWork) -> tuple[int | None, str | None, str, int]:
        polls = store.polls.all()
        if poll is not None:
            polls = [entry for entry in polls if entry.code == poll.upper()]
            if not polls:
                raise StorageError(f"there is no poll {poll}")
        return store.audit.first_broken(), wrong_poll(store, polls), store.audit.head(), len(polls)

    try:
        broken, wrong, head, count = snapshot(database, look)
    except (ValueError, TypeError, OverflowError) as error:  # nothing of ours writes such a value
        raise StorageError(f"a row holds what cannot be read: {error}") from error
    if broken is not None:
        print(f"audit row {broken} does not fit the chain")
    if wrong is not None:
        print(wrong)
    if broken is None and wrong is None:
        print(f"the chain fits, {count} polls recounted, head {head}")
    return broken is None and wrong is None


def back_up(database: str, file: Path) -> None:
    """Write a backup and print the head of its chain.

    Raises:
        StorageError: the database cannot be read, or the file not written.
    """
    head = snapshot(database, lambda store: transfer.write_backup(store.connection, file))
    print(f"{file}: written, head {head}")


def restore(database: str, file: Path) -> None:
    """Put a backup in the place of a database and print the head of its chain; what was there is kept beside it.

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
    finally:
        if lock is not None:
            lock.release()
    print(f"{file}: restored, head {head}")
    if keep.is_file():
        print(f"{keep}: what was there before")
