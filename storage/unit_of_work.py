"""One object a transaction: the repositories on one connection."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property

from sqlalchemy import Connection

from storage.actors import Actors
from storage.audit import Audit
from storage.chains import Chains
from storage.claims import Attempts, Claims
from storage.dispatch import Calls, Helpers, Loads
from storage.disputes import Disputes
from storage.engines import Scrub
from storage.erasure import Erasure
from storage.hazards import Hazards
from storage.imports import Imports
from storage.inbox import Inbox
from storage.ledger import Ledger
from storage.outbox import Outbox
from storage.polls import Polls
from storage.privacy import Consents, HeldPictures
from storage.requests import Requests
from storage.retention import Retention
from storage.roster import Roster
from storage.secret_ballots import SecretBallots
from storage.services import Services
from storage.signals import Signals
from storage.small import Blobs, Contacts, Counters, Questions
from storage.tickets import Tickets
from storage.timers import Timers
from storage.vault import PRACTICE, Vault
from storage.visits import HomeContacts, Visits
from storage.whistles import Whistles


class UnitOfWork:
    """The repositories of one transaction. On a reading connection, anything that writes fails."""

    def __init__(self, connection: Connection, vault: Vault = PRACTICE) -> None:
        self.connection = connection
        self.vault = vault
        self.scrubs = Scrub.NOTHING

    def scrub(self, how: Scrub = Scrub.WHOLE) -> None:
        """After the commit, nothing of what was deleted is to be left in the files of the database."""
        self.scrubs = max(self.scrubs, how)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """A part of the transaction that is taken back whole if an exception leaves it."""
        self.connection.exec_driver_sql("SAVEPOINT part")
        try:
            yield
        except Exception:
            self.connection.exec_driver_sql("ROLLBACK TO SAVEPOINT part")
            self.connection.exec_driver_sql("RELEASE SAVEPOINT part")
            raise
        self.connection.exec_driver_sql("RELEASE SAVEPOINT part")

    @cached_property
    def inbox(self) -> Inbox:
        return Inbox(self.connection)

    @cached_property
    def outbox(self) -> Outbox:
        return Outbox(self.connection)

    @cached_property
    def timers(self) -> Timers:
        return Timers(self.connection)

    @cached_property
    def audit(self) -> Audit:
        return Audit(self.connection, self.vault)

    @cached_property
    def requests(self) -> Requests:
        return Requests(self.connection)

    @cached_property
    def helpers(self) -> Helpers:
        return Helpers(self.connection)

    @cached_property
    def calls(self) -> Calls:
        return Calls(self.connection)

    @cached_property
    def loads(self) -> Loads:
        return Loads(self.connection)

    @cached_property
    def whistles(self) -> Whistles:
        return Whistles(self.connection)

    @cached_property
    def ledger(self) -> Ledger:
        return Ledger(self.connection)

    @cached_property
    def hazards(self) -> Hazards:
        return Hazards(self.connection)

    @cached_property
    def disputes(self) -> Disputes:
        return Disputes(self.connection, self.vault)

    @cached_property
    def polls(self) -> Polls:
        return Polls(self.connection)

    @cached_property
    def secret_ballots(self) -> SecretBallots:
        return SecretBallots(self.connection, self.vault)

    @cached_property
    def chains(self) -> Chains:
        return Chains(self.connection)

    @cached_property
    def contacts(self) -> Contacts:
        return Contacts(self.connection, self.vault)

    @cached_property
    def counters(self) -> Counters:
        return Counters(self.connection)

    @cached_property
    def questions(self) -> Questions:
        return Questions(self.connection)

    @cached_property
    def blobs(self) -> Blobs:
        return Blobs(self.connection)

    @cached_property
    def signals(self) -> Signals:
        return Signals(self.connection)

    @cached_property
    def actors(self) -> Actors:
        return Actors(self.connection)

    @cached_property
    def roster(self) -> Roster:
        return Roster(self.connection, self.vault)

    @cached_property
    def tickets(self) -> Tickets:
        return Tickets(self.connection, self.vault)

    @cached_property
    def attempts(self) -> Attempts:
        return Attempts(self.connection)

    @cached_property
    def claims(self) -> Claims:
        return Claims(self.connection)

    @cached_property
    def consents(self) -> Consents:
        return Consents(self.connection)

    @cached_property
    def held_pictures(self) -> HeldPictures:
        return HeldPictures(self.connection)

    @cached_property
    def erasure(self) -> Erasure:
        return Erasure(self.connection)

    @cached_property
    def retention(self) -> Retention:
        return Retention(self.connection)

    @cached_property
    def imports(self) -> Imports:
        return Imports(self.connection, self.vault)

    @cached_property
    def visits(self) -> Visits:
        return Visits(self.connection, self.vault)

    @cached_property
    def home_contacts(self) -> HomeContacts:
        return HomeContacts(self.connection)

    @cached_property
    def services(self) -> Services:
        return Services(self.connection)
