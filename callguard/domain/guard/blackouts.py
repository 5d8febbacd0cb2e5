"""The customer's own closed hours."""

from collections.abc import Iterator, Sequence
from functools import partial

from callguard.domain.guard.instants import DAY, LONG_AGO, NEVER, ticks
from callguard.domain.guard.local_hours import day_spans, spans_in, weekday
from callguard.domain.guard.public_holidays import day_of
from callguard.domain.guard.question import Blackout
from callguard.domain.guard.spans import Span, Spans, inside_from, outside_from, union
from callguard.domain.guard.zone import Zone


class BlackedOut:
    """The blackouts of a customer as a barrier in one zone."""

    def __init__(self, blackouts: Sequence[Blackout], zone: Zone) -> None:
        self._blackouts = blackouts
        self._zone = zone

    def opens_from(self, tick: int, stop: int, *, released: bool) -> int:  # noqa: ARG002  # no release lifts a blackout
        while tick <= stop:
            utc_day = tick // DAY
            tick = outside_from(self._closed_in(utc_day), tick)
            if tick < (utc_day + 1) * DAY:
                return tick
        return NEVER

    def stands_from(self, tick: int, stop: int, *, released: bool) -> int:  # noqa: ARG002  # nor ends its standing
        for utc_day in range(tick // DAY, stop // DAY + 1):
            stands = inside_from(self._closed_in(utc_day), tick)
            if stands < NEVER:
                return stands
        return NEVER

    def turns(self) -> Iterator[int]:
        for blackout in self._blackouts:
            if blackout.last_day is not None:
                yield from self._zone.passes(day_of(blackout.last_day) + 1)

    def _closed_in(self, utc_day: int) -> Spans:
        return union(span for blackout in self._blackouts for span in self._closed_by(blackout, utc_day))

    def _closed_by(self, blackout: Blackout, utc_day: int) -> Iterator[Span]:
        since = LONG_AGO if blackout.since is None else ticks(blackout.since)
        for start, end in spans_in(self._zone, utc_day, partial(_of_day, blackout)):
            yield max(start, since), end


def _of_day(blackout: Blackout, day: int) -> Spans:
    over = blackout.last_day is not None and day > day_of(blackout.last_day)
    return () if over or weekday(day) not in blackout.days else day_spans([blackout.hours])
