"""`gridbot export poll-log --poll V3 -o V3.jsonl`: the published log of a poll, the very bytes that its page serves;
`export result --poll V3 -o V3.pdf`: its result sheet."""

from datetime import UTC, datetime
from pathlib import Path

from bot.cli.errors import CommandError
from bot.exports.whole import whole
from bot.office import Office
from bot.web.poll.public import see
from bot.web.poll.sheet import result_sheet
from bot.web.poll.view import Seen
from handlers.directory import assemble
from handlers.errors import UserError
from handlers.polls.published import log_file
from handlers.turn import OFFICE, Turn
from storage.store import snapshot
from storage.unit_of_work import UnitOfWork


def export_poll_log(database: str, code: str, file: Path) -> int:
    """Write the log of a poll that is over; how many lines it has.

    Raises:
        CommandError: it has no log, or the file cannot be written.
        StorageError: the database cannot be read.
    """
    try:
        log = snapshot(database, lambda store: log_file(store, code))
    except UserError as error:
        raise CommandError(f"there is no log of a poll {code}: no such poll, or it is not over") from error
    _write(file, log.encode())
    return log.count("\n")


def export_result(office: Office, code: str, file: Path) -> int:
    """Write the result sheet of a poll as a PDF; how many ballots it lists.

    Raises:
        CommandError: it came to no result, or the file cannot be written.
        StorageError: the database cannot be read.
    """

    def look(store: UnitOfWork) -> Seen | None:
        poll = store.polls.by_code(code)
        turn = Turn(store, datetime.now(UTC), assemble(office.base, store), OFFICE)
        return None if poll is None else see(turn, poll)

    seen = office.look(look)
    if seen is None or seen.result.closed is None:
        raise CommandError(f"there is no result of a poll {code}: no such poll, or it came to none")
    _write(file, result_sheet(seen.community, seen.result, seen.notes))
    return len(seen.result.counted)


def _write(file: Path, data: bytes) -> None:
    with whole(file) as out:
        out.write(data)
