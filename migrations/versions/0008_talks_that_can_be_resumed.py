"""Talks that can be resumed: the note kept while it goes on, and why a step was left out."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

integer = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
steps = ("1", "2", "3", "4", "5", "6", "7")
reasons = ("customer_led", "no_time", "not_wanted", "not_needed", "senior_took_over", "other")


def upgrade() -> None:
    """Builds the table of reasons; earlier attempts have an empty note."""
    op.add_column("attempts", sa.Column("note", sa.String(), nullable=False, server_default=""))
    op.create_table(
        "step_skips",
        sa.Column("id", integer, nullable=False),
        sa.Column("attempt_id", integer, nullable=False),
        sa.Column("step", sa.Enum(*steps, name="step", native_enum=False, length=32), nullable=False),
        sa.Column("reason", sa.Enum(*reasons, name="skipreason", native_enum=False, length=32), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("explained_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name=op.f("fk_step_skips_attempt_id_attempts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step_skips")),
        sa.UniqueConstraint("attempt_id", "step", name=op.f("uq_step_skips_attempt_id_step")),
    )


def downgrade() -> None:
    """Takes both away."""
    op.drop_table("step_skips")
    op.drop_column("attempts", "note")
