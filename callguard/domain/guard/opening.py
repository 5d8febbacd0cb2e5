"""Whether calling hours are open, all other rules left aside."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from callguard.domain.guard.barrier import first_opening, first_standing
from callguard.domain.guard.instants import EPOCH, NEVER, ticks
from callguard.domain.guard.page import rulebook
from callguard.domain.guard.policy import Policy


def windows_open(policies: Sequence[Policy], time_zones: Sequence[str], now: datetime) -> bool:
    """Whether every policy's windows are open at an instant in every zone; no zones: each policy's default one."""
    tick = ticks(now)
    pages = rulebook(tuple(policies), tuple(time_zones)).pages
    return all(page.hours.inside_from(tick, tick) == tick for page in pages)


def open_spans(
    policies: Sequence[Policy], time_zones: Sequence[str], since: datetime, until: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """When every policy's windows are open in every zone, as parts `[opens, closes)` of `[since, until)`, in UTC."""
    hours = [page.hours for page in rulebook(tuple(policies), tuple(time_zones)).pages]
    tick, stop = ticks(since), ticks(until)
    while (opens := first_opening(hours, tick, stop - 1, released=False)) < NEVER:
        tick = min(first_standing(hours, opens, stop), stop)
        yield EPOCH + timedelta(microseconds=opens), EPOCH + timedelta(microseconds=tick)
