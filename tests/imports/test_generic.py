from datetime import UTC, datetime

import pytest

from callguard.domain.phone_number import PhoneNumber, PhoneRefusal
from callguard.imports.faults import CellFault, RowReason
from callguard.imports.rows import ImportedPhone, ImportRow
from tests.imports.files import csv_file, only_rejection, only_row, opened, xlsx_file


def generic_file(**cells: str) -> bytes:
    return csv_file([list(cells), list(cells.values())])


@pytest.mark.parametrize(
    ("order_title", "phone_title"),
    [
        ("订单编号", "手机号"),
        ("线上订单号", "联系电话"),
        ("Order No", "Phone"),
        ("order_number", "MOBILE "),
        ("＊订单号", "电话"),
    ],
)
def test_knows_chinese_and_english_headers(order_title: str, phone_title: str) -> None:
    row = only_row(csv_file([[order_title, phone_title], ["12345", "13800130001"]]))
    assert (row.order_no, row.phones) == ("12345", (ImportedPhone(PhoneNumber("+8613800130001")),))


def test_a_column_may_call_its_numbers_virtual() -> None:
    row = only_row(generic_file(订单号="12345", 虚拟号="17012345678"))
    assert row.phones == (ImportedPhone(PhoneNumber("+8617012345678", is_virtual=True)),)


def test_takes_the_extension_and_the_expiry_from_columns_of_their_own() -> None:
    row = only_row(generic_file(订单号="12345", 手机="17012345678", 分机号="0123", 虚拟号过期时间="2026-12-01 08:00"))
    expected = PhoneNumber("+8617012345678", "0123", is_virtual=True)
    assert row.phones == (ImportedPhone(expected, datetime(2026, 12, 1, tzinfo=UTC)),)


def test_takes_no_extension_twice() -> None:
    row = only_row(generic_file(订单号="12345", 手机="17012345678-0123", 分机号="0123"))
    assert [phone.number.extension for phone in row.phones] == ["0123"]


def test_gives_the_extension_to_the_virtual_number_where_there_are_both() -> None:
    row = only_row(generic_file(订单号="12345", 手机="13800130001", 虚拟号="17012345678", 分机号="0123"))
    assert [phone.number for phone in row.phones] == [
        PhoneNumber("+8613800130001"),
        PhoneNumber("+8617012345678", "0123", is_virtual=True),
    ]


def test_one_good_number_is_enough() -> None:
    row = only_row(generic_file(订单号="12345", 手机="138****0001", 虚拟号="17012345678"))
    assert len(row.phones) == 1
    assert row.warnings == (CellFault("手机", PhoneRefusal.MASKED),)


@pytest.mark.parametrize(
    ("phone", "reason"),
    [("", RowReason.MISSING), ("138****0001", PhoneRefusal.MASKED), ("没有", PhoneRefusal.NOT_A_NUMBER)],
)
def test_rejects_a_row_without_a_number_to_call(phone: str, reason: RowReason | PhoneRefusal) -> None:
    assert only_rejection(generic_file(订单号="12345", 手机=phone)).faults == (CellFault("手机", reason),)


def test_reads_numbers_that_excel_keeps_as_numbers() -> None:
    row = only_row(
        xlsx_file(
            [
                ["订单号", "手机", "金额", "下单时间"],
                [123456789012, 13800130001, 19.99, datetime(2026, 11, 20, 14, 5, 7)],  # noqa: DTZ001 - as a cell has it
            ]
        )
    )
    assert (row.order_no, row.paid_fen) == ("123456789012", 1999)
    assert row.phones == (ImportedPhone(PhoneNumber("+8613800130001")),)
    assert row.ordered_at == datetime(2026, 11, 20, 6, 5, 7, tzinfo=UTC)


@pytest.mark.parametrize("order_no", [1234567890123456789, 2**53 + 1, 2.0261121e18])
def test_rejects_an_order_number_that_excel_rounded(order_no: float) -> None:
    rejection = only_rejection(xlsx_file([["订单号", "手机"], [order_no, "13800130001"]]))
    assert rejection.faults == (CellFault("订单号", RowReason.ORDER_ROUNDED),)


def test_a_formula_is_worth_what_it_shows_and_never_its_text() -> None:
    rejection = only_rejection(xlsx_file([["订单号", "手机"], ["=A1&B1", "13800130001"]]))
    assert rejection.faults == (CellFault("订单号", RowReason.ORDER_INVALID),)


def test_counts_rows_as_the_spreadsheet_does_past_blank_ones_and_a_title() -> None:
    file = opened(
        xlsx_file(
            [["十一月回访名单"], [], ["订单号", "手机"], ["10001", "13800130001"], [], ["10002", "x"]],
        )
    )
    assert [row.row for row in file.rows] == [4, 6]
    assert file.row_count == 3


def test_a_shops_own_column_name_goes_before_ours() -> None:
    rows = [["订单号", "内部单号", "手机", "紧急电话"], ["10001", "N-20002", "13800130001", "13800130002"]]
    file = opened(csv_file(rows), order_no=["内部单号"], phone=["紧急电话"])
    assert file.columns == {"order_no": "内部单号", "phone": "紧急电话"}
    (row,) = file.rows
    assert row == ImportRow(
        row=2,
        order_no="N-20002",
        phones=(ImportedPhone(PhoneNumber("+8613800130002")),),
        extras={"订单号": "10001", "手机": "13800130001"},
    )
