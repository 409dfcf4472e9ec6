"""The tables of dispatch: who helps with a request (协办), and which one is called out to all (抢单)."""

from sqlalchemy import Column, ForeignKey, Text

from storage.columns import ROW_ID, Instant, table

request_helper = table(
    "request_helper",
    Column("request_id", ROW_ID, ForeignKey("request.id"), primary_key=True),
    Column("person", Text, primary_key=True, index=True),
    Column("asked_by", Text, nullable=False),
    Column("at", Instant, nullable=False),
)

# The last call for a request; `ended_at` is empty while it runs, `taken_by` if nobody came.
open_call = table(
    "open_call",
    Column("request_id", ROW_ID, ForeignKey("request.id"), primary_key=True),
    Column("room", Text, nullable=False, index=True),
    Column("called_by", Text, nullable=False),
    Column("called_at", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Column("taken_by", Text),
    Column("ended_at", Instant),
)
