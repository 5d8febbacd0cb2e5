"""Everything about the queue, on a PostgreSQL server of its own that survives crashes, and on SQLite."""

import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import text

from callguard.db.session import Database
from tests.benchmarks import (
    at_scale,
    beside_procrastinate,
    claim_and_record,
    long_run,
    on_sqlite,
    over_http,
    pick,
    waiting_agent,
)
from tests.benchmarks.crowd import Crowd, fill
from tests.benchmarks.figure import Figure
from tests.postgres import Postgres, running_postgres

DURABLE = "-c shared_buffers=1GB -c max_wal_size=8GB"

FEW = Crowd(waiting=10_000)
AS_MANY = Crowd(waiting=10_000, head=10_000)
MANY = Crowd(waiting=1_000_000, head=100_000, attempts_each=3)


def measure() -> Iterator[Figure]:
    """The figures of SQLite, then those of PostgreSQL, of which the one that wears the tables out comes last."""
    with tempfile.TemporaryDirectory() as folder:
        yield from _on_sqlite(Path(folder))
    with running_postgres(DURABLE) as server:
        yield from _on_postgres(server)


def _on_sqlite(folder: Path) -> Iterator[Figure]:
    few, many = folder / "few.sqlite", folder / "many.sqlite"
    _settle_in(f"sqlite:///{few}", FEW)
    yield from on_sqlite.measure(few)
    yield _filled(f"sqlite:///{many}", MANY)
    yield from at_scale.measure("SQLite", f"sqlite:///{few}", f"sqlite:///{many}", MANY.waiting, 0.8)


def _on_postgres(server: Postgres) -> Iterator[Figure]:
    with server.database(server.migrated) as empty, server.database() as few, server.database() as many:
        yield from waiting_agent.measure(empty)
        _settle_in(few, FEW)
        yield from over_http.measure(few)
        yield beside_procrastinate.among_waiting(server, few)
        yield _behind_as_many(server)
        yield _filled(many, MANY)
        yield from pick.measure(few, many)
        yield from at_scale.measure("PostgreSQL", few, many, MANY.waiting, 0.7)
        yield beside_procrastinate.behind_blocked(server, many, "1,000,000 behind 100,000 blocked")
        yield from claim_and_record.measure(many)
        yield from long_run.measure(many)


def _behind_as_many(server: Postgres) -> Figure:
    """Both sides with ten thousand in the way of ten thousand."""
    with server.database() as url:
        _settle_in(url, AS_MANY)
        return beside_procrastinate.behind_blocked(server, url, "as many customers blocked", "at least 100")


def _settle_in(url: str, crowd: Crowd) -> None:
    """Fills, and does what a database has behind it that was not filled in one go: autovacuum and the disk's work."""
    fill(url, crowd, analyzed=False)
    database = Database(url)
    if database.engine.dialect.name == "postgresql":
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
            connection.execute(text("CHECKPOINT"))
    database.close()
    os.sync()


def _filled(url: str, crowd: Crowd) -> Figure:
    """Fills, and says how long it took; there is nothing beside it."""
    started = time.perf_counter()
    _settle_in(url, crowd)
    taken = time.perf_counter() - started
    rows = crowd.size * (6 + crowd.attempts_each)
    return Figure(f"filling {crowd.size:,} customers", f"{taken:.0f} s for {rows:,} rows", "", None)
