"""Where things are sold."""

from sqlalchemy.orm import Mapped, mapped_column

from callguard.db.base import Base, Id
from callguard.domain.platform import Platform


class Shop(Base):
    """One shop of the company on one platform; `code` is what people type."""

    __tablename__ = "shops"

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    platform: Mapped[Platform]
