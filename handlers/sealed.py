"""Numbers on their way to somebody who may see them: sealed as long as they wait, opened when they are sent."""

import re

from storage.engines import StorageError
from storage.vault import Vault

_SEALED = re.compile("\u27e6sealed:([A-Za-z0-9_=-]{1,800})\u27e7")
_UNREADABLE = "****"


def sealed(vault: Vault, number: str) -> str:
    """A number as it may stand in an outgoing text: nobody reads it in the database."""
    return f"\u27e6sealed:{vault.seal(number)}\u27e7"


def opened(vault: Vault, message: str) -> str:
    """An outgoing text as it is sent. What nobody with our key has sealed stays unreadable."""
    if "\u27e6" not in message:
        return message
    return _SEALED.sub(lambda found: _open(vault, found[1]), message)


def _open(vault: Vault, token: str) -> str:
    try:
        return vault.unseal(token)
    except StorageError:
        return _UNREADABLE
