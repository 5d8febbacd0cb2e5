"""Stretches of time: sorted, disjoint pairs of ticks, each half-open `[start, end)`."""

from collections.abc import Iterable

from callguard.domain.guard.instants import LONG_AGO, NEVER

Span = tuple[int, int]
Spans = tuple[Span, ...]

NOWHEN: Spans = ()
ALWAYS: Spans = ((LONG_AGO, NEVER),)


def outside_from(spans: Spans, tick: int) -> int:
    """The first instant from `tick` on that no span covers."""
    for start, end in spans:
        if start <= tick < end:
            tick = end
    return tick


def inside_from(spans: Spans, tick: int) -> int:
    """The first instant from `tick` on that a span covers; NEVER where none does."""
    for start, end in spans:
        if tick < end:
            return max(tick, start)
    return NEVER


def covers(spans: Spans, tick: int) -> bool:
    """Whether the instant lies in one of the spans."""
    for start, end in spans:  # noqa: SIM110  # asked for every call: a generator would cost twice as much
        if start <= tick < end:
            return True
    return False


def union(spans: Iterable[Span]) -> Spans:
    """Where any of the given spans lies; those that touch become one."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif start < end:
            merged.append((start, end))
    return tuple(merged)


def intersection(one: Spans, other: Spans) -> Spans:
    """Where both lie."""
    return union([(max(a, c), min(b, d)) for a, b in one for c, d in other])
