"""What was promised to a customer."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from callguard.db.base import Base, Fen, Id
from callguard.db.models.case import Case
from callguard.domain.commitment import Department


class Commitment(Base):
    """A promise: what, which department carries it out, by when; kept once `kept_at` is set."""

    __tablename__ = "commitments"
    __table_args__ = (Index("ix_commitments_kept_at_due_at", "kept_at", "due_at"),)

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    promised_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    department: Mapped[Department]
    words: Mapped[str]
    amount: Mapped[Fen | None]
    due_at: Mapped[datetime]
    made_at: Mapped[datetime]
    kept_at: Mapped[datetime | None]
    kept_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    case: Mapped[Case] = relationship()
