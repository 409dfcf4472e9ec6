"""The ballots of secret polls, apart from the electorate (docs/decisions/secret-ballots.md).

A ballot is found by a mark, a number made of its voter with the key of the poll. There is one key a poll, sealed, never
in a backup, and destroyed at the end: then nothing leads from a voter to a ballot any more.
"""

import json
from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from storage.poll_records import SecretBallot
from storage.prepared import Prepared
from storage.tables import poll_key, secret_ballot
from storage.vault import Vault

_RECEIPT = 8
_ballot = secret_ballot.c
_FIND = Prepared(select(_ballot.receipt, _ballot.choices).where(_ballot.mark == bindparam("of")))
_TAKEN = Prepared(
    select(_ballot.mark).where(_ballot.poll_id == bindparam("poll"), _ballot.receipt == bindparam("word"))
)
_ADD = Prepared(insert(secret_ballot).inline())
_CHANGE = Prepared(
    update(secret_ballot)
    .where(_ballot.mark == bindparam("of"))
    .values(choices=bindparam("chosen", type_=_ballot.choices.type))
)
_KEY = Prepared(select(poll_key.c.sealed).where(poll_key.c.poll_id == bindparam("poll")))


class SecretBallots:
    """SQL only; what may be cast is decided in handlers/polls."""

    def __init__(self, connection: Connection, vault: Vault) -> None:
        self._connection = connection
        self._vault = vault

    def key(self, poll_id: int) -> Vault | None:
        """What makes the marks and receipts of a poll; None when it is over, or was restored from a backup."""
        row = _KEY.first(self._connection, {"poll": poll_id})
        return None if row is None else Vault(bytes.fromhex(self._vault.unseal(row[0])))

    def make_key(self, poll_id: int) -> Vault:
        """A new key for a poll that has none."""
        key = self._vault.fresh(f"poll {poll_id}")
        values = {"poll_id": poll_id, "sealed": self._vault.seal(key.hex())}
        self._connection.execute(insert(poll_key), values)
        return Vault(key)

    def destroy_key(self, poll_id: int) -> None:
        """From now on nobody can tell whose a ballot is. The ballots are written anew by their receipts, so that not
        even PostgreSQL, which keeps rows as they came, has an order of them; the caller scrubs the files."""
        self._connection.execute(delete(poll_key).where(poll_key.c.poll_id == poll_id))
        of_poll = _ballot.poll_id == poll_id
        found = select(secret_ballot).where(of_poll).order_by(_ballot.receipt)
        rows = [dict(row) for row in self._connection.execute(found).mappings()]
        self._connection.execute(delete(secret_ballot).where(of_poll))
        if rows:
            self._connection.execute(insert(secret_ballot), rows)

    def drop(self, poll_id: int) -> None:
        """The poll ends without a result: its key and its ballots go."""
        self._connection.execute(delete(poll_key).where(poll_key.c.poll_id == poll_id))
        self._connection.execute(delete(secret_ballot).where(_ballot.poll_id == poll_id))

    def find(self, key: Vault, voter: str) -> SecretBallot | None:
        """The ballot of a voter."""
        row = _FIND.first(self._connection, {"of": _mark(key, voter)})
        return None if row is None else SecretBallot(row[0], tuple(json.loads(row[1])))

    def add(self, poll_id: int, key: Vault, voter: str, choices: Sequence[int]) -> SecretBallot:
        """Keep the first ballot of a voter. Its receipt is nobody else's in this poll."""
        receipt = key.code("receipt", voter, _RECEIPT)
        while _TAKEN.first(self._connection, {"poll": poll_id, "word": receipt}) is not None:
            receipt = key.code("receipt", f"{voter} {receipt}", _RECEIPT)
        values = {"mark": _mark(key, voter), "poll_id": poll_id, "receipt": receipt}
        _ADD.first(self._connection, values | {"choices": list(choices)})
        return SecretBallot(receipt, tuple(choices))

    def change(self, key: Vault, voter: str, choices: Sequence[int]) -> None:
        """Write over what a voter chose before."""
        _CHANGE.first(self._connection, {"of": _mark(key, voter), "chosen": list(choices)})

    def withdraw(self, key: Vault, voter: str) -> None:
        """Forget the ballot of a voter."""
        self._connection.execute(delete(secret_ballot).where(_ballot.mark == _mark(key, voter)))

    def all(self, poll_id: int) -> list[SecretBallot]:
        """The ballots of a poll, by receipt."""
        rows = self._connection.execute(select(secret_ballot).where(_ballot.poll_id == poll_id))
        found = [SecretBallot(row.receipt, tuple(row.choices)) for row in rows]
        return sorted(found, key=lambda cast: cast.receipt)


def _mark(key: Vault, voter: str) -> int:
    """60 bits: a row id of SQLite."""
    return int(key.mark("ballot", voter)[:15], 16)
