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


def test_a_platform_has_rules_of_its_own(set_up: Run, policy_file: Path) -> None:
    assert set_up("policies", "activate", str(policy_file), "--platform", "taobao").exit_code == 0
    assert set_up("policies", "list").stdout.splitlines()[1].split()[1:3] == ["taobao", "short-day"]


@pytest.mark.parametrize("whose", [("--shop", "S-1"), ("--platform", "taobao")])
def test_a_shops_or_platforms_rules_are_ended(set_up: Run, policy_file: Path, whose: tuple[str, str]) -> None:
    assert set_up("policies", "activate", str(policy_file), *whose, "--from", "2026-11-20T10:00+08:00").exit_code == 0
    ended = set_up("policies", "retire", *whose, "--from", "2026-11-21T10:00+08:00")
    assert (ended.exit_code, whose[1] in ended.stdout) == (0, True)
    latest = set_up("policies", "list").stdout.splitlines()[1].split()
    assert latest == ["2026-11-21T02:00:00+00:00", whose[1], "（停用，不再另有规则）"]
    again = set_up("policies", "retire", *whose, "--from", "2026-11-22T10:00+08:00")
    assert (again.exit_code, again.stdout) == (1, "")


def test_whoever_names_two_levels_or_ends_the_companys_rules_calls_wrongly(set_up: Run, policy_file: Path) -> None:
    for command in (("activate", str(policy_file)), ("retire",)):
        both = set_up("policies", *command, "--shop", "S-1", "--platform", "taobao")
        assert (both.exit_code, both.stdout) == (2, "")
        assert "只能写一个" in both.stderr
    assert set_up("policies", "retire").exit_code == 2
    assert set_up("policies", "retire", "--shop", "S-1", "--from", "2026-11-20T10:00").exit_code == 2
    assert set_up("policies", "activate", str(policy_file), "--platform", "ebay").exit_code == 2
    assert set_up("policies", "retire", "--shop", "S-9").exit_code == 1
    assert len(set_up("policies", "list").stdout.splitlines()) == 1


def test_refuses_an_instant_without_a_zone_and_an_unknown_shop(set_up: Run, policy_file: Path) -> None:
    assert set_up("policies", "activate", str(policy_file), "--from", "2026-11-20T10:00").exit_code == 2
    assert set_up("policies", "activate", str(policy_file), "--from", "tomorrow").exit_code == 2
    assert set_up("policies", "activate", str(policy_file), "--shop", "S-9").exit_code == 1
