"""Who acted, wherever it is kept: one place that knows every column that holds an actor."""

from sqlalchemy import Column, Connection, delete, select, union, update

from storage.tables import ballot, chain, chain_line, question, request, request_party, request_word

_COLUMNS: tuple[Column[str], ...] = (
    request.c.reporter,
    request_word.c.actor,
    ballot.c.actor,
    chain.c.opened_by,
    chain_line.c.author,
)


class Actors:
    """SQL over all tables in which somebody is named by their id. The audit chain is not among them: it stays."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> list[str]:
        """Everybody who is named anywhere."""
        named = [select(column).where(column.is_not(None)) for column in (*_COLUMNS, request_party.c.actor)]
        return sorted(self._connection.execute(union(*named)).scalars())

    def rename(self, old: str, new: str) -> None:
        """What one actor did is another's from now on: a guest became known, two people were one, somebody is erased.

        What the bot just asked them is forgotten.
        """
        for column in _COLUMNS:
            self._connection.execute(update(column.table).where(column == old).values({column: new}))
        party = request_party.c
        twice = select(party.request_id).where(party.actor == new).scalar_subquery()
        both = (party.actor == old) & party.request_id.in_(twice)
        self._connection.execute(delete(request_party).where(both))
        self._connection.execute(update(request_party).where(party.actor == old).values(actor=new))
        self._connection.execute(delete(question).where(question.c.actor == old))
