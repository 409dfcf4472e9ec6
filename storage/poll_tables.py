"""The tables of polls (a part of storage/tables.py)."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, Text

from storage.columns import ROW_ID, Instant, Json, table

poll = table(
    "poll",
    Column("id", ROW_ID, primary_key=True),
    Column("code", Text, nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("status", Text, nullable=False, index=True),
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
    Column("kind", Text, nullable=False),
    Column("choose", Integer, nullable=False),
    Column("rooms", Json, nullable=False),
    Column("electorate", Json, nullable=False),
    Column("eligible_area", BigInteger),
    Column("rule", Json, nullable=False),
    Column("rule_text", Text, nullable=False),
    Column("show_counts", Boolean, nullable=False),
    Column("opens_at", Instant, nullable=False),
    Column("zone", Text, nullable=False),
    Column("public_days", Integer, nullable=False),
    Column("replaces", Text),
    Column("public_until", Instant),
)

# The electorate as it was frozen. Of who voted it says that, and never when.
poll_voter = table(
    "poll_voter",
    Column("poll_id", ROW_ID, ForeignKey("poll.id"), primary_key=True),
    Column("voter", Text, primary_key=True),
    Column("label", Text, nullable=False),
    Column("node", Text, nullable=False),
    Column("area", BigInteger),
    Column("voted", Boolean, nullable=False),
)

# Which head a flat belongs to, in a poll by owners.
poll_flat = table(
    "poll_flat",
    Column("poll_id", ROW_ID, ForeignKey("poll.id"), primary_key=True),
    Column("flat", Text, primary_key=True),
    Column("voter", Text, nullable=False),
)

# For which household or head somebody voted: one actor votes for one only.
poll_caster = table(
    "poll_caster",
    Column("poll_id", ROW_ID, ForeignKey("poll.id"), primary_key=True),
    Column("actor", Text, primary_key=True),
    Column("voter", Text, nullable=False),
)

# Every ballot of a named poll ever cast stays; the last one of a voter counts.
ballot = table(
    "ballot",
    Column("id", ROW_ID, primary_key=True),
    Column("poll_id", ROW_ID, ForeignKey("poll.id"), nullable=False),
    Column("voter", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("choices", Json, nullable=False),
    Column("how", Text, nullable=False),
    Column("witness", Text),
    Column("file", Text, ForeignKey("blob.digest")),
    Column("n", Integer),
    Column("link", Text),
    Index("ix_ballot_poll_id_voter_id", "poll_id", "voter", "id"),
    Index("ix_ballot_poll_id_id", "poll_id", "id"),
)

# The ballots of secret polls. `mark` is made of the voter with the key of the poll: as the row id, in whose order the
# rows lie, it tells neither who cast one nor when (docs/decisions/secret-ballots.md).
secret_ballot = table(
    "secret_ballot",
    Column("mark", ROW_ID, primary_key=True, autoincrement=False),
    Column("poll_id", ROW_ID, ForeignKey("poll.id"), nullable=False),
    Column("receipt", Text, nullable=False),
    Column("choices", Json, nullable=False),
    Index("ix_secret_ballot_poll_id_receipt", "poll_id", "receipt", unique=True),
)

# The key of a secret poll, sealed; in no backup (storage/transfer.py), and destroyed when the poll is over.
poll_key = table(
    "poll_key",
    Column("poll_id", ROW_ID, ForeignKey("poll.id"), primary_key=True),
    Column("sealed", Text, nullable=False),
)

# Who came too late: once for each voter, without their choice.
late_ballot = table(
    "late_ballot",
    Column("id", ROW_ID, primary_key=True),
    Column("poll_id", ROW_ID, ForeignKey("poll.id"), nullable=False),
    Column("voter", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Index("ix_late_ballot_poll_id_voter", "poll_id", "voter", unique=True),
)
