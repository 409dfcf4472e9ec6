"""`gridbot import FILE`: first what would happen, row by row; then, when that is confirmed, all of it or nothing."""

import asyncio
import secrets
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from tqdm import tqdm

from bot.cli.errors import CommandError
from bot.imports import workbooks
from bot.office import Office
from handlers.community import Community
from handlers.directory import assemble
from handlers.errors import UserError
from handlers.roster import actions, rules, wording
from handlers.roster.plan import Plan, Remark
from handlers.texts import text
from handlers.turn import OFFICE, Turn
from storage.store import Store
from storage.unit_of_work import UnitOfWork
from storage.vault import PRACTICE

Say = Callable[[str], None]
_NO_DATABASE = "sqlite://"


def run_import(office: Office, file: Path, sure: bool, say: Say) -> bool:
    """Show what an import would do, ask, and do it; was it done (or is there nothing to do)?

    Raises:
        CommandError: the file cannot be read, or the import is refused.
        StorageError: the database cannot be used.
    """
    book = workbooks.read(file)
    return asyncio.run(_import(office, book, sure, say))


def dry_run(office: Office, file: Path, say: Say) -> bool:
    """Show what an import would do, also while a bot is running; would it be taken?

    Raises:
        CommandError: the file cannot be read, or the import would be refused.
        StorageError: the database cannot be read.
    """
    book = workbooks.read(file)
    if office.is_new:
        return asyncio.run(_look_without(office, book, say))
    with _told(), _bar(book) as tick:
        plan = office.look(lambda store: _look(store, office.base, book, tick))
    _show(plan, book, say)
    with _told():
        rules.check(plan)
    return True


def undo(office: Office, number: int, sure: bool, say: Say) -> bool:
    """Put back what was before an import; was it done?

    Raises:
        CommandError: it cannot be put back; what stands against it was said before.
        StorageError: the database cannot be used.
    """
    return asyncio.run(_undo(office, number, sure, say))


async def _planned(store: Store, office: Office, book: workbooks.Book, say: Say) -> Plan:
    """What the workbook would change, shown."""
    with _told(), _bar(book) as tick:
        plan = await store.write(lambda work: _look(work, office.base, book, tick))
    _show(plan, book, say)
    with _told():
        rules.check(plan)
    return plan


async def _look_without(office: Office, book: workbooks.Book, say: Say) -> bool:
    store = Store.open(_NO_DATABASE, datetime.now(UTC), PRACTICE)
    try:
        await _planned(store, office, book, say)
    finally:
        await store.close()
    return True


async def _import(office: Office, book: workbooks.Book, sure: bool, say: Say) -> bool:
    store = Store.open(office.database, datetime.now(UTC), office.vault)
    try:
        plan = await _planned(store, office, book, say)
        if plan.is_empty:
            say(text("roster.empty"))
            return True
        if not sure and not _confirmed(text("roster.ask"), say):
            say(text("roster.not_done"))
            return False
        with _told():
            number = await store.write(lambda work: actions.apply(_turn(work, office.base), plan))
        say(text("roster.done", number=number))
    finally:
        await store.close()
    return True


async def _undo(office: Office, number: int, sure: bool, say: Say) -> bool:
    office.must_be_there()
    store = office.open()
    zone = office.base.zone

    def sized(work: UnitOfWork) -> tuple[datetime, int]:
        return actions.batch_of(work, number).at.astimezone(zone), work.imports.size(number)

    try:
        with _told():
            at, rows = await store.write(sized)
        question = text("roster.undo_ask", number=number, at=f"{at:%Y-%m-%d %H:%M}", rows=rows)
        if not sure and not _confirmed(question, say):
            say(text("roster.undo_not_done"))
            return False
        with _told(say):
            rows = await store.write(lambda work: actions.undo(_turn(work, office.base), number))
        say(text("roster.undone", number=number, rows=rows))
    finally:
        await store.close()
    return True


def _look(store: UnitOfWork, base: Community, book: workbooks.Book, tick: rules.Tick) -> Plan:
    return actions.look(store, base, book.sheets, lambda: f"p-{secrets.token_hex(8)}", tick)


def _turn(store: UnitOfWork, base: Community) -> Turn:
    return Turn(store, datetime.now(UTC), assemble(base, store), OFFICE)


def _show(plan: Plan, book: workbooks.Book, say: Say) -> None:
    for name in book.hidden:
        say(text("roster.look", remark=wording.said(Remark(name, None, "roster.note.hidden", {}))))
    for line in wording.lines(plan):
        say(line)
    say(wording.summary(plan))


def _confirmed(question: str, say: Say) -> bool:
    say(question)
    answer = sys.stdin.readline().strip().strip("“”\"'").casefold()
    return answer in text("roster.yes_words").split()


@contextmanager
def _told(say: Say | None = None) -> Iterator[None]:
    """What the rules refuse is the command's one line; the rows that it names go before it."""
    try:
        yield
    except UserError as error:
        for row in error.params.get("rows", ()) if say else ():  # type: ignore[attr-defined]
            say(str(row))  # type: ignore[misc]
        raise CommandError(text(error.key, **error.params)) from error


@contextmanager
def _bar(book: workbooks.Book) -> Iterator[rules.Tick]:
    """A bar on the terminal; nothing where nobody watches."""
    rows = sum(len(sheet.rows) for sheet in book.sheets)
    with tqdm(total=rows, file=sys.stderr, disable=None, leave=False, unit=" rows") as bar:

        def tick(done: int) -> None:
            bar.update(done)

        yield tick
