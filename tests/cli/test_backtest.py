"""What another policy would have changed, from the command line."""

import csv
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from callguard.db.models import GuardDecision
from callguard.db.session import Database
from callguard.db.vault import Vault
from callguard.domain.attempt import CallResult
from tests.cli.conftest import Run
from tests.house import NOW, House
from tests.services.recorded import asked

CLOSED = """
[[dates]]
date = "2026-11-20"
windows = []
"""
HOUR = timedelta(hours=1)


@pytest.fixture
def policy_file(tmp_path: Path) -> Path:
    file = tmp_path / "closed.toml"
    file.write_text(CLOSED)
    return file


@pytest.fixture
def installed(run: Run, tmp_path: Path) -> Iterator[House]:
    """A permit granted for the first shop at 14:05, one refused there at 15:05, and one granted for the other shop."""
    assert run("db", "upgrade").exit_code == 0
    database = Database(f"sqlite:///{tmp_path}/callguard.sqlite")
    house = House(database)
    asked(house, house.callback())
    rung = house.callback(phone="+8613912345678")
    for hours in (3, 2):
        house.attempted(rung, CallResult.NO_ANSWER, NOW - hours * HOUR)
    asked(house, rung, NOW + HOUR)
    asked(house, house.callback(phone="+8613700137000", shop=house.other_shop), NOW + 2 * HOUR, house.outsider)
    yield house
    database.close()


def test_counts_what_would_differ_by_change_and_reason(installed: House, run: Run, policy_file: Path) -> None:
    ended = run("guard", "backtest", "--policy", str(policy_file), "--since", "2026-11-20")
    assert ended.exit_code == 0, ended.stderr
    lines = ended.stdout.splitlines()
    assert lines[0] == "共 3 次判定：不变 0，会不同 3，推不出 0。"
    assert lines[1:5] == ["允许拨打 → 不能拨打  2", "    拨打时段  2", "需主管放行 → 不能拨打  1", "    拨打时段  1"]
    assert "AS-1" in ended.stdout
    assert "现在不在" in ended.stdout


def test_a_looser_policy_shows_what_would_have_been_granted(installed: House, run: Run, tmp_path: Path) -> None:
    (tmp_path / "open.toml").write_text("")
    ended = run("guard", "backtest", "--policy", str(tmp_path / "open.toml"), "--since", "2026-11-20")
    assert ended.exit_code == 0
    assert ended.stdout.splitlines()[:3] == [
        "共 3 次判定：不变 2，会不同 1，推不出 0。",
        "需主管放行 → 允许拨打  1",
        "    次数上限 per-day  1",
    ]


def test_writes_all_of_them_to_a_file_and_never_a_number_or_name(
    installed: House, run: Run, policy_file: Path, tmp_path: Path
) -> None:
    asked_for = ("guard", "backtest", "--policy", str(policy_file), "--since", "2026-11-20", "--to")
    ended = run(*asked_for, str(tmp_path / "changed.csv"))
    assert (ended.exit_code, "已把 3 条不同写进" in ended.stdout) == (0, True)
    with (tmp_path / "changed.csv").open(encoding="utf-8-sig", newline="") as file:
        heading, *rows = csv.reader(file)
    assert heading == ["时间", "案件号", "回电", "原来", "改后", "原因", "判定编号"]
    assert rows[0] == ["2026-11-20 14:05:00", "AS-1", "1", "允许拨打", "不能拨打", "现在不在可拨打时段内。", "1"]
    assert [row[-1] for row in rows] == ["1", "2", "3"]
    for told in (ended.stdout, (tmp_path / "changed.csv").read_text("utf-8")):
        assert not any(personal in told for personal in ("1380013", "1391234", "王", "小明"))


def test_speaks_english_to_whoever_does(
    installed: House, run: Run, policy_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    ended = run("guard", "backtest", "--policy", str(policy_file), "--since", "2026-11-20")
    assert "outside calling hours" in " ".join(ended.stdout.replace("│", " ").split())


@pytest.mark.parametrize(
    ("options", "count"),
    [
        (["--since", "2026-11-20", "--shop", "S-1"], 2),
        (["--since", "2026-11-20", "--platform", "tmall"], 1),
        (["--since", "2026-11-20T15:00+08:00"], 2),
        (["--since", "2026-11-20T07:05:00Z"], 2),
        (["--since", "2026-11-21"], 0),
    ],
)
def test_takes_only_what_was_asked_for(
    installed: House, run: Run, policy_file: Path, options: list[str], count: int
) -> None:
    ended = run("guard", "backtest", "--policy", str(policy_file), *options)
    assert (ended.exit_code, ended.stdout.splitlines()[0].split("：")[0]) == (0, f"共 {count} 次判定")


def test_says_how_many_it_did_not_list(installed: House, run: Run, policy_file: Path, tmp_path: Path) -> None:
    with installed.writing() as session:
        granted = session.get_one(GuardDecision, 1)
        for _ in range(60):
            same = ("callback_id", "agent_id", "decided_at", "verdict", "levels", "question_sealed", "answer")
            session.add(GuardDecision(**{name: getattr(granted, name) for name in same}))
    asked_for = ("guard", "backtest", "--policy", str(policy_file), "--since", "2026-11-20")
    assert "还有 13 条没有列出" in run(*asked_for).stdout
    assert "没有列出" not in run(*asked_for, "--to", str(tmp_path / "all.csv")).stdout
    assert len((tmp_path / "all.csv").read_text("utf-8").splitlines()) == 64


def test_ends_with_1_and_names_what_cannot_be_derived_again(installed: House, run: Run, policy_file: Path) -> None:
    with installed.writing() as session:
        first, second = (session.get_one(GuardDecision, id_) for id_ in (1, 2))
        first.answer = first.answer | {"next_allowed_at": "2026-11-20T14:06:00+08:00"}
        second.question_sealed = Vault("another secret than ours").seal("{}")
    ended = run("guard", "backtest", "--policy", str(policy_file), "--since", "2026-11-20")
    assert ended.exit_code == 1
    assert ended.stdout.splitlines()[0] == "共 3 次判定：不变 0，会不同 1，推不出 2。"
    assert "推不出当时的结果：判定 1。" in ended.stderr
    assert "记录读不出来（密钥不对，或内容损坏）：判定 2。" in ended.stderr


@pytest.mark.parametrize(
    "options",
    [
        ["--since", "2026-11-20T10:00"],
        ["--since", "yesterday"],
        ["--since", "2026-11-20", "--shop", "S-9"],
        ["--since", "2026-11-20", "--shop", "S-1", "--platform", "taobao"],
        [],
    ],
    ids=["naive", "no date", "unknown shop", "two levels", "no beginning"],
)
def test_ends_with_2_when_called_wrongly(installed: House, run: Run, policy_file: Path, options: list[str]) -> None:
    ended = run("guard", "backtest", "--policy", str(policy_file), *options)
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert ended.stderr


def test_a_policy_that_is_none_is_told_with_its_place(installed: House, run: Run, policy_file: Path) -> None:
    policy_file.write_text("[[windows]]\ndays = ['someday']\nopens = '10:00'\ncloses = '18:00'")
    ended = run("guard", "backtest", "--policy", str(policy_file), "--since", "2026-11-20")
    assert (ended.exit_code, "$.windows[0].days[0]" in ended.stderr) == (2, True)


def test_asks_for_the_schema_when_there_is_none(run: Run, policy_file: Path) -> None:
    ended = run("guard", "backtest", "--policy", str(policy_file), "--since", "2026-11-20")
    assert (ended.exit_code, "db upgrade" in ended.stderr) == (1, True)
