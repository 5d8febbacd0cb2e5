"""The queue: what can be known beforehand of every callback that waits, so that the next one is found at once."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from callguard.db.base import Base, Id
from callguard.domain.queue_entry import EntryStanding


class Lane(Base):
    """Callbacks that open and close together and that the same people may make.

    They are of one shop, whose windows hold, in `zones`: the customers' zones, comma between; none stands for any hour.
    `skill` is the issue type that not everybody may call about, empty for all others.
    """

    __tablename__ = "lanes"
    __table_args__ = (UniqueConstraint("shop_id", "zones", "skill"),)

    id: Mapped[Id]
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    zones: Mapped[str]
    skill: Mapped[str]


def _ready(bound: str) -> dict[str, Any]:
    ready = text(f"standing = 'ready' AND agent_id IS {bound}")
    return {"sqlite_where": ready, "postgresql_where": ready}


_TURNS = text("turns_at IS NOT NULL")
_PUT_OFF = text("standing NOT IN ('ready', 'held')")


class QueueEntry(Base):
    """One callback in the queue, written under its customer's lock only; `customer_id` is who the others merged into.

    From `due_at` to `releasable_from_at` stands the outlook (domain/queue_entry.py), known under the policies of
    `policy_key`. The columns before follow from it; at `turns_at` time changes one of them.
    """

    __tablename__ = "queue_entries"
    __table_args__ = (
        Index("ix_queue_entries_ready", "lane_id", "case_class", "order_key", **_ready("NULL")),
        Index("ix_queue_entries_ready_bound", "agent_id", "case_class", "order_key", **_ready("NOT NULL")),
        Index("ix_queue_entries_turns_at", "turns_at", sqlite_where=_TURNS, postgresql_where=_TURNS),
        Index(
            "ix_queue_entries_put_off",
            "lane_id",
            "standing",
            "callable_from_at",
            sqlite_where=_PUT_OFF,
            postgresql_where=_PUT_OFF,
        ),
        Index("ix_queue_entries_customer_id", "customer_id"),
        # Where a policy has changed: which entries are still known under the old one.
        Index("ix_queue_entries_lane_id_policy_key", "lane_id", "policy_key"),
        {
            # Every claim and every result rewrites a row: room for it on the page, and cleaning up early and unhurried.
            "postgresql_with": {
                "fillfactor": "70",
                "autovacuum_vacuum_scale_factor": "0.01",
                "autovacuum_vacuum_cost_delay": "0",
            }
        },
    )

    callback_id: Mapped[int] = mapped_column(ForeignKey("callbacks.id"), primary_key=True, autoincrement=False)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    lane_id: Mapped[int] = mapped_column(ForeignKey("lanes.id"))
    standing: Mapped[EntryStanding]
    case_class: Mapped[int]
    order_key: Mapped[bytes] = mapped_column(LargeBinary)
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    turns_at: Mapped[datetime | None]
    callable_from_at: Mapped[datetime | None]
    due_at: Mapped[datetime]
    own_class: Mapped[int]
    deadline_soon_at: Mapped[datetime | None]
    overdue_at: Mapped[datetime]
    has_number: Mapped[bool]
    allowed_from_at: Mapped[datetime | None]
    sure_until_at: Mapped[datetime | None]
    releasable_from_at: Mapped[datetime | None]
    bound_until_at: Mapped[datetime | None]
    policy_key: Mapped[str]
