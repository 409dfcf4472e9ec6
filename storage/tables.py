"""The schema. How it got there: storage/migrations/."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, LargeBinary, Text

from storage.care_tables import dispute as dispute
from storage.care_tables import dispute_note as dispute_note
from storage.care_tables import inspection as inspection
from storage.columns import ROW_ID, Json, table
from storage.columns import Instant as Instant
from storage.columns import canonical as canonical
from storage.columns import metadata as metadata
from storage.dispatch_tables import open_call as open_call
from storage.dispatch_tables import request_helper as request_helper
from storage.poll_tables import ballot as ballot
from storage.poll_tables import late_ballot as late_ballot
from storage.poll_tables import poll as poll
from storage.poll_tables import poll_caster as poll_caster
from storage.poll_tables import poll_flat as poll_flat
from storage.poll_tables import poll_key as poll_key
from storage.poll_tables import poll_voter as poll_voter
from storage.poll_tables import secret_ballot as secret_ballot
from storage.roster_tables import account as account
from storage.roster_tables import attempt as attempt
from storage.roster_tables import bound_room as bound_room
from storage.roster_tables import claim as claim
from storage.roster_tables import consent as consent
from storage.roster_tables import edition as edition
from storage.roster_tables import grid_node as grid_node
from storage.roster_tables import held_picture as held_picture
from storage.roster_tables import household as household
from storage.roster_tables import import_change as import_change
from storage.roster_tables import person as person
from storage.roster_tables import person_secret as person_secret
from storage.roster_tables import roster_import as roster_import
from storage.roster_tables import ticket as ticket
from storage.visit_tables import home_contact as home_contact
from storage.visit_tables import service_request as service_request
from storage.visit_tables import visit as visit
from storage.visit_tables import visit_picture as visit_picture

inbox = table(
    "inbox",
    Column("message", Text, primary_key=True),
    Column("at", Instant, nullable=False, index=True),
)

contact = table(
    "contact",
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("guest", Text, index=True),
)

counter = table(
    "counter",
    Column("name", Text, primary_key=True),
    Column("value", BigInteger, nullable=False),
)

blob = table(
    "blob",
    Column("digest", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("data", LargeBinary, nullable=False),
)

request = table(
    "request",
    Column("id", ROW_ID, primary_key=True),
    Column("code", Text, nullable=False, index=True),
    Column("number", Text, nullable=False, unique=True),
    Column("status", Text, nullable=False),
    Column("intent", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("urgency", Text, nullable=False),
    Column("place", Text),
    Column("node", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("room", Text),
    Column("reporter", Text, nullable=False),
    Column("assignee", Text),
    Column("level", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("accepted_at", Instant),
    Column("closed_at", Instant),
    Column("accept_by", Instant),
    Column("close_by", Instant),
    Column("rating", Integer),
    Column("reopened", Integer, nullable=False),
    Column("outcome", Text),
    Column("inferred", Text),
    Column("merged_into", BigInteger),
    Column("given_at", Instant),
    Column("contacted_at", Instant),
    Column("restricted", Text),
    Column("kept_from", Json),
    Column("promised_by", Instant),
    Index("ix_request_category_created_at", "category", "created_at"),
    Index("ix_request_created_at", "created_at"),
    Index("ix_request_closed_at", "closed_at"),
    Index("ix_request_status", "status"),
    Index("ix_request_reporter_status", "reporter", "status"),
    Index("ix_request_assignee_status", "assignee", "status"),
    Index("ix_request_assignee_given_at", "assignee", "given_at"),
    Index("ix_request_room_created_at", "room", "created_at"),
)

request_word = table(
    "request_word",
    Column("id", ROW_ID, primary_key=True),
    Column("request_id", ROW_ID, ForeignKey("request.id"), nullable=False, index=True),
    Column("at", Instant, nullable=False),
    Column("actor", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("file", Text, ForeignKey("blob.digest")),
)

request_party = table(
    "request_party",
    Column("request_id", ROW_ID, ForeignKey("request.id"), primary_key=True),
    Column("actor", Text, primary_key=True, index=True),
    Column("at", Instant, nullable=False),
    Column("room", Text),
)

# 吹哨: a department that was called in for a request.
whistle = table(
    "whistle",
    Column("id", ROW_ID, primary_key=True),
    Column("request_id", ROW_ID, ForeignKey("request.id"), nullable=False, index=True),
    Column("department", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("called_by", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("report_by", Instant, nullable=False),
    Column("reported_at", Instant),
    Column("reported_by", Text),
    Column("answered_at", Instant),
    Column("answer", Text),
)

# 接龙: names of neighbours, so a chain is deleted some days after it was last touched (handlers/chains).
chain = table(
    "chain",
    Column("id", ROW_ID, primary_key=True),
    Column("code", Text, nullable=False, unique=True),
    Column("room", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("example", Text),
    Column("opened_by", Text, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("touched_at", Instant, nullable=False),
    Column("told_at", Instant),
    Index("ix_chain_room_key", "room", "key", unique=True),
)

chain_line = table(
    "chain_line",
    Column("chain_id", ROW_ID, ForeignKey("chain.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("n", Integer),
    Column("name", Text, nullable=False),
    Column("note", Text),
    Column("count", Integer, nullable=False),
    Column("author", Text),
    Column("before", Text),
    Column("gone", Boolean, nullable=False),
    Column("missing", Boolean, nullable=False),
    Column("told", Integer, nullable=False),
)

question = table(
    "question",
    Column("conversation", Text, primary_key=True),
    Column("actor", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("payload", Json, nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
)

outbox = table(
    "outbox",
    Column("id", ROW_ID, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("lane", Text, nullable=False),
    Column("room", Text),
    Column("contact", Text),
    Column("text", Text, nullable=False),
    Column("mentions", Json, nullable=False),
    Column("file", Text, ForeignKey("blob.digest")),
    Column("file_name", Text),
    Column("about", Text),
    Column("status", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("expires_at", Instant),
    Column("sent_at", Instant, index=True),
    Column("wire_id", Text, index=True),
    Column("note", Text),
    Index("ix_outbox_status_due_at", "status", "due_at"),
)

timer = table(
    "timer",
    Column("id", ROW_ID, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("payload", Json, nullable=False),
    Column("state", Text, nullable=False),
    Column("done_at", Instant),
    Column("note", Text),
    Index("ix_timer_state_due_at", "state", "due_at"),
    Index("ix_timer_subject_state", "subject", "state"),
)

audit = table(
    "audit",
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False, index=True),
    Column("detail", Json, nullable=False),
    Column("prev", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Column("salt", Text),
    Column("digest", Text),
)

# Weak signals (弱信号): a count and moments, no text and no person. `day` is the local day of the list it is for, as
# 2026-11-23; `place` is "" where none is known; `recent` are milliseconds.
weak_signal = table(
    "weak_signal",
    Column("day", Text, primary_key=True),
    Column("node", Text, primary_key=True),
    Column("category", Text, primary_key=True),
    Column("place", Text, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("last_at", Instant, nullable=False, index=True),
    Column("recent", Json, nullable=False),
    Column("told", Boolean, nullable=False),
)

weak_signal_off = table("weak_signal_off", Column("person", Text, primary_key=True))
