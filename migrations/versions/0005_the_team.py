"""The team: days off, certificates, on whose word a result rests, and an end to every binding."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

integer = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
issue_types = (
    "not_shipped",
    "in_transit",
    "wrong_item",
    "short_item",
    "damage",
    "seven_day_return",
    "quality_doubt",
    "refund_not_received",
    "bad_review",
    "service_complaint",
    "personal_safety",
)

COUNTED = "ix_attempts_settled_by_id_result_settled_at"
BOUND_FOR = timedelta(hours=1)
BACKFILL = """
UPDATE attempts SET settled_by_id = (
    SELECT entry.actor_id FROM register_entries AS entry
    WHERE entry.attempt_id = attempts.id AND entry.kind = 'attempt_settled' ORDER BY entry.id DESC LIMIT 1
) WHERE settled_at IS NOT NULL
"""


def upgrade() -> None:
    """Builds the tables; what was settled or bound before is told from the register and from its time."""
    op.create_table(
        "days_off",
        sa.Column("user_id", integer, nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_days_off_user_id_users")),
        sa.PrimaryKeyConstraint("user_id", "on", name=op.f("pk_days_off")),
    )
    op.create_table(
        "certificates",
        sa.Column("id", integer, nullable=False),
        sa.Column("user_id", integer, nullable=False),
        sa.Column("issue_type", sa.Enum(*issue_types, name="issuetype", native_enum=False, length=32), nullable=False),
        sa.Column("granted_by_id", integer, nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_certificates_user_id_users")),
        sa.ForeignKeyConstraint(["granted_by_id"], ["users.id"], name=op.f("fk_certificates_granted_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates")),
    )
    in_force = sa.text("revoked_at IS NULL")
    op.create_index(
        "uq_certificates_in_force",
        "certificates",
        ["user_id", "issue_type"],
        unique=True,
        sqlite_where=in_force,
        postgresql_where=in_force,
    )
    said_by = sa.ForeignKey("users.id", name=op.f("fk_attempts_settled_by_id_users"))
    # SQLite takes a reference with its column only.
    op.add_column("attempts", sa.Column("settled_by_id", integer, said_by, nullable=True), inline_references=True)
    op.create_index(COUNTED, "attempts", ["settled_by_id", "result", "settled_at"])
    op.execute(BACKFILL)
    _end_bindings("callbacks", "id")
    _end_bindings("queue_entries", "callback_id", turns=True)


def downgrade() -> None:
    """Takes the tables away; the bindings keep their ends."""
    op.drop_index(COUNTED, "attempts")
    op.drop_column("attempts", "settled_by_id")
    op.drop_table("certificates")
    op.drop_table("days_off")


def _end_bindings(name: str, key: str, *, turns: bool = False) -> None:
    """Lets every binding without an end of its own end an hour after the call is due, as new ones do."""
    instants = ("due_at", "bound_until_at", *(["turns_at"] if turns else []))
    columns = (sa.column(at, sa.DateTime(timezone=True)) for at in instants)
    table = sa.table(name, sa.column(key, sa.Integer()), sa.column("agent_id", sa.Integer()), *columns)
    endless = sa.and_(table.c.agent_id.is_not(None), table.c.bound_until_at.is_(None))
    found: Sequence[tuple[int, datetime]] = [
        (row[0], row[1]) for row in op.get_bind().execute(sa.select(table.c[key], table.c.due_at).where(endless))
    ]
    for row_id, due_at in found:
        ends: dict[str, Any] = {"bound_until_at": due_at + BOUND_FOR}
        # Time looks at it when it is due, and finds the end there.
        ends |= {"turns_at": due_at} if turns else {}
        op.execute(sa.update(table).where(table.c[key] == row_id).values(**ends))
