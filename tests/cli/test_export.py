"""The register as a file, from the command line."""

import csv
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from callguard.db.models import Callback
from callguard.db.session import Database
from callguard.domain.register import RegisterKind
from callguard.services.register import record
from tests.cli.conftest import Run
from tests.house import NOW, House


@pytest.fixture
def installed(run: Run, tmp_path: Path) -> Run:
    """An installation with one line in the register of each of two shops."""
    assert run("db", "upgrade").exit_code == 0
    database = Database(f"sqlite:///{tmp_path}/callguard.sqlite")
    house = House(database)
    for shop, note in ((house.shop, "=1+1 13800138000"), (house.other_shop, "别的店")):
        callback_id = house.callback(phone=None, shop=shop)
        with house.writing() as session:
            record(session, RegisterKind.NOTE, session.get_one(Callback, callback_id).case, NOW, house.agent, note=note)
    database.close()
    return run


def exported(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_writes_csv(installed: Run, tmp_path: Path) -> None:
    ended = installed("export", "register", "--to", str(tmp_path / "r.csv"))
    assert (ended.exit_code, "已导出 2 条" in ended.stdout) == (0, True)
    heading, *lines = exported(tmp_path / "r.csv")
    assert heading[:2] == ["时间", "店铺"]
    assert {line[-1] for line in lines} == {"'=1+1 138****8000", "别的店"}
    assert not (tmp_path / "r.csv.part").exists()


def test_writes_xlsx(installed: Run, tmp_path: Path) -> None:
    assert installed("export", "register", "--to", str(tmp_path / "r.XLSX")).exit_code == 0
    book = CalamineWorkbook.from_path(str(tmp_path / "r.XLSX"))
    assert book.sheet_names == ["登记簿"]
    assert len(book.get_sheet_by_index(0).to_python()) == 3


@pytest.mark.parametrize(
    ("options", "count"),
    [
        (["--shop", "S-1"], 1),
        (["--since", "2026-11-20", "--until", "2026-11-20"], 2),
        (["--since", "2026-11-21"], 0),
        (["--until", "2026-11-19"], 0),
    ],
)
def test_takes_only_what_was_asked_for(installed: Run, tmp_path: Path, options: list[str], count: int) -> None:
    assert installed("export", "register", "--to", str(tmp_path / "r.csv"), *options).exit_code == 0
    assert len(exported(tmp_path / "r.csv")) == 1 + count


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["--to", "r.pdf"], 2),
        ([], 2),
        (["--to", "r.csv", "--since", "yesterday"], 2),
        (["--to", "r.csv", "--shop", "nowhere"], 1),
        (["--to", "no/such/folder/r.csv"], 1),
    ],
)
def test_says_what_is_wrong_and_writes_nothing(
    installed: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], status: int
) -> None:
    monkeypatch.chdir(tmp_path)
    ended = installed("export", "register", *arguments)
    assert ended.exit_code == status
    assert ended.stderr
    assert list(tmp_path.glob("r.*")) == []


def test_a_failure_leaves_the_old_file(installed: Run, tmp_path: Path) -> None:
    target = tmp_path / "r.csv"
    target.mkdir()
    ended = installed("export", "register", "--to", str(target))
    assert ended.exit_code == 2
    assert target.is_dir()


def test_asks_for_the_schema_when_there_is_none(run: Run, tmp_path: Path) -> None:
    ended = run("export", "register", "--to", str(tmp_path / "r.csv"))
    assert ended.exit_code == 1
    assert "db upgrade" in ended.stderr
