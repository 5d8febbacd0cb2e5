"""The time, read once at the edge and passed down."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Gives the present instant, aware, in UTC."""


def system_clock() -> datetime:
    """The machine's own time."""
    return datetime.now(UTC)


def shifted_clock(starts_at: datetime, since: datetime) -> Clock:
    """A clock that showed `starts_at` at the real instant `since` and runs on from there (demo and tests only)."""
    shift = starts_at - since
    return lambda: datetime.now(UTC) + shift
