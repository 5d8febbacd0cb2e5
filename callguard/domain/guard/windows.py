"""When a policy's windows are open in a zone."""

from collections.abc import Iterator
from functools import lru_cache

from callguard.domain.guard.barrier import lifted
from callguard.domain.guard.hindrance import Hindrance, Rule
from callguard.domain.guard.instants import DAY, NEVER
from callguard.domain.guard.local_hours import day_spans, spans_in, weekday
from callguard.domain.guard.policy import Family, Hours, Policy, Weekday
from callguard.domain.guard.public_holidays import date_of, day_of, public_holidays
from callguard.domain.guard.spans import NOWHEN, Spans, inside_from, outside_from
from callguard.domain.guard.view import View
from callguard.domain.guard.zone import Zone

_ALL_DAY: Spans = ((0, DAY),)


class OpeningHours:
    """A policy's windows in one zone, remembering the days it has worked out; closed windows are a barrier."""

    def __init__(self, policy: Policy, zone: Zone) -> None:
        margin = policy.closing_margin_minutes
        self._zone = zone
        self._week = {day: _of_weekday(policy, day) for day in Weekday}
        self._special = {day_of(special.date): day_spans(special.windows, margin) for special in policy.dates}
        self._holidays = None if policy.public_holidays is None else public_holidays(policy.public_holidays)
        self._open: dict[int, Spans] = {}

    def opens_from(self, tick: int, stop: int, *, released: bool) -> int:  # noqa: ARG002  # a release opens no window
        for utc_day in range(tick // DAY, stop // DAY + 1):
            opens = inside_from(self._open_in(utc_day), tick)
            if opens < NEVER:
                return opens
        return NEVER

    def stands_from(self, tick: int, stop: int, *, released: bool) -> int:  # noqa: ARG002  # nor keeps one closed
        while tick <= stop:
            utc_day = tick // DAY
            tick = outside_from(self._open_in(utc_day), tick)
            if tick < (utc_day + 1) * DAY:
                return tick
        return NEVER

    def turns(self) -> Iterator[int]:
        return (turn for day in self._special for edge in (day, day + 1) for turn in self._zone.passes(edge))

    def _open_in(self, utc_day: int) -> Spans:
        spans = self._open.get(utc_day)
        if spans is None:
            spans = self._open[utc_day] = spans_in(self._zone, utc_day, self._of_day)
        return spans

    def _of_day(self, day: int) -> Spans:
        special = self._special.get(day)
        if special is not None:
            return special
        return NOWHEN if self._is_holiday(day) else self._week[weekday(day)]

    def _is_holiday(self, day: int) -> bool:
        on = date_of(day)
        return self._holidays is not None and on is not None and self._holidays.includes(on)


@lru_cache(maxsize=64)
def opening_hours(policy: Policy, zone: Zone) -> OpeningHours:
    """The policy's windows in that zone."""
    return OpeningHours(policy, zone)


def window_hindrance(view: View) -> Hindrance:
    """The closed windows, less what consents open."""
    return Hindrance(Rule.WINDOWS, lifted(opening_hours(view.policy, view.zone), *view.lifted(Family.WINDOWS)))


def _of_weekday(policy: Policy, day: Weekday) -> Spans:
    if not policy.windows:
        return _ALL_DAY
    hours: list[Hours] = [window.hours for window in policy.windows if day in window.days]
    return day_spans(hours, policy.closing_margin_minutes)
