"""Chains (接龙) that run in groups: their last state, line by line, and who wrote which line."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, delete, insert, select, update

from storage.records import KeptChain, KeptLine
from storage.tables import chain, chain_line

# Built once: every message in a group asks whether a chain runs there.
_ALL = select(chain).order_by(chain.c.id)
_BY_CODE = select(chain).where(chain.c.code == bindparam("code"))
_BY_KEY = select(chain).where(chain.c.room == bindparam("room"), chain.c.key == bindparam("key"))
_IN_ROOM = (
    select(chain)
    .where(chain.c.room == bindparam("room"))
    .order_by(chain.c.touched_at.desc(), chain.c.id.desc())
)
_LINES = select(chain_line).where(chain_line.c.chain_id == bindparam("chain")).order_by(chain_line.c.position)


class Chains:
    """SQL about chains; the rules are in handlers/chains."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self, code: str, room: str, key: str, title: str, example: str | None, opened_by: str, now: datetime
    ) -> KeptChain:
        """Keep a chain that was just begun, without lines; `key` is its title as it is compared."""
        values: dict[str, Any] = {
            "code": code,
            "room": room,
            "key": key,
            "title": title,
            "example": example,
            "opened_by": opened_by,
            "opened_at": now,
            "touched_at": now,
            "told_at": None,
        }
        new_id = self._connection.execute(insert(chain).values(**values).returning(chain.c.id)).scalar_one()
        return KeptChain(id=new_id, **values)

    def by_code(self, code: str) -> KeptChain | None:
        return self._first(_BY_CODE, code=code)

    def by_key(self, room: str, key: str) -> KeptChain | None:
        """The chain of that title in a room."""
        return self._first(_BY_KEY, room=room, key=key)

    def in_room(self, room: str) -> list[KeptChain]:
        """The chains of a room, the one that was touched last first."""
        return self._all(_IN_ROOM, room=room)

    def all(self) -> list[KeptChain]:
        """Every chain, oldest first."""
        return self._all(_ALL)

    def lines(self, chain_id: int) -> tuple[KeptLine, ...]:
        """All lines, those taken out too, in their order."""
        found = self._connection.execute(_LINES, {"chain": chain_id})
        names = KeptLine.__slots__
        return tuple(KeptLine(**{name: row._mapping[name] for name in names}) for row in found)

    def save(self, changed: KeptChain, lines: Iterable[KeptLine]) -> None:
        """Write the state that a chain has now over the one it had."""
        rows = [
            asdict(line) | {"chain_id": changed.id, "position": position}
            for position, line in enumerate(lines)
        ]
        self._connection.execute(delete(chain_line).where(chain_line.c.chain_id == changed.id))
        if rows:
            self._connection.execute(insert(chain_line), rows)
        self._touch(changed)

    def forget(self, chain_id: int) -> None:
        """Delete a chain with all its lines."""
        self._connection.execute(delete(chain_line).where(chain_line.c.chain_id == chain_id))
        self._connection.execute(delete(chain).where(chain.c.id == chain_id))

    def _touch(self, changed: KeptChain) -> None:
        values = asdict(changed)
        self._connection.execute(update(chain).where(chain.c.id == values.pop("id")).values(**values))

    def _first(self, statement: Select[Any], **values: object) -> KeptChain | None:
        row = self._connection.execute(statement, values).first()
        return None if row is None else KeptChain(**row._mapping)

    def _all(self, statement: Select[Any], **values: object) -> list[KeptChain]:
        return [KeptChain(**row._mapping) for row in self._connection.execute(statement, values)]
