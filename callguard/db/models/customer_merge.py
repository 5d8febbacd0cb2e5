"""Which customers were found to be one person, and which were parted again."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from callguard.db.base import Base, Id
from callguard.db.models.user import User
from callguard.domain.identity import IdentifierKind


class CustomerMerge(Base):
    """That two customers are one person, until it is undone: the very two between whom it was found.

    `found_by` is the kind of identifier that led from one to the other, None where `merged_by` said so in `words`.
    """

    __tablename__ = "customer_merges"

    id: Mapped[Id]
    kept_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    merged_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    merged_at: Mapped[datetime]
    found_by: Mapped[IdentifierKind | None]
    merged_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    words: Mapped[str | None]
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    undone_words: Mapped[str | None]
    merged_by: Mapped[User | None] = relationship(foreign_keys=merged_by_id)


class PastUnion(Base):
    """That a customer and another were one person in `[from_at, until_at]` and were parted then; a row each way.

    What was dialled then may have reached either. Only a hand makes one of them again.
    """

    __tablename__ = "past_unions"

    id: Mapped[Id]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    from_at: Mapped[datetime]
    until_at: Mapped[datetime]
