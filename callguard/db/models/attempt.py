"""One dial, the permit it needs, and the steps it went through."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from callguard.db.base import Base, Id
from callguard.db.models.case import Case
from callguard.db.models.customer import CustomerIdentifier
from callguard.db.models.decision import GuardDecision
from callguard.domain.attempt import CallResult, Direction
from callguard.domain.permit import PermitStatus
from callguard.domain.script import Step
from callguard.domain.talk import SkipReason

_DIALLED = text("callback_id IS NOT NULL")


class Attempt(Base):
    """One dial, from the moment its slot is reserved: until somebody shows otherwise its result is unknown, and counts.

    `slot_no` numbers a customer's attempts; that no number exists twice is the backstop behind the customer's lock.
    `dial_token` says that we asked the provider to place it, and names it in the provider's callbacks; `bridged_at` is
    when the customer's number was given out for it. `settled_by_id` says on whose word the result rests; None: on the
    telephone provider's, or there is none yet. `note` is what was written down while the talk went on: whoever takes
    the case over reads it before there is an outcome.
    """

    __tablename__ = "attempts"
    __table_args__ = (
        UniqueConstraint("customer_id", "slot_no"),
        Index("ix_attempts_customer_id_placed_at", "customer_id", "placed_at"),
        Index("ix_attempts_settled_by_id_result_settled_at", "settled_by_id", "result", "settled_at"),
        # Before each claim: does the agent owe the outcome of a call?
        Index("ix_attempts_agent_id_id", "agent_id", "id", sqlite_where=_DIALLED, postgresql_where=_DIALLED),
    )

    id: Mapped[Id]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    slot_no: Mapped[int]
    callback_id: Mapped[int | None] = mapped_column(ForeignKey("callbacks.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    agent_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    identifier_id: Mapped[int] = mapped_column(ForeignKey("customer_identifiers.id"))
    direction: Mapped[Direction] = mapped_column(default=Direction.OUTBOUND)
    placed_at: Mapped[datetime]
    result: Mapped[CallResult] = mapped_column(default=CallResult.UNKNOWN)
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    dial_token: Mapped[str | None] = mapped_column(unique=True)
    provider_ref: Mapped[str | None] = mapped_column(unique=True)
    bridged_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(default="", server_default="")
    permit: Mapped["DialPermit | None"] = relationship(back_populates="attempt")
    identifier: Mapped[CustomerIdentifier] = relationship()
    case: Mapped[Case] = relationship()
    steps: Mapped[list["StepEntry"]] = relationship(order_by="StepEntry.id")
    skips: Mapped[list["StepSkip"]] = relationship(order_by="StepSkip.id")


class DialPermit(Base):
    """The leave to make one attempt now, and the decision of the guard that it rests on."""

    __tablename__ = "dial_permits"
    __table_args__ = (
        Index(
            "uq_dial_permits_open_per_customer",
            "customer_id",
            unique=True,
            sqlite_where=text("status = 'open'"),
            postgresql_where=text("status = 'open'"),
        ),
    )

    id: Mapped[Id]
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempts.id"), unique=True)
    callback_id: Mapped[int] = mapped_column(ForeignKey("callbacks.id"), index=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    agent_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    status: Mapped[PermitStatus] = mapped_column(default=PermitStatus.OPEN)
    granted_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    decision_id: Mapped[int] = mapped_column(ForeignKey("guard_decisions.id"), unique=True)
    attempt: Mapped[Attempt] = relationship(back_populates="permit")
    decision: Mapped[GuardDecision] = relationship()


class StepEntry(Base):
    """When an attempt entered a step of the script."""

    __tablename__ = "step_entries"

    id: Mapped[Id]
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempts.id"), index=True)
    step: Mapped[Step]
    entered_at: Mapped[datetime]


class StepSkip(Base):
    """Why an attempt left out a step; the latest word on it counts."""

    __tablename__ = "step_skips"
    __table_args__ = (UniqueConstraint("attempt_id", "step"),)

    id: Mapped[Id]
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempts.id"))
    step: Mapped[Step]
    reason: Mapped[SkipReason]
    words: Mapped[str]
    explained_at: Mapped[datetime]
