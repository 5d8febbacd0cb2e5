"""Playing many stories, in the tests and for an hour on end."""

import itertools
import shutil
from collections import Counter
from collections.abc import Collection
from datetime import datetime
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.model.machine import Machine
from tests.model.played import MakeStage, Scene
from tests.model.stage import Stage

STEPS = 30


def sqlite_stages(migrated: Path, folder: Path) -> MakeStage:
    """Each on a copy of its own."""
    numbers = itertools.count()

    def make_stage(now: datetime, tz: str) -> Stage:
        file = shutil.copy(migrated, folder / f"{next(numbers)}.sqlite")
        return Stage(f"sqlite:///{file}", now, tz)

    return make_stage


def play(
    make_stage: MakeStage,
    scene: Scene,
    stories: int,
    *,
    steps: int = STEPS,
    fixed: bool = True,
    phases: Collection[Phase] = tuple(Phase),
) -> Counter[str]:
    """Plays so many stories, the same ones every time if `fixed`; how often what was done."""
    machines: list[Machine] = []

    def machine() -> Machine:
        machines.append(Machine(make_stage, scene))
        return machines[-1]

    chosen = settings(
        phases=phases,
        max_examples=stories,
        stateful_step_count=steps,
        deadline=None,
        derandomize=fixed,
        database=None,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine, settings=chosen)  # type: ignore[arg-type]  # a factory will do
    played = Counter(decisions=sum(one.decisions for one in machines))
    return sum((one.company.asked() for one in machines), played)
