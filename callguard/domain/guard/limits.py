"""How many calls the rules still allow."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from callguard.domain.attempt import CallResult
from callguard.domain.guard.barrier import Fixed, lifted
from callguard.domain.guard.hindrance import Hindrance, Rule
from callguard.domain.guard.instants import MINUTE, NEVER
from callguard.domain.guard.policy import Family, Limit
from callguard.domain.guard.question import Call
from callguard.domain.guard.spans import Span, Spans, covers, overlapping
from callguard.domain.guard.view import View


@dataclass(frozen=True, slots=True)
class Tally:
    """What a limit counts: the calls counted now, and when each that still matters counts."""

    limit: Limit
    counted: tuple[Call, ...]
    counting: tuple[Span, ...]

    @property
    def free(self) -> int:
        """How many calls are left to make freely."""
        return max(0, self.limit.max - len(self.counted))

    @property
    def with_release(self) -> int:
        """How many calls are left to make, all releases given."""
        return max(0, self.limit.hard_max - len(self.counted))

    def full(self, most: int) -> Spans:
        """When so many calls or more are counted."""
        return overlapping(self.counting, most) if len(self.counting) >= most else ()


def tallies(view: View) -> Iterator[Tally]:
    """The tally of every limit that applies, in the policy's order."""
    for limit in view.policy.limits:
        if view.applies(limit.per):
            yield _tally(limit, view)


def _tally(limit: Limit, view: View) -> Tally:
    counted: list[Call] = []
    counting: list[Span] = []
    for call in view.outbound(limit.per):
        if call.result is CallResult.UNKNOWN or call.result in limit.counts:
            spans = _counts(limit, call, view)
            counting += [span for span in spans if span[1] > view.now]
            if covers(spans, view.now):
                counted.append(call)
    return Tally(limit, tuple(counted), tuple(counting))


def _counts(limit: Limit, call: Call, view: View) -> Spans:
    """When the call belongs to the limit's period, as a call up to now."""
    if limit.minutes is not None:
        return ((call.tick, call.tick + limit.minutes * MINUTE),)
    if limit.calendar_days is None:
        return ((call.tick, NEVER),)
    day = view.zone.day(call.tick)
    return view.zone.between(day, day + limit.calendar_days)


def limit_hindrances(view: View, tallies: Iterable[Tally]) -> Iterator[Hindrance]:
    """The limits that are reached, now or as the calls counted now grow older."""
    for tally in tallies:
        full = tally.full(tally.limit.max)
        if full:
            barrier = lifted(Fixed(full, tally.full(tally.limit.hard_max)), *view.lifted(Family.LIMITS))
            yield Hindrance(Rule.LIMITS, barrier, tally.limit, tally.counted)
