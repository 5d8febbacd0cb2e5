"""Which rules of the guard are in force, and since when."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from callguard.db.base import Base, Id, Json
from callguard.db.models.shop import Shop


class GuardPolicy(Base):
    """One version of a policy, in force from `effective_at` until a later one of the same shop (null: the company)."""

    __tablename__ = "guard_policies"

    id: Mapped[Id]
    shop_id: Mapped[int | None] = mapped_column(ForeignKey("shops.id"), index=True)
    name: Mapped[str]
    document: Mapped[Json]
    digest: Mapped[str]
    effective_at: Mapped[datetime]
    created_at: Mapped[datetime]
    shop: Mapped[Shop | None] = relationship()
