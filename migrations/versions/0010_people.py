"""People: until when an agent pauses, which hints somebody has put away, and practice calls."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

integer = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
instant = sa.DateTime(timezone=True)
json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
rules = (
    "no_abuse",
    "no_impatience",
    "soothes_and_handles",
    "care_first",
    "prompt",
    "real_empathy",
    "no_repetition",
    "real_answers",
    "answers_doubts",
)


def upgrade() -> None:
    """Adds the columns, everybody getting all hints, and the tables of practice calls."""
    op.add_column("users", sa.Column("paused_until", instant, nullable=True))
    op.add_column("users", sa.Column("dismissed_hints", json, server_default="{}", nullable=False))
    op.create_table(
        "practice_calls",
        sa.Column("id", integer, nullable=False),
        sa.Column("agent_id", integer, nullable=False),
        sa.Column("senior_id", integer, nullable=True),
        sa.Column("scenario", sa.String(), nullable=False),
        sa.Column("opened_at", instant, nullable=False),
        sa.Column("ended_at", instant, nullable=True),
        sa.Column("finished_at", instant, nullable=True),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("points", integer, nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("word", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["users.id"], name=op.f("fk_practice_calls_agent_id_users")),
        sa.ForeignKeyConstraint(["senior_id"], ["users.id"], name=op.f("fk_practice_calls_senior_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_calls")),
    )
    is_open = sa.text("finished_at IS NULL")
    op.create_index(
        "uq_practice_calls_open_per_agent",
        "practice_calls",
        ["agent_id"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
    op.create_index("ix_practice_calls_agent_id_id", "practice_calls", ["agent_id", "id"])
    op.create_table(
        "practice_steps",
        sa.Column("id", integer, nullable=False),
        sa.Column("practice_call_id", integer, nullable=False),
        sa.Column("step", sa.Enum(*"1234567", name="step", native_enum=False, length=32), nullable=False),
        sa.Column("entered_at", instant, nullable=False),
        of_practice_call("practice_steps"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_steps")),
    )
    op.create_index("ix_practice_steps_practice_call_id", "practice_steps", ["practice_call_id"])
    op.create_table(
        "practice_marks",
        sa.Column("practice_call_id", integer, nullable=False),
        sa.Column("rule", sa.Enum(*rules, name="attituderule", native_enum=False, length=32), nullable=False),
        sa.Column(
            "grade",
            sa.Enum("met", "partly", "missed", "no_occasion", name="grade", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("word", sa.String(), nullable=False),
        of_practice_call("practice_marks"),
        sa.PrimaryKeyConstraint("practice_call_id", "rule", name=op.f("pk_practice_marks")),
    )


def downgrade() -> None:
    """Takes them away."""
    op.drop_table("practice_marks")
    op.drop_table("practice_steps")
    op.drop_table("practice_calls")
    op.drop_column("users", "dismissed_hints")
    op.drop_column("users", "paused_until")


def of_practice_call(table: str) -> sa.ForeignKeyConstraint:
    """The reference of a part to its practice call."""
    name = op.f(f"fk_{table}_practice_call_id_practice_calls")
    return sa.ForeignKeyConstraint(["practice_call_id"], ["practice_calls.id"], name=name)
