"""Hours of stories and days: `make soak`."""

import gc
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from callguard.db.migrate import upgrade
from tests.compiled import compile_once
from tests.model.played import SCENES
from tests.model.playing import play, sqlite_stages
from tests.simulation.log import Log
from tests.simulation.summary import Summary
from tests.simulation.whole import Size, simulate

AT_ONCE = 20


def main() -> None:
    """For SOAK_MINUTES (60) the state machine, whose failures print their steps, then SOAK_SEEDS (1000) days.

    SOAK_FIRST (1) is the first seed, to go on where another run ended. SOAK_AGENTS (50) and SOAK_CUSTOMERS (5000) say
    how large the town is, SOAK_JOBS how many days are played at once: as many as there are processors.
    """
    compile_once()
    minutes, seeds = _number("SOAK_MINUTES", 60), _number("SOAK_SEEDS", 1000)
    size = Size(_number("SOAK_AGENTS", Size.agents), _number("SOAK_CUSTOMERS", Size.customers))
    summary = Summary()
    with tempfile.TemporaryDirectory() as folder, _progress() as progress:
        migrated = Path(folder) / "migrated.sqlite"
        upgrade(f"sqlite:///{migrated}")
        _play(progress, migrated, Path(folder), minutes)
        task = progress.add_task("days", total=seeds, said="")
        first = _number("SOAK_FIRST", 1)
        for seed, log in _days(migrated, Path(folder), range(first, first + seeds), size):
            summary.add(seed, log)
            said = f"{summary.decided.total():,} dial decisions, {len(summary.violations)} violations"
            progress.update(task, advance=1, said=said)
    summary.show(Console())
    sys.exit(bool(summary.violations))


def _number(name: str, usual: int) -> int:
    return int(os.environ.get(name, usual))


def _days(migrated: Path, folder: Path, seeds: range, size: Size) -> Iterator[tuple[int, Log]]:
    """Each day with its seed, as it ends."""
    jobs = _number("SOAK_JOBS", os.cpu_count() or 1)
    # Begun anew and not forked: the bar that shows the progress has a thread.
    with get_context("spawn").Pool(jobs, initializer=_begin) as pool:
        yield from pool.imap_unordered(partial(_day, migrated, folder, size), seeds)


def _begin() -> None:
    compile_once()
    # Every transaction leaves rings of objects behind; to look for them less often saves a twentieth of a day.
    gc.set_threshold(20_000, 50, 100)


def _day(migrated: Path, folder: Path, size: Size, seed: int) -> tuple[int, Log]:
    return seed, simulate(migrated, folder, seed, size)


def _play(progress: Progress, migrated: Path, folder: Path, minutes: int) -> None:
    ends, decisions = time.monotonic() + 60 * minutes, 0
    task = progress.add_task("stories", total=None, said="")
    while time.monotonic() < ends:
        with tempfile.TemporaryDirectory(dir=folder) as own:
            scene = SCENES[random.choice(list(SCENES))]  # noqa: S311 - a draw, not a secret
            decisions += play(sqlite_stages(migrated, Path(own)), scene, AT_ONCE, fixed=False)["decisions"]
        progress.update(task, advance=AT_ONCE, said=f"{decisions:,} dial decisions")
    progress.update(task, total=progress.tasks[task].completed)


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.fields[said]}")
    )


if __name__ == "__main__":
    main()
