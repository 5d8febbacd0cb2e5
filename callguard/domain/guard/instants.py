"""Instants as ticks: whole microseconds since 1970 began in UTC, exact and cheap to compare and add."""

from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache

MINUTE = 60_000_000
DAY = 1440 * MINUTE
HORIZON = 400 * DAY
NEVER = 1 << 62
LONG_AGO = -NEVER

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def in_utc(at: datetime) -> datetime:
    """The same instant in UTC; raises ValueError where the offset is missing or the year leaves 1-9999."""
    if at.utcoffset() is None:
        raise ValueError("an instant needs its offset from UTC")
    try:
        return at.astimezone(UTC)
    except OverflowError:
        raise ValueError("the instant lies outside the years 1 to 9999") from None


def ticks(at: datetime) -> int:
    """Microseconds from the epoch to an aware instant."""
    return (at - EPOCH) // _MICROSECOND


LAST = ticks(datetime.max.replace(tzinfo=UTC))
FIRST = ticks(datetime.min.replace(tzinfo=UTC))


@lru_cache(maxsize=4096)
def instant(tick: int) -> datetime | None:
    """The instant in UTC; None past the last one a datetime can name, which stands for never."""
    return None if tick > LAST else EPOCH + tick * _MICROSECOND


def shown(at: datetime, tz: tzinfo) -> datetime:
    """The instant as the zone's clocks show it, or in UTC where its date there would leave the years 1 to 9999."""
    try:
        return at.astimezone(tz)
    except OverflowError:
        return at
