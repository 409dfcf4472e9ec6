"""Visits and patrols (走访巡查), and who keeps in touch with which flat (联系户). What was noted is sealed."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from storage.erasure import unreferenced
from storage.tables import home_contact, visit, visit_picture
from storage.upsert import insert_new, insert_or_replace
from storage.vault import Vault


class VisitKind(StrEnum):
    """What was done; the values are what the ledger says."""

    VISIT = "走访"
    PATROL = "巡查"


@dataclass(frozen=True, slots=True)
class NewVisit:
    """What a member did `at` a moment, to be kept. `household`: None for a patrol; `met`: somebody was at home."""

    said_at: datetime
    at: datetime
    actor: str
    kind: VisitKind
    node: str
    place: str
    household: str | None
    met: bool
    note: str | None


@dataclass(frozen=True, slots=True)
class Visit(NewVisit):
    """As it is kept; `pictures`: how many there are."""

    id: int
    pictures: int


@dataclass(frozen=True, slots=True)
class HomeContact:
    """`person` keeps in touch with a flat, since `set_at`."""

    household: str
    person: str
    set_by: str
    set_at: datetime


_PICTURES = (
    select(func.count())
    .select_from(visit_picture)
    .where(visit_picture.c.visit_id == visit.c.id)
    .scalar_subquery()
)
_ALL = select(visit, _PICTURES.label("pictures"))


class Visits:
    """SQL about visits; the rules are in handlers/visits."""

    def __init__(self, connection: Connection, vault: Vault) -> None:
        self._connection = connection
        self._vault = vault

    def add(self, new: NewVisit) -> int:
        """Keep a visit; its id."""
        values = {name: getattr(new, name) for name in NewVisit.__slots__}
        values["note"] = self._vault.seal(new.note) if new.note else None
        made = insert(visit).values(**values).returning(visit.c.id)
        new_id: int = self._connection.execute(made).scalar_one()
        return new_id

    def last_of(self, actor: str, since: datetime) -> list[Visit]:
        """What somebody wrote down last, all of one message, if it was not before `since`."""
        newest = select(func.max(visit.c.said_at)).where(visit.c.actor == actor).scalar_subquery()
        theirs = _ALL.where(visit.c.actor == actor, visit.c.said_at == newest, visit.c.said_at >= since)
        return self._read(theirs.order_by(visit.c.id))

    def of_household(self, household: str, most: int) -> list[Visit]:
        """The visits to a flat, newest first."""
        found = _ALL.where(visit.c.household == household)
        return self._read(found.order_by(visit.c.at.desc(), visit.c.id.desc()).limit(most))

    def between(self, since: datetime, until: datetime) -> list[Visit]:
        """What was done from `since`, and before `until`, oldest first."""
        found = _ALL.where(visit.c.at >= since, visit.c.at < until)
        return self._read(found.order_by(visit.c.at, visit.c.id))

    def last_met(self) -> dict[str, datetime]:
        """When somebody was last met at a flat, of every flat where anybody was."""
        found = select(visit.c.household, func.max(visit.c.at).label("last")).where(
            visit.c.household.is_not(None), visit.c.met
        )
        return {
            row.household: row.last for row in self._connection.execute(found.group_by(visit.c.household))
        }

    def drop(self, ids: Collection[int]) -> None:
        """It was written by mistake: nothing of it is left, but pictures that a request has too."""
        files = self._pictures_of(ids)
        self._connection.execute(delete(visit_picture).where(visit_picture.c.visit_id.in_(ids)))
        self._connection.execute(delete(visit).where(visit.c.id.in_(ids)))
        unreferenced(self._connection, files)

    def add_picture(self, visit_id: int, file: str) -> None:
        """A picture of it, by the digest of its blob."""
        insert_new(self._connection, visit_picture, {"visit_id": visit_id, "file": file})

    def pictures(self, visit_id: int) -> list[str]:
        """The digests of its pictures."""
        return sorted(self._pictures_of([visit_id]))

    def forget_notes(self, before: datetime) -> int:
        """Take words and pictures out of what was done before; of how many."""
        old = select(visit.c.id).where(visit.c.at < before)
        pictured = select(visit_picture.c.visit_id)
        kept = old.where(visit.c.note.is_not(None) | visit.c.id.in_(pictured))
        return self._blank(self._connection.execute(kept).scalars().all())

    def forget_words(self, households: Collection[str], name: str | None) -> int:
        """Take words and pictures out of all visits to these flats, and of those in whose words a name is."""
        theirs = select(visit.c.id).where(visit.c.household.in_(households))
        ids = set(self._connection.execute(theirs).scalars())
        if name:
            noted = self._connection.execute(
                select(visit.c.id, visit.c.note).where(visit.c.note.is_not(None))
            )
            ids |= {row.id for row in noted if name in self._vault.unseal(row.note)}
        return self._blank(ids)

    def _blank(self, ids: Collection[int]) -> int:
        files = self._pictures_of(ids)
        self._connection.execute(delete(visit_picture).where(visit_picture.c.visit_id.in_(ids)))
        self._connection.execute(update(visit).where(visit.c.id.in_(ids)).values(note=None))
        unreferenced(self._connection, files)
        return len(ids)

    def _pictures_of(self, ids: Iterable[int]) -> set[str]:
        found = select(visit_picture.c.file).where(visit_picture.c.visit_id.in_(list(ids)))
        return set(self._connection.execute(found).scalars())

    def _read(self, statement: Any) -> list[Visit]:
        return [self._visit(row) for row in self._connection.execute(statement)]

    def _visit(self, row: Row[Any]) -> Visit:
        values = dict(row._mapping)
        values["kind"] = VisitKind(values["kind"])
        values["note"] = self._vault.unseal(values["note"]) if values["note"] else None
        return Visit(**values)


class HomeContacts:
    """Who keeps in touch with which flat."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, contact: HomeContact) -> None:
        """From now on it is this member; whoever it was before is not."""
        values = {name: getattr(contact, name) for name in HomeContact.__slots__}
        insert_or_replace(self._connection, home_contact, values)

    def drop(self, households: Collection[str]) -> int:
        """Nobody keeps in touch with these flats; of how many somebody did."""
        gone = delete(home_contact).where(home_contact.c.household.in_(households))
        return self._connection.execute(gone).rowcount

    def drop_person(self, persons: Collection[str]) -> None:
        """These keep in touch with nobody any more."""
        self._connection.execute(delete(home_contact).where(home_contact.c.person.in_(persons)))

    def of_household(self, household: str) -> HomeContact | None:
        """Who it is for a flat."""
        found = select(home_contact).where(home_contact.c.household == household)
        row = self._connection.execute(found).first()
        return None if row is None else HomeContact(**row._mapping)

    def of_person(self, person: str) -> list[HomeContact]:
        """The flats of a member."""
        return self._all(select(home_contact).where(home_contact.c.person == person))

    def all(self) -> list[HomeContact]:
        """Every flat that has somebody."""
        return self._all(select(home_contact))

    def _all(self, statement: Any) -> list[HomeContact]:
        found = [HomeContact(**row._mapping) for row in self._connection.execute(statement)]
        return sorted(found, key=lambda contact: contact.household)  # two engines need not sort texts alike
