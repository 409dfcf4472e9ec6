"""Who is who beside the configuration: people, their accounts and sealed numbers, households, nodes, rooms.

Everything that changes here changes the edition's token, by which others notice (handlers/directory.py).
"""

import secrets
from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, Table, delete, select, type_coerce, update
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.types import TypeDecorator

from storage.engines import StorageError
from storage.prepared import Prepared
from storage.roster_records import Account, BoundRoom, KeptHousehold, KeptNode, KeptPerson, Secrets
from storage.tables import (
    account,
    bound_room,
    edition,
    grid_node,
    household,
    import_change,
    person,
    person_secret,
)
from storage.upsert import insert_or_replace, insert_or_replace_all
from storage.vault import Vault

T = TypeVar("T")
_ONLY = 1
_TOKEN = Prepared(select(edition.c.token).where(edition.c.only == _ONLY))


class Roster:
    """SQL only; what it means together with the configuration is in handlers/directory.py."""

    def __init__(self, connection: Connection, vault: Vault) -> None:
        self._connection = connection
        self._vault = vault

    def token(self) -> str | None:
        """Changes whenever anything here changes; None as long as nothing was ever kept."""
        row = _TOKEN.first(self._connection, {})
        return None if row is None else str(row[0])

    def check_key(self) -> None:
        """Make sure that the vault is the one of this database.

        Raises:
            StorageError: it has another key, with which nothing sealed here could be read.
        """
        mark = self._vault.mark("key", "")
        row = self._connection.execute(select(edition.c.key_mark)).first()
        if row is None or row[0] is None:
            token = self.token() or secrets.token_hex(8)
            values = {"only": _ONLY, "token": token, "key_mark": mark}
            insert_or_replace(self._connection, edition, values)
        elif row[0] != mark:
            raise StorageError("the key is not the one that this database was sealed with")

    def is_sealed(self) -> bool:
        """Whether the database was ever opened with a key."""
        row = self._connection.execute(select(edition.c.key_mark)).first()
        return row is not None and row[0] is not None

    def key_fits(self) -> bool:
        """Whether the database was sealed with the key of this vault."""
        row = self._connection.execute(select(edition.c.key_mark)).first()
        return row is not None and row[0] == self._vault.mark("key", "")

    def people(self) -> list[KeptPerson]:
        """Everybody, by id, also those who have left."""
        return [read_person(row) for row in self.people_rows()]

    def people_rows(self) -> list[tuple[Any, ...]]:
        """As `people`, each as the plain values that are kept, the id first: alike for whoever has not changed since,
        so that nobody needs to read 12,000 people anew. `read_person` makes a person of one."""
        return [tuple(row) for row in self._connection.execute(_PEOPLE).all()]

    def person(self, person_id: str) -> KeptPerson | None:
        row = self._connection.execute(_PEOPLE.where(person.c.id == person_id)).first()
        return None if row is None else read_person(tuple(row))

    def put_people(self, *kept: KeptPerson) -> None:
        """Keep these people, or what changed of them."""
        self._put(person, *kept)

    def drop_person(self, person_id: str) -> None:
        """Forget somebody: the entry, the sealed numbers, the accounts, how they were before an import."""
        owned = ((person, person.c.id), (person_secret, person_secret.c.person))
        for table, column in (*owned, (import_change, import_change.c.key)):
            self._connection.execute(delete(table).where(column == person_id))
        self._connection.execute(delete(account).where(account.c.person == person_id))
        self.touch()

    def secrets(self, person_id: str) -> Secrets:
        """The sealed numbers, opened.

        Raises:
            StorageError: they were sealed with another key.
        """
        found = select(person_secret).where(person_secret.c.person == person_id)
        row = self._connection.execute(found).first()
        if row is None:
            return Secrets()
        return Secrets(*(sealed and self._vault.unseal(sealed) for sealed in (row.phone, row.identity)))

    def put_secrets(self, person_id: str, numbers: Secrets) -> None:
        """Seal somebody's numbers, in the place of what was kept."""
        values: dict[str, str | None] = {"person": person_id}
        for name, number in (("phone", numbers.phone), ("identity", numbers.identity)):
            values[name] = number and self._vault.seal(number)
            values[f"{name}_mark"] = number and self._vault.mark(name, number)
        insert_or_replace(self._connection, person_secret, values)

    def with_phone(self, phone: str) -> list[str]:
        """The ids of the people who have this phone number."""
        return self._people_by(person_secret.c.phone_mark, self._vault.mark("phone", phone))

    def with_identity(self, identity: str) -> list[str]:
        """The ids of the people who have this identity number."""
        return self._people_by(person_secret.c.identity_mark, self._vault.mark("identity", identity))

    def accounts(self) -> list[Account]:
        """Every account that was ever bound here, the one bound last first."""
        found = self._connection.execute(
            _plain(account, Account).order_by(account.c.bound_at.desc(), account.c.contact)
        )
        return [Account(*row) for row in found.all()]

    def account(self, contact: str) -> Account | None:
        row = self._connection.execute(select(account).where(account.c.contact == contact)).first()
        return None if row is None else Account(**row._mapping)

    def bind(self, bound: Account) -> None:
        """A contact is this person's from now on (or, with `ended_at`, no longer)."""
        self._put(account, bound)

    def nodes(self) -> list[KeptNode]:
        return self._all(grid_node, KeptNode)

    def put_nodes(self, *kept: KeptNode) -> None:
        self._put(grid_node, *kept)

    def households(self) -> list[KeptHousehold]:
        return self._all(household, KeptHousehold)

    def put_households(self, *kept: KeptHousehold) -> None:
        self._put(household, *kept)

    def rooms(self) -> list[BoundRoom]:
        return self._all(bound_room, BoundRoom)

    def put_room(self, bound: BoundRoom) -> None:
        self._put(bound_room, bound)

    def drop(self, table: str, ids: Iterable[str]) -> None:
        """Forget rows of "grid_node", "household" or "bound_room" by id."""
        tables = {kept.name: kept for kept in (grid_node, household, bound_room)}
        self._connection.execute(delete(tables[table]).where(tables[table].c.id.in_(list(ids))))
        self.touch()

    def end_accounts(self, person_id: str, at: datetime) -> None:
        """No contact that was bound here is this person's any more."""
        ending = update(account).where(account.c.person == person_id, account.c.ended_at.is_(None))
        self._connection.execute(ending.values(ended_at=at))
        self.touch()

    def number_marks(self) -> dict[str, tuple[str | None, str | None]]:
        """By which everybody's phone and identity number are found, by person; nothing is opened."""
        columns = (person_secret.c.person, person_secret.c.phone_mark, person_secret.c.identity_mark)
        return {row[0]: (row[1], row[2]) for row in self._connection.execute(select(*columns))}

    def all_secrets(self) -> dict[str, Secrets]:
        """Everybody's sealed numbers, opened, by person.

        Raises:
            StorageError: they were sealed with another key.
        """
        opened = self._vault.unseal
        return {
            row.person: Secrets(*(sealed and opened(sealed) for sealed in (row.phone, row.identity)))
            for row in self._connection.execute(select(person_secret))
        }

    def _put(self, table: Table, *kept: Any) -> None:
        rows = [{field.name: getattr(one, field.name) for field in fields(one)} for one in kept]
        insert_or_replace_all(self._connection, table, rows)
        self.touch()

    def touch(self) -> None:
        """Whoever knows the community must look anew.

        By chance, not by counting: a change that was rolled back must not share its token with the next one."""
        mark = self._connection.execute(select(edition.c.key_mark)).scalar()
        values = {"only": _ONLY, "token": secrets.token_hex(8), "key_mark": mark}
        insert_or_replace(self._connection, edition, values)

    def _all(self, table: Table, record: type[T]) -> list[T]:
        found = self._connection.execute(_plain(table, record).order_by(*table.primary_key))
        return [record(*row) for row in found.all()]

    def _people_by(self, column: Any, mark: str) -> list[str]:
        found = select(person_secret.c.person).where(column == mark).order_by(person_secret.c.person)
        return list(self._connection.execute(found).scalars())


def _plain(table: Table, record: type[Any]) -> Select[Any]:
    """The columns of a table in the order of a record's fields."""
    return select(*(table.c[field.name] for field in fields(record)))


_PERSON = tuple(person.c[field.name] for field in fields(KeptPerson))
_DECODED = {n: column.type for n, column in enumerate(_PERSON) if isinstance(column.type, TypeDecorator)}
_PEOPLE = select(
    *(type_coerce(column, _DECODED[n].impl) if n in _DECODED else column for n, column in enumerate(_PERSON))
).order_by(person.c.id)
_DIALECT = DefaultDialect()  # what is decoded does not depend on it


def read_person(row: tuple[Any, ...]) -> KeptPerson:
    """The person of one of `Roster.people_rows`."""
    values = list(row)
    for n, kind in _DECODED.items():
        value = kind.process_result_value(values[n], _DIALECT)
        values[n] = tuple(value) if isinstance(value, list) else value
    return KeptPerson(*values)
