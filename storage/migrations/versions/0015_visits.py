"""Visits, patrols, services"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "visit",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("said_at", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("node", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("household", sa.Text(), nullable=True),
        sa.Column("met", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_visit"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_visit_at", "visit", ["at"], unique=False)
    op.create_index("ix_visit_actor_said_at", "visit", ["actor", "said_at"], unique=False)
    op.create_index("ix_visit_household_at", "visit", ["household", "at"], unique=False)
    op.create_table(
        "visit_picture",
        sa.Column("visit_id", _ROW_ID, nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name="fk_visit_picture_visit_id"),
        sa.ForeignKeyConstraint(["file"], ["blob.digest"], name="fk_visit_picture_file"),
        sa.PrimaryKeyConstraint("visit_id", "file", name="pk_visit_picture"),
    )
    op.create_table(
        "home_contact",
        sa.Column("household", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("set_by", sa.Text(), nullable=False),
        sa.Column("set_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("household", name="pk_home_contact"),
    )
    op.create_index("ix_home_contact_person", "home_contact", ["person"], unique=False)
    op.create_table(
        "service_request",
        sa.Column("request_id", _ROW_ID, nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name="fk_service_request_request_id"),
        sa.PrimaryKeyConstraint("request_id", name="pk_service_request"),
    )
    op.create_index("ix_service_request_service", "service_request", ["service"], unique=False)
