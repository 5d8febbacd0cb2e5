"""That a daily job runs once for each of its instants, whoever runs it."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, update
from sqlalchemy.orm import Session

from callguard.db.inserts import insert_unless_there
from callguard.db.models import JobRun

_RETRY_AFTER = timedelta(minutes=1)


def start_run(session: Session, job: str, scheduled_at: datetime, now: datetime) -> bool:
    """Takes the run; False when it took place or somebody is at it.

    A run that was begun and not finished within a minute failed, or its process died: it may be begun again.
    """
    if insert_unless_there(session, JobRun, job=job, scheduled_at=scheduled_at, started_at=now):
        return True
    abandoned = JobRun.finished_at.is_(None) & (JobRun.started_at <= now - _RETRY_AFTER)
    again = update(JobRun).where(_is_run(job, scheduled_at), abandoned).values(started_at=now)
    return session.scalar(again.returning(JobRun.id)) is not None


def finish_run(session: Session, job: str, scheduled_at: datetime, now: datetime) -> None:
    """Says that the run took place."""
    session.execute(update(JobRun).where(_is_run(job, scheduled_at)).values(finished_at=now))


def _is_run(job: str, scheduled_at: datetime) -> ColumnElement[bool]:
    return (JobRun.job == job) & (JobRun.scheduled_at == scheduled_at)
