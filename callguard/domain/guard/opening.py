"""Whether calling hours are open, all other rules left aside."""

from collections.abc import Sequence
from datetime import datetime

from callguard.domain.guard.instants import ticks
from callguard.domain.guard.page import rulebook
from callguard.domain.guard.policy import Policy


def windows_open(policies: Sequence[Policy], time_zones: Sequence[str], now: datetime) -> bool:
    """Whether every policy's windows are open at an instant in every zone; no zones: each policy's default one."""
    tick = ticks(now)
    pages = rulebook(tuple(policies), tuple(time_zones)).pages
    return all(page.hours.opens_from(tick, tick, released=False) == tick for page in pages)
