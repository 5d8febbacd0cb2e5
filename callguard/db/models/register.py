"""The follow-up register (售后登记簿)."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from callguard.db.base import Base, Id, Json
from callguard.db.models.case import Case
from callguard.db.models.shop import Shop
from callguard.db.models.user import User
from callguard.domain.disposition import Disposition
from callguard.domain.register import RegisterKind


class RegisterEntry(Base):
    """One line of the register; triggers in the database refuse to change or delete it.

    `actor_id` None is an automated job; `facts` holds what the line's sentence needs, without personal data.
    """

    __tablename__ = "register_entries"
    __table_args__ = (
        Index("ix_register_entries_recorded_at_id", "recorded_at", "id"),
        Index("ix_register_entries_case_id_id", "case_id", "id"),
        Index("ix_register_entries_shop_id_recorded_at", "shop_id", "recorded_at"),
    )

    id: Mapped[Id]
    recorded_at: Mapped[datetime]
    kind: Mapped[RegisterKind]
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    callback_id: Mapped[int | None] = mapped_column(ForeignKey("callbacks.id"))
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("attempts.id"))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    disposition: Mapped[Disposition | None]
    note: Mapped[str | None]
    facts: Mapped[Json] = mapped_column(default=dict)
    shop: Mapped[Shop] = relationship()
    case: Mapped[Case] = relationship()
    actor: Mapped[User | None] = relationship()
