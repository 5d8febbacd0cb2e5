"""What users made their own in the phrasebook."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from callguard.db.base import Base, Id


class FavouriteEntry(Base):
    """A packaged entry that a user marked; one that a later version no longer has is passed over."""

    __tablename__ = "favourite_entries"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    entry_key: Mapped[str] = mapped_column(primary_key=True)


class OwnEntry(Base):
    """An entry that a user wrote for themselves."""

    __tablename__ = "own_entries"

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    title: Mapped[str]
    text: Mapped[str]
    written_at: Mapped[datetime]
