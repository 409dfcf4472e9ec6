"""The tables of who is who (the second half of storage/tables.py)."""

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, Text

from storage.columns import ROW_ID, Instant, Json, table

# Who is who. The configuration is the base; these tables hold what was imported, bound and said since
# (handlers/directory.py). `edition` is one row, whose token changes with every change of the rest.
edition = table(
    "edition",
    Column("only", Integer, primary_key=True, autoincrement=False),
    Column("token", Text, nullable=False),
    Column("key_mark", Text),
)

grid_node = table(
    "grid_node",
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("parent", Text, nullable=False),
)

household = table(
    "household",
    Column("id", Text, primary_key=True),
    Column("node", Text, nullable=False),
    Column("building", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("room", Text, nullable=False),
    Column("area", Integer),  # hundredths of a square metre
)

bound_room = table(
    "bound_room",
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("node", Text, nullable=False),
    Column("bound_by", Text, nullable=False),
    Column("bound_at", Instant, nullable=False),
)

person = table(
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
    Column("owns", Json, nullable=False),
)

# Sealed with a key outside the database (storage/vault.py); the marks find a number without opening it.
person_secret = table(
    "person_secret",
    Column("person", Text, primary_key=True),
    Column("phone", Text),
    Column("phone_mark", Text, index=True),
    Column("identity", Text),
    Column("identity_mark", Text, index=True),
)

# A WeChat account of a person. A row that has ended takes away a contact of the configuration, too.
account = table(
    "account",
    Column("contact", Text, primary_key=True),
    Column("person", Text, nullable=False, index=True),
    Column("how", Text, nullable=False),
    Column("bound_by", Text, nullable=False),
    Column("bound_at", Instant, nullable=False),
    Column("ended_at", Instant),
)

# A code that was given out (绑定码): only its mark is kept.
ticket = table(
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
attempt = table(
    "attempt",
    Column("id", ROW_ID, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Index("ix_attempt_kind_at", "kind", "at"),
)

# Somebody in no roster says who they are, and waits for a member's word; the row goes when that is said.
claim = table(
    "claim",
    Column("id", ROW_ID, primary_key=True),
    Column("actor", Text, nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("household", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("asked", Text, nullable=False, index=True),
    Column("at", Instant, nullable=False),
)

# What somebody was told about what is kept of them: which version of the text, when, how.
consent = table(
    "consent",
    Column("actor", Text, primary_key=True),
    Column("version", Text, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("how", Text, nullable=False),
)

# A picture that came before any words: deleted after some minutes unless it is joined to a request.
held_picture = table(
    "held_picture",
    Column("id", ROW_ID, primary_key=True),
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
roster_import = table(
    "roster_import",
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("actor", Text, nullable=False),
    Column("counts", Json, nullable=False),
    Column("undone_at", Instant),
)

import_change = table(
    "import_change",
    Column("import_number", Integer, primary_key=True, autoincrement=False),
    Column("table_name", Text, primary_key=True),
    Column("key", Text, primary_key=True, index=True),
    Column("before", Json),
    Column("after_mark", Text, nullable=False),
)
