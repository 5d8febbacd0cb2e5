"""A day's calls against the people there are: how many fit into which hour, and what stands in others' way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

_MINUTES = 60


class Obstacle(StrEnum):
    """Why a call that is due today can't be made today.

    Needs release: only a supervisor's leave brings it forward; no number: nothing to dial; bound away: it is somebody's
    alone who makes no calls today; nobody certified: none of those at work may call about such a case; too many: the
    people at work don't get that far; refused: the rules allow it on a later day at the earliest, or never; closed:
    from its time on there are no calling hours left today.
    """

    NEEDS_RELEASE = "needs_release"
    NO_NUMBER = "no_number"
    BOUND_AWAY = "bound_away"
    NOBODY_CERTIFIED = "nobody_certified"
    TOO_MANY = "too_many"
    REFUSED = "refused"
    CLOSED = "closed"


@dataclass(frozen=True)
class Work:
    """Calls that open together and that the same people may make.

    By the number of the hour: how many become callable in it, and for how many minutes of it they can be made.
    """

    arriving: Mapping[int, int]
    open_minutes: Mapping[int, int]
    able: frozenset[int]


@dataclass(frozen=True)
class Spread:
    """How the work fills the hours: calls made and calls there is room for in each, and what is left of each work."""

    calls: Sequence[int]
    room: Sequence[int]
    left: Sequence[int]


def spread(works: Sequence[Work], hours: int, calls_per_hour: int) -> Spread:
    """Lets everybody make so many calls an hour, one hour after the other.

    In each, what closes first goes first, then what the fewest may do; whoever may do the least else does it.
    """
    waiting = [0] * len(works)
    calls, room = [], []
    for hour in range(hours):
        waiting = [left + work.arriving.get(hour, 0) for left, work in zip(waiting, works, strict=True)]
        free = _free(works, hour, calls_per_hour)
        room.append(sum(free.values()))
        waiting = _after(works, waiting, hour, free)
        calls.append(room[-1] - sum(free.values()))
    return Spread(calls, room, waiting)


def _free(works: Sequence[Work], hour: int, calls_per_hour: int) -> dict[int, int]:
    """How many calls each of the people can make in an hour."""
    minutes: dict[int, int] = {}
    for work in works:
        for person in work.able:
            minutes[person] = max(minutes.get(person, 0), work.open_minutes.get(hour, 0))
    return {person: calls_per_hour * length // _MINUTES for person, length in minutes.items()}


def _after(works: Sequence[Work], waiting: Sequence[int], hour: int, free: dict[int, int]) -> list[int]:
    """What still waits when the hour is over; takes the calls made out of what people were free for."""
    left = list(waiting)
    versatile = {person: sum(person in work.able for work in works) for person in free}
    open_now = [place for place, work in enumerate(works) if work.open_minutes.get(hour)]
    for place in sorted(open_now, key=lambda place: (max(works[place].open_minutes), len(works[place].able), place)):
        for person in sorted(works[place].able, key=lambda person: (versatile[person], person)):
            made = min(left[place], free[person])
            left[place] -= made
            free[person] -= made
    return left
