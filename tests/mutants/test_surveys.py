"""Surveys that disturb, each by a change to the real thing, are noticed by the state machine within a few stories."""

from pathlib import Path

import pytest
from hypothesis import Phase

from callguard.services import permits, surveys
from tests.model.played import SCENES
from tests.model.playing import play, sqlite_stages

STORIES = 20


def plays(migrated: Path, folder: Path) -> None:
    """As the tests of the model do, but nobody needs the shortest story."""
    play(sqlite_stages(migrated, folder), SCENES["asked how it was"], STORIES, phases=[Phase.generate])


@pytest.mark.slow
def test_a_second_dial_is_noticed(migrated_sqlite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(permits, "refuse_unwanted", lambda _session, _callback, _customer: None)
    with pytest.raises(AssertionError, match="survey_made"):
        plays(migrated_sqlite, tmp_path)


@pytest.mark.slow
def test_a_survey_beside_an_open_case_is_noticed(
    migrated_sqlite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(surveys, "_with_open_case", lambda _session, _customer_ids: set())
    with pytest.raises(AssertionError, match=r"case_open|open_case"):
        plays(migrated_sqlite, tmp_path)
