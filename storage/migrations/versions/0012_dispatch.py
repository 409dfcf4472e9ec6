"""Dispatch: when a request was given, helpers, open calls"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("request", sa.Column("given_at", sa.BigInteger(), nullable=True))
    op.create_index("ix_request_assignee_given_at", "request", ["assignee", "given_at"], unique=False)
    op.create_table(
        "request_helper",
        sa.Column("request_id", _ROW_ID, nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name=op.f("fk_request_helper_request_id")),
        sa.PrimaryKeyConstraint("request_id", "person", name=op.f("pk_request_helper")),
    )
    op.create_index("ix_request_helper_person", "request_helper", ["person"], unique=False)
    op.create_table(
        "open_call",
        sa.Column("request_id", _ROW_ID, nullable=False),
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("called_by", sa.Text(), nullable=False),
        sa.Column("called_at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("taken_by", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name=op.f("fk_open_call_request_id")),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_open_call")),
    )
    op.create_index("ix_open_call_room", "open_call", ["room"], unique=False)
