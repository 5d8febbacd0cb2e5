"""The customer's own closed hours."""

from collections.abc import Iterator
from functools import lru_cache

from callguard.domain.guard.instants import LONG_AGO, ticks
from callguard.domain.guard.local_hours import LocalHours, day_spans, weekday
from callguard.domain.guard.public_holidays import day_of
from callguard.domain.guard.question import Blackout
from callguard.domain.guard.spans import NOWHEN, Spans
from callguard.domain.guard.zone import Zone


class BlackedOut(LocalHours):
    """A blackout as a barrier in one zone."""

    def __init__(self, blackout: Blackout, zone: Zone) -> None:
        super().__init__(zone, self._of_day)
        self._since = LONG_AGO if blackout.since is None else ticks(blackout.since)
        self._days = blackout.days
        self._end = None if blackout.last_day is None else day_of(blackout.last_day) + 1
        self._hours = day_spans([blackout.hours])

    def opens_from(self, tick: int, stop: int, *, released: bool) -> int:  # noqa: ARG002
        return tick if tick < self._since else self.outside_from(tick, stop)

    def stands_from(self, tick: int, stop: int, *, released: bool) -> int:  # noqa: ARG002
        return self.inside_from(max(tick, self._since), stop)

    def turns(self) -> Iterator[int]:
        if self._end is not None:
            yield from self.zone.passes[self._end]

    def _of_day(self, day: int) -> Spans:
        over = self._end is not None and day >= self._end
        return NOWHEN if over or weekday(day) not in self._days else self._hours


@lru_cache(maxsize=256)
def blacked_out(blackout: Blackout, zone: Zone) -> BlackedOut:
    """The blackout in that zone, with the days worked out before."""
    return BlackedOut(blackout, zone)
