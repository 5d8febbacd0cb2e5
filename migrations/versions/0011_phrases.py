"""The company's own phrases, and the words by which cases became graver."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

integer = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
categories = (
    "forbidden",
    "counter_question",
    "buck_passing",
    "command",
    "threat",
    "weak",
    "complaint_leading",
    "symbols_only",
    "false_empathy",
    "soothing",
    "safety",
    "regulator",
    "press",
)
category = sa.Enum(*categories, name="phrasecategory", native_enum=False, length=32)
severity = sa.Enum("block", "warn", "hint", name="severity", native_enum=False, length=32)


def upgrade() -> None:
    """Builds both tables; the list that ships holds until somebody changes it."""
    op.create_table(
        "phrase_versions",
        sa.Column("id", integer, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("category", category, nullable=False),
        sa.Column("severity", severity, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("replacement", sa.String(), nullable=False),
        sa.Column("unless", sa.String(), nullable=False),
        sa.Column("allowed", integer, nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("saved_by_id", integer, nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["saved_by_id"], ["users.id"], name=op.f("fk_phrase_versions_saved_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phrase_versions")),
    )
    op.create_index(op.f("ix_phrase_versions_key"), "phrase_versions", ["key"])
    op.create_table(
        "case_triggers",
        sa.Column("case_id", integer, nullable=False),
        sa.Column("category", category, nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("noted_by_id", integer, nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_triggers_case_id_cases")),
        sa.ForeignKeyConstraint(["noted_by_id"], ["users.id"], name=op.f("fk_case_triggers_noted_by_id_users")),
        sa.PrimaryKeyConstraint("case_id", "category", name=op.f("pk_case_triggers")),
    )


def downgrade() -> None:
    """Takes both away."""
    op.drop_table("case_triggers")
    op.drop_table("phrase_versions")
