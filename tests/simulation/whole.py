"""One whole day from one number: the town, the staff and the surroundings, and what is said of it at the end."""

import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from random import Random
from shutil import copy

from sqlalchemy import func, select

from callguard.db.models import Callback, Shop, User
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

TOWNS = 8
"""So many towns there are; in which a day is played follows from its seed. To settle one takes longer than a day."""

SHIFTS = [timedelta(minutes=minutes) for minutes in (25, 130, 290, 480)]
"""After the beginning: from before the desk opens to after it closes, at 10:00 and 18:00."""


@dataclass(frozen=True)
class Size:
    """How much goes on; about one transaction in `crash_in` ends in a crash, and everybody works one `shift`."""

    agents: int = 50
    customers: int = 5000
    crash_in: int = 400
    lasts: timedelta = LASTS
    shift: timedelta = timedelta(minutes=25)


@dataclass(frozen=True)
class _Town:
    """A house and its customers before the day begins."""

    stage: CrashingStage
    agents: list[User]
    callbacks: int


def simulate(migrated: Path, folder: Path, seed: int, size: Size) -> Log:
    """Plays the day and judges it; `violations` of the log is empty when all was well."""
    began, random = time.process_time(), Random(seed)  # noqa: S311 - a draw, not a secret
    town = _settled(migrated, folder, seed % TOWNS, size.agents, size.customers)
    stage = town.stage.on_a_copy(folder / f"{seed}.sqlite", random)
    day = Day(stage, random, OPENS_AT + size.lasts)
    day.callbacks, day.leader_id, day.manager_id = town.callbacks, stage.house.leader.id, stage.house.manager.id
    stage.allow_crashes(size.crash_in)
    shifts = [after for after in SHIFTS if after < size.lasts]
    for agent in town.agents:
        begins_at = OPENS_AT + random.choice(shifts) + random.random() * timedelta(minutes=10)
        day.add(partial(at_work, day, agent, begins_at + size.shift), begins_at)
    _surround(day)
    day.run()
    day.log.violations += judged(stage, day.log)
    stage.close()
    for left in folder.glob(f"{seed}.sqlite*"):
        left.unlink()
    day.log.cpu_seconds = time.process_time() - began
    return day.log


@cache
def _settled(migrated: Path, folder: Path, number: int, agents: int, customers: int) -> _Town:
    """People at the desks, customers in town, and their callbacks in the queue."""
    file, random = folder / f"town-{os.getpid()}-{number}.sqlite", Random(number)  # noqa: S311 - a draw, not a secret
    stage = CrashingStage(f"sqlite:///{copy(migrated, file)}", OPENS_AT, random)
    house = stage.house
    with stage.writing() as session:
        shops = [session.get_one(Shop, shop.id) for shop in (house.shop, house.other_shop)]
        people = [_agent(number, shops) for number in range(agents)]
        session.add_all(people)
        Town(stage.vault, random, OPENS_AT, house.leader.id, house.agent.id).settle(session, customers, len(shops))
        callbacks = session.scalar(select(func.max(Callback.id))) or 0
    entered = 1
    while entered:
        with stage.writing() as session:
            entered = enter_missing(session)
    stage.close()
    return _Town(stage, people, callbacks)


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


def _surround(day: Day) -> None:
    for story in (
        surroundings.jobs,
        surroundings.surveys,
        surroundings.moves,
        surroundings.wishes,
        surroundings.intake,
        surroundings.uniting,
        surroundings.parting,
        surroundings.new_rules,
    ):
        day.add(partial(story, day), OPENS_AT)
