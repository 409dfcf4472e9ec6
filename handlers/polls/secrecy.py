"""What may be said about a ballot, and how it is said of a secret one: by a reference that is opened when the message
is sent and leads nowhere once the poll is over. So no row that is kept, not even in the outbox, has the choice."""

import hmac
import re

from handlers.polls import log
from handlers.texts import text
from storage.records import Ballot, Poll, SecretBallot
from storage.unit_of_work import UnitOfWork

_REFERENCE = re.compile("\u27e6ballot:(V[0-9]{1,9}):([^\u27e6\u27e7\\s]{1,128}):([0-9A-Z]{16})\u27e7")


def labels(poll: Poll, choices: tuple[int, ...]) -> str:
    """What was chosen, in words."""
    return "、".join(poll.options[option - 1] for option in choices)


def told(poll: Poll, cast: Ballot) -> str:
    """A ballot of a named poll, for its voter: what was chosen and the receipt."""
    found = log.receipt(cast.link) if cast.link is not None else ""
    return text(
        "polls.told" if found else "polls.told_bare", choices=labels(poll, cast.choices), receipt=found
    )


def reference(store: UnitOfWork, poll: Poll, voter: str) -> str:
    """What stands for a ballot of a secret poll in a message to its voter until that is sent. It is signed with our
    key: whoever writes such words themselves has them sent as they are."""
    return f"\u27e6ballot:{poll.code}:{voter}:{_signature(store, poll.code, voter)}\u27e7"


def opened(store: UnitOfWork, message: str) -> str:
    """An outgoing text as it is sent."""
    if "\u27e6ballot:" not in message:
        return message
    return _REFERENCE.sub(lambda found: _open(store, found), message)


def find(store: UnitOfWork, poll: Poll, voter: str) -> SecretBallot | None:
    """The ballot of a voter as long as the poll goes on: for themselves only."""
    key = store.secret_ballots.key(poll.id)
    return None if key is None else store.secret_ballots.find(key, voter)


def _signature(store: UnitOfWork, code: str, voter: str) -> str:
    return store.vault.code("ballot-reference", f"{code}:{voter}", 16)


def _open(store: UnitOfWork, found: re.Match[str]) -> str:
    code, voter, signature = found.groups()
    if not hmac.compare_digest(signature, _signature(store, code, voter)):
        return found[0]
    poll = store.polls.by_code(code)
    cast = find(store, poll, voter) if poll is not None else None
    if poll is None or cast is None:
        return text("polls.told_over")
    return text("polls.told", choices=labels(poll, cast.choices), receipt=cast.receipt)
