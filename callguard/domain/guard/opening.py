"""Whether calling hours are open, all other rules left aside."""

from collections.abc import Sequence
from datetime import datetime

from callguard.domain.guard.instants import ticks
from callguard.domain.guard.policy import Policy
from callguard.domain.guard.windows import opening_hours
from callguard.domain.guard.zone import zone


def windows_open(policies: Sequence[Policy], time_zones: Sequence[str], now: datetime) -> bool:
    """Whether every policy's windows are open at an instant in every zone; no zones: each policy's default one."""
    tick = ticks(now)
    return all(
        opening_hours(policy, zone(key)).opens_from(tick, tick, released=False) == tick
        for policy in policies
        for key in time_zones or (policy.default_time_zone,)
    )
