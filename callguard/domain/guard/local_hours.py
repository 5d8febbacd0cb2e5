"""Hours of local days as stretches of time."""

from collections.abc import Callable, Iterable

from callguard.domain.guard.instants import DAY, MINUTE
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


def spans_in(zone: Zone, utc_day: int, spans_of: Callable[[int], Spans]) -> Spans:
    """Where the clocks of the zone show, within the UTC day, one of the local hours `spans_of` gives a local day."""
    found: list[Span] = []
    for start, end, offset in zone.pieces(utc_day):
        for day in range((start + offset) // DAY, (end + offset - 1) // DAY + 1):
            midnight = day * DAY - offset
            found += [
                (max(start, midnight + opens), min(end, midnight + closes))
                for opens, closes in spans_of(day)
                if midnight + closes > start and midnight + opens < end
            ]
    return union(found)
