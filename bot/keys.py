"""The key of an installation: made for a new database, never for one that was sealed with a key that is missing now."""

import os
from collections.abc import Mapping
from pathlib import Path

from storage.engines import StorageError, read_url, sqlite_file
from storage.store import snapshot
from storage.vault import KEY, PRACTICE, Vault


def vault_of(database: str, key_file: Path, env: Mapping[str, str] = os.environ) -> Vault:
    """The vault of a database.

    Raises:
        StorageError: the key is missing, is none, or cannot be read.
    """
    if env.get(KEY) is None and not key_file.exists() and _is_sealed(database):
        raise StorageError(f"{key_file}: the key of this database is missing; put it back, or set {KEY}")
    return Vault.at(key_file, env)


def vault_to_read(database: str, key_file: Path, env: Mapping[str, str] = os.environ) -> Vault:
    """As `vault_of`, and no key is made: where there is none, nothing was sealed with one.

    Raises:
        StorageError: the key is missing, is none, or cannot be read.
    """
    if env.get(KEY) is None and not key_file.exists() and not _is_sealed(database):
        return PRACTICE
    return vault_of(database, key_file, env)


def key_problem(database: str, key_file: Path, env: Mapping[str, str] = os.environ) -> str | None:
    """What is wrong with the key of a database, in one line; None if nothing is. No key is made."""
    if env.get(KEY) is None and not key_file.exists() and not _is_sealed(database):
        return None
    try:
        vault = vault_of(database, key_file, env)
        fits = not _is_sealed(database) or snapshot(database, lambda store: store.roster.key_fits(), vault)
    except StorageError as error:
        return str(error)
    return None if fits else f"{key_file}: not the key that this database was sealed with"


def _is_sealed(database: str) -> bool:
    """Whether a key was ever used on it, another one than that of rehearsals; what cannot be read is not known."""
    file = sqlite_file(read_url(database))
    if file is not None and not file.is_file():
        return False
    try:
        return snapshot(
            database, lambda store: store.roster.is_sealed() and not store.roster.key_fits(), PRACTICE
        )
    except StorageError:
        return False
