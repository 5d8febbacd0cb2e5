"""Whatever is done in whatever order: the services do what a plain model of the company does."""

import itertools
import os
import shutil
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.model.machine import Machine
from tests.model.played import MakeStage
from tests.model.stage import Stage


def played(make_stage: MakeStage, examples: int, steps: int) -> None:
    """Plays so many stories."""
    quick = settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(lambda: Machine(make_stage), settings=quick)  # type: ignore[no-untyped-call]


@pytest.mark.slow
def test_the_services_do_what_a_plain_model_does(migrated_sqlite: Path, tmp_path: Path) -> None:
    numbers = itertools.count()

    def make_stage(now: datetime, tz: str) -> Stage:
        file = shutil.copy(migrated_sqlite, tmp_path / f"{next(numbers)}.sqlite")
        return Stage(f"sqlite:///{file}", now, tz)

    played(make_stage, int(os.environ.get("EX", 200)), 30)
