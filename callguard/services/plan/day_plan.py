"""The day's plan: what can't be called today is seen in the morning, not at ten to six."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from callguard.db.models import User
from callguard.db.vault import Vault
from callguard.domain.day_plan import Obstacle
from callguard.services.plan.hours import Day, callers_today, lanes_today
from callguard.services.plan.judging import Judged, judged
from callguard.services.plan.lines import PlanLine, blocked_entries, lines_of, most_urgent
from callguard.services.plan.sorting import UNSURE, sorted_entries
from callguard.services.plan.tallying import lay_out, tally
from callguard.settings import Settings

_MOST_UNSURE = 100
"""How many calls are asked about before they are counted: those of customers with hours of their own."""


@dataclass(frozen=True)
class PlannedHour:
    """One hour of the day: how many calls are made in it, and how many the people at work have time for."""

    starts_at: datetime
    calls: int
    room: int


@dataclass(frozen=True)
class DayPlan:
    """What the rest of a day holds for some shops: `due` calls by tonight, of which `fitting` can be made.

    `obstacles` counts the others, `lines` names the most urgent of them. Hours without room are left out.
    """

    due: int
    fitting: int
    hours: Sequence[PlannedHour]
    callers: int
    obstacles: Mapping[Obstacle, int]
    lines: Mapping[Obstacle, Sequence[PlanLine]]


def day_plan(
    session: Session, vault: Vault, settings: Settings, leader: User, now: datetime, *, with_lines: bool = True
) -> DayPlan:
    """The plan for the leader's shops, in a bounded number of statements and rows however much waits."""
    shop_ids, day = {shop.id for shop in leader.shops}, Day.at(settings, now)
    lanes = {lane.id: lane for lane in lanes_today(session, settings, shop_ids, day)}
    callers, entries = callers_today(session, settings, shop_ids, day), sorted_entries(list(lanes.values()), day)
    first_unsure = session.execute(most_urgent(entries, entries.c.kind == UNSURE, most=_MOST_UNSURE)).all()
    unsure = judged(session, vault, settings, lanes, day, first_unsure)
    counts = tally(session, entries, unsure, day)
    layout = lay_out(counts, lanes, callers, day, settings.calls_per_hour)
    lines: dict[Obstacle, list[PlanLine]] = {}
    if with_lines:
        rows = blocked_entries(session, entries, counts, layout)
        found = judged(session, vault, settings, lanes, day, [row for some in rows.values() for row in some])
        lines = lines_of(session, _by_obstacle(rows, found, unsure))
    fitting = sum(layout.spread.calls)
    hours = zip(day.hours, layout.spread.calls, layout.spread.room, strict=True)
    return DayPlan(
        due=fitting + sum(layout.obstacles.values()),
        fitting=fitting,
        hours=[PlannedHour(at, calls, room) for at, calls, room in hours if room],
        callers=len(callers),
        obstacles=layout.obstacles,
        lines=lines,
    )


def _by_obstacle(
    rows: Mapping[Obstacle, Sequence[object]], found: Sequence[Judged], unsure: Sequence[Judged]
) -> dict[Obstacle, list[Judged]]:
    """What was found, in the order in which it was asked for, with what the guard said of the unsure ones."""
    ahead = iter(found)
    return {
        obstacle: [*(one for one in unsure if one.obstacle is obstacle), *(next(ahead) for _ in some)]
        for obstacle, some in rows.items()
    }
