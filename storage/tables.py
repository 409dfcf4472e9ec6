"""The schema, for both engines alike. How it got there: storage/migrations/."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)
from sqlalchemy.types import TypeDecorator

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


class Instant(TypeDecorator[datetime]):
    """An aware datetime, kept as whole milliseconds since 1970 UTC: sorts, compares and reads alike everywhere."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else (value - _EPOCH) // _MILLISECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else _EPOCH + value * _MILLISECOND


class Json(TypeDecorator[Any]):
    """A JSON value as canonical text, so that both engines keep the same bytes."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else canonical(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


def canonical(value: Any) -> str:
    """One way to write a JSON value: sorted keys, no spaces, characters as they are."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_ID = BigInteger().with_variant(Integer(), "sqlite")  # only INTEGER is SQLite's own row id


def _table(name: str, *parts: Column[Any] | Index) -> Table:
    """A table whose row ids are never used twice, not even after the last row was deleted."""
    has_id = any(isinstance(part, Column) and part.name == "id" and part.type is _ID for part in parts)
    return Table(name, metadata, *parts, sqlite_autoincrement=has_id)


inbox = _table(
    "inbox",
    Column("message", Text, primary_key=True),
    Column("at", Instant, nullable=False, index=True),
)

contact = _table(
    "contact",
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("guest", Text, index=True),
)

counter = _table(
    "counter",
    Column("name", Text, primary_key=True),
    Column("value", BigInteger, nullable=False),
)

