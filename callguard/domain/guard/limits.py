"""How many calls the rules still allow."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from callguard.domain.attempt import CallResult
from callguard.domain.guard.barrier import Fixed, lifted
from callguard.domain.guard.hindrance import Hindrance, Rule
from callguard.domain.guard.instants import MINUTE, NEVER
from callguard.domain.guard.policy import Family, Limit
from callguard.domain.guard.question import Call
from callguard.domain.guard.spans import ALWAYS, Spans, covers, overlapping
from callguard.domain.guard.view import View


class Tally(NamedTuple):
    """What a limit counts: `calls` now or, where a local date comes back, later; `counted` of them now."""

    limit: Limit
    calls: tuple[Call, ...]
    counted: tuple[Call, ...]

    @property
    def free(self) -> int:
        """How many calls are left to make freely."""
        return max(0, self.limit.max - len(self.counted))

    @property
    def with_release(self) -> int:
        """How many calls are left to make, all releases given."""
        return max(0, self.limit.hard_max - len(self.counted))


def tallies(view: View) -> Iterator[Tally]:
    """The tally of every limit that applies, in the policy's order."""
    for limit in view.policy.limits:
        if view.applies(limit.per):
            yield _tally(limit, view)


def limit_hindrances(view: View, tallies: Iterable[Tally]) -> Iterator[Hindrance]:
    """The limits that are reached, now or as the calls counted now grow older."""
    for tally in tallies:
        if len(tally.calls) >= tally.limit.max:
            limit = tally.limit
            counting = [span for call in tally.calls for span in _counts(limit, call, view)]
            barrier = Fixed(overlapping(counting, limit.max), overlapping(counting, limit.hard_max))
            yield Hindrance(Rule.LIMITS, lifted(barrier, *view.lifted(Family.LIMITS)), limit, tally.counted)


def _tally(limit: Limit, view: View) -> Tally:
    now_or_later, now = _period(limit, view)
    calls = tuple(
        [
            call
            for call in view.outbound(limit.per)
            if (call.result in limit.counts or call.result is CallResult.UNKNOWN) and covers(now_or_later, call.tick)
        ]
    )
    return Tally(limit, calls, tuple([call for call in calls if covers(now, call.tick)]))


def _period(limit: Limit, view: View) -> tuple[Spans, Spans]:
    """The instants whose calls count now or, where a local date comes back, later, and those whose calls count now."""
    if limit.minutes is not None:
        return ((view.now - limit.minutes * MINUTE + 1, NEVER),), ALWAYS
    if limit.calendar_days is None:
        return ALWAYS, ALWAYS
    before = 1 - limit.calendar_days
    return view.zone.since(view.earliest + before), view.zone.between(view.today + before, view.today + 1)


def _counts(limit: Limit, call: Call, view: View) -> Spans:
    """When the call belongs to the limit's period, as a call up to now."""
    if limit.minutes is not None:
        return ((call.tick, call.tick + limit.minutes * MINUTE),)
    if limit.calendar_days is None:
        return ((call.tick, NEVER),)
    day = view.zone.day(call.tick)
    return view.zone.between(day, day + limit.calendar_days)
