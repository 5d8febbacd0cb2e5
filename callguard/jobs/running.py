"""Running one job: in its time, once, and without harm to the others."""

import traceback
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog

from callguard.jobs.lead import Interrupted
from callguard.jobs.table import Job
from callguard.jobs.triggers import Daily
from callguard.jobs.turn import Turn
from callguard.services.job_runs import finish_run, start_run

_log = structlog.get_logger("callguard.jobs")


def run_job(job: Job, turn: Turn) -> None:
    """Runs the job if it is due; what goes wrong is logged, and the next go tries again."""
    try:
        if isinstance(job.trigger, Daily):
            _run_daily(job, job.trigger, turn)
        else:
            job.task(turn)
    except Interrupted:
        _log.info("job_interrupted", job=job.name)
    except Exception as error:  # noqa: BLE001 - whatever it is, the other jobs go on
        log_failure(job.name, error)


def log_failure(job: str, error: Exception) -> None:
    """Says what failed and where; never the error's own words, which may quote what stood in a row."""
    frames = traceback.extract_tb(error.__traceback__)
    where = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames]
    _log.error("job_failed", job=job, error=type(error).__name__, where=where)


def _run_daily(job: Job, trigger: Daily, turn: Turn) -> None:
    scheduled_at = trigger.scheduled_at(turn.now, ZoneInfo(turn.runtime.settings.display_tz))
    if scheduled_at is None:
        return
    with turn.writing() as session:
        ours = start_run(session, job.name, scheduled_at, turn.now)
    if ours:
        job.task(turn)
        with turn.writing() as session:
            finish_run(session, job.name, scheduled_at, turn.runtime.clock())
