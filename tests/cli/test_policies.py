"""Rules from a file, in force from an instant on."""

from pathlib import Path

import pytest

from tests.cli.conftest import Run

POLICY = """
[[windows]]
days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
opens = "11:00"
closes = "17:00"
"""


@pytest.fixture
def policy_file(tmp_path: Path) -> Path:
    file = tmp_path / "short-day.toml"
    file.write_text(POLICY)
    return file


def test_activates_and_lists_by_company_and_shop(set_up: Run, policy_file: Path) -> None:
    assert set_up("policies", "activate", str(policy_file), "--from", "2026-11-20T10:00+08:00").exit_code == 0
    assert set_up("policies", "activate", str(policy_file), "--shop", "S-1").exit_code == 0
    listed = set_up("policies", "list")
    assert "cn-after-sales" in listed.stdout
    assert [line.split()[1:3] for line in listed.stdout.splitlines()[1:]] == [
        ["S-1", "short-day"],
        ["公司", "short-day"],
    ]


@pytest.mark.parametrize(
    ("content", "words"), [("windows = 3", "$.windows"), ("[[", "short-day.toml"), ("colour = 'red'", "$.colour")]
)
def test_a_file_that_is_no_policy_changes_nothing(set_up: Run, policy_file: Path, content: str, words: str) -> None:
    policy_file.write_text(content)
    ended = set_up("policies", "activate", str(policy_file))
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert words in ended.stderr
    assert len(set_up("policies", "list").stdout.splitlines()) == 1


def test_refuses_an_instant_without_a_zone_and_an_unknown_shop(set_up: Run, policy_file: Path) -> None:
    assert set_up("policies", "activate", str(policy_file), "--from", "2026-11-20T10:00").exit_code == 2
    assert set_up("policies", "activate", str(policy_file), "--from", "tomorrow").exit_code == 2
    assert set_up("policies", "activate", str(policy_file), "--shop", "S-9").exit_code == 1
