from datetime import date, datetime, time, timedelta
from io import BytesIO
from zipfile import ZIP_BZIP2, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from callguard.imports import spreadsheet
from callguard.imports.faults import FileReason, FileRefusal
from callguard.imports.formats import read_rows
from callguard.imports.rows import ImportFile
from callguard.imports.sheet_extent import MAX_CELLS
from callguard.imports.spreadsheet import cell_text
from tests.imports.files import only_row, opened, refused, repacked, xlsx_file

ROWS = [["订单号", "手机"], ["12345", "13800130001"]]
SHEET = "xl/worksheets/sheet1.xml"
TOO_MANY = FileRefusal(FileReason.TOO_MANY_CELLS, {"limit": MAX_CELLS})


def sheet_with(data: str) -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    xml = f'<worksheet xmlns="{main}"><sheetData>{data}</sheetData></worksheet>'
    return repacked(xlsx_file(ROWS), {SHEET: xml.encode()})


def test_a_stray_cell_in_the_last_corner_is_refused_before_it_can_take_the_memory() -> None:
    far = [["订单号", "手机"]]
    file = BytesIO()
    book = Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, far[0])
    sheet.write(1_048_575, 16_383, "x")
    book.close()
    assert len(file.getvalue()) < 10_000
    assert refused(file.getvalue()) == TOO_MANY


@pytest.mark.parametrize(
    "data",
    [
        '<row r="1048576"><c><v>1</v></c></row><row r="2"><c r="xfd2"><v>1</v></c></row>',
        '<row><c r="A1"/><c r="ZZZ99999"><v>1</v></c></row>',
        f"<row>{'<c><v>1</v></c>' * 4_000}</row>{'<row/>' * 4_000}",
    ],
)
def test_measures_cells_that_leave_out_their_place(data: str) -> None:
    assert refused(sheet_with(data)) == TOO_MANY


def test_reads_cells_that_leave_out_their_place() -> None:
    def row(*texts: str) -> str:
        cells = [f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in texts]
        return f"<row>{''.join(cells)}</row>"

    assert only_row(sheet_with(row("订单号", "手机") + row("12345", "13800130001"))).order_no == "12345"


def test_refuses_a_bomb_by_what_it_unpacks_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "MAX_UNPACKED", 1 << 20)
    bomb = repacked(xlsx_file(ROWS), {"xl/media/image1.png": bytes(2 << 20)})
    assert len(bomb) < 20_000
    assert refused(bomb) == TOO_MANY


@pytest.mark.parametrize("data", ['<row r="1"><c r="A1"></row>', '<row r="x"/>', '<row r="1"><c r="Ä1"/></row>'])
def test_refuses_broken_sheets(data: str) -> None:
    assert refused(sheet_with(data)).reason is FileReason.BROKEN


def test_refuses_half_a_download() -> None:
    whole = xlsx_file(ROWS)
    assert refused(whole[: len(whole) // 2]).reason is FileReason.BROKEN


def test_refuses_archives_that_are_no_workbook() -> None:
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        archive.writestr("readme.txt", "x")
    assert refused(file.getvalue()).reason is FileReason.UNSUPPORTED


def test_refuses_compression_that_no_spreadsheet_program_writes() -> None:
    file = BytesIO()
    with ZipFile(BytesIO(xlsx_file(ROWS))) as old, ZipFile(file, "w", ZIP_BZIP2) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    assert refused(file.getvalue()).reason is FileReason.UNSUPPORTED


def test_ignores_pictures_beside_the_sheet() -> None:
    assert only_row(repacked(xlsx_file(ROWS), {"xl/media/image1.png": b"\x89PNG\r\n\x1a\n"})).order_no == "12345"


def test_takes_the_first_visible_sheet_with_cells() -> None:
    file = BytesIO()
    book = Workbook(file, {"in_memory": True})
    hidden, _empty, wanted = (book.add_worksheet(name) for name in ("旧数据", "空", "名单"))
    hidden.write_row(0, 0, ["订单号", "手机"])
    hidden.hide()
    wanted.activate()
    for number, cells in enumerate(ROWS):
        wanted.write_row(number, 0, cells)
    book.close()
    assert only_row(file.getvalue()).order_no == "12345"


def test_says_that_a_workbook_is_empty() -> None:
    assert refused(xlsx_file([])) == FileRefusal(FileReason.EMPTY)


def test_counts_rows_from_the_top_of_the_sheet() -> None:
    file = opened(xlsx_file([["", *row] for row in ROWS], first_row=6))
    assert [row.row for row in file.rows] == [8]
    assert file.row_count == 1


def test_reads_below_merged_cells() -> None:
    file = BytesIO()
    book = Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.merge_range(0, 0, 1, 1, "十一月名单")
    for number, cells in enumerate(ROWS, start=2):
        sheet.write_row(number, 0, cells)
    book.close()
    assert only_row(file.getvalue()).row == 4


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (13800130001.0, "13800130001"),
        (19.990000000000002, "19.99"),
        (123456789012345.0, "123456789012345"),
        (1234567890123456.0, "1.23456789012346e+15"),
        (True, "True"),
        (datetime(2026, 11, 20, 14, 5), "2026-11-20 14:05:00"),  # noqa: DTZ001 - as a cell has it
        (date(2026, 11, 20), "2026-11-20"),
        (time(14, 5), "14:05:00"),
        (timedelta(hours=30), "1 day, 6:00:00"),
        ("'12345", "'12345"),
    ],
)
def test_shows_a_cell_as_a_person_sees_it(cell: spreadsheet.Cell, text: str) -> None:
    assert cell_text(cell) == text


@settings(max_examples=200)
@given(st.data())
def test_never_raises_for_a_damaged_workbook(data: st.DataObject) -> None:
    content = bytearray(_WHOLE)
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=5)):
        content[place] = data.draw(st.integers(0, 255))
    file = read_rows(bytes(content), "generic")
    if isinstance(file, ImportFile):
        list(file.rows)


_WHOLE = xlsx_file(ROWS)
