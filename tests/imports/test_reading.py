from codecs import BOM_UTF16_BE
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callguard.domain.phone_number import PhoneRefusal
from callguard.imports import reading
from callguard.imports.cells import MAX_CELL
from callguard.imports.faults import CellFault, FileReason, FileRefusal, RowReason
from callguard.imports.formats import read_rows
from callguard.imports.rows import ImportFile, ImportRow, RowRejection
from callguard.imports.table import Source
from tests.imports.files import csv_file, only_rejection, only_row, opened, refused, xlsx_file

HEADER = ["订单号", "手机", "收货人", "备注"]
ROW = ["12345", "13800130001", "李晓雯", "易碎，轻放"]


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [
        ("utf-8-sig", ","),
        ("utf-8", ","),
        ("gbk", ","),
        ("gb18030", ";"),
        ("utf-16", ","),
        ("utf-16", "\t"),  # what Excel calls Unicode text
        ("gbk", "\t"),
    ],
)
def test_reads_every_encoding_and_separator_that_consoles_use(encoding: str, delimiter: str) -> None:
    row = only_row(csv_file([HEADER, ROW], encoding, delimiter))
    assert (row.name, row.extras) == ("李晓雯", {"备注": "易碎，轻放"})


def test_reads_utf_16_with_the_other_byte_order() -> None:
    assert only_row(BOM_UTF16_BE + csv_file([HEADER, ROW], "utf-16-be")).name == "李晓雯"


def test_reads_names_that_only_gb_18030_can_write() -> None:
    assert only_row(csv_file([HEADER, ["12345", "13800130001", "㛃𠮷", ""]], "gb18030")).name == "㛃𠮷"


def test_a_tab_in_every_cell_is_no_separator() -> None:
    assert only_row(b'"order no","phone"\n"\t12345","\t13800130001"\n').order_no == "12345"


def test_notices_a_wrong_encoding_in_the_very_last_line() -> None:
    good = csv_file([HEADER, *[ROW] * 30_000], "utf-8")
    assert refused(good + b"\xff\xff\xff").reason is FileReason.ENCODING


def test_a_character_cut_in_half_at_the_end_is_a_wrong_encoding() -> None:
    assert refused(csv_file([HEADER, ROW]).rstrip() + "轻".encode()[:1]).reason is FileReason.ENCODING


@pytest.mark.parametrize("content", [b"", b"  \r\n\r\n"])
def test_says_that_a_file_is_empty(content: bytes) -> None:
    assert refused(content) == FileRefusal(FileReason.EMPTY)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n1 0 obj<<>>endobj\n", "PDF"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "PNG"),
        (b"\xef\xbb\xbf\r\n<!DOCTYPE html><p>login", "HTML"),
        (b"{\\rtf1 x}", "RTF"),
    ],
)
def test_says_what_a_file_is_that_only_bears_a_spreadsheets_name(content: bytes, kind: str) -> None:
    assert refused(content) == FileRefusal(FileReason.FOREIGN, {"kind": kind})


@pytest.mark.parametrize("content", [b"\x7fELF" + bytes(500)])
def test_refuses_what_is_no_table(content: bytes) -> None:
    assert refused(content).reason is FileReason.UNSUPPORTED


