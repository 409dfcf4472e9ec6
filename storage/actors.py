"""Who acted, wherever it is kept: one place that knows every column that holds an actor."""

from sqlalchemy import Column, Connection, delete, select, union, update

from storage.tables import (
    account,
    ballot,
    bound_room,
    chain,
    chain_line,
    consent,
    held_picture,
    poll,
    question,
    request,
    request_party,
    request_word,
    ticket,
)

_COLUMNS: tuple[Column[str], ...] = (
    request.c.reporter,
    request_word.c.actor,
    ballot.c.actor,
    chain.c.opened_by,
    chain_line.c.author,
)
# Always the id of a person of the roster, or of nobody who is renamed at an update.
_OFFICES: tuple[Column[str], ...] = (
    request.c.assignee,
    poll.c.opened_by,
    account.c.bound_by,
    bound_room.c.bound_by,
    ticket.c.issued_by,
    held_picture.c.actor,
)


class Actors:
    """SQL over all tables in which somebody is named by their id. The audit chain is not among them: it stays."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> list[str]:
        """Everybody who is named anywhere."""
        named = [select(column).where(column.is_not(None)) for column in (*_COLUMNS, request_party.c.actor)]
        return sorted(self._connection.execute(union(*named)).scalars())

    def rename(self, old: str, new: str, *, offices: bool = True) -> None:
        """What one actor did is another's from now on: a guest became known, two people were one, somebody is erased.

        What the bot just asked them is forgotten. `offices` False: what is always a person's id stays, for `old` is
        a contact.
        """
        for column in (*_COLUMNS, *(_OFFICES if offices else ())):
            self._connection.execute(update(column.table).where(column == old).values({column: new}))
        party = request_party.c
        twice = select(party.request_id).where(party.actor == new).scalar_subquery()
        both = (party.actor == old) & party.request_id.in_(twice)
        self._connection.execute(delete(request_party).where(both))
        self._connection.execute(update(request_party).where(party.actor == old).values(actor=new))
        self._connection.execute(delete(question).where(question.c.actor == old))
        told = consent.c
        known = select(told.version).where(told.actor == new).scalar_subquery()
        self._connection.execute(delete(consent).where(told.actor == old, told.version.in_(known)))
        self._connection.execute(update(consent).where(told.actor == old).values(actor=new))
