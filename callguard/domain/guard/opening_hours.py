"""When a policy's windows are open in a zone."""

from collections.abc import Iterator

from callguard.domain.guard.instants import DAY
from callguard.domain.guard.local_hours import LocalHours, day_spans, weekday
from callguard.domain.guard.policy import Hours, Policy, Weekday
from callguard.domain.guard.public_holidays import date_of, day_of, public_holidays
from callguard.domain.guard.spans import NOWHEN, Spans
from callguard.domain.guard.zone import Zone

_ALL_DAY: Spans = ((0, DAY),)


class OpeningHours(LocalHours):
    """A policy's windows in one zone; closed windows are a barrier."""

    opens_from = LocalHours.inside_from
    stands_from = LocalHours.outside_from

    def __init__(self, policy: Policy, zone: Zone) -> None:
        super().__init__(zone, self._of_day)
        margin = policy.closing_margin_minutes
        self._week = {day: _of_weekday(policy, day) for day in Weekday}
        self._special = {day_of(special.date): day_spans(special.windows, margin) for special in policy.dates}
        self._holidays = None if policy.public_holidays is None else public_holidays(policy.public_holidays)

    def turns(self) -> Iterator[int]:
        return (turn for day in self._special for edge in (day, day + 1) for turn in self.zone.passes[edge])

    def _of_day(self, day: int) -> Spans:
        special = self._special.get(day)
        if special is not None:
            return special
        return NOWHEN if self._is_holiday(day) else self._week[weekday(day)]

    def _is_holiday(self, day: int) -> bool:
        on = date_of(day)
        return self._holidays is not None and on is not None and self._holidays.includes(on)


def _of_weekday(policy: Policy, day: Weekday) -> Spans:
    if not policy.windows:
        return _ALL_DAY
    hours: list[Hours] = [window.hours for window in policy.windows if day in window.days]
    return day_spans(hours, policy.closing_margin_minutes)
