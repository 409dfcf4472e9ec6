"""Weak signals: counts of what groups talk about, and who does not want the list"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "weak_signal",
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("node", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.Column("recent", sa.Text(), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("day", "node", "category", "place", name=op.f("pk_weak_signal")),
        sqlite_autoincrement=False,
    )
    with op.batch_alter_table("weak_signal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_weak_signal_last_at"), ["last_at"], unique=False)

    op.create_table(
        "weak_signal_off",
        sa.Column("person", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_weak_signal_off")),
        sqlite_autoincrement=False,
    )
