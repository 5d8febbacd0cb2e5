"""The periods that limits count calls in."""

from bisect import bisect_left
from collections.abc import Sequence
from operator import attrgetter
from typing import Protocol

from callguard.domain.guard.instants import MINUTE, NEVER
from callguard.domain.guard.policy import Limit
from callguard.domain.guard.question import Call
from callguard.domain.guard.spans import Spans
from callguard.domain.guard.zone import LocalDate, Zone

_TICK = attrgetter("tick")


class Period(Protocol):
    """How long a call counts."""

    def recent(self, calls: Sequence[Call], now: int, today: LocalDate) -> Sequence[Call]:
        """Those of the calls up to now, earliest first, that count now or, where a local date comes back, later."""
        ...

    def after(self, tick: int) -> Spans:
        """When a call of that instant counts."""
        ...


class Minutes:
    """So many minutes from the call on."""

    def __init__(self, minutes: int) -> None:
        self._ticks = minutes * MINUTE

    def recent(self, calls: Sequence[Call], now: int, today: LocalDate) -> Sequence[Call]:  # noqa: ARG002
        return calls[bisect_left(calls, now - self._ticks + 1, key=_TICK) :]

    def after(self, tick: int) -> Spans:
        return ((tick, tick + self._ticks),)


class Dates:
    """So many local dates, the call's own being the first."""

    def __init__(self, count: int, zone: Zone) -> None:
        self._count = count
        self._zone = zone

    def recent(self, calls: Sequence[Call], now: int, today: LocalDate) -> Sequence[Call]:  # noqa: ARG002
        first = today.earliest - self._count + 1
        passes = self._zone.passes[first]
        found = calls[bisect_left(calls, passes[0], key=_TICK) :]
        return found if len(passes) == 1 else [call for call in found if self._zone.date(call.tick).day >= first]

    def after(self, tick: int) -> Spans:
        day = self._zone.date(tick).day
        return self._zone.between[day, day + self._count]


class Lifetime:
    """For good."""

    def recent(self, calls: Sequence[Call], now: int, today: LocalDate) -> Sequence[Call]:  # noqa: ARG002
        return calls

    def after(self, tick: int) -> Spans:
        return ((tick, NEVER),)


def period_of(limit: Limit, zone: Zone) -> Period:
    """The period of a limit in that zone."""
    if limit.minutes is not None:
        return Minutes(limit.minutes)
    return Lifetime() if limit.calendar_days is None else Dates(limit.calendar_days, zone)
