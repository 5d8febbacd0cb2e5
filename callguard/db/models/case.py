"""What was bought, and the after-sales matter about it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from callguard.db.base import Base, Fen, Id
from callguard.db.models.customer import Customer
from callguard.db.models.shop import Shop
from callguard.domain.case import CaseStatus, Escalation, IssueType, Liability, spoken_as


class Order(Base):
    """One order of a shop; `amount` is what was paid, in fen.

    Sealed extras are what the files said besides (services/extras.py): it may be personal data.
    """

    __tablename__ = "orders"
    __table_args__ = (UniqueConstraint("shop_id", "order_no"),)

    id: Mapped[Id]
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    order_no: Mapped[str]
    goods: Mapped[str | None]
    amount: Mapped[Fen | None]
    currency: Mapped[str] = mapped_column(default="CNY")
    paid_at: Mapped[datetime | None]
    succeeded_at: Mapped[datetime | None]
    status_text: Mapped[str | None]
    extras_sealed: Mapped[bytes | None]
    shop: Mapped[Shop] = relationship()


class Case(Base):
    """One after-sales matter; `number` is the platform's refund or complaint number, or ours."""

    __tablename__ = "cases"
    __table_args__ = (
        UniqueConstraint("shop_id", "number"),
        Index("ix_cases_customer_id_status", "customer_id", "status"),
    )

    id: Mapped[Id]
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    number: Mapped[str]
    issue_type: Mapped[IssueType]
    liability: Mapped[Liability]
    escalation: Mapped[Escalation] = mapped_column(default=Escalation.NONE)
    status: Mapped[CaseStatus] = mapped_column(default=CaseStatus.OPEN)
    summary: Mapped[str | None]
    requested_amount: Mapped[Fen | None]
    requested_at: Mapped[datetime | None]
    deadline_at: Mapped[datetime | None]
    extras_sealed: Mapped[bytes | None]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    shop: Mapped[Shop] = relationship()
    order: Mapped[Order] = relationship()
    customer: Mapped[Customer] = relationship(back_populates="cases")

    @property
    def spoken_as(self) -> IssueType:
        """What it is spoken of as, which its `issue_type` need not be: prepared for, said, written and promised."""
        return spoken_as(self.issue_type, self.escalation)
