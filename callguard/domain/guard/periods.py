"""The periods that limits count calls in."""

from collections.abc import Sequence
from typing import Protocol

from callguard.domain.guard.instants import LONG_AGO, MINUTE, NEVER
from callguard.domain.guard.memo import Memo
from callguard.domain.guard.policy import Limit
from callguard.domain.guard.question import Call
from callguard.domain.guard.spans import ALWAYS, Spans, union
from callguard.domain.guard.zone import LocalDate, Zone


class Period(Protocol):
    """How long a call counts.

    Of the calls up to now only the recent ones count, now or later: those of the last `length` ticks or, where `starts`
    is given, those from `starts[today.earliest]` on.
    """

    @property
    def length(self) -> int:
        """In ticks; NEVER where it has none."""
        ...

    @property
    def starts(self) -> Memo[int, int] | None:
        """For a period of local dates the instant at which it begins, by its last date."""
        ...

    def is_plain(self, earliest: int) -> bool:
        """Whether all recent calls count now if today is that date and none before it comes back."""
        ...

    def counted(self, recent: Sequence[Call], today: LocalDate) -> Sequence[Call]:
        """Those of the recent calls that count now."""
        ...

    def full(self, recent: Sequence[Call], most: int) -> Spans:
        """When, from now on, at least so many of the recent calls count: one or more, and no more than there are."""
        ...


class Minutes:
    """So many minutes from the call on."""

    starts = None

    def __init__(self, minutes: int) -> None:
        self.length = minutes * MINUTE

    def is_plain(self, earliest: int) -> bool:  # noqa: ARG002  # minutes know no dates
        return True

    def counted(self, recent: Sequence[Call], today: LocalDate) -> Sequence[Call]:  # noqa: ARG002  # nor here
        return recent

    def full(self, recent: Sequence[Call], most: int) -> Spans:
        return ((LONG_AGO, recent[-most].tick + self.length),)


class Dates:
    """So many local dates, the call's own being the first."""

    length = NEVER

    def __init__(self, count: int, zone: Zone) -> None:
        self._count = count
        self._zone = zone
        self.starts: Memo[int, int] = Memo(lambda earliest: zone.passes[earliest - count + 1][0])

    def is_plain(self, earliest: int) -> bool:
        return len(self._zone.passes[earliest - self._count + 1]) == 1

    def counted(self, recent: Sequence[Call], today: LocalDate) -> Sequence[Call]:
        days = range(today.day - self._count + 1, today.day + 1)
        return [call for call in recent if self._zone.date(call.tick).day in days]

    def full(self, recent: Sequence[Call], most: int) -> Spans:
        # Of their dates, in order, so many in a row: full while the last of these has come and the first not expired.
        days = sorted([self._zone.date(call.tick).day for call in recent])
        rows = zip(days, days[most - 1 :], strict=False)
        return union([span for first, last in rows for span in self._zone.between[last, first + self._count]])


class Lifetime(Minutes):
    """For good."""

    def __init__(self) -> None:
        self.length = NEVER

    def full(self, recent: Sequence[Call], most: int) -> Spans:  # noqa: ARG002  # full once is full for good
        return ALWAYS


def period_of(limit: Limit, zone: Zone) -> Period:
    """The period of a limit in that zone."""
    if limit.minutes is not None:
        return Minutes(limit.minutes)
    return Lifetime() if limit.calendar_days is None else Dates(limit.calendar_days, zone)
