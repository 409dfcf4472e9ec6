"""Reports and the ledger find requests by when they were registered and closed, and what is open"""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_request_created_at", "request", ["created_at"], unique=False)
    op.create_index("ix_request_closed_at", "request", ["closed_at"], unique=False)
    op.create_index("ix_request_status", "request", ["status"], unique=False)
