"""Answers that were given to requests with a key, so that the same request is done once."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from callguard.db.base import Base, Id


class IdempotencyKey(Base):
    """A key of a user, the fingerprint of what was asked under it, and the answer: sealed, since it may hold a number.

    The answer is written in the transaction that claimed the key: nobody else ever sees a row without one.
    """

    __tablename__ = "idempotency_keys"
    __table_args__ = (UniqueConstraint("user_id", "key"),)

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    key: Mapped[str]
    request_digest: Mapped[str]
    status: Mapped[int | None]
    body_sealed: Mapped[bytes | None]
    created_at: Mapped[datetime]
