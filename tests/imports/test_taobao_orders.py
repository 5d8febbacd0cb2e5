from datetime import UTC, datetime

from callguard.demo.samples import ORDER_COLUMNS, order_cells, order_list_csv, refund_list_xlsx, sales
from callguard.domain.phone_number import PhoneNumber, PhoneRefusal
from callguard.imports.faults import CellFault, RowReason
from callguard.imports.rows import ImportedPhone, ImportRow
from tests.imports.files import csv_file, only_rejection, only_row, opened


def order_file(**changed: str) -> bytes:
    cells = {title.strip(): text for title, text in order_cells(sales(1)[0]).items()} | changed
    return csv_file([ORDER_COLUMNS, [cells.get(title.strip(), "") for title in ORDER_COLUMNS]], "gbk")


def test_brings_the_buyer_and_a_number_to_call() -> None:
    row = only_row(
        order_file(收货人姓名="李晓雯", 联系手机="'13800130001", 买家会员名="tb_1", 买家实际支付金额="1240.50"),
        "taobao-orders",
    )
    assert (row.name, row.account, row.paid_fen) == ("李晓雯", "tb_1", 124050)
    assert row.phones == (ImportedPhone(PhoneNumber("+8613800130001")),)


def test_a_virtual_number_dies_fifteen_days_after_the_goods_were_received() -> None:
    row = only_row(order_file(联系手机="17012345678-1234", 确认收货时间="2026-11-01 08:00:00"), "taobao-orders")
    assert [phone.expires_at for phone in row.phones] == [datetime(2026, 11, 16, 0, 0, tzinfo=UTC)]


def test_a_plain_number_never_dies() -> None:
    row = only_row(order_file(联系手机="13800130001", 确认收货时间="2026-11-01 08:00:00"), "taobao-orders")
    assert [phone.expires_at for phone in row.phones] == [None]


def test_takes_both_numbers_but_the_same_one_only_once() -> None:
    both = only_row(order_file(联系手机="13800130001", 联系电话="0571-88888888"), "taobao-orders")
    assert [phone.number.e164 for phone in both.phones] == ["+8613800130001", "+8657188888888"]
    assert len(only_row(order_file(联系手机="13800130001", 联系电话="'13800130001"), "taobao-orders").phones) == 1


def test_an_order_whose_number_the_platform_hides_is_still_an_order() -> None:
    row = only_row(order_file(联系手机="138****8000", 联系电话="$$abc=="), "taobao-orders")
    assert row.phones == ()
    assert row.warnings == (
        CellFault("联系手机", PhoneRefusal.MASKED),
        CellFault("联系电话", PhoneRefusal.CIPHERTEXT),
    )


def test_an_unreadable_time_costs_neither_the_order_nor_its_number() -> None:
    row = only_row(order_file(订单付款时间="2026-13-45 10:00:00"), "taobao-orders")
    assert row.paid_at is None
    assert row.phones
    assert row.warnings == (CellFault("订单付款时间", RowReason.TIME_INVALID),)


def test_a_row_that_is_rejected_names_its_order_and_its_bad_times_too() -> None:
    rejection = only_rejection(order_file(买家实际支付金额="十二元", 订单付款时间="昨天"), "taobao-orders")
    assert rejection.order_no == order_cells(sales(1)[0])["订单编号"].strip('="')
    assert [fault.column for fault in rejection.faults] == ["买家实际支付金额", "订单付款时间"]


def test_an_order_status_says_nothing_about_a_case() -> None:
    row = only_row(order_file(订单状态="交易关闭"), "taobao-orders")
    assert (row.status, row.case_status) == ("交易关闭", None)


def test_leaves_out_the_buyers_payment_account() -> None:
    assert "买家支付宝账号" not in only_row(order_file(买家支付宝账号="13800130009"), "taobao-orders").extras


def test_reads_a_whole_list_whose_orders_match_the_refund_list() -> None:
    def order_nos(file: bytes, name: str) -> set[str]:
        return {row.order_no for row in opened(file, name).rows if isinstance(row, ImportRow)}

    assert order_nos(order_list_csv(50), "taobao-orders") == order_nos(refund_list_xlsx(50), "taobao-refunds")


def test_shows_no_personal_data_in_its_repr() -> None:
    text = repr(only_row(order_file(收货人姓名="李晓雯", 买家会员名="tb_1", 联系手机="13800130001"), "taobao-orders"))
    assert not [secret for secret in ("李晓雯", "tb_1", "13800130001", "无名路") if secret in text]
