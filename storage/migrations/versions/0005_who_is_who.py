"""Who is who: people, accounts, households, nodes and rooms beside the configuration; identity apart from address

Columns that said `contact` and meant whoever acted are now called `actor`: a person's id, or a guest's. The values are
put right when the bot starts (handlers/directory.py), since the configuration is not known here.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_ACTORS = ("request_word", "request_party", "ballot", "question")


def upgrade() -> None:
    for table in _ACTORS:
        op.execute(f"ALTER TABLE {table} RENAME COLUMN contact TO actor")
    op.create_index("ix_request_party_actor", "request_party", ["actor"], unique=False)
    op.add_column("contact", sa.Column("guest", sa.Text(), nullable=True))
    op.create_index("ix_contact_guest", "contact", ["guest"], unique=False)
    op.add_column("audit", sa.Column("salt", sa.Text(), nullable=True))
    op.add_column("audit", sa.Column("digest", sa.Text(), nullable=True))
    _places()
    _people()


def _places() -> None:
    op.create_table(
        "edition",
        sa.Column("only", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("key_mark", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("only", name=op.f("pk_edition")),
    )
    op.create_table(
        "grid_node",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grid_node")),
    )
    op.create_table(
        "household",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("node", sa.Text(), nullable=False),
        sa.Column("building", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("area", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household")),
    )
    op.create_table(
        "bound_room",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("node", sa.Text(), nullable=False),
        sa.Column("bound_by", sa.Text(), nullable=False),
        sa.Column("bound_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bound_room")),
    )


def _people() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("household", sa.Text(), nullable=True),
        sa.Column("party", sa.Boolean(), nullable=False),
        sa.Column("posts", sa.Text(), nullable=False),
        sa.Column("kinds", sa.Text(), nullable=False),
        sa.Column("employer", sa.Text(), nullable=False),
        sa.Column("skills", sa.Text(), nullable=False),
        sa.Column("away", sa.Boolean(), nullable=False),
        sa.Column("stand_in", sa.Text(), nullable=True),
        sa.Column("guardian", sa.Text(), nullable=True),
        sa.Column("configured", sa.Text(), nullable=True),
        sa.Column("left_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_index("ix_person_household", "person", ["household"], unique=False)
    op.create_table(
        "person_secret",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("phone_mark", sa.Text(), nullable=True),
        sa.Column("identity", sa.Text(), nullable=True),
        sa.Column("identity_mark", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_person_secret")),
    )
    op.create_index("ix_person_secret_phone_mark", "person_secret", ["phone_mark"], unique=False)
    op.create_index("ix_person_secret_identity_mark", "person_secret", ["identity_mark"], unique=False)
    op.create_table(
        "account",
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("bound_by", sa.Text(), nullable=False),
        sa.Column("bound_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("contact", name=op.f("pk_account")),
    )
    op.create_index("ix_account_person", "account", ["person"], unique=False)
    op.create_table(
        "ticket",
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("issued_by", sa.Text(), nullable=False),
        sa.Column("issued_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_ticket")),
    )
    op.create_index("ix_ticket_subject", "ticket", ["subject"], unique=False)