blob = _table(
    "blob",
    Column("digest", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("data", LargeBinary, nullable=False),
)

request = _table(
    "request",
    Column("id", _ID, primary_key=True),
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
    Index("ix_request_category_created_at", "category", "created_at"),
    Index("ix_request_reporter_status", "reporter", "status"),
    Index("ix_request_assignee_status", "assignee", "status"),
    Index("ix_request_room_created_at", "room", "created_at"),
)

request_word = _table(
    "request_word",
    Column("id", _ID, primary_key=True),
    Column("request_id", _ID, ForeignKey("request.id"), nullable=False, index=True),
    Column("at", Instant, nullable=False),
    Column("actor", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("file", Text, ForeignKey("blob.digest")),
)

request_party = _table(
    "request_party",
    Column("request_id", _ID, ForeignKey("request.id"), primary_key=True),
    Column("actor", Text, primary_key=True, index=True),
    Column("at", Instant, nullable=False),
    Column("room", Text),
)

poll = _table(
    "poll",
    Column("id", _ID, primary_key=True),
    Column("code", Text, nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("options", Json, nullable=False),
    Column("secret", Boolean, nullable=False),
    Column("unit", Text, nullable=False),
    Column("room", Text, nullable=False),
    Column("node", Text, nullable=False),
    Column("opened_by", Text, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("deadline", Instant, nullable=False),
    Column("eligible", Integer, nullable=False),
    Column("result", Json),
    Index("ix_poll_room_status", "room", "status"),
)

poll_voter = _table(
    "poll_voter",
    Column("poll_id", _ID, ForeignKey("poll.id"), primary_key=True),
    Column("voter", Text, primary_key=True),
)

# Every ballot ever cast stays; the last one of a voter counts.
ballot = _table(
    "ballot",
    Column("id", _ID, primary_key=True),
    Column("poll_id", _ID, ForeignKey("poll.id"), nullable=False),
    Column("voter", Text, nullable=False),
    Column("option", Integer, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Index("ix_ballot_poll_id_voter_id", "poll_id", "voter", "id"),
)

# 接龙: names of neighbours, so a chain is deleted some days after it was last touched (handlers/chains).
chain = _table(
    "chain",
    Column("id", _ID, primary_key=True),
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

chain_line = _table(
    "chain_line",
    Column("chain_id", _ID, ForeignKey("chain.id"), primary_key=True),
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

question = _table(
    "question",
    Column("conversation", Text, primary_key=True),
    Column("actor", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("payload", Json, nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
)

outbox = _table(
    "outbox",
    Column("id", _ID, primary_key=True),
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

timer = _table(
    "timer",
    Column("id", _ID, primary_key=True),
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

audit = _table(
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
weak_signal = _table(
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

weak_signal_off = _table("weak_signal_off", Column("person", Text, primary_key=True))

# Who is who. The configuration is the base; these tables hold what was imported, bound and said since
# (handlers/directory.py). `edition` is one row, whose token changes with every change of the rest.
edition = _table(
    "edition",
    Column("only", Integer, primary_key=True, autoincrement=False),
    Column("token", Text, nullable=False),
    Column("key_mark", Text),
)

grid_node = _table(
    "grid_node",
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("parent", Text, nullable=False),
)

household = _table(
    "household",
    Column("id", Text, primary_key=True),
    Column("node", Text, nullable=False),
    Column("building", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("room", Text, nullable=False),
    Column("area", Integer),  # hundredths of a square metre
)

bound_room = _table(
    "bound_room",
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("node", Text, nullable=False),
    Column("bound_by", Text, nullable=False),
    Column("bound_at", Instant, nullable=False),
)

person = _table(
    "person",
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("household", Text, index=True),
    Column("party", Boolean, nullable=False),
    Column("posts", Json, nullable=False),
    Column("kinds", Json, nullable=False),
    Column("employer", Text, nullable=False),
    Column("skills", Json, nullable=False),
    Column("away", Boolean, nullable=False),
    Column("stand_in", Text),
    Column("guardian", Text),
    Column("configured", Text),
    Column("left_at", Instant),
)

# Sealed with a key outside the database (storage/vault.py); the marks find a number without opening it.
person_secret = _table(
    "person_secret",
    Column("person", Text, primary_key=True),
    Column("phone", Text),
    Column("phone_mark", Text, index=True),
    Column("identity", Text),
    Column("identity_mark", Text, index=True),
)

# A WeChat account of a person. A row that has ended takes away a contact of the configuration, too.
account = _table(
    "account",
    Column("contact", Text, primary_key=True),
    Column("person", Text, nullable=False, index=True),
    Column("how", Text, nullable=False),
    Column("bound_by", Text, nullable=False),
    Column("bound_at", Instant, nullable=False),
    Column("ended_at", Instant),
)

# A code that was given out (绑定码): only its mark is kept.
ticket = _table(
    "ticket",
    Column("mark", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False, index=True),
    Column("issued_by", Text, nullable=False),
    Column("issued_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
)

# What somebody did lately that must not be done too often: wrong codes, claims. `actor` is nobody's name.
attempt = _table(
    "attempt",
    Column("id", _ID, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Index("ix_attempt_kind_at", "kind", "at"),
)

# Somebody in no roster says who they are, and waits for a member's word; the row goes when that is said.
claim = _table(
    "claim",
    Column("id", _ID, primary_key=True),
    Column("actor", Text, nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("household", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("asked", Text, nullable=False, index=True),
    Column("at", Instant, nullable=False),
)

# What somebody was told about what is kept of them: which version of the text, when, how.
consent = _table(
    "consent",
    Column("actor", Text, primary_key=True),
    Column("version", Text, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("how", Text, nullable=False),
)

# A picture that came before any words: deleted after some minutes unless it is joined to a request.
held_picture = _table(
    "held_picture",
    Column("id", _ID, primary_key=True),
    Column("actor", Text, nullable=False),
    Column("conversation", Text, nullable=False),
    Column("until", Instant, nullable=False),
    Column("name", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Index("ix_held_picture_actor_conversation", "actor", "conversation"),
)

# What was imported, and of every row that an import wrote how it was before: `before` is None for a new one,
# `after_mark` tells whether somebody else changed it since. Deleted when it is too old to be put back.
roster_import = _table(
    "roster_import",
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("actor", Text, nullable=False),
    Column("counts", Json, nullable=False),
    Column("undone_at", Instant),
)

import_change = _table(
    "import_change",
    Column("import_number", Integer, primary_key=True, autoincrement=False),
    Column("table_name", Text, primary_key=True),
    Column("key", Text, primary_key=True, index=True),
    Column("before", Json),
    Column("after_mark", Text, nullable=False),
)
