"""A call that is to be made, its preparation, and the leave for the last one."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from callguard.db.base import Base, Fen, Id
from callguard.db.models.case import Case
from callguard.db.models.user import User
from callguard.domain.callback import CallbackKind, CallbackStatus
from callguard.domain.compensation import PlanKind

_LEASED = text("lease_expires_at IS NOT NULL")


class Callback(Base):
    """A call to be made for a case.

    `agent_id` binds it to one agent until `bound_until_at` (None: for good). The lease says on whose desk it lies
    now, and every later write carries its token; it is there while the callback is claimed, and no longer.
    """

    __tablename__ = "callbacks"
    __table_args__ = (
        Index("ix_callbacks_status_due_at", "status", "due_at"),
        Index(
            "ix_callbacks_on_desk",
            "lease_agent_id",
            "lease_expires_at",
            sqlite_where=_LEASED,
            postgresql_where=_LEASED,
        ),
    )

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    kind: Mapped[CallbackKind]
    status: Mapped[CallbackStatus] = mapped_column(default=CallbackStatus.PENDING)
    due_at: Mapped[datetime]
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    bound_until_at: Mapped[datetime | None]
    lease_agent_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    lease_token: Mapped[str | None]
    lease_expires_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    case: Mapped[Case] = relationship()
    preparation: Mapped["Preparation | None"] = relationship()


class Preparation(Base):
    """What the agent knows before dialling: plans in order, the floor, likely demands, the way above authority."""

    __tablename__ = "preparations"

    id: Mapped[Id]
    callback_id: Mapped[int] = mapped_column(ForeignKey("callbacks.id"), unique=True)
    floor_amount: Mapped[Fen]
    likely_demands: Mapped[str]
    beyond_authority: Mapped[str]
    senior_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    prepared_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    prepared_at: Mapped[datetime]
    plans: Mapped[list["Plan"]] = relationship(order_by="Plan.position", cascade="all, delete-orphan")


class Plan(Base):
    """One rung of the prepared ladder; `amount` in fen, None where the kind needs none."""

    __tablename__ = "plans"
    __table_args__ = (UniqueConstraint("preparation_id", "position"),)

    id: Mapped[Id]
    preparation_id: Mapped[int] = mapped_column(ForeignKey("preparations.id"))
    position: Mapped[int]
    kind: Mapped[PlanKind]
    amount: Mapped[Fen | None]
    note: Mapped[str | None]


class Release(Base):
    """A supervisor's leave for the last call to a customer, in force in `[granted_at, expires_at)`."""

    __tablename__ = "releases"

    id: Mapped[Id]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    callback_id: Mapped[int] = mapped_column(ForeignKey("callbacks.id"), index=True)
    requested_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    requested_at: Mapped[datetime]
    reason: Mapped[str]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    refused_at: Mapped[datetime | None]
    granted_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    callback: Mapped[Callback] = relationship()
    decided_by: Mapped[User | None] = relationship(foreign_keys=decided_by_id)
