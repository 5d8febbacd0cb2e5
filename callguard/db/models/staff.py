"""Who is away when, and who has shown that they can make which calls."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from callguard.db.base import Base, Id
from callguard.domain.case import IssueType


class DayOff(Base):
    """A day on which somebody doesn't work, as a date in the installation's zone."""

    __tablename__ = "days_off"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    on: Mapped[date] = mapped_column(primary_key=True)


class Certificate(Base):
    """A senior's word that somebody can make calls about an issue type, in force in `[granted_at, revoked_at)`."""

    __tablename__ = "certificates"
    __table_args__ = (
        Index(
            "uq_certificates_in_force",
            "user_id",
            "issue_type",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    issue_type: Mapped[IssueType]
    granted_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    granted_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
