"""Kinds of calls as bits, so that one operation tells whether a call is of one of the kinds a rule looks at."""

from collections.abc import Iterable

from callguard.domain.attempt import CallResult, Direction

_BITS = {
    direction: {result: 1 << (place * len(CallResult) + number) for number, result in enumerate(CallResult)}
    for place, direction in enumerate(Direction)
}


def call_kind(result: CallResult, direction: Direction) -> int:
    """The bit of calls with that result in that direction."""
    return _BITS[direction][result]


def call_kinds(results: Iterable[CallResult], directions: Iterable[Direction]) -> int:
    """The bits of calls with any of the results in any of the directions."""
    return sum({call_kind(result, direction) for result in results for direction in directions})
