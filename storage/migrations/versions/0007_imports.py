"""Imports of the roster, and what each changed, so that it can be put back"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "roster_import",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("undone_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_roster_import")),
    )
    op.create_table(
        "import_change",
        sa.Column("import_number", sa.Integer(), nullable=False),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after_mark", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("import_number", "table_name", "key", name=op.f("pk_import_change")),
    )
    op.create_index("ix_import_change_key", "import_change", ["key"], unique=False)
