"""Claims, in turn with procrastinate's fetching of jobs on the same server, each through its own Python."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import procrastinate
import psycopg
from procrastinate.manager import JobManager

from tests.benchmarks.claims import claim
from tests.benchmarks.crew import crew
from tests.benchmarks.figure import Figure
from tests.benchmarks.rounds import alternating
from tests.postgres import Postgres

JOBS = 10_000

# A tenth of a second a round for each side, whose first steps are slower than all others.
CLAIMS, AMONG_WAITING, BEHIND_BLOCKED = 200, 100, 2
_ADD = (
    "INSERT INTO procrastinate_jobs (queue_name, task_name, lock)"
    " SELECT 'calls', 'call', %s FROM generate_series(1, %s)"
)


def among_waiting(server: Postgres, url: str) -> Figure:
    """Fetched a second from ten thousand that wait."""
    return _figure(server, url, "jobs that wait", None, AMONG_WAITING, "at least 1.5")


def behind_blocked(server: Postgres, url: str, ours: str, wanted: str = "") -> Figure:
    """The same with ten thousand more before them, all but one of which nobody may fetch; `ours` says what is there."""
    return _figure(server, url, f"jobs of one lock at the head; ours: {ours}", "one", BEHIND_BLOCKED, wanted)


def _figure(server: Postgres, url: str, name: str, lock: str | None, jobs: int, wanted: str) -> Figure:
    with crew(url, 1) as at_work, _filled(server, lock) as dsn:
        claims, fetches = alternating(partial(at_work.rate, claim, CLAIMS), partial(_fetch_rate, dsn, jobs))
    return Figure(
        f"claims beside procrastinate, 10,000 {name}",
        f"{claims:,.0f}/s",
        f"fetched jobs ({fetches:,.1f}/s)",
        claims / fetches,
        wanted,
    )


@contextmanager
def _filled(server: Postgres, lock: str | None) -> Iterator[str]:
    with server.database() as url:
        dsn = url.replace("+psycopg", "")
        with procrastinate.App(connector=procrastinate.SyncPsycopgConnector(conninfo=dsn)).open() as app:
            app.schema_manager.apply_schema()
        with psycopg.connect(dsn, autocommit=True) as connection:
            if lock is not None:
                connection.execute(_ADD, [lock, JOBS])
            connection.execute(_ADD, [None, JOBS])
            connection.execute("VACUUM ANALYZE")
        yield dsn


def _fetch_rate(dsn: str, times: int) -> float:
    return asyncio.run(_fetched(dsn, times))


async def _fetched(dsn: str, times: int) -> float:
    async with procrastinate.App(
        connector=procrastinate.PsycopgConnector(conninfo=dsn, min_size=1, max_size=1)
    ).open_async() as app:
        jobs = JobManager(app.connector)
        worker_id = await jobs.register_worker()
        # What is being done already keeps the whole lock busy: from here on its jobs are in the way.
        await jobs.fetch_job(queues=None, worker_id=worker_id)
        started = time.perf_counter()
        for _ in range(times):
            assert await jobs.fetch_job(queues=None, worker_id=worker_id)
        return times / (time.perf_counter() - started)
