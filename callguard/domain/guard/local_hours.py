"""Hours of local days as stretches of time."""

from collections.abc import Callable, Iterable

from callguard.domain.guard.instants import DAY, MINUTE, NEVER
from callguard.domain.guard.memo import Memo
from callguard.domain.guard.policy import Hours, Weekday
from callguard.domain.guard.spans import Span, Spans, union
from callguard.domain.guard.zone import Zone

_WEEK = tuple(Weekday)


def weekday(day: int) -> Weekday:
    """The day of the week of a local day's number; 1970-01-01 was a Thursday."""
    return _WEEK[(day + 3) % 7]


def day_spans(hours: Iterable[Hours], margin: int = 0) -> Spans:
    """The union of hours in ticks after local midnight, each closing earlier by so many minutes."""
    return union((each.opens * MINUTE, (each.closes - margin) * MINUTE) for each in hours)


class LocalHours:
    """When the clocks of a zone show certain hours of its local days; no release changes that."""

    is_soft = False

    def __init__(self, zone: Zone, spans_of: Callable[[int], Spans]) -> None:
        self.zone = zone
        self._spans_of = spans_of
        self._within: Memo[int, Spans] = Memo(self._of_utc_day)

    def inside_from(self, tick: int, stop: int, *, released: bool = False) -> int:  # noqa: ARG002
        """The first instant in `[tick, stop]` within the hours; past `stop`, or NEVER, where none is."""
        utc_day = tick // DAY
        while utc_day * DAY <= stop:
            for start, end in self._within[utc_day]:
                if tick < start:
                    return start
                if tick < end:
                    return tick
            utc_day += 1
        return NEVER

    def outside_from(self, tick: int, stop: int, *, released: bool = False) -> int:  # noqa: ARG002
        """The first instant in `[tick, stop]` out of the hours; past `stop`, or NEVER, where none is."""
        while tick <= stop:
            utc_day = tick // DAY
            for start, end in self._within[utc_day]:
                if start <= tick < end:
                    tick = end
            if tick < (utc_day + 1) * DAY:
                return tick
        return NEVER

    def _of_utc_day(self, utc_day: int) -> Spans:
        found: list[Span] = []
        for start, end, offset in self.zone.pieces[utc_day]:
            for day in range((start + offset) // DAY, (end + offset - 1) // DAY + 1):
                midnight = day * DAY - offset
                found += [
                    (max(start, midnight + opens), min(end, midnight + closes)) for opens, closes in self._spans_of(day)
                ]
        return union(found)
