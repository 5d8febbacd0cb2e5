"""What is offered in a practice call, and why a step was left out of it."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

integer = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
instant = sa.DateTime(timezone=True)
reasons = ("customer_led", "no_time", "not_wanted", "not_needed", "senior_took_over", "other")
kinds = ("partial_refund", "full_refund", "resend", "coupon", "gift", "reimbursement", "return_freight")
statuses = ("awaiting_approval", "open", "accepted", "refused", "rejected", "expired")
roles = ("agent", "specialist", "team_leader", "supervisor", "manager")


def upgrade() -> None:
    """Builds both tables; practice calls of before have neither."""
    op.create_table(
        "practice_skips",
        sa.Column("practice_call_id", integer, nullable=False),
        sa.Column("step", sa.Enum(*"1234567", name="step", native_enum=False, length=32), nullable=False),
        sa.Column("reason", sa.Enum(*reasons, name="skipreason", native_enum=False, length=32), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("explained_at", instant, nullable=False),
        of_practice_call("practice_skips"),
        sa.PrimaryKeyConstraint("practice_call_id", "step", name=op.f("pk_practice_skips")),
    )
    op.create_table(
        "practice_offers",
        sa.Column("id", integer, nullable=False),
        sa.Column("practice_call_id", integer, nullable=False),
        sa.Column("kind", sa.Enum(*kinds, name="plankind", native_enum=False, length=32), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("status", sa.Enum(*statuses, name="offerstatus", native_enum=False, length=32), nullable=False),
        sa.Column("asked_role", sa.Enum(*roles, name="role", native_enum=False, length=32), nullable=True),
        sa.Column("made_at", instant, nullable=False),
        sa.Column("decided_at", instant, nullable=True),
        sa.Column("answered_at", instant, nullable=True),
        of_practice_call("practice_offers"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_offers")),
    )
    op.create_index("ix_practice_offers_practice_call_id", "practice_offers", ["practice_call_id"])


def downgrade() -> None:
    """Takes both away."""
    op.drop_table("practice_offers")
    op.drop_table("practice_skips")


def of_practice_call(table: str) -> sa.ForeignKeyConstraint:
    """The reference of a part to its practice call."""
    name = op.f(f"fk_{table}_practice_call_id_practice_calls")
    return sa.ForeignKeyConstraint(["practice_call_id"], ["practice_calls.id"], name=name)
