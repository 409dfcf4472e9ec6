"""Whence the part of a request's place that nobody said was taken"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("request", sa.Column("inferred", sa.Text(), nullable=True))
