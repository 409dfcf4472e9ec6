"""The tables of visits, patrols, contact members and services (a part of storage/tables.py)."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Text

from storage.columns import ROW_ID, Instant, table

# A visit to a flat (走访) or a patrol of a place (巡查), as a member wrote it down. `at`: when it was; `said_at`: when
# it was written, the same for all of one message. `note` is sealed (storage/vault.py): mostly somebody's health.
visit = table(
    "visit",
    Column("id", ROW_ID, primary_key=True),
    Column("said_at", Instant, nullable=False),
    Column("at", Instant, nullable=False, index=True),
    Column("actor", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("node", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("household", Text),
    Column("met", Boolean, nullable=False),
    Column("note", Text),
    Index("ix_visit_actor_said_at", "actor", "said_at"),
    Index("ix_visit_household_at", "household", "at"),
)

visit_picture = table(
    "visit_picture",
    Column("visit_id", ROW_ID, ForeignKey("visit.id"), primary_key=True),
    Column("file", Text, ForeignKey("blob.digest"), primary_key=True),
)

# Who keeps in touch with a flat (党员联系户): one member each.
home_contact = table(
    "home_contact",
    Column("household", Text, primary_key=True),
    Column("person", Text, nullable=False, index=True),
    Column("set_by", Text, nullable=False),
    Column("set_at", Instant, nullable=False),
)

# A request that asks for a service of the menu.
service_request = table(
    "service_request",
    Column("request_id", ROW_ID, ForeignKey("request.id"), primary_key=True),
    Column("service", Text, nullable=False, index=True),
)
