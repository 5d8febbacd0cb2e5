"""The local calendar of a time zone, in ticks.

A local day is a number (1970-01-01 is 0). Most days are one stretch of 24 hours; where the clocks change one is longer,
shorter, missing (Apia, 2011-12-30), without a midnight (Sao Paulo) or in two parts (St John's, where they went back
from 00:01 to 23:01), so nothing here takes a day's length or start for granted.
"""

from bisect import bisect_right
from datetime import timedelta
from functools import cache
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from callguard.domain.guard.instants import DAY, EPOCH, FIRST, LAST, LONG_AGO, MINUTE, NEVER
from callguard.domain.guard.memo import Memo
from callguard.domain.guard.spans import Spans, intersection

_HOUR = 60 * MINUTE
_SECOND = 1_000_000

# These mean something else on another machine, and a decision must be derivable anywhere.
_MACHINES_OWN = frozenset({"localtime", "posixrules"})

Piece = tuple[int, int, int]
"""Start, end and the offset from UTC between them."""


class LocalDate(NamedTuple):
    """A local date as the zone's clocks show it at some instant.

    `earliest` is the earliest date from then on; `turning`: clocks that go back over midnight will bring an earlier
    date again, or have brought this one.
    """

    day: int
    earliest: int
    turning: bool


class Zone:
    """A time zone.

    `pieces[utc_day]` is the UTC day cut where the zone's offset changes; `passes[day]` are the instants at which the
    local date becomes the day or later, or falls back before it: one, rarely three; `before[day]`, `since[day]` and
    `between[first, end]` say when the local date is an earlier one, that or a later one, one of `[first, end)`.
    """

    __slots__ = ("_dates", "before", "between", "passes", "pieces", "since", "tz")

    def __init__(self, key: str) -> None:
        """Raises ValueError for a name that is no zone's."""
        if key in _MACHINES_OWN:
            raise ValueError("is not a known time zone")
        try:
            self.tz = ZoneInfo(key)
        except (ValueError, OSError, KeyError):
            raise ValueError("is not a known time zone") from None
        self.pieces: Memo[int, tuple[Piece, ...]] = Memo(self._cut)
        self.passes: Memo[int, tuple[int, ...]] = Memo(self._pass)
        self.before: Memo[int, Spans] = Memo(lambda day: _pairs(LONG_AGO, *self.passes[day]))
        self.since: Memo[int, Spans] = Memo(lambda day: _pairs(*self.passes[day], NEVER))
        self.between: Memo[tuple[int, int], Spans] = Memo(
            lambda days: intersection(self.since[days[0]], self.before[days[1]])
        )
        self._dates: Memo[int, tuple[list[int], list[LocalDate]]] = Memo(self._dates_of)

    def date(self, tick: int) -> LocalDate:
        """The local date of an instant."""
        ends, dates = self._dates[tick // DAY]
        return dates[bisect_right(ends, tick)]

    def _dates_of(self, utc_day: int) -> tuple[list[int], list[LocalDate]]:
        """The ends within the UTC day of its local dates, and these."""
        ends, dates = [], []
        for start, end, offset in self.pieces[utc_day]:
            for day in range((start + offset) // DAY, (end + offset - 1) // DAY + 1):
                ends.append(min(end, (day + 1) * DAY - offset))
                dates.append(self._date(day, max(start, day * DAY - offset)))
        return ends, dates

    def _date(self, day: int, tick: int) -> LocalDate:
        earliest = day
        while self.passes[earliest][-1] > tick:
            earliest -= 1
        return LocalDate(day, earliest, turning=earliest < day or self.passes[day + 1][0] <= tick)

    def _pass(self, day: int) -> tuple[int, ...]:
        midnight = day * DAY
        found: list[int] = []
        # Offsets stay below 24 hours: two days before, the date can't have been reached; after, it can't be lost again.
        for start, end, offset in (*self.pieces[day - 1], *self.pieces[day]):
            reached = len(found) % 2 == 1
            if reached != (start + offset >= midnight):
                found.append(start)
            if start + offset < midnight < end + offset:
                found.append(midnight - offset)
        return tuple(found)

    def _cut(self, utc_day: int) -> tuple[Piece, ...]:
        start = utc_day * DAY
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
