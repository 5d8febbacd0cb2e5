"""Which rules of the guard are in force, and since when."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from callguard.db.base import Base, Id, Json
from callguard.db.models.shop import Shop
from callguard.db.models.user import User
from callguard.domain.platform import Platform
from callguard.domain.policy_level import PolicyLevel


class GuardPolicy(Base):
    """One version of a policy, in force from `effective_at` until a later one of the same shop or platform.

    Neither shop nor platform: the company's. Without a document there are no rules at that level from then on.
    `created_by_id` None is whoever may use the command line.
    """

    __tablename__ = "guard_policies"
    __table_args__ = (CheckConstraint("shop_id IS NULL OR platform IS NULL", name="ck_guard_policies_one_level"),)

    id: Mapped[Id]
    shop_id: Mapped[int | None] = mapped_column(ForeignKey("shops.id"), index=True)
    platform: Mapped[Platform | None]
    name: Mapped[str | None]
    document: Mapped[Json | None]
    digest: Mapped[str | None]
    effective_at: Mapped[datetime]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    shop: Mapped[Shop | None] = relationship()
    created_by: Mapped[User | None] = relationship()

    @property
    def level(self) -> PolicyLevel:
        """Whose rules they are."""
        if self.shop_id is not None:
            return PolicyLevel.SHOP
        return PolicyLevel.COMPANY if self.platform is None else PolicyLevel.PLATFORM
