"""Lists brought in from the command line."""

from pathlib import Path

import pytest

from callguard.demo.samples import order_list_csv, refund_list_xlsx
from tests.cli.conftest import Run
from tests.imports.files import csv_file
from tests.services.importer import GENERIC, ORDERS, REFUNDS

MIXED = csv_file(
    [["订单号", "手机"], ["2026112000000001", "13800130001"], ["2.02611E+18", "13800130002"], ["2026112000000003", "1"]]
)


def write(folder: Path, content: bytes, name: str = "list.csv") -> str:
    file = folder / name
    file.write_bytes(content)
    return str(file)


def test_brings_refunds_and_orders_in_and_nothing_twice(set_up: Run, tmp_path: Path) -> None:
    refunds, orders = write(tmp_path, refund_list_xlsx(12), "r.xlsx"), write(tmp_path, order_list_csv(12))
    ended = set_up("import", refunds, "--format", REFUNDS, "--shop", "S-1")
    assert ended.exit_code == 0, ended.output
    assert "共 12 行：新增 12，更新 0，无变化 0，未导入 0。" in ended.stdout
    assert "更新 12" in set_up("import", orders, "--format", ORDERS, "--shop", "S-1").stdout
    assert "无变化 12" in set_up("import", refunds, "--format", REFUNDS, "--shop", "S-1").stdout
    assert "无变化 12" in set_up("import", orders, "--format", ORDERS, "--shop", "S-1").stdout


def test_lists_rejected_rows_in_words_and_ends_with_1(set_up: Run, tmp_path: Path) -> None:
    rejected = tmp_path / "rejected.csv"
    call = ("import", write(tmp_path, MIXED), "--format", GENERIC, "--shop", "S-1", "--rejected", str(rejected))
    ended = set_up(*call)
    assert ended.exit_code == 1
    assert "未导入 2" in ended.stdout
    assert "单号被 Excel" in ended.stdout
    lines = rejected.read_text("utf-8-sig").splitlines()
    assert [line.split(",")[:2] for line in lines] == [["行", "列"], ["3", "订单号"], ["4", "手机"]]


def test_says_that_more_is_wrong_than_it_shows(set_up: Run, tmp_path: Path) -> None:
    rows = [["订单号", "手机"], *([f"20261120000000{n}", "1"] for n in range(10, 70))]
    ended = set_up("import", write(tmp_path, csv_file(rows)), "--format", GENERIC, "--shop", "S-1")
    assert "还有 10 处问题没有列出" in ended.stdout


def test_a_dry_run_writes_nothing(set_up: Run, tmp_path: Path) -> None:
    call = ("import", write(tmp_path, MIXED), "--format", GENERIC, "--shop", "S-1")
    assert "将新增 1" in set_up(*call, "--dry-run").stdout
    assert "新增 1" in set_up(*call).stdout


def test_a_file_that_cannot_be_read_ends_with_1_and_its_reason(set_up: Run, tmp_path: Path) -> None:
    ended = set_up("import", write(tmp_path, b""), "--format", GENERIC, "--shop", "S-1")
    assert (ended.exit_code, ended.stdout) == (1, "")
    assert "文件是空的。" in ended.stderr


@pytest.mark.parametrize(
    "call",
    [
        ("no-such-file.csv", "--format", GENERIC, "--shop", "S-1"),
        ("{file}", "--format", "excel", "--shop", "S-1"),
        ("{file}", "--format", GENERIC, "--shop", "S-9"),
        ("{file}", "--format", GENERIC),
    ],
)
def test_a_wrong_call_ends_with_2(set_up: Run, tmp_path: Path, call: tuple[str, ...]) -> None:
    file = write(tmp_path, MIXED)
    assert set_up("import", *(argument.format(file=file) for argument in call)).exit_code == 2


def test_says_so_where_there_is_no_database_yet(run: Run, tmp_path: Path) -> None:
    ended = run("import", write(tmp_path, MIXED), "--format", GENERIC, "--shop", "S-1")
    assert ended.exit_code == 1
    assert "callguard db upgrade" in ended.stderr
