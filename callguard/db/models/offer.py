"""A plan put to the customer, and a senior's decision where it went above the agent's authority."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from callguard.db.base import Base, Fen, Id
from callguard.db.models.callback import Callback
from callguard.db.models.case import Case
from callguard.db.models.user import User
from callguard.domain.approval import ApprovalStatus
from callguard.domain.compensation import PlanKind
from callguard.domain.offer import OfferStatus
from callguard.domain.role import Role


class Offer(Base):
    """One plan put to the customer of a case."""

    __tablename__ = "offers"
    # What has an agent given today?
    __table_args__ = (Index("ix_offers_agent_id_answered_at", "agent_id", "answered_at"),)

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    callback_id: Mapped[int] = mapped_column(ForeignKey("callbacks.id"), index=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    kind: Mapped[PlanKind]
    amount: Mapped[Fen | None]
    currency: Mapped[str] = mapped_column(default="CNY")
    status: Mapped[OfferStatus]
    note: Mapped[str | None]
    made_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    case: Mapped[Case] = relationship()
    callback: Mapped[Callback] = relationship()
    approval: Mapped["Approval | None"] = relationship(back_populates="offer")

    @property
    def asked_role(self) -> Role | None:
        """Who was asked, where it goes above the agent's authority."""
        return self.approval.asked_role if self.approval else None


class Approval(Base):
    """A request to a senior: `asked_role` may decide until `deadline_at`, then it climbs one role."""

    __tablename__ = "approvals"
    __table_args__ = (Index("ix_approvals_status_deadline_at", "status", "deadline_at"),)

    id: Mapped[Id]
    offer_id: Mapped[int] = mapped_column(ForeignKey("offers.id"), unique=True)
    requested_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    requested_at: Mapped[datetime]
    asked_role: Mapped[Role]
    status: Mapped[ApprovalStatus] = mapped_column(default=ApprovalStatus.PENDING)
    deadline_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None]
    granted_amount: Mapped[Fen | None]
    words: Mapped[str | None]
    expires_at: Mapped[datetime | None]
    offer: Mapped[Offer] = relationship(back_populates="approval")
    decided_by: Mapped[User | None] = relationship(foreign_keys=decided_by_id)
