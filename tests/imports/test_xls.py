from io import BytesIO

import pytest
import xlwt

from callguard.domain.phone_number import PhoneNumber
from callguard.imports.faults import CellFault, FileReason, FileRefusal, RowReason
from callguard.imports.rows import ImportedPhone, ImportRow, RowRejection
from tests.imports.files import opened, refused


def xls_file(cells: dict[tuple[int, int], str | float]) -> bytes:
    file = BytesIO()
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("名单")
    for (row, column), cell in cells.items():
        sheet.write(row, column, cell)
    book.save(file)
    return file.getvalue()


HEADER: dict[tuple[int, int], str | float] = {(2, 0): "订单号", (2, 1): "手机"}


def test_reads_text_and_numbers_and_rejects_what_was_rounded() -> None:
    rows: dict[tuple[int, int], str | float] = {
        (3, 0): "1234567890123456789",
        (3, 1): 13800130001,
        (5, 0): 2.0261121e18,
        (5, 1): "13800130002",
    }
    good, bad = opened(xls_file(HEADER | rows)).rows
    assert isinstance(good, ImportRow)
    assert (good.row, good.order_no) == (4, "1234567890123456789")
    assert good.phones == (ImportedPhone(PhoneNumber("+8613800130001")),)
    assert bad == RowRejection(6, (CellFault("订单号", RowReason.ORDER_ROUNDED),))


def test_says_that_a_workbook_is_empty() -> None:
    assert refused(xls_file({})) == FileRefusal(FileReason.EMPTY)


def test_a_forged_cell_beyond_the_format_ends_only_the_child() -> None:
    content = xls_file(HEADER | {(65_535, 255): "x"})
    last_place = b"\xff\xff\xff\x00"
    forged = content.replace(b"\xfd\x00\x0a\x00" + last_place, b"\xfd\x00\x0a\x00" + b"\xff\xff\xff\xff")
    assert forged != content
    assert refused(forged) == FileRefusal(FileReason.BROKEN)


def test_refuses_a_container_that_holds_no_workbook() -> None:
    assert refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096)) == FileRefusal(FileReason.BROKEN)


def test_gives_up_on_a_workbook_that_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("callguard.imports.xls._SECONDS", 0.001)
    assert refused(xls_file(HEADER)) == FileRefusal(FileReason.BROKEN)