def test_refuses_a_file_beyond_the_limit_unread(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(reading, "MAX_MB", 0)
    path = tmp_path / "orders.csv"
    path.write_bytes(csv_file([HEADER, ROW]))
    for source in (path, path.read_bytes()):
        assert refused(source) == FileRefusal(FileReason.TOO_LARGE, {"limit_mb": 0})


def test_goes_by_the_content_whatever_the_file_is_called(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_bytes(xlsx_file([HEADER, ROW]))
    assert only_row(path).order_no == "12345"
    path = tmp_path / "orders.xls"
    path.write_bytes(csv_file([HEADER, ROW], "gbk"))
    assert only_row(path).order_no == "12345"


def test_a_stray_nul_byte_costs_no_row() -> None:
    rows = [ROW] * 20
    content = csv_file([HEADER, *rows]).replace("晓雯".encode(), "晓\x00雯".encode(), 1)
    names = {row.name for row in opened(content).rows if isinstance(row, ImportRow)}
    assert names == {"李晓雯"}


def test_leaves_out_a_huge_cell_and_reads_on() -> None:
    huge, beyond_csv = "长" * (MAX_CELL + 1), "长" * 200_000
    rows = [[*ROW[:3], huge], ROW, [*ROW[:3], beyond_csv], ROW]
    first, _, third, _ = results = list(opened(csv_file([HEADER, *rows])).rows)
    assert isinstance(first, ImportRow)
    assert first.warnings == (CellFault("备注", RowReason.CELL_TOO_LONG, {"limit": MAX_CELL}),)
    assert first.extras == {}
    assert third == RowRejection(4, (CellFault(None, RowReason.MALFORMED),))
    assert [type(result) for result in results[1::2]] == [ImportRow, ImportRow]


def test_a_huge_cell_where_something_is_needed_rejects_the_row() -> None:
    rejection = only_rejection(csv_file([HEADER, ["1" * (MAX_CELL + 1), *ROW[1:]]]))
    assert {fault.reason for fault in rejection.faults} == {RowReason.MISSING, RowReason.CELL_TOO_LONG}


def test_rejects_a_row_with_more_cells_than_the_header_has() -> None:
    assert only_rejection(csv_file([HEADER, [*ROW, "", "多出来的"]])).faults == (
        CellFault(None, RowReason.TOO_MANY_CELLS),
    )


def test_forgives_missing_and_blank_cells_at_the_end() -> None:
    rows = list(opened(csv_file([HEADER, ROW[:2], [*ROW, "", " "]])).rows)
    assert [type(row) for row in rows] == [ImportRow, ImportRow]


def test_rejects_a_row_with_sloppy_quotes_and_reads_on() -> None:
    content = b'order no,phone\n"1234"5,13800130001\n12346,13800130001\n'
    first, second = opened(content).rows
    assert first == RowRejection(2, (CellFault(None, RowReason.MALFORMED),))
    assert second.row == 3


def test_says_from_where_on_an_open_quote_swallowed_the_rest() -> None:
    lines = ["order no,phone", "12345,13800130001", '"12346,13800130001', *["12347,13800130001"] * 9]
    last = list(opened("\n".join(lines).encode()).rows)[-1]
    assert last == RowRejection(3, (CellFault(None, RowReason.REST_UNREADABLE),))


def test_counts_a_cell_with_line_breaks_as_one_row() -> None:
    rows = list(opened(csv_file([HEADER, [*ROW[:3], "一\n二\n三"], ROW])).rows)
    assert [row.row for row in rows] == [2, 3]


@pytest.mark.parametrize("ending", ["", "\r\n"])
def test_counts_the_rows_beforehand(ending: str) -> None:
    content = csv_file([HEADER, ROW, ROW, ROW]).removesuffix(b"\r\n") + ending.encode()
    assert opened(content).row_count == 3


def test_a_header_alone_is_a_file_without_rows() -> None:
    file = opened(csv_file([HEADER]))
    assert (file.row_count, list(file.rows)) == (0, [])


def test_reads_lazily(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_bytes(csv_file([HEADER, *[ROW] * 50_000]))
    file = opened(path)
    assert next(file.rows).row == 2
    assert file.row_count == 50_000


@given(st.binary() | st.text().map(str.encode) | st.binary().map(b"PK\x03\x04".__add__))
def test_never_raises_whatever_the_file_holds(content: bytes) -> None:
    for source in (content, csv_file([HEADER]) + content):
        consume(source)


def consume(source: Source) -> None:
    file = read_rows(source, "generic")
    if isinstance(file, ImportFile):
        assert all(isinstance(row, (ImportRow, RowRejection)) for row in file.rows)


def test_never_repeats_a_cell_in_a_rejection() -> None:
    rejection = only_rejection(csv_file([HEADER, ["李晓雯", "12345", "13800130001", ""]]))
    assert {fault.reason for fault in rejection.faults} == {RowReason.ORDER_INVALID, PhoneRefusal.INVALID}
    assert not [secret for secret in ("李晓雯", "13800130001") if secret in repr(rejection)]
