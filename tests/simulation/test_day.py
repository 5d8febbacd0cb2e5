"""A small day, and that the judge would see it if something were wrong."""

from collections import defaultdict
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from callguard.domain.guard import Hours, Policy, Weekday, Window, load_preset
from callguard.domain.policy_level import PolicyLevel
from callguard.services import customer_history, guard_questions, surveys
from callguard.services.guard_policies import rules_in_force
from callguard.services.guard_questions import Questioner
from tests.simulation import surroundings, town
from tests.simulation.whole import Size, simulate

SMALL = Size(agents=5, customers=60, crash_in=60, lasts=timedelta(hours=2), shift=timedelta(minutes=50))


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


@pytest.mark.slow
def test_the_judge_sees_that_calls_to_whom_one_was_parted_from_were_overlooked(
    migrated_sqlite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(surroundings, "UNION_EVERY", 120.0)
    monkeypatch.setattr(surroundings, "PARTING_EVERY", 120.0)
    monkeypatch.setattr(customer_history, "_others_attempts", lambda _session, _person_of: defaultdict(list))
    log = simulate(migrated_sqlite, tmp_path, 3, replace(SMALL, agents=8, customers=20))
    assert any("allow, by the contract refuse" in violation for violation in log.violations)


@pytest.mark.slow
def test_the_judge_sees_that_a_platforms_rules_were_overlooked(
    migrated_sqlite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without_platforms(session: Session, shop_id: int, preset: str, now: datetime) -> dict[PolicyLevel, Policy]:
        rules = rules_in_force(session, shop_id, preset, now)
        return {level: policy for level, policy in rules.items() if level is not PolicyLevel.PLATFORM}

    monkeypatch.setattr(surroundings, "RULES_EVERY", 300.0)
    from_four = Window(tuple(Weekday), Hours(16 * 60, 18 * 60))
    shut = replace(load_preset("cn-strict"), name="shut", windows=(from_four,))
    monkeypatch.setattr(surroundings, "load_preset", lambda _name: shut)
    monkeypatch.setattr(guard_questions, "rules_in_force", without_platforms)
    log = simulate(migrated_sqlite, tmp_path, 1, SMALL)
    assert any("allow, by the contract refuse" in violation for violation in log.violations)


@pytest.mark.slow
def test_the_judge_sees_that_surveys_were_given_up_for_no_reason(
    migrated_sqlite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(town, "SETTLED", 0.5)
    monkeypatch.setattr(surveys, "SURVEY_KEEPS", timedelta())
    log = simulate(migrated_sqlite, tmp_path, 7, replace(SMALL, customers=20, lasts=timedelta(minutes=50)))
    assert any("too_late, by the tables None" in violation for violation in log.violations)
