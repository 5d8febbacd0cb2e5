"""One whole day from one number: the town, the staff and the surroundings, and what is said of it at the end."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from shutil import copy

from sqlalchemy import func, select

from callguard.db.models import Callback, Case, Shop, User
from callguard.domain.role import Role
from callguard.services.queue.upkeep import enter_missing
from tests.simulation import surroundings
from tests.simulation.crashing import CrashingStage
from tests.simulation.day import Day
from tests.simulation.judging import judged
from tests.simulation.log import Log
from tests.simulation.staff import at_work
from tests.simulation.town import Town

OPENS_AT = datetime(2026, 11, 20, 1, 30, tzinfo=UTC)
"""A Friday, 9:30 in Shanghai."""

LASTS = timedelta(hours=9)


@dataclass(frozen=True)
class Size:
    """How much goes on; about one transaction in `crash_in` ends in a crash."""

    agents: int = 50
    customers: int = 5000
    crash_in: int = 400
    lasts: timedelta = LASTS


def simulate(migrated: Path, folder: Path, seed: int, size: Size) -> Log:
    """Plays the day and judges it; `violations` of the log is empty when all was well."""
    file, random = folder / f"{seed}.sqlite", Random(seed)  # noqa: S311 - a draw, not a secret
    stage = CrashingStage(f"sqlite:///{copy(migrated, file)}", OPENS_AT, random)
    day = Day(stage, random, OPENS_AT + size.lasts)
    agents = _furnish(day, size)
    stage.allow_crashes(size.crash_in)
    for number, agent in enumerate(agents):
        day.add(partial(at_work, day, agent), OPENS_AT + timedelta(seconds=20 * number))
    _surround(day, size)
    day.run()
    day.log.violations += judged(stage, day.log)
    stage.close()
    for left in folder.glob(f"{seed}.sqlite*"):
        left.unlink()
    return day.log


def _furnish(day: Day, size: Size) -> list[User]:
    """People at the desks, customers in town, and their callbacks in the queue."""
    stage, house = day.stage, day.stage.house
    day.leader_id, day.manager_id = house.leader.id, house.manager.id
    with stage.writing() as session:
        shops = [session.get_one(Shop, shop.id) for shop in (house.shop, house.other_shop)]
        agents = [_agent(number, shops) for number in range(size.agents)]
        session.add_all(agents)
        Town(stage.vault, day.random, OPENS_AT, house.leader.id, house.agent.id).settle(session, size.customers, 2)
        day.callbacks = session.scalar(select(func.max(Callback.id))) or 0
    entered = 1
    while entered:
        with stage.writing() as session:
            entered = enter_missing(session)
    return agents


def _agent(number: int, shops: list[Shop]) -> User:
    name = f"agent-{number}"
    theirs = shops if number % 3 == 0 else [shops[number % 2]]
    return User(
        name=name,
        display_name=name,
        role=Role.AGENT,
        password="",
        fs_uniquifier=name,
        created_at=OPENS_AT,
        shops=theirs,
    )


def _surround(day: Day, size: Size) -> None:
    with day.stage.database.reading() as session:
        cases = session.scalar(select(func.count(Case.id))) or 0
    busy = 5000 / size.customers
    for story in (
        partial(surroundings.jobs, day),
        partial(surroundings.moves, day),
        partial(surroundings.wishes, day, cases, 150 * busy),
        partial(surroundings.intake, day, size.customers, 120 * busy),
        partial(surroundings.merging, day, size.customers, 300 * busy),
        partial(surroundings.new_policy, day),
    ):
        day.add(story, OPENS_AT)
