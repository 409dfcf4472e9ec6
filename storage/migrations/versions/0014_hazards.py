"""Hazards, promised dates, disputes, and who must not know of a request"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    for name, kind in (("restricted", sa.Text()), ("kept_from", sa.Text()), ("promised_by", sa.BigInteger())):
        op.add_column("request", sa.Column(name, kind, nullable=True))
    # What was private before, by its intent or category alone.
    op.execute("UPDATE request SET restricted = 'health' WHERE category = '医疗健康'")
    op.execute("UPDATE request SET restricted = 'dispute' WHERE intent = '矛盾调解' OR category = '邻里纠纷'")
    op.create_table(
        "inspection",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("request_id", _ROW_ID, nullable=False),
        sa.Column("rectified_by", sa.Text(), nullable=False),
        sa.Column("rectified_at", sa.BigInteger(), nullable=False),
        sa.Column("inspector", sa.Text(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("inspected_by", sa.Text(), nullable=True),
        sa.Column("inspected_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name="fk_inspection_request_id"),
        sa.PrimaryKeyConstraint("id", name="pk_inspection"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_inspection_request_id", "inspection", ["request_id"], unique=False)
    op.create_index("ix_inspection_inspector_passed", "inspection", ["inspector", "passed"], unique=False)
    op.create_table(
        "dispute",
        sa.Column("request_id", _ROW_ID, nullable=False),
        sa.Column("other", sa.Text(), nullable=True),
        sa.Column("other_words", sa.Text(), nullable=True),
        sa.Column("reporter_agrees", sa.Boolean(), nullable=True),
        sa.Column("other_agrees", sa.Boolean(), nullable=True),
        sa.Column("settled", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name="fk_dispute_request_id"),
        sa.PrimaryKeyConstraint("request_id", name="pk_dispute"),
    )
    op.create_index("ix_dispute_other", "dispute", ["other"], unique=False)
    op.create_table(
        "dispute_note",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("request_id", _ROW_ID, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name="fk_dispute_note_request_id"),
        sa.PrimaryKeyConstraint("id", name="pk_dispute_note"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_dispute_note_request_id", "dispute_note", ["request_id"], unique=False)
