"""The process itself: a scheduler that only knows lengths of time, and how it stops.

APScheduler's cron triggers go by the machine's clock. What is due is decided by the application's, which a demo shifts,
and by the tables: so the scheduler does no more than ask often, and a daily job answers for itself whether its instant
in the installation's zone has come (triggers.py). A process that slept asks once when it wakes, and loses nothing.
"""

import logging
import signal
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Event

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from callguard.jobs.lead import RENEWED_EVERY, Lead
from callguard.jobs.running import log_failure, run_job
from callguard.jobs.table import JOBS, Job
from callguard.jobs.triggers import Every
from callguard.jobs.turn import Turn
from callguard.services.runtime import Runtime

_DAILY_ASKED_EVERY = timedelta(seconds=5)
_STOPS = (signal.SIGTERM, signal.SIGINT)
_log = structlog.get_logger("callguard.jobs")


def work_until_stopped(runtime: Runtime) -> None:
    """Does the jobs until SIGTERM or SIGINT comes; then ends what is begun, and gives the lead away."""
    # Blocked before there are threads, which inherit it: the signal waits for sigwait, and no handler runs in the
    # middle of anything. That is why the scheduler is the one in the background.
    signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)
    lead, stopping = Lead(runtime.database), Event()
    lead.renew()
    scheduler = _scheduler(runtime, lead, stopping)
    scheduler.start()
    _log.info("started", jobs=len(JOBS))
    signal.sigwait(_STOPS)
    stopping.set()
    scheduler.shutdown()
    lead.give_up()
    _log.info("stopped")


def _scheduler(runtime: Runtime, lead: Lead, stopping: Event) -> BackgroundScheduler:
    # It warns of every go that falls out because the one before is not done: that is what we ask of it.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    scheduler = BackgroundScheduler(
        timezone=UTC,  # lengths have no zone; without one APScheduler would guess the machine's
        # One job at a time: they share the database. The lead has a thread of its own, or a long job would lose it.
        executors={"default": ThreadPoolExecutor(1), "lead": ThreadPoolExecutor(1)},
        # A late go is made, however late (the default drops it after a second), and only one however many were missed.
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
    )
    _add(scheduler, "lead", lambda: _renew(lead), RENEWED_EVERY, executor="lead")
    for job in JOBS:
        _add(scheduler, job.name, _goes(job, runtime, lead, stopping), _asked_every(job))
    return scheduler


def _add(
    scheduler: BackgroundScheduler, name: str, go: Callable[[], None], every: timedelta, executor: str = "default"
) -> None:
    seconds, at_once = every.total_seconds(), datetime.now(UTC)
    scheduler.add_job(go, "interval", seconds=seconds, id=name, executor=executor, next_run_time=at_once)


def _asked_every(job: Job) -> timedelta:
    return job.trigger.length if isinstance(job.trigger, Every) else _DAILY_ASKED_EVERY


def _goes(job: Job, runtime: Runtime, lead: Lead, stopping: Event) -> Callable[[], None]:
    def go() -> None:
        if lead.held:
            run_job(job, Turn(runtime, lead, stopping, runtime.clock()))

    return go


def _renew(lead: Lead) -> None:
    try:
        lead.renew()
    except Exception as error:  # noqa: BLE001 - a database that is away comes back
        log_failure("lead", error)
