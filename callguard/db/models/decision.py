"""What the guard decided whenever a permit was asked for."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from callguard.db.base import Base, Id, Json
from callguard.db.models.callback import Callback
from callguard.domain.guard import Verdict


class GuardDecision(Base):
    """One answer of the guard to an agent who asked for a permit, with the question it can be derived from again.

    `question_sealed` is the whole document: it holds numbers, and what the customer wished. `levels` says, separated by
    commas, whose rules the document's policies are, one after the other.
    """

    __tablename__ = "guard_decisions"

    id: Mapped[Id]
    callback_id: Mapped[int] = mapped_column(ForeignKey("callbacks.id"), index=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime] = mapped_column(index=True)
    verdict: Mapped[Verdict]
    levels: Mapped[str]
    question_sealed: Mapped[bytes]
    answer: Mapped[Json]
    callback: Mapped[Callback] = relationship()
