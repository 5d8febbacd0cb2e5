"""The queue: lanes, and what is known beforehand of every callback that waits."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

integer = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
standings = ("ready", "planned", "waiting", "needs_release", "no_number", "held", "stale")

READY = sa.text("standing = 'ready' AND agent_id IS NULL")
READY_BOUND = sa.text("standing = 'ready' AND agent_id IS NOT NULL")
TURNS = sa.text("turns_at IS NOT NULL")
PUT_OFF = sa.text("standing NOT IN ('ready', 'held')")


def upgrade() -> None:
    """Builds the tables; the jobs process fills them for the callbacks there are."""
    op.add_column("callbacks", sa.Column("bound_until_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "lanes",
        sa.Column("id", integer, nullable=False),
        sa.Column("shop_id", integer, nullable=False),
        sa.Column("zones", sa.String(), nullable=False),
        sa.Column("skill", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shops.id"], name=op.f("fk_lanes_shop_id_shops")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lanes")),
        sa.UniqueConstraint("shop_id", "zones", "skill", name=op.f("uq_lanes_shop_id_zones_skill")),
    )
    op.create_table(
        "queue_entries",
        sa.Column("callback_id", integer, autoincrement=False, nullable=False),
        sa.Column("customer_id", integer, nullable=False),
        sa.Column("lane_id", integer, nullable=False),
        sa.Column("standing", sa.Enum(*standings, name="entrystanding", native_enum=False, length=32), nullable=False),
        sa.Column("case_class", integer, nullable=False),
        sa.Column("order_key", sa.LargeBinary(), nullable=False),
        sa.Column("agent_id", integer, nullable=True),
        *(_instant(name) for name in ("turns_at", "callable_from_at")),
        _instant("due_at", nullable=False),
        sa.Column("own_class", integer, nullable=False),
        _instant("deadline_soon_at"),
        _instant("overdue_at", nullable=False),
        sa.Column("has_number", sa.Boolean(), nullable=False),
        *(_instant(name) for name in ("allowed_from_at", "sure_until_at", "releasable_from_at", "bound_until_at")),
        sa.Column("policy_key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["callback_id"], ["callbacks.id"], name=op.f("fk_queue_entries_callback_id_callbacks")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_queue_entries_customer_id_customers")),
        sa.ForeignKeyConstraint(["lane_id"], ["lanes.id"], name=op.f("fk_queue_entries_lane_id_lanes")),
        sa.ForeignKeyConstraint(["agent_id"], ["users.id"], name=op.f("fk_queue_entries_agent_id_users")),
        sa.PrimaryKeyConstraint("callback_id", name=op.f("pk_queue_entries")),
        postgresql_with={
            "fillfactor": "70",
            "autovacuum_vacuum_scale_factor": "0.01",
            "autovacuum_vacuum_cost_delay": "0",
        },
    )
    _index("ix_queue_entries_ready", ["lane_id", "case_class", "order_key"], READY)
    _index("ix_queue_entries_ready_bound", ["agent_id", "case_class", "order_key"], READY_BOUND)
    _index("ix_queue_entries_turns_at", ["turns_at"], TURNS)
    _index("ix_queue_entries_put_off", ["lane_id", "standing", "callable_from_at"], PUT_OFF)
    op.create_index("ix_queue_entries_customer_id", "queue_entries", ["customer_id"])
    op.create_index("ix_queue_entries_lane_id_policy_key", "queue_entries", ["lane_id", "policy_key"])


def downgrade() -> None:
    """Takes the queue away; the callbacks it was made from stay."""
    op.drop_table("queue_entries")
    op.drop_table("lanes")
    op.drop_column("callbacks", "bound_until_at")


def _instant(name: str, *, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _index(name: str, columns: list[str], where: sa.TextClause) -> None:
    op.create_index(name, "queue_entries", columns, sqlite_where=where, postgresql_where=where)
