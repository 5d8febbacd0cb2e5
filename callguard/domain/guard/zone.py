"""The local calendar of a time zone, in ticks.

A local day is a number (1970-01-01 is 0). Most days are one stretch of 24 hours; where the clocks change one is longer,
shorter, missing (Apia, 2011-12-30), without a midnight (Sao Paulo) or in two parts (St John's, where they went back
from 00:01 to 23:01), so nothing here takes a day's length or start for granted.
"""

from datetime import timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from callguard.domain.guard.instants import DAY, EPOCH, FIRST, LAST, LONG_AGO, MINUTE, NEVER
from callguard.domain.guard.spans import Spans, intersection

_HOUR = 60 * MINUTE
_SECOND = 1_000_000

# These mean something else on another machine, and a decision must be derivable anywhere.
_MACHINES_OWN = frozenset({"localtime", "posixrules"})

Piece = tuple[int, int, int]
"""Start, end and the offset from UTC between them."""


class Zone:
    """A time zone, remembering what it has worked out."""

    __slots__ = ("_before", "_between", "_passes", "_pieces", "_since", "tz")

    def __init__(self, key: str) -> None:
        """Raises ValueError for a name that is no zone's."""
        if key in _MACHINES_OWN:
            raise ValueError("is not a known time zone")
        try:
            self.tz = ZoneInfo(key)
        except (ValueError, OSError, KeyError):
            raise ValueError("is not a known time zone") from None
        self._pieces: dict[int, tuple[Piece, ...]] = {}
        self._before: dict[int, Spans] = {}
        self._since: dict[int, Spans] = {}
        self._between: dict[tuple[int, int], Spans] = {}
        self._passes: dict[int, tuple[int, ...]] = {}

    def day(self, tick: int) -> int:
        """The local date of an instant."""
        offset = next(offset for _start, end, offset in self.pieces(tick // DAY) if tick < end)
        return (tick + offset) // DAY

    def pieces(self, utc_day: int) -> tuple[Piece, ...]:
        """The UTC day cut where the zone's offset changes."""
        pieces = self._pieces.get(utc_day)
        if pieces is None:
            pieces = self._pieces[utc_day] = self._cut(utc_day * DAY)
        return pieces

    def before(self, day: int) -> Spans:
        """When the local date lies before that day."""
        spans = self._before.get(day)
        if spans is None:
            spans = self._before[day] = _pairs(LONG_AGO, *self.passes(day))
        return spans

    def since(self, day: int) -> Spans:
        """When the local date is that day or a later one."""
        spans = self._since.get(day)
        if spans is None:
            spans = self._since[day] = _pairs(*self.passes(day), NEVER)
        return spans

    def between(self, first: int, end: int) -> Spans:
        """When the local date is one of `[first, end)`."""
        spans = self._between.get((first, end))
        if spans is None:
            spans = self._between[first, end] = intersection(self.since(first), self.before(end))
        return spans

    def passes(self, day: int) -> tuple[int, ...]:
        """The instants at which the local date becomes the day or later, or falls back before it: one, rarely three."""
        passes = self._passes.get(day)
        if passes is None:
            passes = self._passes[day] = self._pass(day * DAY)
        return passes

    def _pass(self, midnight: int) -> tuple[int, ...]:
        found: list[int] = []
        # Offsets stay below 24 hours: two days before, the date can't have been reached; after, it can't be lost again.
        for start, end, offset in (*self.pieces(midnight // DAY - 1), *self.pieces(midnight // DAY)):
            reached = len(found) % 2 == 1
            if reached != (start + offset >= midnight):
                found.append(start)
            if start + offset < midnight < end + offset:
                found.append(midnight - offset)
        return tuple(found)

    def _cut(self, start: int) -> tuple[Piece, ...]:
        hours = range(start, start + DAY, _HOUR)
        changes = [self._change(hour) for hour in hours if self._offset(hour) != self._offset(hour + _HOUR)]
        edges = [start, *changes, start + DAY]
        return tuple((begin, end, self._offset(begin)) for begin, end in pairwise(edges) if begin < end)

    def _change(self, hour: int) -> int:
        old = self._offset(hour)
        before, after = hour, hour + _HOUR
        while after - before > _SECOND:
            middle = (before + after) // 2 // _SECOND * _SECOND
            before, after = (middle, after) if self._offset(middle) == old else (before, middle)
        return after

    def _offset(self, tick: int) -> int:
        # A day from either end of the calendar, since a local time must still be nameable there.
        at = EPOCH + timedelta(microseconds=min(max(tick, FIRST + DAY), LAST - DAY))
        offset = at.astimezone(self.tz).utcoffset() or timedelta()
        return round(offset.total_seconds()) * _SECOND


def _pairs(*edges: int) -> Spans:
    return tuple(zip(edges[::2], edges[1::2], strict=True))


@cache
def zone(key: str) -> Zone:
    """The zone of that IANA name; raises ValueError where there is none."""
    return Zone(key)
