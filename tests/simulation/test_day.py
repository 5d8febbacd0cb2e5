"""A small day, and that the judge would see it if something were wrong."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from callguard.services.guard_questions import Questioner
from tests.simulation.whole import Size, simulate

SMALL = Size(agents=5, customers=60, crash_in=60, lasts=timedelta(hours=2))


@pytest.mark.slow
def test_a_small_day_keeps_to_the_contract_whatever_crashes(migrated_sqlite: Path, tmp_path: Path) -> None:
    log = simulate(migrated_sqlite, tmp_path, 7, SMALL)
    assert log.violations == []
    assert log.crashes > 0
    assert {"allow", "refuse"} <= {decision.verdict for decision in log.decisions}


def test_a_day_repeats_from_its_seed(migrated_sqlite: Path, tmp_path: Path) -> None:
    short = replace(SMALL, customers=20, lasts=timedelta(minutes=50))
    first, second = (simulate(migrated_sqlite, tmp_path, 3, short) for _ in range(2))
    assert first.decisions == second.decisions
    assert first.steps == second.steps


def test_the_judge_sees_that_earlier_calls_were_overlooked(
    migrated_sqlite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Questioner, "_calls", lambda _self, _history: ())
    short = replace(SMALL, customers=20, lasts=timedelta(minutes=50))
    log = simulate(migrated_sqlite, tmp_path, 3, short)
    assert any("allow, by the contract refuse" in violation for violation in log.violations)
