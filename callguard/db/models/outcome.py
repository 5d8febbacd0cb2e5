"""What a call meant for the case."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from callguard.db.base import Base, Id
from callguard.domain.disposition import Disposition


class Outcome(Base):
    """The disposition of one attempt: exactly one each."""

    __tablename__ = "outcomes"

    id: Mapped[Id]
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempts.id"), unique=True)
    callback_id: Mapped[int] = mapped_column(ForeignKey("callbacks.id"), index=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    disposition: Mapped[Disposition]
    note: Mapped[str]
    next_due_at: Mapped[datetime | None]
    recorded_at: Mapped[datetime]
