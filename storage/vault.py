"""Phone and identity numbers at rest: sealed with a key that is not in the database.

The key is a file of the data folder, or in the environment. Whoever has the database or a backup of it, and not the
key, cannot read a sealed word, nor find one by trying all phone numbers: the marks are keyed too.
"""

import base64
import hashlib
import hmac
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from storage.engines import StorageError

KEY = "GRIDBOT_KEY"
"""The environment variable for the key, which goes before the file: 64 hexadecimal digits."""

_BYTES = 32
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that looks like another, read aloud or on paper


class Vault:
    """Seals, opens and marks. What one vault sealed, another with the same key opens."""

    def __init__(self, key: bytes) -> None:
        """`key`: 32 bytes."""
        self._key = key
        self._fernet = Fernet(base64.urlsafe_b64encode(self._derived("seal", "")))

    @classmethod
    def at(cls, file: Path, env: Mapping[str, str] = os.environ) -> "Vault":
        """The vault of an installation; the first time, a key is made and kept in `file`, readable by its owner only.

        Raises:
            StorageError: the key cannot be read, or is none.
        """
        given = env.get(KEY)
        try:
            if given is None and not file.exists():
                _make(file)
        except OSError as error:
            raise StorageError(f"{file}: the key cannot be written: {error.strerror}") from error
        try:
            text = given if given is not None else file.read_text(encoding="ascii")
            key = bytes.fromhex(text.strip())
        except OSError as error:
            raise StorageError(f"{file}: the key cannot be read: {error.strerror}") from error
        except ValueError as error:
            raise StorageError(f"{KEY if given else file}: not a key of 64 hexadecimal digits") from error
        if len(key) != _BYTES:
            raise StorageError(f"{KEY if given else file}: not a key of 64 hexadecimal digits")
        return cls(key)

    def seal(self, words: str) -> str:
        """The words, unreadable. Sealing the same words twice gives different results."""
        return self._fernet.encrypt(words.encode()).decode("ascii")

    def unseal(self, sealed: str) -> str:
        """The words that were sealed.

        Raises:
            StorageError: they were sealed with another key, or changed since.
        """
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken as error:
            raise StorageError("sealed with another key, or damaged") from error

    def mark(self, purpose: str, words: str) -> str:
        """32 hexadecimal digits, always the same for the same words: to find what is sealed, and say nothing of it."""
        return self._derived(purpose, words).hex()[:32]

    def code(self, purpose: str, words: str, length: int) -> str:
        """A code for people to type, that nobody without the key can guess; at most 30 characters."""
        number = int.from_bytes(self._derived(purpose, words), "big")
        found = ""
        for _ in range(length):
            number, place = divmod(number, len(_LETTERS))
            found += _LETTERS[place]
        return found

    def fresh(self, name: str) -> bytes:
        """32 bytes by chance, for a key that nobody can work out. In rehearsals always the same for a name."""
        return self._derived("fresh", name) if self._key == bytes(_BYTES) else secrets.token_bytes(_BYTES)

    def _derived(self, purpose: str, words: str) -> bytes:
        return hmac.digest(self._key, f"{purpose}\x00{words}".encode(), hashlib.sha256)


def _make(file: Path) -> None:
    """A new key, whole or not at all: half a key would lock what the next start seals."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f"{file.name}.part")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as out:
        out.write(secrets.token_hex(_BYTES) + "\n")
        out.flush()
        os.fsync(out.fileno())
    part.replace(file)


PRACTICE = Vault(bytes(_BYTES))
"""For rehearsals and tests, where nothing is secret and everything must come out the same."""
