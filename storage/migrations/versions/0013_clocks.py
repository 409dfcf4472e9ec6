"""Clocks: first contact, whistles"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("request", sa.Column("contacted_at", sa.BigInteger(), nullable=True))
    row_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "whistle",
        sa.Column("id", row_id, nullable=False),
        sa.Column("request_id", row_id, nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("called_by", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("report_by", sa.BigInteger(), nullable=False),
        sa.Column("reported_at", sa.BigInteger(), nullable=True),
        sa.Column("reported_by", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name=op.f("fk_whistle_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_whistle")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_whistle_request_id", "whistle", ["request_id"], unique=False)
