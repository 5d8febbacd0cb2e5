"""What somebody should know."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from callguard.db.base import Base, Id, Json
from callguard.db.models.callback import Callback


class Notification(Base):
    """A message to one user inside the application; `dedupe_key` lets the same event tell them only once."""

    __tablename__ = "notifications"
    __table_args__ = (
        UniqueConstraint("user_id", "dedupe_key"),
        Index("ix_notifications_user_id_read_at", "user_id", "read_at"),
    )

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    kind: Mapped[str]
    facts: Mapped[Json] = mapped_column(default=dict)
    dedupe_key: Mapped[str]
    callback_id: Mapped[int | None] = mapped_column(ForeignKey("callbacks.id"))
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    callback: Mapped[Callback | None] = relationship()
