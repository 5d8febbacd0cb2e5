"""The phrasebook: the entries a user marked, and those they wrote themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

integer = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Builds the tables."""
    op.create_table(
        "favourite_entries",
        sa.Column("user_id", integer, nullable=False),
        sa.Column("entry_key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_favourite_entries_user_id_users")),
        sa.PrimaryKeyConstraint("user_id", "entry_key", name=op.f("pk_favourite_entries")),
    )
    op.create_table(
        "own_entries",
        sa.Column("id", integer, nullable=False),
        sa.Column("user_id", integer, nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_own_entries_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_entries")),
    )
    op.create_index(op.f("ix_own_entries_user_id"), "own_entries", ["user_id"])


def downgrade() -> None:
    """Takes the tables away."""
    op.drop_table("own_entries")
    op.drop_table("favourite_entries")
