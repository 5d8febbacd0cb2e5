"""Everything about the queue, on a PostgreSQL server of its own that survives crashes, and on SQLite."""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

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
MANY = Crowd(waiting=1_000_000, head=100_000, attempts_each=3)


def measure() -> Iterator[Figure]:
    """The figures of SQLite, then those of PostgreSQL, of which the one that wears the tables out comes last."""
    with tempfile.TemporaryDirectory() as folder:
        yield from _on_sqlite(Path(folder))
    with running_postgres(DURABLE) as server:
        yield from _on_postgres(server)


def _on_sqlite(folder: Path) -> Iterator[Figure]:
    few, many = folder / "few.sqlite", folder / "many.sqlite"
    fill(f"sqlite:///{few}", FEW)
    yield from on_sqlite.measure(few)
    yield _filled(f"sqlite:///{many}", MANY)
    yield from at_scale.measure("SQLite", f"sqlite:///{few}", f"sqlite:///{many}", MANY.waiting, 0.8)


def _on_postgres(server: Postgres) -> Iterator[Figure]:
    with server.database(server.migrated) as empty, server.database() as few, server.database() as many:
        yield from waiting_agent.measure(empty)
        fill(few, FEW)
        yield from over_http.measure(few)
        yield _filled(many, MANY)
        yield from pick.measure(few, many)
        yield from at_scale.measure("PostgreSQL", few, many, MANY.waiting, 0.7)
        yield from claim_and_record.measure(many)
        yield from beside_procrastinate.measure(server, few, many)
        yield from long_run.measure(many)


def _filled(url: str, crowd: Crowd) -> Figure:
    """Fills, and says how long it took; there is nothing beside it."""
    started = time.perf_counter()
    fill(url, crowd)
    taken = time.perf_counter() - started
    rows = crowd.size * (6 + crowd.attempts_each)
    return Figure(f"filling {crowd.size:,} customers", f"{taken:.0f} s for {rows:,} rows", "", None)
