"""How many calls open in which hour for whom, and how many can't be made for which reason."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Subquery, func, select
from sqlalchemy.orm import Session

from callguard.domain.day_plan import Obstacle, Spread, Work, spread
from callguard.services.plan.hours import Caller, Day, LaneToday
from callguard.services.plan.judging import Judged
from callguard.services.plan.sorting import CALLABLE, UNSURE
from callguard.services.queue.lanes import COMMON

Key = tuple[int, int | None]
"""A lane, and whose alone its calls are (None: anybody's)."""


@dataclass
class Tally:
    """Counts out of the queue."""

    arriving: dict[Key, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    obstacles: Counter[Obstacle] = field(default_factory=Counter)


@dataclass(frozen=True)
class Layout:
    """What the people at work can do: of the `blocked` calls none, and of some calls not those that are `left`."""

    spread: Spread
    blocked: Mapping[Key, Obstacle]
    left: Mapping[Key, int]
    obstacles: Mapping[Obstacle, int]


def tally(session: Session, entries: Subquery, unsure: Sequence[Judged], day: Day) -> Tally:
    """Counts the entries; of the unsure ones those that the guard was asked about as it said, the others as refused."""
    counts, unsure_left = Tally(), -len(unsure)
    row = entries.c
    columns = (row.kind, row.lane_id, row.bound, row.hour)
    for kind, lane_id, bound, hour, count in session.execute(select(*columns, func.count()).group_by(*columns)):
        if kind == CALLABLE:
            counts.arriving[lane_id, bound][hour] += count
        elif kind == UNSURE:
            unsure_left += count
        else:
            counts.obstacles[Obstacle(kind)] += count
    counts.obstacles[Obstacle.REFUSED] += unsure_left
    for one in unsure:
        if one.callable_at is None:
            counts.obstacles[one.obstacle or Obstacle.REFUSED] += 1
        else:
            counts.arriving[one.lane.id, one.bound][day.hour_of(one.callable_at)] += 1
    return counts


def lay_out(
    counts: Tally, lanes: Mapping[int, LaneToday], callers: Sequence[Caller], day: Day, calls_per_hour: int
) -> Layout:
    """Lays the calls out over the hours and the people."""
    works, blocked, obstacles = {}, {}, Counter(counts.obstacles)
    for key, arriving in counts.arriving.items():
        able = _able(lanes[key[0]], key[1], callers)
        obstacle = None if able else _nobody(lanes[key[0]], key[1])
        if obstacle is None:
            works[key] = Work(arriving, lanes[key[0]].open_minutes(day), able)
        else:
            blocked[key] = obstacle
            obstacles[obstacle] += arriving.total()
    found = spread(list(works.values()), len(day.hours), calls_per_hour)
    left = {key: count for key, count in zip(works, found.left, strict=True) if count}
    obstacles[Obstacle.TOO_MANY] += sum(left.values())
    return Layout(found, blocked, left, {one: obstacles[one] for one in Obstacle if obstacles[one]})


def _able(lane: LaneToday, bound: int | None, callers: Sequence[Caller]) -> frozenset[int]:
    return frozenset(one.id for one in callers if one.may_call(lane) and bound in (None, one.id))


def _nobody(lane: LaneToday, bound: int | None) -> Obstacle | None:
    """Why nobody at work can make these calls; None where there is nobody at work at all who could make common ones."""
    if bound is not None:
        return Obstacle.BOUND_AWAY
    return None if lane.skill == COMMON else Obstacle.NOBODY_CERTIFIED
