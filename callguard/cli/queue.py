"""Bringing the queue up to date from the command line, with its progress; work at the desks goes on meanwhile."""

from collections.abc import Callable

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from sqlalchemy.orm import Session

from callguard.cli.language import _
from callguard.services.queue.upkeep import (
    count_missing,
    count_outdated,
    enter_missing,
    in_chunks,
    recompute_outdated,
)
from callguard.services.runtime import Runtime


def follow_policies(runtime: Runtime) -> None:
    """Works out anew what is known under rules no longer in force."""
    settings, clock = runtime.settings, runtime.clock
    with runtime.database.reading() as session:
        left = count_outdated(session, settings, clock())
    # Asked anew for each chunk, as in the jobs process.
    _work_out(runtime, left, lambda session: recompute_outdated(session, settings, clock()))


def enter_older_callbacks(runtime: Runtime) -> None:
    """Enters the callbacks that an earlier version left without an entry."""
    with runtime.database.reading() as session:
        left = count_missing(session)
    _work_out(runtime, left, enter_missing)


def _work_out(runtime: Runtime, left: int, chunk: Callable[[Session], int]) -> None:
    if not left:
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        bar = progress.add_task(_("正在重算回电队列"), total=left)
        for done in in_chunks(runtime.database.writing, chunk):
            progress.update(bar, advance=done)
            runtime.database.let_others_write()
