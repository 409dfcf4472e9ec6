"""What commands about people work on: a database, the community as configured, the key that opens sealed numbers."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from bot.cli.arguments import data_folder
from bot.keys import vault_of, vault_to_read
from handlers.community import Community
from storage.engines import StorageError, read_url, sqlite_file
from storage.store import Store, Unit, snapshot, try_out
from storage.unit_of_work import UnitOfWork
from storage.vault import PRACTICE, Vault

T = TypeVar("T")
_DEMO_KEY = "demo.key"


@dataclass(frozen=True)
class Office:
    """`base`: the community as configured. `key_file` is None without a configuration: then the key is the one of the
    demo beside its database. A database of rehearsals, where nothing is secret, has a key of its own."""

    database: str
    base: Community
    key_file: Path | None

    @property
    def is_new(self) -> bool:
        """Whether nothing was ever kept: the database is a file that is not there yet."""
        file = sqlite_file(read_url(self.database))
        return file is not None and not file.is_file()

    @cached_property
    def vault(self) -> Vault:
        """Opens what is sealed in the database; for a new one a key is made.

        Raises:
            StorageError: the key cannot be read or made.
        """
        return self._vault(vault_of)

    def look(self, unit: Unit[T]) -> T:
        """Read one moment of the database, also while a bot runs on it.

        Raises:
            StorageError: it cannot be read, or was sealed with another key: nobody would be found by their numbers.
        """
        self.must_be_there()

        def look(store: UnitOfWork) -> T:
            if store.roster.is_sealed():
                store.roster.check_key()
            return unit(store)

        return snapshot(self.database, look, self._vault(vault_to_read))

    def open(self) -> Store:
        """Open the database for writing; no bot may be running on it.

        Raises:
            StorageError: it cannot be used.
        """
        try_out(self.database)  # before a key is made for what cannot be opened
        return Store.open(self.database, datetime.now(UTC), self.vault)

    def must_be_there(self) -> None:
        """
        Raises:
            StorageError: nothing was ever kept.
        """
        if self.is_new:
            raise StorageError(f"{sqlite_file(read_url(self.database))}: no such file")

    def _vault(self, find: Callable[[str, Path, Mapping[str, str]], Vault]) -> Vault:
        if not self.is_new and self._is_practice():
            return PRACTICE
        if self.key_file is not None:
            return find(self.database, self.key_file, os.environ)
        file = sqlite_file(read_url(self.database))
        folder = file.parent if file is not None else data_folder()
        return find(self.database, folder / _DEMO_KEY, {})

    def _is_practice(self) -> bool:
        try:
            return snapshot(self.database, lambda store: store.roster.key_fits(), PRACTICE)
        except StorageError:  # whoever opens it will say what is wrong with it
            return False
