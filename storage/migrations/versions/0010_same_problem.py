"""Requests that live on in another one, and where each of those affected spoke"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("request", sa.Column("merged_into", sa.BigInteger(), nullable=True))
    op.create_index("ix_request_category_created_at", "request", ["category", "created_at"], unique=False)
    op.add_column("request_party", sa.Column("room", sa.Text(), nullable=True))
    # Until now one joined only where the request had been reported.
    op.execute(
        "UPDATE request_party SET room = (SELECT request.room FROM request WHERE request.id = request_party.request_id)"
    )
