"""SQLite: our data layer, in turn with the bare driver running the very same statements; four processes beside one."""

import shutil
import sqlite3
import statistics
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import event

from tests.benchmarks.claims import claim
from tests.benchmarks.crew import Crew, Hand, crew
from tests.benchmarks.figure import Figure
from tests.benchmarks.rounds import alternating

TIMES = 40
TOGETHER = 200
"""Claims in a round of several processes: the slowest of a hundred can be told from as many only."""

Said = list[tuple[str, Any]]


def measure(file: Path) -> Iterator[Figure]:
    """Claims a second."""
    yield _beside_the_driver(file)
    yield from _four_beside_one(file)


def _beside_the_driver(file: Path) -> Figure:
    said = _heard(file)
    ours, bare = alternating(partial(_our_rate, file), partial(_bare_rate, file, said))
    wanted = "at least 0.2, aim 0.3"
    return Figure("claims on SQLite", f"{ours:,.0f}/s", f"bare sqlite3 ({bare:,.0f}/s)", ours / bare, wanted)


def _heard(file: Path) -> Said:
    """Every statement of so many claims, as the driver gets them."""
    said: Said = []
    hand = _fresh(file)
    event.listen(hand.database.engine, "before_cursor_execute", lambda *given: said.append((given[2], given[3])))
    event.listen(hand.database.engine, "commit", lambda _: said.append(("COMMIT", ())))
    _claim_all(hand)
    return said


def _our_rate(file: Path) -> float:
    hand = _fresh(file)
    started = time.perf_counter()
    _claim_all(hand)
    return TIMES / (time.perf_counter() - started)


def _bare_rate(file: Path, said: Said) -> float:
    connection = sqlite3.connect(_copy(file), isolation_level=None)
    for pragma in ("journal_mode = WAL", "foreign_keys = ON", "synchronous = FULL"):
        connection.execute(f"PRAGMA {pragma}")
    started = time.perf_counter()
    for statement, values in said:
        connection.execute(statement, values).fetchall()
    taken = time.perf_counter() - started
    connection.close()
    return TIMES / taken


def _claim_all(hand: Hand) -> None:
    for agent in hand.agents[:TIMES]:
        claim(hand, agent)
    hand.database.close()


def _fresh(file: Path) -> Hand:
    """A hand on a copy on which nobody has claimed yet."""
    return Hand.of(f"sqlite:///{_copy(file)}", 0, 1)


def _copy(file: Path) -> Path:
    copy = file.with_suffix(".copy")
    for ending in ("-wal", "-shm"):
        copy.with_name(copy.name + ending).unlink(missing_ok=True)
    return Path(shutil.copy(file, copy))


def _four_beside_one(file: Path) -> Iterator[Figure]:
    url, waits, usual = f"sqlite:///{_copy(file)}", list[float](), list[float]()
    with crew(url, 1) as one, crew(url, 4) as four:
        together, alone = alternating(partial(_rate, four, waits), partial(_rate, one, usual))
    name, beside = "claims on SQLite, 4 processes", f"1 process ({alone:,.0f}/s)"
    yield Figure(name, f"{together:,.0f}/s", beside, together / alone, "at least 0.9")
    # In the first round each process makes its statements, at the head of the line: once in its life, not in a claim.
    p99, p99_alone = (statistics.quantiles(seconds[TOGETHER:], n=100)[-1] * 1000 for seconds in (waits, usual))
    yield Figure(f"{name}, p99", f"{p99:.1f} ms", f"1 process ({p99_alone:.1f} ms)", p99 / p99_alone, "under 25 ms")


def _rate(team: Crew, waits: list[float]) -> float:
    each = team.seconds(claim, TOGETHER // len(team.ends))
    waits.extend(second for seconds in each for second in seconds)
    return sum(map(len, each)) / max(map(sum, each))
