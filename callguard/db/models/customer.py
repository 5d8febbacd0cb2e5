"""The person, by all the identifiers known: the unit every limit counts on."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, ForeignKey, Index, func, text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from callguard.db.base import Base, Id
from callguard.db.models.shop import Shop
from callguard.domain.identity import IdentifierKind

if TYPE_CHECKING:
    from callguard.db.models.attempt import Attempt
    from callguard.db.models.callback import Release
    from callguard.db.models.case import Case


class Customer(Base):
    """One person; found to be the same as another, it points to the oldest of them (customer_merge.py says why).

    `name` and every identifier's value are sealed; what lists show is the masked form beside them.
    """

    __tablename__ = "customers"

    id: Mapped[Id]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"), index=True)
    name_sealed: Mapped[bytes | None]
    name_masked: Mapped[str | None]
    time_zone: Mapped[str]
    created_at: Mapped[datetime]
    identifiers: Mapped[list[CustomerIdentifier]] = relationship(order_by="CustomerIdentifier.id")
    do_not_calls: Mapped[list[DoNotCall]] = relationship()
    blackouts: Mapped[list[Blackout]] = relationship()
    consents: Mapped[list[Consent]] = relationship()
    cases: Mapped[list[Case]] = relationship(back_populates="customer", order_by="Case.id")
    attempts: Mapped[list[Attempt]] = relationship(order_by="Attempt.placed_at")
    releases: Mapped[list[Release]] = relationship(order_by="Release.requested_at")

    @hybrid_property
    def person_id(self) -> int:
        """The id of the one kept of those found to be this person."""
        return self.merged_into_id or self.id

    @person_id.inplace.expression
    @classmethod
    def _person_id(cls) -> ColumnElement[int]:
        return func.coalesce(cls.merged_into_id, cls.id)


class CustomerIdentifier(Base):
    """A way to know or to reach a customer; the fingerprint finds it, the sealed value is read under a permit only.

    A virtual number is given to somebody else once it has expired: it is retired then, and finds nobody any more.
    """

    __tablename__ = "customer_identifiers"
    __table_args__ = (
        Index(
            "uq_customer_identifiers_in_use",
            "fingerprint",
            "kind",
            unique=True,
            sqlite_where=text("retired_at IS NULL"),
            postgresql_where=text("retired_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    kind: Mapped[IdentifierKind]
    fingerprint: Mapped[str]
    value_sealed: Mapped[bytes]
    value_masked: Mapped[str]
    extension: Mapped[str | None]
    expires_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class DoNotCall(Base):
    """The customer's wish not to be rung, in their words; null case and shop mean all, null `until_at` for good."""

    __tablename__ = "do_not_calls"

    id: Mapped[Id]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    shop_id: Mapped[int | None] = mapped_column(ForeignKey("shops.id"))
    since_at: Mapped[datetime]
    until_at: Mapped[datetime | None]
    words: Mapped[str]
    heard_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    case: Mapped[Case | None] = relationship()
    shop: Mapped[Shop | None] = relationship()


class Blackout(Base):
    """Hours the customer ruled out, `[opens, closes)` in local minutes on `days` (mon,tue), through `last_day_on`."""

    __tablename__ = "blackouts"

    id: Mapped[Id]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    days: Mapped[str]
    opens_minute: Mapped[int]
    closes_minute: Mapped[int]
    since_at: Mapped[datetime | None]
    last_day_on: Mapped[date | None]
    words: Mapped[str]
    heard_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))


class Consent(Base):
    """The customer's leave to be rung, in their words: for one case or any, between two instants where given."""

    __tablename__ = "consents"

    id: Mapped[Id]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    given_at: Mapped[datetime]
    from_at: Mapped[datetime | None]
    until_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    words: Mapped[str]
    heard_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    case: Mapped[Case | None] = relationship()
