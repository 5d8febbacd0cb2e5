"""Settings are read as README says, and name what the rules know."""

from pathlib import Path
from typing import get_args

import pytest
from pydantic import ValidationError

from callguard.domain.case import IssueType
from callguard.settings import IssueTypeName, read_settings


@pytest.fixture(autouse=True)
def secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALLGUARD_SECRET_KEY", "a secret for tests only")


def test_names_the_issue_types_the_rules_know() -> None:
    assert set(get_args(IssueTypeName)) == {one.value for one in IssueType}


@pytest.mark.parametrize(
    ("value", "certified"),
    [("", set()), ("damage", {"damage"}), ("damage, bad_review", {"damage", "bad_review"})],
)
def test_takes_issue_types_with_commas_between(
    monkeypatch: pytest.MonkeyPatch, value: str, certified: set[str]
) -> None:
    monkeypatch.setenv("CALLGUARD_CERTIFIED_ISSUE_TYPES", value)
    assert read_settings().certified_issue_types == certified


def test_an_issue_type_nobody_knows_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALLGUARD_CERTIFIED_ISSUE_TYPES", "damage,nonsense")
    with pytest.raises(ValidationError):
        read_settings()


def test_takes_a_list_from_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "callguard.toml"
    file.write_text('certified_issue_types = ["damage"]')
    monkeypatch.setenv("CALLGUARD_CONFIG", str(file))
    assert read_settings().certified_issue_types == {"damage"}
