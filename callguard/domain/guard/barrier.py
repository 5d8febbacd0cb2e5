"""What stands in the way of a call, seen from now on: something that can say when it next gives way."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import cycle
from typing import NamedTuple, Protocol

from callguard.domain.guard.instants import HORIZON, NEVER
from callguard.domain.guard.spans import NOWHEN, Spans, covers, inside_from, outside_from, union


class Gate(Protocol):
    """What gives way at some instants and stands at others."""

    def opens_from(self, tick: int, stop: int, *, released: bool) -> int:
        """The first instant from `tick` on at which it gives way; with `released`, at least to a release.

        Past `stop` it needn't look any further and may say NEVER.
        """
        ...

    def stands_from(self, tick: int, stop: int, *, released: bool) -> int:
        """The first instant from `tick` on at which it doesn't give way; past `stop` likewise."""
        ...


class Barrier(Gate, Protocol):
    """One rule in one zone, all other rules left aside."""

    @property
    def is_soft(self) -> bool:
        """Whether it may give way to a release earlier than by itself."""
        ...

    def turns(self) -> Iterable[int]:
        """The instants beyond which it changes its habits; between them it repeats itself within 400 days."""
        ...


class Fixed:
    """A barrier that stands in `spans`, in the `hard` ones (None: in all of them) also against a release."""

    __slots__ = ("hard", "is_soft", "spans")

    def __init__(self, spans: Spans, hard: Spans | None = None) -> None:
        self.spans = spans
        self.hard = spans if hard is None else hard
        self.is_soft = hard is not None

    def opens_from(self, tick: int, stop: int, *, released: bool) -> int:  # noqa: ARG002  # a look at its spans is short
        return outside_from(self.hard if released else self.spans, tick)

    def stands_from(self, tick: int, stop: int, *, released: bool) -> int:  # noqa: ARG002  # nor is this one
        return inside_from(self.hard if released else self.spans, tick)

    def turns(self) -> Iterator[int]:
        return (end for spans in (self.spans, self.hard) for _start, end in spans)


class Lifted(NamedTuple):
    """A barrier that a consent takes away at certain times, or makes one for a release to move."""

    barrier: Barrier
    away: Spans
    eased: Spans

    def opens_from(self, tick: int, stop: int, *, released: bool) -> int:
        lifted = inside_from(self.eased if released else self.away, tick)
        return lifted if lifted == tick else min(lifted, self.barrier.opens_from(tick, stop, released=released))

    def stands_from(self, tick: int, stop: int, *, released: bool) -> int:
        lifted = self.eased if released else self.away
        stands = self.barrier.stands_from(tick, stop, released=released)
        while covers(lifted, stands):
            stands = self.barrier.stands_from(outside_from(lifted, stands), stop, released=released)
        return stands

    @property
    def is_soft(self) -> bool:
        return True

    def turns(self) -> Iterator[int]:
        yield from self.barrier.turns()
        yield from (start for spans in (self.away, self.eased) for start, _end in spans)


def lifted(barrier: Barrier, away: Spans, with_release: Spans) -> Barrier:
    """The barrier with what the consents leave of it."""
    if away == with_release == NOWHEN:
        return barrier
    return Lifted(barrier, away, union(away + with_release))


class Released(NamedTuple):
    """A gate under a release that ends at `until`."""

    gate: Gate
    until: int

    def opens_from(self, tick: int, stop: int, *, released: bool) -> int:
        opens = self.gate.opens_from(tick, stop, released=True) if tick < self.until else NEVER
        return opens if opens < self.until else self.gate.opens_from(max(tick, self.until), stop, released=released)

    def stands_from(self, tick: int, stop: int, *, released: bool) -> int:
        stands = self.gate.stands_from(tick, stop, released=True) if tick < self.until else NEVER
        return stands if stands < self.until else self.gate.stands_from(max(tick, self.until), stop, released=released)


def first_opening(gates: Sequence[Gate], tick: int, stop: int, *, released: bool) -> int:
    """The first instant in `[tick, stop]` at which all give way; NEVER where none is."""
    turns, agreed = cycle(gates), 0
    while agreed < len(gates) and tick <= stop:
        opens = next(turns).opens_from(tick, stop, released=released)
        agreed = agreed + 1 if opens == tick else 1
        tick = opens
    return tick if tick <= stop else NEVER


def first_standing(gates: Iterable[Gate], tick: int, stop: int) -> int:
    """The first instant in `[tick, stop]` at which one of them stands; NEVER where none does."""
    found = min((gate.stands_from(tick, stop, released=False) for gate in gates), default=NEVER)
    return found if found <= stop else NEVER


def later_opening(barriers: Sequence[Barrier], tick: int) -> int:
    """The first instant at which all give way, which none is within the horizon of `tick`; NEVER where none does."""
    searched = tick + HORIZON
    for turn in sorted(turn for barrier in barriers for turn in barrier.turns() if tick < turn < NEVER):
        found = first_opening(barriers, max(turn, searched), turn + HORIZON, released=False)
        if found < NEVER:
            return found
        searched = turn + HORIZON
    return NEVER
