"""The tables of what hangs on a request that is a hazard (隐患) or a dispute (矛盾纠纷)."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Text

from storage.columns import ROW_ID, Instant, table

# 复查: somebody else looks whether a hazard is gone. `passed` NULL: not looked at yet.
inspection = table(
    "inspection",
    Column("id", ROW_ID, primary_key=True),
    Column("request_id", ROW_ID, ForeignKey("request.id"), nullable=False, index=True),
    Column("rectified_by", Text, nullable=False),
    Column("rectified_at", Instant, nullable=False),
    Column("inspector", Text, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("passed", Boolean),
    Column("inspected_by", Text),
    Column("inspected_at", Instant),
    Index("ix_inspection_inspector_passed", "inspector", "passed"),
)

# The other side of a dispute, and how it ended. `other_words` is sealed.
dispute = table(
    "dispute",
    Column("request_id", ROW_ID, ForeignKey("request.id"), primary_key=True, autoincrement=False),
    Column("other", Text, index=True),
    Column("other_words", Text),
    Column("reporter_agrees", Boolean),
    Column("other_agrees", Boolean),
    Column("settled", Boolean),
)

# 调解记录: what the mediator notes, and what the other side said to them. `words` is sealed.
dispute_note = table(
    "dispute_note",
    Column("id", ROW_ID, primary_key=True),
    Column("request_id", ROW_ID, ForeignKey("request.id"), nullable=False, index=True),
    Column("at", Instant, nullable=False),
    Column("actor", Text, nullable=False),
    Column("words", Text, nullable=False),
)
