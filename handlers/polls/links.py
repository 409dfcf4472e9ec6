"""The addresses of a poll's pages: one for each voter to vote by, and one at which everybody of its groups sees it.

Who has a voter's link votes for them, so it is told privately, kept as a mark only, sealed on its way, and good until
the poll ends. The public one cannot be guessed, and is the same for all: it stands in the messages to the groups.
"""

import hmac
import re
from datetime import datetime, timedelta

from handlers.community import Community, Person
from handlers.polls.casting import voter_for
from handlers.sealed import sealed
from handlers.turn import Turn
from storage.records import Poll, PollStatus
from storage.unit_of_work import UnitOfWork

_KIND = "vote:"
_LENGTH = 16  # of 31 letters and digits, 79 bits: thousands are good at a time, for weeks
_GRACE = timedelta(days=1)  # who comes too late is told so, and that they came is recorded
_PAGE = re.compile("(V[0-9]{1,9})-([A-Z0-9]{16})")


def vote_link(turn: Turn, poll: Poll, person: Person) -> str | None:
    """The address of the page on which somebody votes, for a private message to them; always the same for one account,
    so that every message with it can be used. None: residents reach no page here ([web] address), the poll is not open,
    they have no account, or no vote in it."""
    contact = turn.contact_of(person.id)
    if not turn.community.site or contact is None or poll.status is not PollStatus.OPEN:
        return None
    if voter_for(turn.store, poll, person) is None:
        return None
    code = turn.store.vault.code("vote", f"{poll.code}:{person.id}:{contact}", _LENGTH)
    until = poll.deadline + _GRACE
    turn.store.tickets.hold(code, _KIND + poll.code, contact, person.id, turn.now, until)
    return f"{turn.community.site}vote/#{sealed(turn.store.vault, code)}"


def holder(store: UnitOfWork, community: Community, code: str, now: datetime) -> tuple[Poll, Person] | None:
    """Whose vote in which poll a code of a link is; None if it is none, is too old, or the account that it was sent to
    is not theirs any more."""
    ticket = store.tickets.find(code, now)
    if ticket is None or not ticket.kind.startswith(_KIND):
        return None
    person = community.person_of(ticket.subject)
    poll = store.polls.by_code(ticket.kind.removeprefix(_KIND))
    if person is None or person.id != ticket.issued_by or poll is None:
        return None
    return poll, person


def page_link(turn: Turn, poll: Poll) -> str | None:
    """The address of the page that shows a poll to its groups; None: residents reach no page here."""
    return f"{turn.community.site}poll/{page_name(turn.store, poll)}" if turn.community.site else None


def page_name(store: UnitOfWork, poll: Poll) -> str:
    """The last part of that address."""
    return f"{poll.code}-{store.vault.code('poll-page', poll.code, 16)}"


def poll_at(store: UnitOfWork, name: str) -> Poll | None:
    """The poll that a page's address names."""
    found = _PAGE.fullmatch(name)
    poll = store.polls.by_code(found[1]) if found else None
    if poll is None or not hmac.compare_digest(page_name(store, poll), name):
        return None
    return poll
