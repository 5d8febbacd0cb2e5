"""Every merge of two customers in a row of its own, so that it can be undone."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

integer = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# When they were merged was not kept: as early as it can have been, so that too many calls count for both, not too few.
MERGED_BEFORE = """
INSERT INTO customer_merges (kept_id, merged_id, merged_at)
SELECT kept.id, merged.id,
       CASE WHEN kept.created_at > merged.created_at THEN kept.created_at ELSE merged.created_at END
FROM customers AS merged JOIN customers AS kept ON kept.id = merged.merged_into_id
"""


def upgrade() -> None:
    """Builds the tables, and writes the merges there are into them."""
    op.create_table(
        "customer_merges",
        sa.Column("id", integer, nullable=False),
        sa.Column("kept_id", integer, nullable=False),
        sa.Column("merged_id", integer, nullable=False),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("found_by", sa.String(length=32), nullable=True),
        sa.Column("merged_by_id", integer, nullable=True),
        sa.Column("words", sa.String(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by_id", integer, nullable=True),
        sa.Column("undone_words", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["kept_id"], ["customers.id"], name="fk_customer_merges_kept_id"),
        sa.ForeignKeyConstraint(["merged_id"], ["customers.id"], name="fk_customer_merges_merged_id"),
        sa.ForeignKeyConstraint(["merged_by_id"], ["users.id"], name="fk_customer_merges_merged_by_id"),
        sa.ForeignKeyConstraint(["undone_by_id"], ["users.id"], name="fk_customer_merges_undone_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_customer_merges"),
    )
    op.create_index("ix_customer_merges_kept_id", "customer_merges", ["kept_id"])
    op.create_index("ix_customer_merges_merged_id", "customer_merges", ["merged_id"])
    op.create_table(
        "past_unions",
        sa.Column("id", integer, nullable=False),
        sa.Column("customer_id", integer, nullable=False),
        sa.Column("other_id", integer, nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="fk_past_unions_customer_id"),
        sa.ForeignKeyConstraint(["other_id"], ["customers.id"], name="fk_past_unions_other_id"),
        sa.PrimaryKeyConstraint("id", name="pk_past_unions"),
    )
    op.create_index("ix_past_unions_customer_id", "past_unions", ["customer_id"])
    op.execute(MERGED_BEFORE)


def downgrade() -> None:
    """Takes it away again."""
    op.drop_table("past_unions")
    op.drop_table("customer_merges")
