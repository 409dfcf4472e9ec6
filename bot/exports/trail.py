"""`gridbot export audit`: who did what when, in words, as a table for a spreadsheet or as JSON lines.

It is read on a snapshot, also while the bot runs, and leaves no row of its own: no number and no ballot is in it, and
nothing that was said of disputes and health.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

from bot.cli.errors import CommandError
from bot.exports import book
from bot.exports.whole import whole
from handlers.audit import trail
from handlers.audit.scope import guest_names
from handlers.audit.table import as_csv, as_json_lines, heads, plain_row
from handlers.audit.words import Reader, code_of_number, sentence
from handlers.community import Community
from handlers.directory import Directory
from handlers.requests.rules import is_private
from handlers.texts import text
from storage.audit import Wanted
from storage.store import snapshot
from storage.unit_of_work import UnitOfWork

_FORMS = {".csv": as_csv, ".jsonl": as_json_lines}
"""By the end of the file's name; anything else is a workbook."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which rows: days from and to (both in), a person's name or id, a request's or poll's code or a person's name."""

    since: date | None = None
    until: date | None = None
    who: str | None = None
    about: str | None = None


def export_audit(database: str, base: Community, file: Path, asked: Asked) -> int:
    """Write the trail to a .csv, .jsonl or .xlsx file, whole or not at all; how many rows it has.

    Raises:
        CommandError: nobody of that name, or the file cannot be written.
        StorageError: the database cannot be read.
    """
    form = _FORMS.get(file.suffix.lower())
    rows = snapshot(database, lambda store: _rows(store, base, asked))
    with whole(file) as out:
        if form is not None:
            out.write(form(rows).encode())
        else:
            cells = [[str(cell) for cell in row.values()] for row in rows]
            book.write(out, [book.Page(text("audit.subject.audit"), heads(), cells)])
    return len(rows)


def _rows(store: UnitOfWork, base: Community, asked: Asked) -> list[Mapping[str, str | int]]:
    community = Directory(base).of(store)
    whole = Reader(community, guest_names(store))
    without_words = replace(whole, words=False)
    private: dict[str, bool] = {}
    found = []
    for row in store.audit.oldest(_wanted(store, community, asked)):
        if row.subject not in private:
            request = store.requests.by_number(row.subject) if code_of_number(row.subject) else None
            private[row.subject] = request is not None and is_private(request)
        reader = without_words if private[row.subject] else whole
        found.append(plain_row(row, sentence(row, reader), reader))
    return found


def _wanted(store: UnitOfWork, community: Community, asked: Asked) -> Wanted:
    people = trail.wanted_people(community, asked.who) if asked.who is not None else ()
    if asked.who is not None and not people:
        raise CommandError(f"there is nobody called {asked.who}")
    return Wanted(
        actors=people,
        subjects=trail.wanted_subjects(store, community, asked.about) if asked.about is not None else (),
        not_actions=trail.NOT_BY_NAME if people else (),
        since=_start(asked.since, community),
        until=_start(asked.until and asked.until + timedelta(days=1), community),
    )


def _start(day: date | None, community: Community) -> datetime | None:
    return None if day is None else datetime.combine(day, time.min, community.zone)
