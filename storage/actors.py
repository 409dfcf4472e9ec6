"""Who acted, wherever it is kept: one place that knows every column that holds an actor."""

from sqlalchemy import Column, Connection, Text, delete, select, type_coerce, union, update

from storage.tables import (
    account,
    ballot,
    bound_room,
    canonical,
    chain,
    chain_line,
    consent,
    dispute,
    dispute_note,
    held_picture,
    home_contact,
    inspection,
    open_call,
    poll,
    poll_caster,
    question,
    request,
    request_helper,
    request_party,
    request_word,
    ticket,
    visit,
    whistle,
)

_COLUMNS: tuple[Column[str], ...] = (
    request.c.reporter,
    request_word.c.actor,
    ballot.c.actor,
    ballot.c.witness,
    chain.c.opened_by,
    chain_line.c.author,
)
# Always the id of a person of the roster, or of nobody who is renamed at an update.
_OFFICES: tuple[Column[str], ...] = (
    request.c.assignee,
    inspection.c.rectified_by,
    inspection.c.inspector,
    inspection.c.inspected_by,
    dispute.c.other,
    dispute_note.c.actor,
    poll.c.opened_by,
    account.c.bound_by,
    bound_room.c.bound_by,
    ticket.c.issued_by,
    held_picture.c.actor,
    visit.c.actor,
    home_contact.c.person,
    home_contact.c.set_by,
    whistle.c.called_by,
    whistle.c.reported_by,
    open_call.c.called_by,
    open_call.c.taken_by,
    request_helper.c.asked_by,
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
        helper = request_helper.c
        helped = select(helper.request_id).where(helper.person == new).scalar_subquery()
        again = (helper.person == old) & helper.request_id.in_(helped)
        self._connection.execute(delete(request_helper).where(again))
        self._connection.execute(update(request_helper).where(helper.person == old).values(person=new))
        self._keep_from(old, new)
        caster = poll_caster.c
        voted = select(caster.poll_id).where(caster.actor == new).scalar_subquery()
        self._connection.execute(delete(poll_caster).where(caster.actor == old, caster.poll_id.in_(voted)))
        self._connection.execute(update(poll_caster).where(caster.actor == old).values(actor=new))
        self._connection.execute(delete(question).where(question.c.actor == old))
        told = consent.c
        known = select(told.version).where(told.actor == new).scalar_subquery()
        self._connection.execute(delete(consent).where(told.actor == old, told.version.in_(known)))
        self._connection.execute(update(consent).where(told.actor == old).values(actor=new))

    def _keep_from(self, old: str, new: str) -> None:
        """What must be kept from the one must be kept from the other."""
        held = type_coerce(request.c.kept_from, Text).contains(canonical(old), autoescape=True)
        rows = self._connection.execute(select(request.c.id, request.c.kept_from).where(held)).all()
        for row in rows:
            named = list(dict.fromkeys(new if one == old else one for one in row.kept_from))
            changed = update(request).where(request.c.id == row.id)
            self._connection.execute(changed.values(kept_from=named))
