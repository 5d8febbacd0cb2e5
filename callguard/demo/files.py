"""Two files to import by hand: the refund list brings the cases, the order list the numbers; some rows are no good."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from callguard.demo.samples import order_cells, order_list, refund_cells, refund_list, sales

REFUNDS, ORDERS = "taobao-refunds.xlsx", "taobao-orders.csv"
_COUNT = 60

_BAD_REFUNDS: Mapping[int, Mapping[str, str]] = {
    4: {"订单编号": "2.0261120123E+18"},
    17: {"退款的申请时间": "昨天下午"},
    31: {"买家退款金额": "三十元"},
}
_BAD_ORDERS: Mapping[int, Mapping[str, str]] = {
    9: {"订单编号": ""},
    22: {"联系手机": "号码保护中"},
    40: {"订单付款时间 ": "2026-13-45 10:00:00"},
}
"""By row (from 0): what somebody typed over, or a spreadsheet spoilt."""


def write_files(folder: Path, now: datetime) -> None:
    """Writes both files as the seller's console would export them at this instant."""
    sold = sales(_COUNT, now=now)
    refunds = [refund_cells(sale) | dict(_BAD_REFUNDS.get(row, {})) for row, sale in enumerate(sold)]
    orders = [order_cells(sale) | dict(_BAD_ORDERS.get(row, {})) for row, sale in enumerate(sold)]
    (folder / REFUNDS).write_bytes(refund_list(refunds))
    (folder / ORDERS).write_bytes(order_list(orders))
