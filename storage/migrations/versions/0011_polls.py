"""Polls that people trust: rules, electorates, secret ballots

The ballots of secret polls lose their voters, also of polls that are over: until now they stood beside each other.
"""

import json
import secrets

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
_MOST_VOTES = '{"base":"taking_part","pass":null,"quorum":null}'
_MARKS = 2**62


def upgrade() -> None:
    _polls()
    _voters()
    _ballots()
    _new_tables()
    _move_secret_ballots(op.get_bind())
    op.execute("ALTER TABLE ballot DROP COLUMN option")
    op.add_column("person", sa.Column("owns", sa.Text(), nullable=False, server_default="[]"))


def _polls() -> None:
    for column in (
        sa.Column("kind", sa.Text(), nullable=False, server_default="意向征集"),
        sa.Column("choose", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("rooms", sa.Text(), nullable=False, server_default="[]"),
        sa.Column("electorate", sa.Text(), nullable=False, server_default="{}"),
        sa.Column("eligible_area", sa.BigInteger(), nullable=True),
        sa.Column("rule", sa.Text(), nullable=False, server_default=_MOST_VOTES),
        sa.Column("rule_text", sa.Text(), nullable=False, server_default="得票最多的选项胜出"),
        sa.Column("show_counts", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("opens_at", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("zone", sa.Text(), nullable=False, server_default="Asia/Shanghai"),
        sa.Column("public_days", sa.Integer(), nullable=False, server_default="5"),
        sa.Column("replaces", sa.Text(), nullable=True),
        sa.Column("public_until", sa.BigInteger(), nullable=True),
    ):
        op.add_column("poll", column)
    op.execute("UPDATE poll SET opens_at = opened_at")
    connection = op.get_bind()
    for row in connection.execute(sa.text("SELECT id, room, node FROM poll")).all():
        values = {
            "id": row.id,
            "rooms": _json([row.room]),
            "electorate": _json({"listed": [], "nodes": [row.node], "who": "all"}),
        }
        changed = sa.text("UPDATE poll SET rooms = :rooms, electorate = :electorate WHERE id = :id")
        connection.execute(changed, values)
    op.drop_index("ix_poll_room_status", table_name="poll")
    op.create_index("ix_poll_status", "poll", ["status"], unique=False)


def _voters() -> None:
    for column in (
        sa.Column("label", sa.Text(), nullable=False, server_default=""),
        sa.Column("node", sa.Text(), nullable=False, server_default=""),
        sa.Column("area", sa.BigInteger(), nullable=True),
        sa.Column("voted", sa.Boolean(), nullable=False, server_default=sa.false()),
    ):
        op.add_column("poll_voter", column)
    cast = (
        "EXISTS (SELECT 1 FROM ballot WHERE ballot.poll_id = poll_voter.poll_id"
        " AND ballot.voter = poll_voter.voter)"
    )
    op.execute(f"UPDATE poll_voter SET label = voter, voted = {cast}")


def _ballots() -> None:
    op.add_column("ballot", sa.Column("choices", sa.Text(), nullable=False, server_default="[]"))
    op.add_column("ballot", sa.Column("how", sa.Text(), nullable=False, server_default="chat"))
    op.add_column("ballot", sa.Column("witness", sa.Text(), nullable=True))
    op.execute("ALTER TABLE ballot ADD COLUMN file TEXT CONSTRAINT fk_ballot_file REFERENCES blob (digest)")
    op.add_column("ballot", sa.Column("n", sa.Integer(), nullable=True))
    op.add_column("ballot", sa.Column("link", sa.Text(), nullable=True))
    op.execute("UPDATE ballot SET choices = '[' || CAST(option AS TEXT) || ']'")
    op.create_index("ix_ballot_poll_id_id", "ballot", ["poll_id", "id"], unique=False)


def _new_tables() -> None:
    for name, column in (("poll_flat", "flat"), ("poll_caster", "actor")):
        op.create_table(
            name,
            sa.Column("poll_id", ID, nullable=False),
            sa.Column(column, sa.Text(), nullable=False),
            sa.Column("voter", sa.Text(), nullable=False),
            sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f(f"fk_{name}_poll_id")),
            sa.PrimaryKeyConstraint("poll_id", column, name=op.f(f"pk_{name}")),
        )
    op.create_table(
        "secret_ballot",
        sa.Column("mark", ID, autoincrement=False, nullable=False),
        sa.Column("poll_id", ID, nullable=False),
        sa.Column("receipt", sa.Text(), nullable=False),
        sa.Column("choices", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_secret_ballot_poll_id")),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_secret_ballot")),
    )
    op.create_index("ix_secret_ballot_poll_id_receipt", "secret_ballot", ["poll_id", "receipt"], unique=True)
    op.create_table(
        "poll_key",
        sa.Column("poll_id", ID, nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_poll_key_poll_id")),
        sa.PrimaryKeyConstraint("poll_id", name=op.f("pk_poll_key")),
    )
    op.create_table(
        "late_ballot",
        sa.Column("id", ID, nullable=False),
        sa.Column("poll_id", ID, nullable=False),
        sa.Column("voter", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_late_ballot_poll_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_late_ballot")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_late_ballot_poll_id_voter", "late_ballot", ["poll_id", "voter"], unique=True)


def _move_secret_ballots(connection: sa.Connection) -> None:
    """Only the last ballot of each voter counted; under chance marks in chance order nothing leads back to them."""
    last = connection.execute(
        sa.text(
            "SELECT poll_id, choices FROM ballot WHERE id IN (SELECT max(ballot.id) FROM ballot"
            " JOIN poll ON poll.id = ballot.poll_id WHERE poll.secret GROUP BY ballot.poll_id, ballot.voter)"
        )
    ).all()
    rows: dict[int, dict[str, object]] = {}
    for row in last:
        receipt = "".join(secrets.choice(_LETTERS) for _ in range(12))
        mark = secrets.randbelow(_MARKS)
        rows[mark] = {"mark": mark, "poll": row.poll_id, "receipt": receipt, "choices": row.choices}
    insert = sa.text("INSERT INTO secret_ballot VALUES (:mark, :poll, :receipt, :choices)")
    if rows:
        connection.execute(insert, [rows[mark] for mark in sorted(rows)])
    connection.execute(
        sa.text("DELETE FROM ballot WHERE poll_id IN (SELECT poll.id FROM poll WHERE poll.secret)")
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
