"""What an agent prepares before a practice call, and what was asked for where another amount was granted in it."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

integer = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
kinds = ("partial_refund", "full_refund", "resend", "coupon", "gift", "reimbursement", "return_freight")


def upgrade() -> None:
    """Builds both tables; practice calls of before have neither."""
    op.create_table(
        "practice_preparations",
        sa.Column("practice_call_id", integer, nullable=False),
        sa.Column("floor_amount", sa.BigInteger(), nullable=False),
        sa.Column("likely_demands", sa.String(), nullable=False),
        sa.Column("beyond_authority", sa.String(), nullable=False),
        sa.Column("senior_id", integer, nullable=True),
        sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_call_id"],
            ["practice_calls.id"],
            name=op.f("fk_practice_preparations_practice_call_id_practice_calls"),
        ),
        sa.ForeignKeyConstraint(["senior_id"], ["users.id"], name=op.f("fk_practice_preparations_senior_id_users")),
        sa.PrimaryKeyConstraint("practice_call_id", name=op.f("pk_practice_preparations")),
    )
    op.create_table(
        "practice_plans",
        sa.Column("practice_call_id", integer, nullable=False),
        sa.Column("position", integer, nullable=False),
        sa.Column("kind", sa.Enum(*kinds, name="plankind", native_enum=False, length=32), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_call_id"],
            ["practice_preparations.practice_call_id"],
            name=op.f("fk_practice_plans_practice_call_id_practice_preparations"),
        ),
        sa.PrimaryKeyConstraint("practice_call_id", "position", name=op.f("pk_practice_plans")),
    )
    op.add_column("practice_offers", sa.Column("asked_amount", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Takes them away."""
    op.drop_column("practice_offers", "asked_amount")
    op.drop_table("practice_plans")
    op.drop_table("practice_preparations")
