from datetime import UTC, datetime

import pytest

from callguard.demo.samples import REFUND_COLUMNS, refund_cells, refund_list_xlsx, sales
from callguard.domain.case import CaseStatus, Escalation, IssueType, Liability
from callguard.domain.money import MoneyRefusal
from callguard.imports.faults import CellFault, RowReason
from callguard.imports.rows import ImportRow
from tests.imports.files import csv_file, only_rejection, only_row, opened


def refund_file(**changed: str) -> bytes:
    cells = refund_cells(sales(1)[0]) | changed
    return csv_file([REFUND_COLUMNS, [cells.get(title, "") for title in REFUND_COLUMNS]])


def test_brings_the_case_its_deadline_and_its_reason() -> None:
    row = only_row(
        refund_file(
            订单编号="1234567890123456789",
            退款编号="987654321",
            超时时间="2026-11-25 14:05:00",
            买家退款金额="12.50",
            买家退款原因="商品破损",
            责任方="商家",
            退款状态="卖家拒绝退款",
        ),
        "taobao-refunds",
    )
    assert (row.row, row.order_no, row.refund_no) == (2, "1234567890123456789", "987654321")
    assert row.deadline_at == datetime(2026, 11, 25, 6, 5, tzinfo=UTC)
    assert row.refund_fen == 1250
    assert (row.issue_type, row.liability) == (IssueType.DAMAGE, Liability.SHOP)
    assert (row.status, row.case_status) == ("卖家拒绝退款", CaseStatus.OPEN)


def test_never_takes_the_sellers_own_people_for_the_customers() -> None:
    row = only_row(refund_file(卖家真实姓名="张三", 卖家电话="0571-88888888", 卖家手机="13800138000"), "taobao-refunds")
    assert row.phones == ()
    assert row.name is None
    assert not [title for title in row.extras if title.startswith("卖家")]


def test_keeps_unknown_columns_that_hold_something() -> None:
    row = only_row(refund_file(商家备注="老客户，优先", 售中或售后="售后", 举证超时="-"), "taobao-refunds")
    assert row.extras["商家备注"] == "老客户，优先"
    assert row.extras["售中或售后"] == "售后"
    assert "举证超时" not in row.extras


def test_a_platform_that_stepped_in_is_a_complaint() -> None:
    assert only_row(
        refund_file(买家退款原因="不想要", 买家退款说明="", 客服介入状态="客服已介入"), "taobao-refunds"
    ).escalation is (Escalation.COMPLAINT)


def test_names_everything_that_is_wrong_with_a_row_at_once() -> None:
    rejection = only_rejection(refund_file(买家退款金额="十二元", 超时时间="明天", 退款状态=" "), "taobao-refunds")
    assert rejection.row == 2
    assert {(fault.column, fault.reason) for fault in rejection.faults} == {
        ("退款状态", RowReason.MISSING),
        ("买家退款金额", MoneyRefusal.NOT_A_NUMBER),
        ("超时时间", RowReason.TIME_INVALID),
    }


@pytest.mark.parametrize("column", ["订单付款时间", "退款的申请时间", "超时时间"])
def test_an_unreadable_time_costs_only_its_cell(column: str) -> None:
    row = only_row(refund_file(**{column: "昨天下午"}), "taobao-refunds")
    assert row.warnings == (CellFault(column, RowReason.TIME_INVALID),)


def test_reads_a_whole_list_as_the_console_exports_it() -> None:
    file = opened(refund_list_xlsx(50), "taobao-refunds")
    rows = list(file.rows)
    assert file.row_count == 50
    assert [row.order_no for row in rows if isinstance(row, ImportRow)] == [sale.order_no for sale in sales(50)]
    assert {row.case_status for row in rows if isinstance(row, ImportRow)} == set(CaseStatus)
