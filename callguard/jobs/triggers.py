"""When a job is to run, as values."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Every:
    """Again and again, a length apart: for work whose rows say themselves what is due."""

    length: timedelta


@dataclass(frozen=True)
class Daily:
    """Once on a local day, at a time on the wall; missed, it is made up for until another (exclusive) the same day."""

    at: time
    until: time

    def scheduled_at(self, now: datetime, zone: ZoneInfo) -> datetime | None:
        """The instant of today's run, None unless it has come and has not gone stale.

        Only today's: after a week's sleep there is one run to make up for, not seven.
        """
        today = now.astimezone(zone).date()
        # Where the clocks go back, 02:30 comes twice: the first counts. Where they leap over it, it comes that much
        # later. Either way every date has one.
        starts_at, ends_at = (datetime.combine(today, wall, zone).astimezone(UTC) for wall in (self.at, self.until))
        return starts_at if starts_at <= now < ends_at else None
