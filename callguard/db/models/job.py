"""Which runs of the jobs took place, and which process leads."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from callguard.db.base import Base, Id


class JobRun(Base):
    """One run of a job: the same job and scheduled instant never run twice."""

    __tablename__ = "job_runs"
    __table_args__ = (UniqueConstraint("job", "scheduled_at"),)

    id: Mapped[Id]
    job: Mapped[str]
    scheduled_at: Mapped[datetime]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class Leader(Base):
    """Which jobs process may act: the one whose token stands here until `expires_at`."""

    __tablename__ = "leaders"

    name: Mapped[str] = mapped_column(primary_key=True)
    token: Mapped[str]
    expires_at: Mapped[datetime]
